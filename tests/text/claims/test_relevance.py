"""Texts that only touch the cooperation, or none of it: their figures are no claims."""

from __future__ import annotations

import pytest

from shanhai.text.claims import read_claims

WORK_REPORT = """六盘水市水城区2023年政府工作报告（摘登）
一年来，全区完成地区生产总值356亿元，增长5.5%；规模以上工业增加值增长9.2%；一般公共预算收入18.6亿元。
——新型工业化提速。新引进企业46家，到位资金98亿元；新增规上企业12家，带动就业3600人。
——乡村振兴有力。建成高标准农田3.2万亩，开发公益性岗位5200个，转移就业21万人。
——民生持续改善。新建学校5所，县医院门诊量达62万人次，培训各类人才8600人次。
深化东西部协作，与大连市交流更加密切。"""
HOME_CHARITY = """上海市静安区举办2024年度“慈善联合捐”
1月8日，活动在区文化馆启动。现场216家单位、1300名市民参与捐款，共筹得善款2360万元。
据悉，去年善款帮助本区困难家庭1.2万户，资助贫困学生860名。区委书记表示，要继续做好对口支援和东西部协作工作。"""
VILLAGE = """西海固的春天
宁夏固原市原州区张易镇，海拔2300米。72岁的老支书说，1982年全村搬走了60户，如今有210户860人，种了3000亩马铃薯。
“娃娃们都到城里念书去了，村小只剩11个学生、2个老师。”他说。闽宁协作的故事，村里人都知道。"""
NOTICE = """关于公开选调教师的公告
为对口支援四川省通江县做好人才储备，面向全省公开选调教师20名，其中小学语文8名、数学7名、英语5名。年龄35周岁以下。
联系电话：0578-2123456。"""
RULES = """关于支持东西部协作消费帮扶的若干措施
第一条 对在宁波市新开设盐源县特产门店的，给予一次性补助5万元。
第二条 对年销售额超过200万元的，再奖励3万元。
第三条 本措施有效期3年。"""


@pytest.mark.parametrize(
    "text", [WORK_REPORT, HOME_CHARITY, VILLAGE, NOTICE, RULES], ids=lambda text: text[:8]
)
def test_no_claims(text: str) -> None:
    assert read_claims(text) == []


def test_a_sentence_about_the_cooperation_counts_even_there() -> None:
    [claim] = read_claims(WORK_REPORT + "\n大连市选派9名教师到我区支教，是东西部协作的一部分。")
    assert (claim.measure, claim.value) == ("posting.teachers_sent", 9)


@pytest.mark.parametrize(
    ("sentence", "measure", "value"),
    [
        ("2023年，宝山区向会泽县投入财政援助资金3000万元。", "fund.aid", 30_000_000),
        ("2023年，宝山区为会泽县培训干部300人次。", "training.trainees", 300),
        ("2023年，会泽县组织120名劳动力到上海市宝山区就业。", "employment.paired_east", 120),
        ("2023年，闽侯县援建安定区帮扶车间5个。", "workshop.count", 5),
    ],
)
def test_a_sentence_alone_that_names_two_paired_places_is_about_the_cooperation(
    sentence: str, measure: str, value: int
) -> None:
    [claim] = read_claims(sentence)
    assert (claim.measure, claim.value) == (measure, value)


def test_two_places_that_were_never_paired_are_no_cooperation() -> None:
    assert read_claims("2023年，长春市为拉萨市培训干部300人次。") == []
