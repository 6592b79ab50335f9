"""The list of a kind in the working interface, derived from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from shanhai.accounts.models import User
from shanhai.ledger import rights
from shanhai.ledger.models import Pairing, Record, State
from shanhai.ledger.models.record import field_of
from shanhai.ledger.numbers import in_wan
from shanhai.ledger.scope import Scope
from shanhai.ledger.services.sensitive import records_with
from shanhai.ledger.wording import in_wan_title


class PairingFilter(admin.SimpleListFilter):
    """Filter by pairing; offers only the pairings the user sees."""

    title = _("结对")
    parameter_name = "pairing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = Pairing.objects.for_user(request.user).select_related("east", "west")
        return [(str(pairing.pk), str(pairing)) for pairing in found]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        value = self.value()
        return queryset.filter(pairing_id=value) if value and value.isdigit() else queryset


class ScopedAdmin(ModelAdmin):  # type: ignore[misc]  # Unfold ships no types
    """Base of all admin lists of scoped models: reads through the scope and never deletes."""

    compressed_fields = True
    list_fullwidth = True
    list_filter_submit = False
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset: models.QuerySet[Any] = self.model.objects.for_user(request.user)
        return queryset.order_by(*(self.get_ordering(request) or ("-pk",)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a row is on its own page."""
        response: HttpResponse = self.change_view(request, object_id)
        return response


class KindAdmin(ScopedAdmin):
    """The list of one kind. Rows open on the record's own page, new rows in the derived form."""

    model: type[Record]
    list_per_page = 50
    actions = None
    list_select_related = ("pairing__east", "pairing__west")
    show_full_result_count = True

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list under the ledger's own name, with what the links to import, template and export need."""
        kind, pairing = self.model.Kind, request.GET.get("pairing", "")
        context = {"title": kind.title, "kind": kind, "chosen": pairing if pairing.isdigit() else ""}
        response: HttpResponse = super().changelist_view(request, {**context, **(extra_context or {})})
        return response

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Text in the columns, or a whole ID or telephone number, which is found by its hash."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        numbers = records_with(self.model.Kind.code, search_term) if self.model.Kind.sensitive else []
        return (found | queryset.filter(pk__in=numbers) if numbers else found), duplicates

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Scope.of(request.user).sees_kind(self.model.Kind.code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and rights.may_write_kind(request.user, self.model.Kind.code)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return redirect(reverse("record_add", args=[self.model.Kind.code]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not object_id.isdigit():
            return redirect("admin:" + self.model._meta.label_lower.replace(".", "_") + "_changelist")
        return redirect(reverse("record", args=[self.model.Kind.code, int(object_id)]))


def _money_column(name: str, field: models.Field[Any, Any]) -> Callable[[Any, Any], str]:
    """A list column that shows money in 万元."""

    @admin.display(description=in_wan_title(field.verbose_name), ordering=name)
    def column(self: Any, record: Any) -> str:
        return in_wan(getattr(record, name))

    return column


STATE_COLOURS = {
    State.DRAFT: "default",
    State.REPORTED: "info",
    State.CONFIRMED: "success",
    State.RETURNED: "warning",
    State.VOID: "danger",
}


@display(description=_("状态"), ordering="state", label=STATE_COLOURS)  # type: ignore[untyped-decorator]
def state_column(self: Any, record: Record) -> tuple[str, str]:
    """The state as a coloured label; a row changed after it was confirmed carries how often beside it."""
    text = str(State(record.state).label)
    if record.changed_since_confirmed:
        text += f" ⚠{record.changed_since_confirmed}"
    return record.state, text


def kind_admin(model: type[Record]) -> type[KindAdmin]:
    """The admin class of one kind, made from its declaration."""
    kind = model.Kind
    columns: dict[str, Any] = {"state_column": state_column}
    shown: list[str] = []
    for name in kind.list_fields():
        if name == kind.label_fields[0]:
            continue
        if name in kind.money_fields:
            columns[f"{name}_wan"] = _money_column(name, field_of(model, name))
            name = f"{name}_wan"
        shown.append(name)
    # The first column is the link to the row, so it must never be empty: the row's own name stands for
    # the label field.
    options = {
        "list_display": ("__str__", "pairing", "year", *shown, "state_column"),
        "list_filter": (PairingFilter, "year", "state", "owner_side", *_choice_fields(model)),
        "search_fields": _text_fields(model),
        "search_help_text": _("按文字查找"),
    }
    return type(f"{model.__name__}Admin", (KindAdmin,), {**columns, **options})


def _choice_fields(model: type[Record]) -> tuple[str, ...]:
    return tuple(name for name in model.Kind.list_fields() if field_of(model, name).choices)


def _text_fields(model: type[Record]) -> tuple[str, ...]:
    text = (models.CharField, models.TextField)
    return tuple(
        name
        for name in model.Kind.field_names()
        if isinstance(field := field_of(model, name), text)
        and not field.choices
        and name not in model.Kind.sensitive
    )
