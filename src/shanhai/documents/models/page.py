"""Pages of documents that can be shown as pictures: where every character stands."""

from __future__ import annotations

from base64 import b64decode

from django.db import models
from django.utils.translation import gettext_lazy as _

from shanhai.documents.files.model import Box, unpack
from shanhai.documents.models.document import Document


class DocumentPage(models.Model):
    """One page of a PDF or scan. ``start``/``end`` index the document's decoded text.

    ``boxes`` is what :class:`shanhai.documents.files.Page` packs, as base64: one box a character. It is kept,
    for what a library reads from the same bytes may change with its version.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField(_("页码"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    width = models.FloatField()
    height = models.FloatField()
    boxes = models.TextField()

    class Meta:
        verbose_name = _("资料页面")
        verbose_name_plural = _("资料页面")
        ordering = ["document_id", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="page_once_a_document")]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.number}"

    def box_list(self) -> list[Box]:
        """The box of each character of the page, as fractions of it; zeros for characters without ink."""
        return unpack(b64decode(self.boxes))
