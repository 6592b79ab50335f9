"""Who may do what with a row: the one place, asked by services, pages, lists and tests alike."""

from __future__ import annotations

from shanhai.accounts.models import User
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.scope import Scope, user_side

OPEN_STATES = (State.DRAFT, State.REPORTED, State.RETURNED, State.CONFIRMED)


def side_in(user: User, pairing: Pairing) -> str:
    """The side of the pairing that the user stands on, empty for none or both."""
    return user_side(user, pairing.east_id, pairing.west_id)


def may_write_kind(user: User, kind: str) -> bool:
    """True when the user may enter rows of this kind in some pairing."""
    return user.rights.write and Scope.of(user).sees_kind(kind)


def may_add(user: User, kind: str, pairing: Pairing) -> bool:
    """True when the user may enter a row of this kind for this pairing: it writes for its own side."""
    return may_write_kind(user, kind) and bool(side_in(user, pairing))


def may_change(user: User, record: Record) -> bool:
    """True when the user may change the row: it belongs to the user's side and is not void."""
    return (
        may_write_kind(user, record.Kind.code)
        and side_in(user, record.pairing) == record.owner_side
        and record.state in OPEN_STATES
    )


def may_confirm(user: User, record: Record) -> bool:
    """True when the user may confirm or return a reported row.

    The other side confirms; a reviewer may also confirm rows of the own side. Nobody confirms a row that
    he or she filled in (separation of duties, DOMAIN.md i).
    """
    if record.state not in (State.REPORTED, State.CONFIRMED) or not Scope.of(user).sees_kind(
        record.Kind.code
    ):
        return False
    return confirms(user, side_in(user, record.pairing), record.owner_side, record.created_by_id == user.pk)


def confirms(user: User, stands: str, owner_side: str, own_entry: bool) -> bool:
    """The rule of :func:`may_confirm` for rows alike: the user's side, the rows' side, who entered them."""
    if not user.rights.confirm or own_entry:
        return False
    return (bool(stands) and stands != owner_side) or user.rights.own_side


def may_dispute(user: User, record: Record) -> bool:
    """True when the user may state another figure: people who confirm, on the other side of the pair."""
    stands = side_in(user, record.pairing)
    return (
        record.state in (State.REPORTED, State.CONFIRMED)
        and bool(stands)
        and stands != record.owner_side
        and user.rights.confirm
        and Scope.of(user).sees_kind(record.Kind.code)
    )


def may_reveal(user: User, record: Record) -> bool:
    """True when the user may see the row's personal data in full: departments, on rows of their own side."""
    return (
        user.rights.reveal
        and bool(record.Kind.sensitive)
        and Scope.of(user).sees_kind(record.Kind.code)
        and side_in(user, record.pairing) == record.owner_side
    )


def may_lock(user: User, pairing: Pairing) -> bool:
    """True when the user may lock and unlock periods of the pairing: reviewers of either side."""
    return user.rights.lock and bool(side_in(user, pairing))


def may_snapshot(user: User, pairing: Pairing) -> bool:
    """True when the user may freeze the pairing's rows: who fills in or locks, and sees all of it."""
    scope = Scope.of(user)
    whole = scope.kinds is None and not scope.township
    return (user.rights.write or user.rights.lock) and whole and bool(side_in(user, pairing))


def may_void(user: User, record: Record) -> bool:
    """True when the user may void the row: the same people who may change it."""
    return may_change(user, record)
