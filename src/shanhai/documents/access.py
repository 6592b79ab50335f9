"""Who may do what with documents; what is seen of them is decided by scope."""

from __future__ import annotations

from shanhai.accounts.models import User
from shanhai.documents.models import Document
from shanhai.ledger.scope import Scope


def may_submit(user: User) -> bool:
    """True when the user may hand in documents: those who fill in or check ledgers."""
    return user.rights.write or user.rights.confirm


def may_review(user: User, document: Document) -> bool:
    """True when the user may decide on the document's claims.

    Making a record, or backing one, asks the ledger's own rights on top.
    """
    return may_submit(user) and _at_home(user, document)


def may_correct(user: User, document: Document) -> bool:
    """True when the user may correct the document's title, date, source and pairing."""
    return (may_submit(user) or user.rights.manage) and _at_home(user, document)


def _at_home(user: User, document: Document) -> bool:
    """True for documents of the user's own pairings and office, not for those only reached as evidence."""
    home = Document.home_condition(Scope.of(user))
    return bool(
        Document.objects.filter(home, pk=document.pk).unscoped("asks whether it is in scope").exists()
    )
