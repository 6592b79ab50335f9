"""What stands in the admin site: the system's own tables. Ledgers and the log have pages of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from shanhai.accounts.models import AuditEntry, User
from shanhai.accounts.services import audit
from shanhai.ledger.models import Organisation, Pairing, Region
from shanhai.ledger.wording import official

admin.site.unregister(Group)


def _manages(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.rights.manage


def _action(obj: models.Model, *, change: bool) -> str:
    """What a change of this table is in the log: users, with their roles and regions, are told apart."""
    if isinstance(obj, User):
        return AuditEntry.Action.USER
    return AuditEntry.Action.CHANGE if change else AuditEntry.Action.CREATE


class ManagedAdmin(ModelAdmin):  # type: ignore[misc]  # Unfold ships no types
    """Tables that the system's administrators keep; every change goes into the log."""

    list_fullwidth = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        secret = {"password", "password1", "password2", "usable_password"}
        audit(
            request.user,  # type: ignore[arg-type]
            _action(obj, change=change),
            object_type=obj._meta.model_name,
            object_id=obj.pk,
            pairing_id=obj.pk if isinstance(obj, Pairing) else None,
            summary=f"{official(obj._meta.verbose_name)}：{obj}",
            detail={
                "changes": {
                    name: [str(form.initial.get(name, "")), str(form.cleaned_data.get(name, ""))]
                    for name in form.changed_data
                    if name not in secret
                }
            },
        )


@admin.register(User)
class UserAdmin(ManagedAdmin, DjangoUserAdmin):  # type: ignore[type-arg]  # no subscript at run time
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "display_name", "role", "region_code", "unit_name", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "display_name", "unit_name", "region_code")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("身份"), {"fields": ("display_name", "unit_name", "role", "region_code", "kinds", "is_active")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("身份"), {"fields": ("display_name", "unit_name", "role", "region_code", "kinds")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        # Whoever has a role works in the frame; Django's own switches for it are not shown.
        obj.is_staff = bool(obj.role)
        super().save_model(request, obj, form, change)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        # The page on which an administrator sets a password calls nothing else that we could hook into.
        match = request.resolver_match
        if match is not None and match.url_name == "auth_user_password_change":
            summary = f"重设密码 {obj.username}"
            actor = request.user
            audit(actor, AuditEntry.Action.USER, object_type="user", object_id=obj.pk, summary=summary)  # type: ignore[arg-type]
        return super().log_change(request, obj, message)


class UnscopedAdmin(ManagedAdmin):
    """Tables with a scope, kept by administrators, who see all of them."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset: models.QuerySet[Any] = self.model.objects.unscoped(
            "administrators keep this table; has_view_permission asks"
        )
        return queryset.order_by(*self.model._meta.ordering)


@admin.register(Pairing)
class PairingAdmin(UnscopedAdmin):
    list_display = ("__str__", "regime", "level", "since", "until", "basis")
    list_filter = ("regime", "level")
    list_select_related = ("east", "west")
    autocomplete_fields = ("east", "west")
    search_fields = ("east__name", "west__name", "east__code", "west__code")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "predecessor":
            kwargs["queryset"] = self.get_queryset(request).select_related("east", "west")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Organisation)
class OrganisationAdmin(UnscopedAdmin):
    list_display = ("name", "type", "region", "credit_code")
    list_filter = ("type",)
    list_select_related = ("region",)
    autocomplete_fields = ("region",)
    search_fields = ("name", "credit_code")


@admin.register(Region)
class RegionAdmin(ManagedAdmin):
    list_display = ("name", "code", "level", "parent", "since", "until")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "short", "code")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
