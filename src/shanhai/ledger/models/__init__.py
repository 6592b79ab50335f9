"""Models of the ledger. Record kinds live in ``ledger.kinds``; importing them here registers them."""

from shanhai.ledger.kinds import load_kinds
from shanhai.ledger.models.dispute import Dispute
from shanhai.ledger.models.evidence import Evidence
from shanhai.ledger.models.importbatch import ImportBatch, ImportJob, ImportWrite
from shanhai.ledger.models.lock import PeriodLock
from shanhai.ledger.models.observation import Aggregation, Observation
from shanhai.ledger.models.organisation import Organisation
from shanhai.ledger.models.pairing import Pairing, Side
from shanhai.ledger.models.record import Precision, Record, Source, State
from shanhai.ledger.models.region import Region
from shanhai.ledger.models.sensitive import SensitiveIndex
from shanhai.ledger.models.snapshot import Snapshot
from shanhai.ledger.models.view import ListSetting, SavedView

load_kinds()

__all__ = [
    "Aggregation",
    "Dispute",
    "Evidence",
    "ImportBatch",
    "ImportJob",
    "ImportWrite",
    "ListSetting",
    "Observation",
    "Organisation",
    "Pairing",
    "PeriodLock",
    "Precision",
    "Record",
    "Region",
    "SavedView",
    "SensitiveIndex",
    "Side",
    "Snapshot",
    "Source",
    "State",
]
