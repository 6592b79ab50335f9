from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "shanhai.accounts"
    verbose_name = _("用户与权限")

    def ready(self) -> None:
        from shanhai.accounts import signals  # noqa: F401  (connects the receivers)
