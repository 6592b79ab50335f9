"""Short names and aliases of a division, by rule: 维西傈僳族自治县 → 维西, 维西县.

Used when the packed table is built. What no rule gives (达茂旗, 巴州) stands in ``nicknames.tsv``.
"""

from __future__ import annotations

_PEOPLES_TEXT = """
壮 满 回 苗 维吾尔 土家 彝 蒙古 藏 布依 侗 瑶 朝鲜 白 哈尼 哈萨克 黎 傣 畲 傈僳
仡佬 东乡 高山 拉祜 水 佤 纳西 羌 土 仫佬 锡伯 柯尔克孜 达斡尔 景颇 毛南 撒拉
布朗 塔吉克 阿昌 普米 鄂温克 怒 京 基诺 德昂 保安 俄罗斯 裕固 乌孜别克 门巴
鄂伦春 独龙 塔塔尔 赫哲 珞巴 各
"""
# Longest first, so that 柯尔克孜 is not read as 克孜; 各 stands in 隆林各族自治县.
_PEOPLES = sorted(_PEOPLES_TEXT.split(), key=len, reverse=True)
_BARE_PEOPLES = ("哈萨克", "柯尔克孜", "塔吉克", "维吾尔", "蒙古", "锡伯")  # written without 族
_PEOPLED_NAMES = ("内蒙古",)  # where the people is part of the name itself
_AUTONOMOUS = {"自治区": "", "自治州": "州", "自治县": "县", "自治旗": "旗"}
_PLAIN = ("特别行政区", "地区", "林区", "特区", "新区", "省", "市", "盟", "县", "区")


def _without_peoples(stem: str) -> str:
    """``stem`` without the peoples at its end; a stem that is only a people keeps it (东乡族 → 东乡)."""
    while stem not in _PEOPLED_NAMES:
        for people in _PEOPLES:
            for form in (people + "族", people) if people in _BARE_PEOPLES else (people + "族",):
                if stem.endswith(form):
                    if stem == form:
                        return people
                    stem = stem[: -len(form)]
                    break
            else:
                continue
            break
        else:
            break
    return stem


def short_and_aliases(name: str) -> tuple[str, tuple[str, ...]]:
    """The short name (empty when none of two characters is left) and further ways to write ``name``.

    >>> short_and_aliases("维西傈僳族自治县")
    ('维西', ('维西县',))
    >>> short_and_aliases("宝山区")
    ('宝山', ())
    >>> short_and_aliases("横县")
    ('', ())
    """
    for suffix, plain in _AUTONOMOUS.items():
        if name.endswith(suffix):
            stem = _without_peoples(name.removesuffix(suffix))
            return (stem if len(stem) > 1 else ""), ((stem + plain,) if plain else ())
    if name.endswith("族区"):
        stem = _without_peoples(name.removesuffix("区"))
        return stem, (stem + "区",)
    for suffix in _PLAIN:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            return (stem if len(stem) > 1 else ""), ()
    return "", ()
