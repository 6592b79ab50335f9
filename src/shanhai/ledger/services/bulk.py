"""The write path for many rows at once: the same checks, history and observations, in few statements.

Used by imports and by taking them back. A row written here cannot be told from one written by
:mod:`ledger.services.records` but for the audit log, which has one line for the whole import instead of one
a row (the history of each row still says who, when, why and by which request).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils import timezone

from shanhai.accounts.masking import hide_numbers
from shanhai.accounts.models import User
from shanhai.accounts.request import current_request_id
from shanhai.ledger import rights
from shanhai.ledger.errors import Problem
from shanhai.ledger.models import ImportBatch, ImportWrite, Observation, Pairing, Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.services.fast_insert import Inserter, take_numbers
from shanhai.ledger.services.locks import Locks
from shanhai.ledger.services.observe import observations_of
from shanhai.ledger.services.records import (
    assign,
    differences,
    end_disputes,
    refuse_strangers,
    reopen,
    snapshot,
    writable_fields,
)
from shanhai.ledger.services.sensitive import index_sensitive
from shanhai.ledger.services.validation import validate

CHUNK = 1000
"""Rows written together; memory stays flat whatever the size of the file."""
KEPT = ("state", "version", "changed_since_confirmed", "updated_at")


TOLD = ("history_user", "history_date", "history_type", "history_change_reason", "source", "request_id")


def _inserter(model: type[models.Model], without: tuple[str, ...] = ()) -> tuple[tuple[str, ...], Inserter]:
    """The attributes to take from objects of a model, and the inserter that writes them."""
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    return tuple(field.attname for field in fields), Inserter(model, [field.name for field in fields])


class BulkWriter:
    """Writes rows of one kind into one pairing for one actor. Call inside a transaction.

    Raises :class:`NotAllowed` at once when the actor may not enter rows there.
    """

    def __init__(
        self,
        actor: User,
        model: type[Record],
        pairing: Pairing,
        *,
        source: str,
        reason: str,
        batch: ImportBatch | None = None,
        report: bool = False,
    ) -> None:
        refuse_strangers(actor, model, pairing)
        self.actor, self.model, self.pairing = actor, model, pairing
        self.source, self.reason = source, hide_numbers(reason)
        self.batch, self.report = batch, report
        self.side = rights.side_in(actor, pairing)
        self.locks = Locks([pairing.pk])
        self._record_names, self._records = _inserter(model)
        self._observation_names, self._observations = _inserter(Observation, without=("id",))
        history = model.history.model
        own = [field.name for field in model._meta.concrete_fields]
        self._history = Inserter(history, [*own, *TOLD])
        self._writes = Inserter(ImportWrite, ["batch", "kind", "record_id", "before", "after"])

    def new(self, values: Mapping[str, Any]) -> tuple[Record, list[Problem]]:
        """An unsaved row with these values, and everything that is wrong with it."""
        record = self.model(
            record_source=self.source,
            created_by=self.actor,
            import_batch=self.batch,
            pairing=self.pairing,
            owner_side=self.side,
            state=State.REPORTED if self.report else State.DRAFT,
        )
        assign(record, values)
        problems = validate(record, {*values, "year"})
        locked = None if problems else self.locks.problem(record)
        return record, [locked] if locked else problems

    def change(self, record: Record, values: Mapping[str, Any]) -> tuple[dict[str, list[str]], list[Problem]]:
        """Put values into a row read from the ledger: what differs, and what is wrong. Nothing is saved."""
        before, locked = snapshot(record), self.locks.problem(record)
        assign(record, values)
        changes = differences(self.model, before, snapshot(record))
        if not changes:
            return {}, []
        if not rights.may_change(self.actor, record):
            return changes, [Problem("not_allowed", "只有填报方可以修改这条记录，作废的记录不能修改")]
        locked = locked or self.locks.problem(record)
        if locked:
            return changes, [locked]
        return changes, validate(record, set(changes) | {"year"})

    def write(self, new: list[Record], changed: list[Record]) -> None:
        """Save rows that :meth:`new` and :meth:`change` found in order, with history and observations."""
        now = timezone.now()
        numbers = take_numbers(self.model, len(new)) if new else ()
        for record, number in zip(new, numbers, strict=True):
            record.pk, record.version, record.created_at, record.updated_at = number, 1, now, now
        self._records.insert(map(_values_of(self._record_names), new))
        for record in changed:
            record.version += 1
            record.updated_at = now
            reopen(record)
        if changed:
            names = [field_of(self.model, name).name for name in writable_fields(self.model)]
            rows = self.model.objects.unscoped("rows read in scope by the import that changes them")
            rows.bulk_update(changed, [*names, *KEPT], batch_size=100)
            self._note_writes(changed)
        self._note_history(new, "+", now)
        self._note_history(changed, "~", now)
        self._observe(new, changed)
        index_sensitive([*new, *changed])

    def void(self, records: list[Record], reason: str) -> None:
        """Void rows that :func:`rights.may_void` lets the actor void; their disputes end with them."""
        now = timezone.now()
        for record in records:
            record.state, record.state_reason = State.VOID, hide_numbers(reason)
            record.version += 1
            record.updated_at = now
        rows = self.model.objects.unscoped("rows read in scope by the caller that voids them")
        rows.bulk_update(records, ["state", "state_reason", "version", "updated_at"], batch_size=100)
        end_disputes(self.model.Kind.code, [record.pk for record in records])
        self._note_history(records, "~", now)
        self._observe([], records)

    def _note_writes(self, changed: list[Record]) -> None:
        """Which rows an import changed, so that it can be taken back."""
        if self.batch is not None:
            code, number = self.model.Kind.code, self.batch.pk
            self._writes.insert((number, code, row.pk, row.version - 1, row.version) for row in changed)

    def _note_history(self, records: list[Record], sort: str, now: datetime) -> None:
        """One line of history a row, as ``HistoricalRecords`` would write it."""
        told = (self.actor.pk, now, sort, self.reason[:100], self.source, current_request_id())
        values = _values_of(self._record_names)
        self._history.insert((*values(record), *told) for record in records)

    def _observe(self, new: list[Record], changed: list[Record]) -> None:
        if changed:
            stale = [record.pk for record in changed]
            rows = Observation.objects.filter(kind=self.model.Kind.code, record_id__in=stale)
            rows.unscoped("observations of rows read in scope, replaced by the write path").replace([])
        values = _values_of(self._observation_names)
        self._observations.insert(
            values(observation) for record in (*new, *changed) for observation in observations_of(record)
        )


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that takes these attributes from an object, all at once."""
    return attrgetter(*names)
