"""Who may do what with documents; what is seen of them is decided by scope."""

from __future__ import annotations

from shanhai.accounts.models import User


def may_submit(user: User) -> bool:
    """True when the user may hand in documents: those who fill in or check ledgers."""
    return user.rights.write or user.rights.confirm


def may_review(user: User) -> bool:
    """True when the user may decide on claims of the documents in scope.

    Making a record, or backing one, asks the ledger's own rights on top.
    """
    return user.rights.write or user.rights.confirm


def may_correct(user: User) -> bool:
    """True when the user may correct title, date, source and pairing of the documents in scope."""
    return may_submit(user) or user.rights.manage
