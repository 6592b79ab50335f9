"""Sections of the assessment (DOMAIN.md c), by which figures are grouped on pages and in reports."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Section(TextChoices):
    """One part of the yearly assessment, in its printed order."""

    ORGANISATION = "organisation", _("组织领导")
    FUNDS = "funds", _("资金项目")
    PEOPLE = "people", _("干部人才")
    INDUSTRY = "industry", _("产业协作")
    LABOUR = "labour", _("劳务协作")
    CONSUMPTION = "consumption", _("消费协作")
    PAIRING = "pairing", _("结对与乡村振兴")
    SOCIETY = "society", _("社会帮扶")
    SERVICES = "services", _("教育医疗")
    INNOVATION = "innovation", _("区域协作与创新")
    CONTROL = "control", _("督查整改")
