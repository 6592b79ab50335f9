"""Claims marked by hand on the review page, and who else is on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shanhai.documents import selectors, services
from shanhai.documents.access import may_review
from shanhai.documents.models import Document
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.kinds import all_kinds
from shanhai.ledger.wording import measure_title
from shanhai.text.grammar.quantity import find_quantities
from shanhai.text.lexicon import measures
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page
from shanhai.web.views.documents import number_asked, sent
from shanhai.web.views.review import progress
from shanhai.web.views.review_cards import cards_of


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All measures that a ledger takes, grouped by ledger."""
    found = []
    for model in all_kinds():
        own = [(code, measure_title(code)) for code in measures() if model.Kind.yields(code)]
        if own:
            found.append((str(model.Kind.short), own))
    return found


class MarkForm(forms.Form):
    """What a selected passage states."""

    start = forms.IntegerField(widget=forms.HiddenInput)
    end = forms.IntegerField(widget=forms.HiddenInput)
    measure = forms.ChoiceField(label=gettext_lazy("计量"))
    value = forms.DecimalField(label=gettext_lazy("数值（金额按元）"), max_digits=20, decimal_places=2)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=8)
    bound = forms.ChoiceField(
        label=gettext_lazy("精度"),
        choices=[
            ("=", gettext_lazy("准确")),
            (">", gettext_lazy("超过")),
            ("<", gettext_lazy("近、不足")),
            ("~", gettext_lazy("约")),
        ],
    )
    status = forms.ChoiceField(
        label=gettext_lazy("完成/计划"),
        choices=[("done", gettext_lazy("完成")), ("planned", gettext_lazy("计划"))],
    )
    since = forms.RegexField(
        r"^\d{4}(-\d{2}){0,2}$", label=gettext_lazy("起（如 2023 或 2023-06）"), required=False
    )
    until = forms.RegexField(r"^\d{4}(-\d{2}){0,2}$", label=gettext_lazy("止"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *measure_choices()]


@require_http_methods(["GET", "POST"])
@member_required
def mark_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A drawer for the passage ``?start=…&end=…`` of the repaired text; POST adds the claim."""
    user = user_of(request)
    document = selectors.get_document(user, pk)
    if not may_review(user, document):
        raise PermissionDenied
    form = MarkForm(sent(request), initial=_suggested(document, request))
    if request.method == "POST" and form.is_valid():
        try:
            claim = services.mark(user, document, **form.cleaned_data)
        except LedgerError as error:
            for name, texts in error.by_field().items():
                for text in texts:
                    form.add_error(name if name in form.fields else None, text)
        else:
            address = f"{reverse('review', args=[pk])}?claim={claim.pk}"
            if request.htmx:  # type: ignore[attr-defined]
                return HttpResponse(headers={"HX-Redirect": address})
            return redirect(address)
    shown = {"form": form, "document": document, "words": _words(document, form)}
    status = 422 if form.errors else 200
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "documents/mark.html", shown, status=status)
    return page(
        request, "documents/decide.html", _("标注表述"), status, drawer="documents/mark.html", **shown
    )


def _words(document: Document, form: MarkForm) -> str:
    start, end = (number_asked(str(form[name].value() or "")) or 0 for name in ("start", "end"))
    return document.repaired[start : min(end, start + 500)]


def _suggested(document: Document, request: HttpRequest) -> dict[str, Any]:
    """The passage and the figure in it; the period is the year of publication."""
    start, end = (number_asked(request.GET.get(name, "")) or 0 for name in ("start", "end"))
    known: dict[str, Any] = {"start": start, "end": end}
    if document.published:
        known["since"] = known["until"] = str(document.published.year)
    figure = next(iter(find_quantities(document.repaired[start : min(end, start + 500)])), None)
    if figure:
        known |= {"value": figure.value, "unit": figure.unit[:8], "bound": figure.bound}
    return known


@require_POST
@member_required
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """The page says that it is open: who else is there, and the cards others have changed since it asked."""
    user = user_of(request)
    document = selectors.get_document(user, pk)
    if not may_review(user, document):
        raise PermissionDenied
    now = timezone.now()
    since = parse_datetime(request.POST.get("since", "")) or now
    others = services.here(user, document, number_asked(request.POST.get("claim", "")))
    claims = selectors.claims_of(document)
    numbers = {claim.pk: at for at, claim in enumerate(claims, 1)}
    changed = [
        claim
        for claim in claims
        if claim.decided_at and claim.decided_at >= since and claim.decided_by_id != user.pk
    ]
    context = {
        "others": [{"name": str(other.user), "number": numbers.get(other.claim or 0)} for other in others],
        "cards": cards_of(user, document, changed) if changed else [],
        "now": now.isoformat(),
        "document": document,
        **progress(claims),
    }
    return render(request, "documents/_presence.html", context)
