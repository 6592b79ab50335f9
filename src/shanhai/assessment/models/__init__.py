"""Models of the assessment room."""

from shanhai.assessment.models.catalogue import Catalogue, Indicator
from shanhai.assessment.models.mark import ChecklistMark, DoubleDecision
from shanhai.assessment.models.target import Target, TargetRevision

__all__ = ["Catalogue", "ChecklistMark", "DoubleDecision", "Indicator", "Target", "TargetRevision"]
