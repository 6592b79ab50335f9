"""The list of a ledger of 100,000 rows: first, deep, filtered and searched pages, and the totals under them.

Beside it, in the same run on the same rows, Django's own admin list (plain ``ModelAdmin`` with the stock
templates, the same columns and filters, 50 rows a page), which counts all rows and reaches deep pages with
OFFSET; it has no totals and no scope. Times are of whole answers in milliseconds, the best of several.
Option: number of rows. Runs on SQLite in a temporary folder, or on an empty database of ``DATABASE_URL``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
ROUNDS = 5
EAST, WEST = ("310113", "310117"), ("530326", "530629", "533423")


def fill(pairings: list[Any], user_of: Callable[[str], Any]) -> None:
    """Rows of a training ledger over seven years and all pairings, some of them still drafts."""
    from django.db import transaction

    from shanhai.ledger.kinds import kind
    from shanhai.ledger.services.bulk import CHUNK, BulkWriter

    model = kind("training")
    each = ROWS // len(pairings)
    for pairing in pairings:
        for report in (True, False):
            share = each * 9 // 10 if report else each - each * 9 // 10
            with transaction.atomic():
                writer = BulkWriter(
                    user_of(pairing.east_id), model, pairing, source="cli", reason="bench", report=report
                )
                for first in range(0, share, CHUNK):
                    writer.write(
                        [row(writer, number) for number in range(first, min(first + CHUNK, share))], []
                    )


def row(writer: Any, number: int) -> Any:
    record, problems = writer.new(
        {
            "year": 2018 + number % 7, "name": f"第{number}期致富带头人培训班", "category": "cadre",
            "organiser": f"第{number % 97}协作办", "trainees": 20 + number % 60,
            "person_times": 90 + number % 90,
            "cost": number % 900 * 100,
        }
    )  # fmt: skip
    assert not problems, problems
    return record


def best(ask: Callable[[], Any]) -> float:
    """The shortest of several times, in milliseconds."""
    spent = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = ask()
        spent.append(time.perf_counter() - started)
        assert answer.status_code == 200, answer
    return min(spent) * 1000


def ours(user: Any) -> dict[str, float]:
    """Times of our list; the deep page is reached as people reach it, by the link of the page before."""
    from django.http import QueryDict
    from django.test import Client

    from shanhai.ledger.derive.list_paging import Mark
    from shanhai.ledger.derive.listing import Listing
    from shanhai.ledger.kinds import kind

    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    listing = Listing.read(user, kind("training"), QueryDict(""))
    far = listing.rows().count() * 19 // 20
    deep = listing.sorted()[far]
    by_name = Listing.read(user, kind("training"), QueryDict("order=organiser"))
    mark = Mark.at(by_name.sorted()[far], by_name.order)
    address = "/ledgers/training/"
    asked = {
        "first page": "",
        "deep page": f"?after={Mark.at(deep, listing.order)}",
        "year and state": "?year=2020&state=draft",
        "deep, by organiser": f"?order=organiser&after={mark}",
        "searched": "?q=第77777期",
        "totals of all rows": "totals/",
        "totals of a year": "totals/?year=2020",
    }
    return {name: best(lambda rest=rest: client.get(address + rest)) for name, rest in asked.items()}


def peer(user: Any) -> dict[str, float]:
    """Times of Django's own list of the same rows."""
    from django.conf import settings
    from django.contrib import admin
    from django.db import models
    from django.test import RequestFactory, override_settings

    from shanhai.ledger.kinds import kind

    class Plain(admin.ModelAdmin):  # type: ignore[type-arg]
        list_display = ("name", "pairing", "year", "period_no", "category", "organiser", "trainees", "state")
        list_filter = ("year", "state", "owner_side", "category")
        search_fields = ("name", "organiser", "host", "place", "note")
        list_select_related = ("pairing__east", "pairing__west")
        list_per_page = 50

        def get_queryset(self, request: Any) -> models.QuerySet[Any]:
            return self.model.objects.unscoped("benchmark").order_by("-year", "-id")

        def has_view_permission(self, request: Any, obj: Any = None) -> bool:
            return True

    model = kind("training")
    fields = {field.name for field in model._meta.fields}
    Plain.list_display = tuple(name for name in Plain.list_display if name in fields)
    Plain.search_fields = tuple(name for name in Plain.search_fields if name in fields)
    site = admin.AdminSite(name="admin")
    site.register(model, Plain)
    stock = [{**settings.TEMPLATES[0], "DIRS": []}]
    apps = [name for name in settings.INSTALLED_APPS if not name.startswith("unfold")]
    asked = {
        "first page": "",
        "deep page": f"?p={ROWS * 19 // 20 // 50}",
        "year and state": "?year=2020&state__exact=draft",
        "deep, by organiser": f"?o=5&p={ROWS * 19 // 20 // 50}",
        "searched": "?q=第77777期",
    }
    asked["deep, by organiser"] = f"?o={Plain.list_display.index('organiser') + 1}&p={ROWS * 19 // 20 // 50}"

    def ask(rest: str) -> Any:
        request = RequestFactory().get(f"/desk/ledger/training/{rest}")
        request.user = user
        answer = site._registry[model].changelist_view(request)
        return answer.render() if hasattr(answer, "render") else answer

    with override_settings(TEMPLATES=stock, INSTALLED_APPS=apps):
        return {name: best(lambda rest=rest: ask(rest)) for name, rest in asked.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "shanhai.web.settings", "SHANHAI_DATA": folder}
        os.environ |= {"SHANHAI_HOSTS": "testserver", "SHANHAI_LOG_LEVEL": "ERROR"}
        sys.path.insert(0, str(Path(__file__).parents[1]))
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        from tests.factories import make_pairing, make_user

        storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
        call_command("migrate", verbosity=0)
        pairings = [make_pairing(east, west) for east in EAST for west in WEST]
        fill(pairings, lambda code: make_user(f"of{code}", region=code))
        if connection.vendor == "postgresql":  # as its autovacuum would have done by now
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        everybody, one = make_user("shanghai", region="310000"), make_user("weixin", region="530629")
        mine, own, plain = ours(everybody), ours(one), peer(everybody)
        print(f"database: {connection.vendor}, {ROWS} rows; milliseconds an answer, best of {ROUNDS}")
        print(f"{'':<22}{'shanhai, all':>14}{'a third':>10}{'Django admin':>14}")
        for name in mine:
            other = f"{plain[name]:.0f}" if name in plain else "—"
            print(f"{name:<22}{mine[name]:>14.0f}{own[name]:>10.0f}{other:>14}")


if __name__ == "__main__":
    main()
