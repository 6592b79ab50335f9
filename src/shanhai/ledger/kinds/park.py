"""Co-built industrial parks (共建产业园区). DOMAIN.md M55, c.D04–D07; printed as L11."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.ledger.checks import dates_in_order, part_of
from shanhai.ledger.declaration import Column, KindDeclaration, Yields
from shanhai.ledger.models.record import Record, money


class Park(Record):
    """One park in one year, or a summary row of several."""

    class Category(models.TextChoices):
        INDUSTRIAL = "industrial", _("工业")
        AGRICULTURAL = "agricultural", _("农业")
        OTHER = "other", _("其他")

    name = models.CharField(_("园区名称"), max_length=160)
    category = models.CharField(_("园区类型"), max_length=14, choices=Category.choices, blank=True)
    east_party = models.CharField(_("东部共建方"), max_length=120, blank=True)
    west_party = models.CharField(_("西部共建方"), max_length=120, blank=True)
    parks = models.PositiveIntegerField(
        _("园区数"), null=True, blank=True, default=1, help_text=_("一个园区填1；汇总行填个数")
    )
    agreed_on = models.DateField(_("协议日期"), null=True, blank=True)
    valid_until = models.DateField(_("协议有效期止"), null=True, blank=True)
    area = models.DecimalField(_("规划面积（亩）"), max_digits=14, decimal_places=2, null=True, blank=True)
    enterprises = models.PositiveIntegerField(_("入驻企业数"), null=True, blank=True, help_text=_("期末数"))
    east_enterprises = models.PositiveIntegerField(_("其中东部企业"), null=True, blank=True)
    new_enterprises = models.PositiveIntegerField(_("本年新入驻"), null=True, blank=True)
    invested = money(verbose_name=_("到位投资"))
    rural_jobs = models.PositiveIntegerField(_("吸纳农村劳动力"), null=True, blank=True)
    poor_jobs = models.PositiveIntegerField(_("其中脱贫人口"), null=True, blank=True)
    aid = money(verbose_name=_("投入协作资金"))

    class Meta(Record.Meta):
        verbose_name = _("共建园区")
        verbose_name_plural = _("共建产业园区台账")

    class Kind(KindDeclaration):
        code = "park"
        title = _("共建产业园区台账")
        short = _("共建园区")
        section = "industry"
        icon = "domain"
        order = 56
        columns = (
            Column("name", ("园区", "名称"), required=True, in_list=True),
            Column("category", ("园区类别", "类型"), in_list=True),
            Column("east_party", ("东部共建单位",), in_list=True),
            Column("west_party", ("西部共建单位",)),
            Column("parks", ("园区个数",)),
            Column("agreed_on", ("共建协议日期", "签约日期"), in_list=True),
            Column("valid_until"),
            Column("area", ("面积", "规划面积", "园区面积")),
            Column("enterprises", ("入驻企业", "入园企业数"), in_list=True),
            Column("east_enterprises", ("东部企业数",)),
            Column("new_enterprises", ("本年新入驻企业数", "新入驻企业", "新增入驻企业数"), in_list=True),
            Column("invested", ("到位投资额", "园区到位投资"), in_list=True),
            Column("rural_jobs", ("吸纳农村劳动力人数", "吸纳就业人数")),
            Column("poor_jobs", ("其中脱贫", "其中脱贫劳动力")),
            Column("aid", ("协作资金", "投入资金")),
        )
        label_fields = ("name",)
        natural_key = ("name",)
        money_fields = ("invested", "aid")
        measures = (
            Yields(
                "park.count",
                "parks",
                aggregation="stock",
                subject=("name",),
                date="agreed_on",
                until="valid_until",
            ),
            # D05 counts firms that entered in the year; the stock of a park would count them every year.
            Yields("park.enterprises", "new_enterprises"),
        )
        evidence_expected = (_("共建协议"), _("入驻企业名单"), _("到位投资凭证"), _("用工花名册"))
        checks = (
            dates_in_order("agreed_on", "valid_until"),
            part_of("east_enterprises", "enterprises"),
            part_of("poor_jobs", "rural_jobs"),
        )
