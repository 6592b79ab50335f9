from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "shanhai.ledger"
    verbose_name = _("台账")

    def ready(self) -> None:
        from shanhai.ledger import history  # noqa: F401  (connects the receiver that notes the source)
