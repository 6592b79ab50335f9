from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _load(sender: Any, **more: Any) -> None:
    """After each migration the frames that come with the software are there, in tests as in installations."""
    from shanhai.assessment.services.catalogue import load_catalogues

    load_catalogues()


class AssessmentConfig(AppConfig):
    name = "shanhai.assessment"
    verbose_name = _("考核")

    def ready(self) -> None:
        post_migrate.connect(_load, sender=self)
