"""Settling what may count twice: say that rows are different, or void the one too many."""

from __future__ import annotations

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.assessment.doubles import Double
from shanhai.assessment.models import DoubleDecision
from shanhai.assessment.services.targets import may_set
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Pairing, State
from shanhai.ledger.services import change_state


@transaction.atomic
def settle(
    actor: User, pairing: Pairing, double: Double, *, void: int | None = None, reason: str
) -> DoubleDecision:
    """Decide on a finding: void the row with this number, or (None) say that the rows are different acts.

    Voiding goes through the ledger's write path with its rights: only the side that filled a row in may.
    """
    if not may_set(actor, pairing):
        raise NotAllowed(f"您没有处理“{pairing}”重复记录的权限")
    if not reason.strip():
        raise one("reason", "请写明原因", "reason")
    if void is not None:
        row = next((row for row in double.rows if row.pk == void), None)
        if row is None:
            raise one("row", "这一行不在所列的记录中")
        change_state(actor, row, State.VOID, reason=reason)
    decision = DoubleDecision.Decision.DIFFERENT if void is None else DoubleDecision.Decision.VOIDED
    made: DoubleDecision = DoubleDecision.objects.create(
        pairing=pairing, key=double.key, decision=decision, reason=reason.strip()[:300], by=actor
    )
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="double",
        object_id=made.pk,
        pairing_id=pairing.pk,
        summary=f"{made.get_decision_display()}：{double.key}",
        reason=reason,
    )
    return made
