"""Repair of damaged Chinese web text: readable simplified text, with the way back to every character.

>>> repair("兩地協(xié)作持續(xù)深化").text
'两地协作持续深化'
"""

from shanhai.text.repair.encoding import Decoded, decode
from shanhai.text.repair.model import (
    DEFAULT_OPTIONS,
    RULES_VERSION,
    Metadata,
    RepairedText,
    RepairOptions,
    Residue,
)
from shanhai.text.repair.pipeline import read_bytes, repair

__all__ = [
    "DEFAULT_OPTIONS",
    "RULES_VERSION",
    "Decoded",
    "Metadata",
    "RepairOptions",
    "RepairedText",
    "Residue",
    "decode",
    "read_bytes",
    "repair",
]
