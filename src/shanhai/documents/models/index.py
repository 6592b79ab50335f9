"""The search index: which documents hold a character or a pair of characters."""

from __future__ import annotations

from django.db import models


class SearchBlock(models.Model):
    """The documents of one block of ids that hold one gram (a character, or two in a row).

    ``documents`` lists their places in the block, two signs each; it only grows. A document whose text has
    changed may still be listed under a gram it held before: who searches looks at the text itself in the end.
    """

    gram = models.CharField(max_length=2)
    block = models.PositiveIntegerField()
    documents = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "block"], name="search_gram_once_a_block")]

    def __str__(self) -> str:
        return f"{self.gram} · {self.block}"
