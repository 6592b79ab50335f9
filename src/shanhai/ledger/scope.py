"""Scope (数据范围): what a user may see and write, and querysets that refuse to be read without it.

Reading ledger data begins with ``Model.objects.for_user(user)``. Code that must see everything (a
migration, a background job) says so with ``unscoped("reason")``, which is easy to find with grep.
Anything else raises :class:`UnscopedRead` the moment rows would be fetched: it fails, it never leaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q

from shanhai.accounts.models import User
from shanhai.accounts.regions import is_within, prefix_of
from shanhai.accounts.roles import Role


class UnscopedRead(RuntimeError):
    """Ledger data was read without a user and without a stated reason: a bug in the calling code."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The regions and kinds a user may see.

    ``prefix`` is the region prefix (``5303``), empty for the whole country, None for nothing.
    ``township`` is set for users below county level: they see pairs of their county, but only rows
    placed in their own township. ``kinds`` limits a department to its own ledgers, None for all.
    """

    prefix: str | None
    township: str = ""
    kinds: frozenset[str] | None = None

    @classmethod
    def of(cls, user: Any) -> Scope:
        """The scope of a user; anonymous users and users without a role have an empty one."""
        if not isinstance(user, User) or not user.rights.read:
            return cls(prefix=None)
        kinds = frozenset(user.kinds) if user.role == Role.DEPARTMENT and user.kinds else None
        if not user.region_code:
            return cls(prefix="" if user.role == Role.ADMIN else None)
        if len(user.region_code) > 6:
            return cls(prefix=user.region_code[:6], township=user.region_code, kinds=kinds)
        return cls(prefix=prefix_of(user.region_code), kinds=kinds)

    def regions(self, *fields: str) -> Q:
        """Rows one of whose region-code fields lies inside the scope."""
        if self.prefix is None:
            return Q(pk__in=[])
        condition = Q()
        for field in fields if self.prefix else ():
            condition |= Q(**{f"{field}__startswith": self.prefix})
        return condition

    def sees_kind(self, code: str) -> bool:
        """True when rows of the kind may be seen at all."""
        return self.prefix is not None and (self.kinds is None or code in self.kinds)


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that can be built freely but read only after ``for_user`` or ``unscoped``."""

    _scoped: bool = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def for_user(self, user: Any) -> Self:
        """Only what ``user`` may see. Models say how in ``scope_condition``."""
        condition = self.model.scope_condition(Scope.of(user))
        return self.filter(condition)._released()

    def unscoped(self, reason: str) -> Self:
        """Everything; ``reason`` says to the reader of the code why no user is asked."""
        if not reason.strip():
            raise UnscopedRead("unscoped() needs a reason")
        return self._released()

    def _released(self) -> Self:
        clone = self._clone()
        clone._scoped = True
        return clone

    def _check(self) -> None:
        if not self._scoped:
            raise UnscopedRead(f"{self.model.__name__} was read without for_user() or unscoped(reason)")

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self.model.__name__}: rows are voided, never deleted")


class ComputedQuerySet(ScopedQuerySet):
    """Rows that are computed from records, which alone among the ledger's tables may be replaced."""

    def replace(self, rows: list[Any]) -> None:
        """Put ``rows`` in the place of the rows selected."""
        self._check()
        models.QuerySet(self.model, query=self.query.chain(), using=self.db).delete()
        self.model._base_manager.bulk_create(rows)


class ComputedManager(models.Manager.from_queryset(ComputedQuerySet)):  # type: ignore[misc]
    """The manager of computed tables."""


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The default manager of everything that belongs to somebody."""


def user_side(user: User, east_code: str, west_code: str) -> str:
    """Which side of a pair a user stands on: ``east``, ``west``, or empty when on neither or on both.

    A user of a whole country or of an upper level that holds both sides has no side: it may read and
    review but owns no rows.
    """
    if not user.region_code:
        return ""
    region = user.region_code[:6]
    east, west = is_within(east_code, region), is_within(west_code, region)
    if east == west:
        return ""
    return "east" if east else "west"
