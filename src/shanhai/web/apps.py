"""The site itself as a Django application: its checks and template tags are found through it."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, settings and checks; no tables."""

    name = "shanhai.web"
    label = "web"
    verbose_name = "网站"

    def ready(self) -> None:
        """Registers the checks of :mod:`shanhai.web.checks`."""
        from shanhai.web import checks  # noqa: F401  (registers them)
