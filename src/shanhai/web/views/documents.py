"""The list of documents, correcting what is known about one, its original bytes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shanhai.accounts.models import User
from shanhai.documents import selectors
from shanhai.documents.access import may_correct, may_submit
from shanhai.documents.files import office
from shanhai.documents.models import Document
from shanhai.documents.pages import picture
from shanhai.documents.paper import evidence_sheet
from shanhai.documents.services import correct_document, outdated
from shanhai.ledger import store
from shanhai.ledger.errors import LedgerError
from shanhai.ledger.models import Pairing
from shanhai.ledger.selectors import pairings
from shanhai.web.access import member_required, user_of
from shanhai.web.frame import page

PAGE_SIZE = 40
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

STATES = (
    ("open", gettext_lazy("有待核对")),
    ("done", gettext_lazy("已核对完")),
    ("waiting", gettext_lazy("等待识读")),
    ("unfiled", gettext_lazy("未归结对")),
    ("failed", gettext_lazy("处理失败")),
)


@require_safe
@member_required
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents the user sees, newest first, by pairing, state, year and words of the title."""
    user = user_of(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("pairing", "state", "year", "q")}
    rows = selectors.documents(
        user,
        pairing=number_asked(chosen["pairing"]),
        state=chosen["state"],
        year=year_asked(chosen["year"]),
        query=chosen["q"][:100],
    )
    return page(
        request,
        "documents/list.html",
        _("资料与核对"),
        documents=Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        chosen=chosen,
        filtered=any(chosen.values()),
        query=urlencode({name: value for name, value in chosen.items() if value}),
        pairings=pairings(user),
        states=STATES,
        years=selectors.document_years(user),
        may_submit=may_submit(user),
        waiting=selectors.waiting(user),
        outdated=outdated(user).count(),
    )


def number_asked(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def year_asked(text: str) -> int | None:
    """A year of an address; None for nonsense, of which a calendar knows nothing."""
    year = number_asked(text)
    return year if year is not None and 1 <= year <= 9999 else None


def sent(request: HttpRequest) -> Any:
    """What was sent by POST, be it empty; None on GET."""
    return request.POST if request.method == "POST" else None


def published_field() -> forms.DateField:
    """The day a document was published: by it «this year» is understood."""
    return forms.DateField(
        label=gettext_lazy("发布日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("用来理解“今年”“去年底”；可不填，文中写明的会自动识别"),
    )


class PairingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A pairing among those the user sees."""

    def __init__(self, user: User, **options: Any) -> None:
        rows = Pairing.objects.for_user(user).select_related("east", "west")
        super().__init__(rows, required=False, label=gettext_lazy("结对"), **options)


class CorrectForm(forms.Form):
    """What is known about a document, for correction."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    published = published_field()
    source = forms.CharField(label=gettext_lazy("来源"), required=False, max_length=120)
    author = forms.CharField(label=gettext_lazy("作者"), required=False, max_length=80)
    genre = forms.ChoiceField(
        label=gettext_lazy("文种"), required=False, choices=[("", "—"), *Document.Genre.choices]
    )

    def __init__(self, data: Any, *, user: User, document: Document) -> None:
        names = ("title", "published", "source", "author", "genre", "pairing")
        super().__init__(data, initial={name: getattr(document, name) for name in names})
        self.fields["pairing"] = PairingChoice(user, empty_label=gettext_lazy("未归入"))


@member_required
def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct title, date, source, author and pairing of a document."""
    user = user_of(request)
    document = selectors.get_document(user, pk)
    if not may_correct(user, document):
        raise PermissionDenied
    form = CorrectForm(sent(request), user=user, document=document)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = form.cleaned_data
        try:
            correct_document(user, document, **told)
        except LedgerError as error:
            for name, texts in error.by_field().items():
                for text in texts:
                    form.add_error(name if name in form.fields else None, text)
        else:
            messages.success(request, _("已保存"))
            if selectors.documents(user).filter(pk=pk).exists():
                return redirect(document)
            return redirect("document_list")
    title = _("更正资料信息")
    status = 422 if form.errors else 200
    return page(request, "documents/edit.html", title, status=status, form=form, document=document)


@require_safe
@member_required
def document_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page of a PDF or scan as a picture, ``?width=`` pixels wide."""
    document = selectors.get_document(user_of(request), pk)
    try:
        data = picture(document, number, number_asked(request.GET.get("width", "")) or 1200)
    except (LookupError, FileNotFoundError, LedgerError):
        raise Http404(f"{pk}/{number}") from None
    response = HttpResponse(data, content_type="image/png")
    # The bytes of a document never change, so the picture does not either.
    response["Cache-Control"] = "private, max-age=604800, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@member_required
def document_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence sheet as Word; ``?record=kind:id`` for the words behind one row only.

    ``?as=pdf`` gives PDF where this machine has LibreOffice, and Word where it has not.
    """
    user = user_of(request)
    document = selectors.get_document(user, pk)
    code, _colon, number = request.GET.get("record", "").partition(":")
    record = (code, number_asked(number) or 0) if code else None
    data, ending, content_type = evidence_sheet(user, document, record), "docx", DOCX
    if request.GET.get("as") == "pdf" and office.program():
        try:
            printed = office.converted(data, "docx", "pdf")
        except LedgerError:
            printed = None  # LibreOffice took too long: the sheet is given as Word
        if printed is not None:
            data, ending, content_type = printed, "pdf", "application/pdf"
    response = HttpResponse(data, content_type=content_type)
    name = f"{_('佐证单')}-{document.pk}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_safe
@member_required
def document_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The original bytes, always as a download: whatever they hold, the browser does not run it."""
    document = selectors.get_document(user_of(request), pk)
    try:
        data = store.read_bytes(document.sha256)
    except FileNotFoundError:
        raise Http404(document.sha256) from None
    response = HttpResponse(data, content_type="application/octet-stream")
    name = document.file_name or f"{document.title or document.pk}.txt"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
