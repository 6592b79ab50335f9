"""Template tags of our own pages."""

from __future__ import annotations

from django import template
from django.urls import reverse

from shanhai.ledger.models import Record

register = template.Library()


@register.simple_tag
def kind_list(model: type[Record]) -> str:
    """The address of a kind's list."""
    return reverse("ledger_list", args=[model.Kind.code])
