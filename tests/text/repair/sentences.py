# ruff: noqa: SIM905  (word lists read best as words)
"""Random sentences of bulletins, put together from our own phrases: thousands of them, all clean."""

from __future__ import annotations

import random

PLACES = "东州市 西岭县 临江区 白石镇 云溪乡 长坪村 清河街道 松岗区 宁远县 青川州 湖滨新区 龙潭镇".split()
SIDES = (
    "东部协作组 县委组织部 区人社局 市卫生健康委 结对学校 援建医院 工作队 帮扶企业 农业农村局 联席会议"
).split()
VERBS = "推动 签订 落实 实施 组织 开展 启动 完善 建立 支持 引进 拓展".split()
OBJECTS = (
    "劳务协作协议 产业园区建设 干部人才交流 消费帮扶活动 乡村振兴示范点 职业技能培训 远程医疗会诊 双师课堂 "
    "冷链仓库项目 蔬菜种植基地 茶叶加工车间 饮水安全工程 就业帮扶车间 对口支援规划 助学金发放 农产品展销会"
).split()
FIGURES = (
    "投入资金{}万元 选派教师{}名 培训干部{}人次 帮助就业{}人 销售额达{}万元 惠及群众{}户 开课{}课时".split()
)
WHEN = "今年以来 2021年 去年12月 自结对以来 上半年 三年间 5月9日下午 截至目前".split()
TAILS = (
    "取得了明显成效 得到群众称赞 为长远发展打下基础 让贫困学生走出大山 实现了互利共赢 群众的腰包鼓起来了 "
    "两地情谊更加深厚 项目已经建成投产 不断发挥带动作用 解决了看病难的问题"
).split()
SAYINGS = "山海情深 组团式 输血造血 联医联教 土特产 授人以渔 带不走的队伍 亲戚越走越亲".split()


def figure(rng: random.Random) -> str:
    """A figure such as bulletins print."""
    return rng.choice(FIGURES).format(rng.choice([rng.randint(1, 9999), round(rng.uniform(1, 99), 1)]))


def clause(rng: random.Random) -> str:
    """One clause without its mark."""
    kind = rng.randrange(6)
    if kind == 0:
        return f"{rng.choice(PLACES)}{rng.choice(VERBS)}{rng.choice(OBJECTS)}"
    if kind == 1:
        partner = f"{rng.choice(PLACES)}{rng.choice(SIDES)}"
        return f"{rng.choice(SIDES)}与{partner}{rng.choice(VERBS)}{rng.choice(OBJECTS)}"
    if kind == 2:
        return figure(rng)
    if kind == 3:
        return f"{rng.choice(OBJECTS)}{rng.choice(TAILS)}"
    if kind == 4:
        return f"“{rng.choice(SAYINGS)}”{rng.choice(OBJECTS)}{rng.choice(TAILS)}"
    return f"《{rng.choice(PLACES)}{rng.choice(OBJECTS)}方案》{rng.choice(TAILS)}"


def sentence(rng: random.Random) -> str:
    """One sentence with its marks."""
    clauses = [clause(rng) for _ in range(rng.randint(2, 5))]
    marks = [rng.choice("，，，、；") for _ in clauses[1:]] + ["。"]
    head = f"{rng.choice(WHEN)}，" if rng.random() < 0.5 else ""
    return head + "".join(part for pair in zip(clauses, marks, strict=True) for part in pair)


def paragraphs(rng: random.Random, most: int = 4) -> str:
    """A small bulletin, one paragraph a line."""
    return "\n".join(
        "".join(sentence(rng) for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(1, most))
    )
