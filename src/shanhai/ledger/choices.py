"""Choices that several kinds share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way people, money or goods flow. Only a figure that is not split is of both ways (g.9)."""

    EAST_TO_WEST = "east_to_west", _("东→西")
    WEST_TO_EAST = "west_to_east", _("西→东")
    BOTH = "both", _("双向（未分）")
