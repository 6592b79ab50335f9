"""Model fields of our own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models

from shanhai.ledger.privacy import decrypt, encrypt


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # no subscript at run time
    """A short text of personal data, encrypted in the database and in the history.

    Reads and writes like a ``CharField`` of ``plain_length`` characters. It cannot be filtered on: encrypting
    the same value twice gives two texts. Use :func:`shanhai.ledger.privacy.keyed_hash` to find equal values.
    """

    def __init__(self, *args: Any, plain_length: int = 40, **kwargs: Any) -> None:
        self.plain_length = plain_length
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, MaxLengthValidator(plain_length)]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "plain_length": self.plain_length}

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError(f"{self.name} is encrypted and cannot be searched by {lookup_name}")
        return super().get_lookup(lookup_name)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.CharField, "max_length": self.plain_length, **kwargs})
