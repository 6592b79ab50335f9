"""The gazetteer: administrative divisions with codes, aliases, validity and predecessors."""

from shanhai.text.gazetteer.model import Division, Level, lineage, within
from shanhai.text.gazetteer.table import Gazetteer, gazetteer

__all__ = ["Division", "Gazetteer", "Level", "gazetteer", "lineage", "within"]
