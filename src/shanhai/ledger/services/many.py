"""One act on many rows: judged row by row before anything is done, then done whole or not at all.

Every row goes through the write path alone (:mod:`shanhai.ledger.services.records`), with its own history
and line in the log, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from shanhai.accounts.models import User
from shanhai.ledger import rights
from shanhai.ledger.errors import Conflict, LedgerError, Problem, one
from shanhai.ledger.models import Dispute, Record, State
from shanhai.ledger.services.evidence import attach_file
from shanhai.ledger.services.locks import Locks
from shanhai.ledger.services.records import change_state, check_move
from shanhai.ledger.services.validation import validate

MOST = 500
"""More rows than this are not changed at once: a slip of the hand should not cost a day."""
EVIDENCE = "evidence"
MOVES = (State.REPORTED, State.CONFIRMED, State.RETURNED, State.VOID)
ACTS = (*MOVES, EVIDENCE)
NEEDS_REASON = (State.RETURNED, State.VOID)
GIVEN_LATER = "…"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one row can be acted on: ``problem`` says why not, empty when it can."""

    record: Record
    problem: str = ""


def judge(actor: User, records: Sequence[Record], act: str) -> list[Verdict]:
    """What ``act`` (a state to move to, or evidence) would meet with on each row; nothing is changed."""
    if act not in ACTS:
        raise one("act", f"没有“{act}”这种操作", "act", act)
    locks = Locks({record.pairing_id for record in records})
    disputed = _disputed(records) if act == State.CONFIRMED else set()
    return [Verdict(record, _problem(actor, record, act, locks, disputed)) for record in records]


def _disputed(records: Sequence[Record]) -> set[int]:
    """The rows among these that have an open dispute."""
    if not records:
        return set()
    numbers = [record.pk for record in records]
    found = Dispute.objects.filter(
        kind=records[0].Kind.code, record_id__in=numbers, state=Dispute.State.OPEN
    ).unscoped("disputes of rows read in scope")
    return set(found.values_list("record_id", flat=True))


def _problem(actor: User, record: Record, act: str, locks: Locks, disputed: set[int]) -> str:
    if act == EVIDENCE:
        allowed = rights.may_change(actor, record) or rights.may_confirm(actor, record)
        return "" if allowed else "您没有为这条记录添加佐证的权限"
    try:
        check_move(actor, record, act, GIVEN_LATER)
    except LedgerError as refused:
        return str(refused)
    if record.pk in disputed:
        return "这条记录有未了结的异议，请先答复或撤回"
    locked = locks.problem(record)
    if locked is not None:
        return locked.message
    return "；".join(problem.message for problem in _unfinished(record, act))


def _unfinished(record: Record, act: str) -> list[Problem]:
    """What keeps a row from being handed in: columns that a draft may leave empty."""
    before, record.state = record.state, State(act)
    try:
        return validate(record)
    finally:
        record.state = before


@dataclass(frozen=True, slots=True)
class Paper:
    """One file that is to back many rows."""

    name: str
    data: bytes
    title: str = ""
    speaks_for: date | None = None


@transaction.atomic
def act_on(
    actor: User,
    records: Iterable[tuple[Record, int]],
    act: str,
    *,
    reason: str = "",
    paper: Paper | None = None,
) -> int:
    """Do ``act`` with each row, given with the version that was on the screen; how many rows that were.

    Raises what the first refused row raises, naming the row, and :class:`Conflict` for a row that somebody
    changed since; then none of them is done.
    """
    if act in NEEDS_REASON and not reason.strip():
        raise one("reason", "请写明原因，每一行都会记下", "reason")
    if act == EVIDENCE and paper is None:
        raise one("required", "请选择佐证文件", "file")
    done = 0
    for record, version in records:
        if record.version != version:
            raise Conflict(record)
        try:
            if paper is not None and act == EVIDENCE:
                attach_file(
                    actor,
                    record,
                    name=paper.name,
                    data=paper.data,
                    title=paper.title,
                    speaks_for=paper.speaks_for,
                )
            else:
                change_state(actor, record, act, reason=reason.strip())
        except LedgerError as refused:
            raise one(refused.problems[0].code, f"“{record}”：{refused}") from refused
        done += 1
    return done
