"""What a claim tells beside its figure: who gave what to whom, the title signed, the names paired."""

from __future__ import annotations

from datetime import date

import pytest

from shanhai.text.claims import Claim, Context, read_claims

LEAD = "宁波市鄞州区与四川省凉山州盐源县自结对以来，东西部协作不断深化。\n"


def _claims(sentence: str) -> list[Claim]:
    return read_claims(LEAD + sentence)


@pytest.mark.parametrize(
    ("sentence", "extra"),
    [
        (
            "9月10日，鄞州区慈善总会向盐源县民族小学捐赠电脑40台。",
            {"donor": "鄞州区慈善总会", "receiver": "盐源县民族小学", "goods": "电脑"},
        ),
        (
            "宁波海风科技有限公司、鄞州区工商联向盐源县人民医院捐赠2台呼吸机。",
            {"donor": "宁波海风科技有限公司、鄞州区工商联", "receiver": "盐源县人民医院", "goods": "呼吸机"},
        ),
        (
            "东柳街道为树河镇小学送去书包500个。",
            {"donor": "东柳街道", "receiver": "树河镇小学", "goods": "书包"},
        ),
        ("鄞州区红十字会捐款50万元，支持盐源县的学校。", {"donor": "鄞州区红十字会"}),
        ("春节前夕，志愿者向困难群众发放大米200袋。", {"beneficiary": "困难群众", "goods": "大米"}),
        ("各界爱心人士先后捐赠羽绒服800件。", {"goods": "羽绒服"}),
    ],
)
def test_gift(sentence: str, extra: dict[str, str]) -> None:
    [claim] = _claims(sentence)
    assert claim.extra == extra


def test_gift_of_several_goods_names_each_with_the_same_donor() -> None:
    found = _claims("鄞州区教育局向盐源县民族小学捐赠电脑40台、校服520套，总价值12万元。")
    assert [claim.extra.get("goods", "") for claim in found] == ["电脑", "校服", ""]
    assert {claim.extra["donor"] for claim in found} == {"鄞州区教育局"}


def test_quote_of_an_agreement_does_not_cut_the_signing_party() -> None:
    [claim] = _claims("盐源县工业园区管理委员会签订《东西部协作框架协议》。")
    assert claim.text == "签订《东西部协作框架协议》"
    assert claim.extra == {"title": "东西部协作框架协议"}


def test_names_paired_respectively_are_as_many_pairs() -> None:
    found = _claims("姜山镇、塘溪镇、云龙镇分别与树河镇、白乌镇、平川镇结对。")
    assert [claim.measure for claim in found] == ["pairing.townships"] * 3


def test_items_of_a_list_tell_their_counts_without_a_full_stop() -> None:
    found = _claims("✅ 派来17位老师、9位医生\n✅ 家门口建起6个帮扶车间\n✅ 帮扶资金到账5,100万元")
    assert [claim.measure for claim in found] == [
        "posting.teachers_sent",
        "posting.doctors_sent",
        "workshop.count",
        "fund.aid",
    ]


def test_title_and_text_tell_one_figure_once() -> None:
    title = "鄞州12名医生赴盐源县支医\n"
    [claim] = read_claims(title + "10月8日，宁波市鄞州区选派的12名医生抵达凉山州盐源县，开展东西部协作帮扶。")
    assert (claim.measure, int(claim.value)) == ("posting.doctors_sent", 12)


@pytest.mark.parametrize(
    ("words", "published", "period"),
    [
        ("9月10日", date(2024, 9, 15), ("2024-09-10", "2024-09-10")),
        ("今年", date(2024, 9, 15), ("2024", "2024")),
        ("去年", date(2024, 9, 15), ("2023", "2023")),
        ("近日", date(2024, 9, 15), ("2024-09", "2024-09")),
        ("近日", date(2024, 9, 2), ("", "")),  # may have been in August
        ("近日", None, ("", "")),
    ],
)
def test_dates_without_a_year_follow_the_date_of_publication(
    words: str, published: date | None, period: tuple[str, str]
) -> None:
    text = f"{LEAD}{words}，鄞州区慈善总会向盐源县民族小学捐赠电脑40台。"
    [claim] = read_claims(text, Context(published=published))
    assert (claim.since, claim.until) == period
