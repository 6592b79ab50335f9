"""Documents (资料): one file, page or pasted text, with its original bytes and its repaired text."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shanhai.documents.files.limits import READ_SECONDS
from shanhai.ledger.models import Evidence, Pairing
from shanhai.ledger.scope import Scope, ScopedManager

if TYPE_CHECKING:
    from shanhai.text.repair import RepairedText


LONGEST_READING = timedelta(seconds=READ_SECONDS + 600)


class Document(models.Model):
    """One document. The bytes lie in the store under ``sha256``; ``decoded`` is their text, unchanged.

    All offsets of claims and evidence are code points of ``decoded``. ``repair`` holds what
    :meth:`RepairedText.to_json` gives, so that spans can be mapped for ever without repairing again.
    ``parent`` is the archive or mail it came in; ``leader`` the better copy of the same text, if any:
    the claims of the copies are set aside then.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("等待识读")
        READING = "reading", _("正在识读")
        READY = "ready", _("已识别")
        FAILED = "failed", _("处理失败")

    class Origin(models.TextChoices):
        UPLOAD = "upload", _("上传")
        PASTE = "paste", _("粘贴")
        CLI = "cli", _("命令行")
        WATCH = "watch", _("监视文件夹")
        INSIDE = "inside", _("压缩包或邮件内")

    class Genre(models.TextChoices):
        BULLETIN = "bulletin", _("简报信息")
        NEWS = "news", _("新闻报道")
        REPORT = "report", _("总结报告")
        AGREEMENT = "agreement", _("协议")
        NOTICE = "notice", _("通知公文")
        TABLE = "table", _("统计表")
        MINUTES = "minutes", _("会议纪要")
        LETTER = "letter", _("函件邮件")
        OTHER = "other", _("其他")

    title = models.CharField(_("标题"), max_length=200, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("字节数"))
    format = models.CharField(_("格式"), max_length=8, blank=True)
    encoding = models.CharField(_("编码"), max_length=20, blank=True)
    origin = models.CharField(_("来自"), max_length=8, choices=Origin.choices, default=Origin.UPLOAD)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RECEIVED)
    problem = models.CharField(_("失败原因"), max_length=300, blank=True)
    remarks = models.JSONField(_("未能读取的部分"), default=list, blank=True)
    read_at = models.DateTimeField(_("识读时间"), null=True, blank=True)
    batch = models.CharField(_("批次"), max_length=32, blank=True, db_index=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("所在文件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    leader = models.ForeignKey(
        "self",
        verbose_name=_("同文资料"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
    )

    published = models.DateField(_("发布日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    author = models.CharField(_("作者"), max_length=80, blank=True)
    genre = models.CharField(_("文种"), max_length=12, choices=Genre.choices, blank=True)
    pairing = models.ForeignKey(
        Pairing, verbose_name=_("结对"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_region = models.CharField(_("提交地区"), max_length=12, blank=True)

    decoded = models.TextField(_("原文"), blank=True)
    repaired = models.TextField(_("修复文本"), blank=True)
    repair = models.JSONField(_("修复记录"), default=dict, blank=True)
    repair_version = models.CharField(max_length=20, blank=True)
    claims_version = models.CharField(max_length=20, blank=True)

    added_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("提交人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ScopedManager()

    class Meta:
        verbose_name = _("资料")
        verbose_name_plural = _("资料")
        ordering = ["-id"]
        constraints = [
            # The same file from the same office is one document, also when it is sent twice at once.
            models.UniqueConstraint(fields=["sha256", "owner_region"], name="document_once_an_office"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name or f"{_('资料')} {self.pk}"

    @classmethod
    def scope_condition(cls, scope: Scope) -> Q:
        """Documents of the user's own pairings and office, and those that back rows the user sees.

        A bulletin about several pairings is filed under one of them; the others reach it by its evidence.
        """
        if scope.prefix == "":
            return Q()
        rows = Evidence.objects.filter(Evidence.scope_condition(scope), state=Evidence.State.VALID)
        cited = rows.filter(document_id__isnull=False).unscoped("the scope of documents itself")
        return cls.home_condition(scope) | Q(pk__in=cited.values("document_id"))

    @staticmethod
    def home_condition(scope: Scope) -> Q:
        """Documents of pairings the user sees, and those without a pairing that the user's region sent in.

        These the user may also decide on and correct, if the role allows. Township users see what their own
        township sent in: a bulletin tells of the whole county.
        """
        if scope.township:
            return Q(owner_region__startswith=scope.township)
        if not scope.prefix:
            return scope.regions()
        of_pairing = scope.regions("pairing__east__code", "pairing__west__code")
        return of_pairing | (Q(pairing__isnull=True) & scope.regions("owner_region"))

    @property
    def waits(self) -> bool:
        """True until the document has been read, or its reading has failed."""
        return self.state in (self.State.RECEIVED, self.State.READING)

    @property
    def hangs(self) -> bool:
        """True when reading began longer ago than it may take: its workers were lost, it can be retried."""
        begun = self.read_at if self.state == self.State.READING else None
        return begun is not None and timezone.now() - begun > LONGEST_READING

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    @cached_property
    def repaired_text(self) -> RepairedText:
        """The repaired text with its way back to the original, rebuilt from what is stored."""
        from shanhai.text.repair import RepairedText

        if not self.repair:  # not read yet
            return RepairedText(self.decoded, self.decoded)
        return RepairedText.from_json(self.decoded, self.repair)
