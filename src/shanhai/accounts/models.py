"""Users with a region and a role, and the audit log that nothing deletes from."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.accounts.roles import Rights, Role, rights_of


class User(AbstractUser):
    """A person who works with the platform, for one region, in one role."""

    display_name = models.CharField(_("姓名"), max_length=40, blank=True)
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices, blank=True)
    region_code = models.CharField(
        _("所属地区代码"),
        max_length=12,
        blank=True,
        help_text=_("行政区划代码；空白且角色为系统管理员时为全国"),
    )
    unit_name = models.CharField(_("单位"), max_length=80, blank=True)
    kinds = models.JSONField(
        _("可填台账"), default=list, blank=True, help_text=_("行业部门可填报的台账类别；空白为全部")
    )

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name shown in the frame; Django's own first and last name are not used."""
        return str(self)

    @property
    def rights(self) -> Rights:
        """What the user may do inside the own scope; a user switched off may do nothing."""
        return rights_of(self.role if self.is_active else "")


class AuditQuerySet(models.QuerySet[Any]):
    """The log can be read and added to. It cannot be changed or deleted from by any code path."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the audit log is append-only")


class AuditEntry(models.Model):
    """One line of the audit log (日志): who did what to what, when, why, from which request."""

    class Action(models.TextChoices):
        CREATE = "create", _("新增")
        CHANGE = "change", _("修改")
        STATE = "state", _("状态变更")
        EVIDENCE = "evidence", _("佐证")
        IMPORT = "import", _("导入")
        EXPORT = "export", _("导出")
        UPLOAD = "upload", _("上传资料")
        REVIEW = "review", _("核对表述")
        LOGIN = "login", _("登录")
        LOGIN_FAILED = "login_failed", _("登录失败")
        LOGOUT = "logout", _("退出")
        USER = "user", _("用户变更")
        LOCK = "lock", _("期间锁定")
        DISPUTE = "dispute", _("异议")
        SNAPSHOT = "snapshot", _("快照")
        REVEAL = "reveal", _("查看个人信息")
        KEYS = "keys", _("更换密钥")

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        User,
        verbose_name=_("操作人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="audit_entries",
    )
    action = models.CharField(_("动作"), max_length=16, choices=Action.choices)
    object_type = models.CharField(_("对象类别"), max_length=40, blank=True)
    object_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    # accounts lies below the ledger, so the pairing is named by its number only.
    pairing_id = models.BigIntegerField(_("结对编号"), null=True, blank=True, db_index=True)
    summary = models.CharField(_("内容"), max_length=300, blank=True)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    detail = models.JSONField(_("明细"), default=dict, blank=True)
    source = models.CharField(_("来源"), max_length=16, blank=True)
    request_id = models.CharField(_("请求号"), max_length=32, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("日志")
        verbose_name_plural = _("日志")
        ordering = ["-id"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor or '-'} {self.get_action_display()} {self.summary}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")


class AuditSeal(models.Model):
    """A seal (封印) on all lines of the log since the seal before: whoever changes one breaks the chain.

    ``digest`` is the SHA-256 of the digest before and of every line in between as canonical JSON. Written
    outside the database (on paper, in a letter), it proves the log even against who rules the database.
    """

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    upto = models.BigIntegerField(_("至编号"))
    entries = models.PositiveIntegerField(_("条数"))
    digest = models.CharField(_("摘要"), max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("日志封印")
        verbose_name_plural = _("日志封印")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.upto} {self.digest[:16]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")
