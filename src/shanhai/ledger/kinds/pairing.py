"""Pairing acts (结对帮扶): who is paired with whom below the regions. DOMAIN.md b.2; printed as L01."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.fields import EncryptedField
from shanhai.ledger.models.record import Record, money

VALID: dict[str, Any] = {"aggregation": "stock", "date": "since", "until": "until"}
VILLAGES = ("village", "enterprise", "social")
ENTERPRISES = ("enterprise", "town_enterprise")
EAST: dict[str, Any] = {"value": "east_count", "subject": ("east_unit", "east_district"), **VALID}
WEST: dict[str, Any] = {"value": "west_count", "subject": ("west_unit", "west_township"), **VALID}
PAIRS: dict[str, Any] = {"value": "pairs", "unit": "对", "subject": ("east_unit", "west_unit"), **VALID}


class PairingAct(Record):
    """One eastern unit paired with one western unit, or a summary row of many.

    Pairing is many-to-many (g.10): a firm that takes three villages has three rows and counts once. So a
    summary row has three figures: units of the east, units of the west, and pairs.
    """

    class Level(models.TextChoices):
        COUNTY = "county", _("区县")
        TOWNSHIP = "township", _("乡镇")
        VILLAGE = "village", _("村村")
        ENTERPRISE = "enterprise", _("村企")
        TOWN_ENTERPRISE = "town_enterprise", _("镇企")
        SOCIAL = "social", _("社会组织")
        SCHOOL = "school", _("学校")
        HOSPITAL = "hospital", _("医院")
        PARK = "park", _("园区")

    level = models.CharField(_("结对层级"), max_length=16, choices=Level.choices)
    east_unit = models.CharField(_("东部单位"), max_length=120, blank=True)
    east_district = models.CharField(_("东部所属区"), max_length=60, blank=True)
    west_unit = models.CharField(_("西部单位"), max_length=120, blank=True)
    west_township = models.CharField(_("西部所属乡镇"), max_length=60, blank=True)
    east_count = models.PositiveIntegerField(
        _("东部单位数"), null=True, blank=True, default=1, help_text=_("一对一行填1；汇总行填个数")
    )
    west_count = models.PositiveIntegerField(
        _("西部单位数"), null=True, blank=True, default=1, help_text=_("一对一行填1；汇总行填个数")
    )
    pairs = models.PositiveIntegerField(
        _("结对数"), null=True, blank=True, default=1, help_text=_("一对一行填1；汇总行填对数")
    )
    agreement = models.CharField(_("协议名称"), max_length=200, blank=True)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    since = models.DateField(_("有效期起"), null=True, blank=True)
    until = models.DateField(_("有效期止"), null=True, blank=True)
    contact = models.CharField(_("负责人"), max_length=60, blank=True)
    phone = EncryptedField(_("联系电话"), plain_length=20, blank=True)
    content = models.TextField(_("主要帮扶内容"), blank=True)
    done = models.TextField(_("本年落实事项"), blank=True)
    amount = money(verbose_name=_("投入金额"))
    ten_haves = models.PositiveSmallIntegerField(
        _("“十有”齐备项数"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(10)],
        help_text=_("协议、规划、资金、项目、干部、人才、互访、联席会议、措施、成效，有佐证的算一项，最多10"),
    )

    class Meta(Record.Meta):
        verbose_name = _("结对帮扶")
        verbose_name_plural = _("结对帮扶关系台账")

    class Kind(KindDeclaration):
        code = "pairing"
        title = _("结对帮扶关系台账")
        short = _("结对帮扶")
        section = "pairing"
        icon = "diversity_3"
        order = 70
        columns = (
            Column("level", ("层级", "结对类型"), required=True, in_list=True),
            Column("east_unit", ("东部结对单位", "帮扶单位"), in_list=True),
            Column("east_district", ("所属区",)),
            Column("west_unit", ("西部结对单位", "被帮扶单位", "受帮扶单位"), in_list=True),
            Column("west_township", ("所属乡镇",), in_list=True),
            Column("east_count", ("东部个数",)),
            Column("west_count", ("西部个数",)),
            Column("pairs", ("结对对数", "对数"), in_list=True),
            Column("agreement", ("结对协议",)),
            Column("signed_on", ("签署日期", "签约日期"), in_list=True),
            Column("since", ("结对起始",)),
            Column("until", ("结对终止",)),
            Column("contact", ("联系人",)),
            Column("phone", ("电话",)),
            Column("content", ("帮扶内容",), wide=True),
            Column("done", ("落实事项", "帮扶成效"), wide=True),
            Column("amount", ("投入资金", "帮扶金额")),
            Column("ten_haves", ("“十有”齐备情况", '"十有"齐备情况', "十有齐备情况")),
        )
        label_fields = ("west_unit", "east_unit", "agreement", "level")
        natural_key = ("level", "east_unit", "west_unit", "since")
        money_fields = ("amount",)
        measures = (
            Yields("pairing.counties", when={"level": ("county",)}, **WEST),
            Yields("pairing.counties", when={"level": ("county",)}, **PAIRS),
            Yields("pairing.townships", when={"level": ("township",)}, **WEST),
            Yields("pairing.townships", when={"level": ("township",)}, **PAIRS),
            Yields("pairing.villages", when={"level": VILLAGES}, **WEST),
            Yields("pairing.villages", when={"level": VILLAGES}, **PAIRS),
            Yields("pairing.east_villages", when={"level": ("village",)}, **EAST),
            Yields("pairing.enterprises", when={"level": ENTERPRISES}, **EAST),
            Yields("pairing.enterprises", when={"level": ENTERPRISES}, **PAIRS),
            Yields("pairing.social_orgs", when={"level": ("social",)}, **EAST),
            Yields("pairing.social_orgs", when={"level": ("social",)}, **PAIRS),
            Yields("pairing.schools", when={"level": ("school",)}, **WEST),
            Yields("pairing.schools", when={"level": ("school",)}, **PAIRS),
            Yields("pairing.hospitals", when={"level": ("hospital",)}, **WEST),
            Yields("pairing.hospitals", when={"level": ("hospital",)}, **PAIRS),
        )
        sensitive = {"phone": "phone"}
        evidence_expected = (_("结对协议"), _("帮扶活动记录与照片"), _("资金物资凭证"))
        checks = (dates_in_order("since", "until"),)
