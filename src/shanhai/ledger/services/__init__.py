"""The one write path of the ledger."""

from shanhai.ledger.services.evidence import attach_file, attach_span, reject_evidence
from shanhai.ledger.services.locks import lift_lock, lock_period
from shanhai.ledger.services.records import (
    change_state,
    create_record,
    update_record,
    validate,
    writable_fields,
)

__all__ = [
    "attach_file",
    "attach_span",
    "change_state",
    "create_record",
    "lift_lock",
    "lock_period",
    "reject_evidence",
    "update_record",
    "validate",
    "writable_fields",
]
