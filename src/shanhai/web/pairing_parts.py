"""What the pair page shows besides totals: progress, ten haves, years, people, projects, issues."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.assessment.checklists import filled
from shanhai.assessment.periods import Period
from shanhai.assessment.progress import board
from shanhai.assessment.services.targets import may_set
from shanhai.assessment.timeline import in_post, open_issues, projects, timeline
from shanhai.ledger.models import Pairing
from shanhai.web.asked import newest_year
from shanhai.web.lines import by_section, shown_lines


def pairing_parts(user: User, pairing: Pairing, year: int | None) -> dict[str, Any]:
    """The page's parts for a year; without one, the agreement's lines of the newest year with rows."""
    today = timezone.localdate()
    period = Period.of(year or newest_year(user, today, pairing), 0, "month", today)
    table = board(user, [pairing], period)
    lines = shown_lines(table.lines[pairing.pk], period, pairing) if table else []
    if year is None:
        lines = [item for item in lines if item.indicator.agreement or item.line.goal is not None]
    people, people_count = in_post(user, pairing, period.day)
    found_projects, project_count = projects(user, pairing, period.year)
    issues, issue_count = open_issues(user, pairing)
    return {
        "period": period,
        "progress": by_section(table, lines) if table else [],
        "lists": filled(user, [pairing], period)[pairing.pk],
        "history": timeline(user, pairing),
        "people": people,
        "people_count": people_count,
        "projects": found_projects,
        "project_count": project_count,
        "issues": issues,
        "issue_count": issue_count,
        "may_set": may_set(user, pairing),
    }
