"""From a record to its observations: the only way figures come into the fact table."""

from __future__ import annotations

from datetime import date

from shanhai.ledger.declaration import Yields
from shanhai.ledger.models import Observation, Record, State
from shanhai.ledger.services.subjects import subject_key


def observations_of(record: Record) -> list[Observation]:
    """What a row says about each measure of its kind; a void row says nothing. Not saved."""
    if record.state == State.VOID:
        return []
    return [_observation(record, rule) for rule in record.Kind.measures if rule.applies_to(record)]


def _observation(record: Record, rule: Yields) -> Observation:
    unit = getattr(record, rule.unit_field) if rule.unit_field else ""
    return Observation(
        measure=rule.measure,
        aggregation=rule.aggregation,
        value=rule.figure(record),
        unit=unit or rule.printed_unit(),
        pairing_id=record.pairing_id,
        year=record.year,
        since_year=record.since_year or record.year,
        date=_day(record, rule.date),
        until=_day(record, rule.until),
        place_code=record.place_code,
        subject=subject_key(record, rule.subject, rule.subject_else),
        kind=record.Kind.code,
        record_id=record.pk,
        state=record.state,
        precision=record.precision,
        # Only a row that says from which year on it sums up stands for the single rows of its years; a row
        # that merely counts several things (five agreements of one day) is added to them.
        is_summary=record.is_summary and record.since_year is not None,
    )


def _day(record: Record, field: str) -> date | None:
    value: date | None = getattr(record, field) if field else None
    return value


def refresh(record: Record) -> None:
    """Replace the observations of one row. Call inside the transaction that saved it."""
    rows = Observation.objects.filter(kind=record.Kind.code, record_id=record.pk)
    rows.unscoped("the row's own observations, replaced by the write path").replace(observations_of(record))
