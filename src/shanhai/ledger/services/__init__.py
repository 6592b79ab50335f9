"""The one write path of the ledger."""

from shanhai.ledger.services.disputes import accept_dispute, keep_figure, raise_dispute, withdraw_dispute
from shanhai.ledger.services.evidence import (
    attach_file,
    attach_span,
    reject_evidence,
    replace_file,
    set_evidence_state,
)
from shanhai.ledger.services.locks import lift_lock, lock_period
from shanhai.ledger.services.records import (
    change_state,
    create_record,
    update_record,
    writable_fields,
)
from shanhai.ledger.services.validation import validate

__all__ = [
    "accept_dispute",
    "attach_file",
    "attach_span",
    "change_state",
    "create_record",
    "keep_figure",
    "lift_lock",
    "lock_period",
    "raise_dispute",
    "reject_evidence",
    "replace_file",
    "set_evidence_state",
    "update_record",
    "validate",
    "withdraw_dispute",
    "writable_fields",
]
