"""The entry form of a kind, derived from its model and declaration, saved through the write path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from shanhai.accounts.models import User
from shanhai.ledger import rights
from shanhai.ledger.errors import Conflict, LedgerError
from shanhai.ledger.models import Pairing, Record, Region, Source
from shanhai.ledger.models.record import WAN
from shanhai.ledger.privacy import is_masked, mask
from shanhai.ledger.services import create_record, update_record, writable_fields
from shanhai.ledger.wording import in_wan_title

MOST_PLACES = 400
"""Above this many townships the place is typed as a code instead of chosen from a list."""


class WanField(forms.DecimalField):
    """Money typed and shown in 万元, stored in 元. ``12.85`` on the form is 128500 in the ledger."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            shown = value / WAN
            return f"{shown.normalize():f}" if shown else "0"
        return value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        shown = super().to_python(value)
        return None if shown is None else (shown * WAN).quantize(Decimal("0.01"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))
        except (forms.ValidationError, InvalidOperation):
            return True


def _widget(field: models.Field[Any, Any], wide: bool) -> forms.Widget:
    """The Unfold widget for a model field, so that forms look the same everywhere."""
    widget: forms.Widget
    if field.choices or isinstance(field, models.ForeignKey):
        widget = widgets.UnfoldAdminSelectWidget()
    elif isinstance(field, models.BooleanField):
        widget = (
            widgets.UnfoldAdminNullBooleanSelectWidget()
            if field.null
            else widgets.UnfoldBooleanSwitchWidget()
        )
    elif isinstance(field, models.DateField):
        widget = widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"})
    elif isinstance(field, models.IntegerField | models.DecimalField):
        widget = widgets.UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"})
    elif wide or isinstance(field, models.TextField):
        widget = widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3})
    else:
        widget = widgets.UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    return widget


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Base of every kind's form. Make the class with :func:`record_form`.

    ``user`` decides which pairings can be chosen. ``initial`` may fill a new form, for instance from a
    claim. :meth:`save` writes through ``ledger.services``.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        user: User,
        instance: Record | None = None,
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, instance=instance, initial=dict(initial or {}), prefix=prefix)
        self.user = user
        self.conflict: Conflict | None = None
        kind = self._meta.model.Kind
        own = [
            pairing
            for pairing in Pairing.objects.for_user(user).select_related("east", "west")
            if rights.may_add(user, kind.code, pairing)
        ]
        self.pairing_choices = own
        pairing = self.fields["pairing"]
        assert isinstance(pairing, forms.ModelChoiceField)
        pairing.queryset = Pairing.objects.filter(pk__in=[item.pk for item in own]).unscoped(
            "only pairings found for this user in the lines above"
        )
        if len(own) == 1 and not self.initial.get("pairing"):
            self.initial["pairing"] = own[0].pk
        self.fields["year"].required = not kind.date_field
        if kind.date_field:
            self.fields["year"].help_text = _("可不填：按日期自动取年度")
        if instance is not None:
            self.initial["version"] = instance.version
            for name, sort in kind.sensitive.items():
                self.initial[name] = mask(getattr(instance, name) or "", sort)
        self._offer_places(own)

    def _offer_places(self, own: list[Pairing]) -> None:
        """Let the place be chosen among the townships of the pairings' western counties."""
        condition = models.Q()
        for pairing in own:
            if pairing.west.level == Region.Level.COUNTY:
                condition |= models.Q(parent_id=pairing.west_id)
        current = self.initial.get("place_code", "")
        places = list(Region.objects.filter(condition, until="")[: MOST_PLACES + 1]) if condition else []
        if not places or len(places) > MOST_PLACES:
            return
        choices = [("", "—"), *((place.code, place.name) for place in places)]
        if current and current not in dict(choices):
            choices.append((current, current))
        self.fields["place_code"] = forms.ChoiceField(
            label=_("乡镇（街道）"), choices=choices, required=False, widget=widgets.UnfoldAdminSelectWidget()
        )

    def clean_year(self) -> int | None:
        """The year, from the kind's date when it was left empty."""
        year: int | None = self.cleaned_data.get("year")
        field = self._meta.model.Kind.date_field
        if year is None and field:
            raw = self.fields[field].widget.value_from_datadict(self.data, self.files, self.add_prefix(field))
            try:
                day = self.fields[field].clean(raw)
            except forms.ValidationError:
                day = None
            if day is None:
                raise forms.ValidationError(_("请填写年度或日期"))
            return int(day.year)
        return year

    def typed(self) -> dict[str, Any]:
        """What a valid form says of each field; what was shown masked and not typed anew is left out."""
        data = {
            name: self.cleaned_data[name] for name in writable_fields(self._meta.model) if name in self.fields
        }
        masked = [name for name in self._meta.model.Kind.sensitive if is_masked(data.get(name) or "")]
        return {name: value for name, value in data.items() if name not in masked}

    def save(  # type: ignore[override]
        self,
        *,
        reason: str = "",
        source: str = Source.FORM,
        report: bool = False,
        only: Collection[str] | None = None,
    ) -> Record | None:
        """Write through the ledger's write path; None when it refused, the reasons are then form errors.

        ``only`` names the fields of a row that are written, after a merge. When somebody else has changed
        the row meanwhile, :attr:`conflict` says so.
        """
        data = {name: value for name, value in self.typed().items() if only is None or name in only}
        try:
            if self.instance.pk is None:
                return create_record(
                    self.user, self._meta.model, data, source=source, reason=reason, report=report
                )
            return update_record(
                self.user,
                self.instance,
                data,
                expected_version=self.cleaned_data.get("version"),
                source=source,
                reason=reason,
            )
        except LedgerError as error:
            self.conflict = error if isinstance(error, Conflict) else None
            for field, messages in error.by_field().items():
                for message in messages:
                    self.add_error(field if field in self.fields else None, message)
            return None

    def common_fields(self) -> list[forms.BoundField]:
        """The fields every kind shares, for the first part of the form; the note comes last."""
        names = ("pairing", "year", "place_code", "precision", "is_summary", "since_year")
        return [self[name] for name in names]

    def kind_fields(self) -> list[tuple[forms.BoundField, bool]]:
        """The columns in printing order and 备注, each with whether it wants the whole width."""
        columns = self._meta.model.Kind.columns
        return [(self[column.field], column.wide) for column in columns] + [(self["note"], True)]


@cache
def record_form(model: type[Record]) -> type[RecordForm]:
    """The form class of a kind. Calling it twice gives the same class."""
    wide = {column.field for column in model.Kind.columns if column.wide}

    def make(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
        options["widget"] = _widget(field, field.name in wide)
        if field.name in model.Kind.money_fields:
            return WanField(
                label=in_wan_title(field.verbose_name),
                required=not field.blank,
                help_text=field.help_text,
                min_value=0,
                max_digits=18,
                decimal_places=6,
                widget=options["widget"],
            )
        return field.formfield(**options)

    form: type[RecordForm] = forms.modelform_factory(  # type: ignore[assignment]
        model, form=RecordForm, fields=writable_fields(model), formfield_callback=make
    )
    for name in model.Kind.required_fields():
        if name in form.base_fields:
            form.base_fields[name].office_required = True  # type: ignore[attr-defined]  # read by field.html
    return form
