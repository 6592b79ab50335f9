"""Every kind is read in scope: an unscoped read fails, a foreign row does not exist."""

from __future__ import annotations

import pytest
from django.http import Http404

from shanhai.ledger.models import Record
from shanhai.ledger.scope import UnscopedRead
from shanhai.ledger.selectors import get_record
from tests.conformance.conftest import World
from tests.factories import make_record, make_user


def test_an_unscoped_read_fails(model: type[Record], world: World) -> None:
    make_record(model, world.east, world.pairing)
    rows = model.objects.filter(year=2024)
    reads = (list, len, bool, lambda q: q.count(), lambda q: q.exists(), lambda q: q.first(),
             lambda q: q.get(), lambda q: list(q.values_list("pk")), lambda q: list(q.iterator()),
             lambda q: q.aggregate(), lambda q: q.update(note=""), lambda q: q.in_bulk())  # fmt: skip
    for read in reads:
        with pytest.raises(UnscopedRead):
            read(rows.all())
    with pytest.raises(TypeError, match="never deleted"):
        model.objects.unscoped("test").delete()
    with pytest.raises(UnscopedRead):
        model.objects.unscoped("  ")


def test_each_user_sees_the_own_pairs_only(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    province = make_user("province", role="leader", region="530000")
    prefecture = make_user("prefecture", role="leader", region="530300")
    elsewhere = make_user("elsewhere", role="leader", region="530600")
    everybody = make_user("admin", role="admin", region="")
    for user in (world.east, world.west, world.reviewer, world.leader, province, prefecture, everybody):
        assert get_record(user, model.Kind.code, record.pk) == record
    for user in (world.stranger, world.nobody, elsewhere, None):
        assert model.objects.for_user(user).count() == 0
        with pytest.raises(Http404):
            get_record(user, model.Kind.code, record.pk)


def test_a_department_sees_only_its_kinds(model: type[Record], world: World) -> None:
    record = make_record(model, world.east, world.pairing)
    other = make_user("other_department", role="department", kinds=["no_such_kind"])
    own = make_user("own_department", role="department", kinds=[model.Kind.code])
    assert get_record(own, model.Kind.code, record.pk) == record
    with pytest.raises(Http404):
        get_record(other, model.Kind.code, record.pk)


def test_a_township_sees_only_its_rows(model: type[Record], world: World) -> None:
    township = make_user("township", region="530326102")
    here = make_record(model, world.west, world.pairing, place_code="530326102")
    make_record(model, world.west, world.pairing, place_code="530326204")
    assert list(model.objects.for_user(township)) == [here]
