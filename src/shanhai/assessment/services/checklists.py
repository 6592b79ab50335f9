"""Answering the items of checklists that no ledger proves."""

from __future__ import annotations

from django.db import transaction

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.assessment.checklists import checklists
from shanhai.assessment.models import ChecklistMark
from shanhai.assessment.services.targets import may_set
from shanhai.ledger.errors import NotAllowed, one
from shanhai.ledger.models import Pairing


@transaction.atomic
def mark_item(
    actor: User, pairing: Pairing, year: int, checklist: str, item: str, *, satisfied: bool, basis: str
) -> ChecklistMark:
    """Say whether an item is met and on what basis; the log keeps what was said before."""
    if not may_set(actor, pairing):
        raise NotAllowed(f"您没有为“{pairing}”填写清单的权限")
    lists = {entry.code: {one_item.code: one_item for one_item in entry.items} for entry in checklists()}
    found = lists.get(checklist, {}).get(item)
    if found is None or found.proof:
        raise one("item", "这一项由台账计算，或清单中没有这一项")
    if not basis.strip():
        raise one("basis", "请写明依据", "basis")
    marks = ChecklistMark.objects.for_user(actor)
    before = marks.filter(pairing=pairing, year=year, checklist=checklist, item=item).first()
    told = {"satisfied": satisfied, "basis": basis.strip()[:300], "by": actor}
    key = {"pairing": pairing, "year": year, "checklist": checklist, "item": item}
    mark: ChecklistMark
    mark, _created = ChecklistMark.objects.unscoped("the actor's own pairing").update_or_create(
        **key, defaults=told
    )
    audit(
        actor,
        AuditEntry.Action.CHANGE,
        object_type="checklist",
        object_id=mark.pk,
        pairing_id=pairing.pk,
        summary=f"{year}年自查“{found.title}”：{'已做到' if satisfied else '未做到'}",
        detail={"basis": [before.basis if before else "", mark.basis]},
    )
    return mark
