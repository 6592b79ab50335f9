"""The demo users: one a role and side, all with one password that everybody may know."""

from __future__ import annotations

from shanhai.accounts.models import User
from shanhai.accounts.services import create_user
from shanhai.web.demo.plan import Plan

PASSWORD = "shanhai-demo"


def load_users(plan: Plan) -> None:
    """Create the users that are missing; those that are there keep the password they have."""
    there = set(User.objects.values_list("username", flat=True))
    for user in plan.users:
        if user.username not in there:
            create_user(
                user.username,
                PASSWORD,
                role=user.role,
                region_code=user.region,
                display_name=user.name,
                unit_name=user.unit,
                kinds=list(user.kinds),
                check_password=False,
            )
