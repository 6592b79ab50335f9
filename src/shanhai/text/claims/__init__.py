"""Claims: every figure and event that a text states about the cooperation, with the words that state it.

>>> from shanhai.text.claims import read_claims
>>> [claim] = read_claims("2021年以来，南湖区选派12名医生到若尔盖县支医，东西部协作成效明显。")
>>> claim.measure, int(claim.value), claim.east, claim.west, claim.since
('posting.doctors_sent', 12, ('330402',), ('513232',), '2021')
"""

from shanhai.text.claims.document import RULES_VERSION, DocumentClaim, read_document
from shanhai.text.claims.model import Claim, Context, Explanation
from shanhai.text.claims.reader import read_claims

__all__ = [
    "RULES_VERSION",
    "Claim",
    "Context",
    "DocumentClaim",
    "Explanation",
    "read_claims",
    "read_document",
]
