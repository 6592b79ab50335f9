"""What the ledger says over a span, beside what the indicators say on its last day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shanhai.assessment.amounts import amounts
from shanhai.assessment.spans import facts, over_span
from shanhai.ledger.models import Observation
from tests.assessment.test_amounts import MEASURES, observation, stored
from tests.factories import make_pairing, make_user


class SpansProperty(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(observation, max_size=12))
    def test_a_whole_year_is_what_the_indicator_says(self, told: list[dict[str, Any]]) -> None:
        """When no summary reaches beyond the year, both roads to a figure give the same."""
        told = [{**item, "back": 0} for item in told]
        user, pairing = make_user("east"), make_pairing()
        Observation.objects.unscoped("the test's own rows").replace([])
        Observation._base_manager.bulk_create(stored(told, pairing))
        day = date(2024, 12, 31)
        found, known = amounts(user, [pairing], [day], MEASURES), facts(user, pairing, set(MEASURES))
        for measure, (unit, _rule) in MEASURES.items():
            said = over_span(known[measure], date(2024, 1, 1), day) if measure in known else None
            expected = found.get(day, pairing.pk, measure, unit).value
            assert (said.value if said else Decimal(0)) == expected, measure
            assert not (said and said.unsure)
