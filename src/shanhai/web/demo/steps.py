"""Workbooks and bulletins of the demonstration, through the same services that people use.

Each workbook and each bulletin, with what is decided about it, is one transaction: a demo that was
stopped half-way goes on where it stopped, and one that is complete is not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from shanhai.accounts.models import User
from shanhai.assessment.models import Target
from shanhai.assessment.services.targets import indicator_for, set_remarks, set_target, sign_targets
from shanhai.documents.models import Document
from shanhai.documents.prefill import prefill
from shanhai.documents.selectors import claims_of, siblings
from shanhai.documents.services import accept, ingest, link
from shanhai.ledger.derive.sheet_import import import_workbook
from shanhai.ledger.kinds import kind, kind_of_measure
from shanhai.ledger.models import ImportBatch, Pairing, Record, State
from shanhai.ledger.models.record import WAN
from shanhai.ledger.services import change_state
from shanhai.web.demo.plan import Decision, DemoBulletin, DemoTargets, DemoWorkbook, Plan

WHY = "the demonstration asks what it has loaded before"


class Loader:
    """Loads workbooks and bulletins of the plan, in the names of the demo users."""

    def __init__(self, plan: Plan, pairings: Mapping[str, Pairing]) -> None:
        self.plan = plan
        self.pairings = pairings
        wanted = [user.username for user in plan.users]
        self.users = {user.username: user for user in User.objects.filter(username__in=wanted)}

    @transaction.atomic
    def load_workbook(self, item: DemoWorkbook) -> int:
        """Import a workbook that was not imported before; how many rows came in."""
        model, pairing = kind(item.kind), self.pairings[item.pairing]
        before = ImportBatch.objects.unscoped(WHY).filter(
            pairing=pairing, kind=item.kind, file_name=item.file
        )
        if before.exists():
            return 0
        data = (self.plan.folder / "ledgers" / item.file).read_bytes()
        result = import_workbook(self.users[item.by], model, pairing, item.file, data, report=item.report)
        if result.problems:
            raise ValidationError([str(problem) for problem in result.problems])
        rows = list(
            model.objects.for_user(self.users[item.by]).filter(import_batch=result.batch).order_by("pk")
        )
        self._decide_rows(item, rows)
        return result.added

    def _decide_rows(self, item: DemoWorkbook, rows: list[Record]) -> None:
        """What the other side has confirmed and sent back."""
        if not item.confirmed_by:
            return
        other = self.users[item.confirmed_by]
        returned = {id(_named(rows, entry.row)): entry.reason for entry in item.returned}
        for row in rows:
            if id(row) in returned:
                change_state(other, row, State.RETURNED, reason=returned[id(row)])
            elif row.year <= item.confirmed_until:
                change_state(other, row, State.CONFIRMED)

    @transaction.atomic
    def load_bulletin(self, item: DemoBulletin) -> int:
        """Take in a bulletin that was not taken in before, and decide on the claims the plan names."""
        actor = self.users[item.by]
        data = (self.plan.folder / "bulletins" / item.file).read_bytes()
        result = ingest(actor, name=item.file, data=data, published=item.published)
        if not result.created:
            return 0
        for decision in item.decisions:
            self._decide_claim(actor, result.document, decision)
        return 1

    @transaction.atomic
    def load_targets(self, item: DemoTargets) -> int:
        """Set the targets of a pairing and year that has none, and sign them; how many."""
        actor, pairing = self.users[item.by], self.pairings[item.pairing]
        if Target.objects.for_user(actor).filter(pairing=pairing, year=item.year).exists():
            return 0
        for code, told in item.values.items():
            money = indicator_for(item.year, code).unit == "元"
            set_target(actor, pairing, item.year, code, Decimal(told) * (WAN if money else 1))
        for code, problem in item.problems.items():
            set_remarks(actor, pairing, item.year, code, problem=problem)
        if item.signed_on:
            sign_targets(actor, pairing, item.year, signed_on=item.signed_on, document=item.document)
        return len(item.values)

    def _decide_claim(self, actor: User, document: Document, decision: Decision) -> None:
        what = f"{decision.measure} {decision.value}"
        told = (
            claim
            for claim in claims_of(document)
            if claim.is_open and claim.measure == decision.measure and int(claim.value) == decision.value
        )
        claim = next(told, None)
        model = kind_of_measure(decision.measure)
        if claim is None or model is None:
            raise _wrong_plan(f"{document.file_name}：{what}")
        if decision.row:
            rows = model.objects.for_user(actor).filter(pairing=document.pairing, year=decision.year)
            link(actor, claim, _named(rows, decision.row))
            return
        filled = prefill(claim, document.pairing, siblings(claim))
        assert filled is not None  # a kind was found above
        values = {**filled.initial, **decision.values, "pairing": document.pairing}
        record = accept(actor, claim, values, also=filled.claims[1:], report=True)
        if decision.confirmed_by:
            change_state(self.users[decision.confirmed_by], record, State.CONFIRMED)


def _named(rows: Iterable[Record], name: str) -> Record:
    """The first row of this name; the plan is wrong when there is none."""
    for row in rows:
        if str(row) == name:
            return row
    raise _wrong_plan(name)


def _wrong_plan(what: str) -> ValidationError:
    return ValidationError(f"示例有误：找不到“{what}” (the examples do not fit together)")
