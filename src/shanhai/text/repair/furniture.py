"""What stands on a page beside the body: breadcrumbs, date lines, editors, related links, licences.

Works on repaired simplified lines. A line is furniture by its own words, or because it stands in the
list that follows a heading such as 相关阅读. Nothing is lost: the edits keep it, the metadata use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shanhai.text.repair import metadata
from shanhai.text.repair.model import Metadata
from shanhai.text.spans import Edit

_DATE = r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
_TIME = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_PEOPLE = r"(?:责任|值班|网络|本期|见习|实习)?编\s?辑|责编|校\s?对|[一二三初复终]\s?审|审\s?核|签\s?发|监\s?制|录\s?入|投\s?稿|转载|制\s?作"
_LABEL = (
    rf"(?:(?:文章|信息|稿件|新闻|图片)?来\s?源|稿\s?源|作\s?者|{_PEOPLE}|发布(?:时间|日期|人|机构|单位)?|发表于|更新时间|"
    r"(?:点击|浏览|阅读|访问)(?:数|量|次数)?|字\s?[体号]|分享(?:到|至)?|(?:热门)?关键[词字]|标\s?签|索引号|文\s?号|打印|收藏|文字报道|"
    r"原标题|标题|地址(?=[:：]\s?http)|备案号|邮政编码)"
)
_BYLINE = re.compile(
    rf"^[【\[(（|]?\s?{_LABEL}\s?[:：]|^[【\[]?\s?{_DATE}\s*{_TIME}|^{_TIME}\s*{_DATE}|^GMT\+8|"
    rf"^(?:记者|通讯员|(?:{_PEOPLE}))\s[\u4e00-\u9fff·]{{2,4}}(?:\s+(?:记者|通讯员|{_PEOPLE})?\s?[\u4e00-\u9fff·]{{2,4}}){{0,5}}$"
)
_DATED = re.compile(_DATE)
_LABELLED = re.compile(rf"{_LABEL}\s?[:：]")
_CRUMB = re.compile(
    r"^(?:\d\.\s?)?(?:您?(?:当前|现在|所在)?的?(?:所在)?位置|您当前的位置|首页)\s?[:：>›»]|"
    r"^(?:\d\.\s?)?[^>›»\n。，]{1,14}(?:\s?[>›»]+\s?[^>›»\n。]{1,30}){2,}$|^中国[^>\n。，]{1,10}网\s?>[^\n。]{1,40}$"
)
_PICTURE = re.compile(
    r"^[（(【\[]?\s?(?:资料图?片?|图片|网络图片|配图|图文无关|示意图|图源|图片来源)\s?(?:[:：/][^。\n]{0,30})?[)）】\]]$"
)
_BUTTONS = re.compile(
    r"^(?:[【\[\s]*(?:打\s?印|列印|关\s?闭|收\s?藏|返\s?回|分\s?享|评\s?论|复制链接|TT|字体)[^。\n]{0,14}[】\]\s]*|"
    r"[-·•]?\s?(?:上|下|前|后)一[篇条页][:：]?[^\n]{0,60}|[\d\s]{0,3}上一[篇版]\s+下一[篇版][^\n]{0,20}|返回(?:顶部|首页|列表)|"
    r"扫一扫[^。\n]{0,30}|关注[^。\n]{2,12}(?:微信|微博|公众号)|点击(?:查看|展开)(?:更多|全文)|展开(?:全文|阅读全文)|加载(?:中|更多)[.…]*|"
    r"(?:(?:微信|微博|QQ空间|QQ|朋友圈|新浪|更多|大|中|小)[\s|/、]*){2,9}|网友评论|发表评论|我要(?:评论|纠错)|标题导航|"
    r"本篇文章\d+字[^。\n]{0,20}|\d{1,4}\s?条记录[^。\n]{0,20}|第[A-Z]?\d{1,3}版[:：][^。\n]{0,30})$"
)
_LICENCE = re.compile(
    r"ICP备|公网安备|网安备\d|[Cc]opyright|COPYRIGHT|©|版权所有|All [Rr]ights [Rr]eserved|网站标识码|违法和?不良信息举报|"
    r"增值电信业务|互联网新闻信息服务许可|^(?:主办|承办|技术支持|制作)(?:单位)?[:：]|^(?:网站地图|联系我们|设为首页|关于我们)(?:\s|\||丨|$)|"
    r"^(?:免责|版权)(?:声明|说明|与免责声明)[:：]?|联系(?:网站|邮箱)[:：]|^(?:特别)?声明[:：]|未经[^。\n]{0,12}(?:授权|允许|许可)[^。\n]{0,10}(?:不得|禁止|严禁)[^。\n]{0,20}(?:转载|使用|镜像|复制)"
)
_DISCLAIMER = re.compile(
    r"^(?:[\d①-⑩一二三]{1,2}[、.．)]?\s?)?凡(?:本网|本站|本报)?(?:注有|注明|来源|标注)|转载[^。\n]{0,12}(?:目的在于|出于)[^。\n]{0,6}传递更多信息"
)
_SPAM = re.compile(
    r"国产|欧美|日韩|亚洲|无码|少妇|人妻|成人|丝袜|在线(?:观看|播放|视频)|av\b|AV|一区二区|精品|免费(?:观看|播放|视频)|久久|娱乐城|时时彩|六合彩|棋牌"
)
_RELATED = re.compile(
    r"^[【\[◆■●▶]?\s?(?:相关(?:阅读|新闻|链接|推荐|文章|报道|信息|资讯|稿件|专题)|"
    r"(?:热门|推荐|热点|延伸|精彩|编辑|大家都在)(?:阅读|推荐|新闻|文章|资讯|看|标签)|"
    r"专题新闻|猜你(?:喜欢|感兴趣)|(?:最新|今日|热点|图片|本类|本站|栏目)(?:文章|新闻|热点|推荐|动态|资讯|更新|排行|热门|图文)|"
    r"(?:点击|阅读|新闻|热点|一周|本周)?排行(?:榜)?|为您推荐|更多(?:新闻|精彩|资讯|阅读)|上一篇|下一篇|(?:热门)?关键[词字]|标签|相关标签)"
    r"\s?[】\]]?\s?[:：>》]*(?=$|[^\n。]{0,60}$)"
)
_EDITOR_TAIL = re.compile(
    rf"\s?[（(【\[]\s?(?:{_PEOPLE}|(?:文章|稿件|图片|新闻)?来源|原标题)\s?[:：][^（）()【】\[\]\n]{{1,60}}[)）】\]]\s?\|?$|"
    r"\s?(?:责任编辑|责编|网络编辑|值班编辑)[:：]\s?[^\s。，]{2,12}(?:\s[^\s。，]{2,6}){0,3}$"
)
_SITE_TAIL = re.compile(
    r"\s?[_|｜—-]{1,2}\s?[^_|｜\n—-]{0,20}(?:网|网站|新闻|频道|政府|日报|在线|门户|头条|客户端|资讯)$"
)
SHORT = 80  # characters a furniture line may have
PROSE = 40  # characters that make a line with a full stop prose
REPEATED = 20  # characters from which a line that stands twice is a repetition


SPAM = 3  # different words of smut and gambling that make a line spam
_SHORT_LINES = (
    ("furniture.breadcrumb", _CRUMB),
    ("furniture.picture", _PICTURE),
    ("furniture.buttons", _BUTTONS),
    ("furniture.byline", _BYLINE),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text with its place."""

    start: int
    end: int
    text: str

    @property
    def is_prose(self) -> bool:
        return len(self.text) >= PROSE and "。" in self.text


def split_lines(text: str) -> list[Line]:
    """The lines of ``text`` without their line ends, in order."""
    lines: list[Line] = []
    start = 0
    for part in text.split("\n"):
        lines.append(Line(start, start + len(part), part))
        start += len(part) + 1
    return lines


def survey(text: str) -> tuple[list[Edit], Metadata]:
    """Edits, with empty replacements, that take furniture out of ``text``, and what the furniture tells.

    A text that would be nothing but furniture is left alone: it is then somebody's list, not a page.
    """
    lines = split_lines(text)
    rules = [_rule(line.text) if line.text else "" for line in lines]
    _lists(lines, rules)
    _repetitions(lines, rules)
    if not any(line.text and not rule for line, rule in zip(lines, rules, strict=True)):
        return [], Metadata()
    pairs = [(line.text, rule) for line, rule in zip(lines, rules, strict=True) if line.text]
    first = next(number for number, (_, rule) in enumerate(pairs) if not rule)
    pairs[first] = (_SITE_TAIL.sub("", pairs[first][0]), "")
    return list(_edits(text, lines, rules)), metadata.read(pairs)


def _rule(line: str) -> str:
    """The rule that a line falls under by its own words; empty for the body."""
    if len(line) <= 4 * SHORT and _DISCLAIMER.search(line):
        return "furniture.licence"
    if len(line) <= 2 * SHORT and _LICENCE.search(line):
        return "furniture.licence"
    if "。" not in line and len(set(_SPAM.findall(line[: 4 * SHORT]))) >= SPAM:
        return "furniture.spam"
    if len(line) > SHORT or "。" in line[:-1]:
        return ""
    for rule, pattern in _SHORT_LINES:
        if pattern.search(line):
            return rule
    return "furniture.byline" if _DATED.search(line) and _LABELLED.search(line) else ""


def _lists(lines: Sequence[Line], rules: list[str]) -> None:
    """Mark the lists that follow a heading of related stories, to the next prose or, at the end, whole."""
    prose_left = sum(line.is_prose for line in lines)
    whole = prose_left
    inside = False
    for number, line in enumerate(lines):
        if line.is_prose:
            prose_left -= 1
        if _RELATED.match(line.text) and len(line.text) <= SHORT:
            inside = True
        elif inside and line.is_prose and prose_left * 2 >= whole:
            inside = False
        if inside and line.text:
            rules[number] = rules[number] or "furniture.related"


def _repetitions(lines: Sequence[Line], rules: list[str]) -> None:
    """Mark long lines that stood before, and a headline that follows itself."""
    seen: set[str] = set()
    before = ""
    for number, line in enumerate(lines):
        if rules[number] or not line.text:
            continue
        if line.text in seen and (len(line.text) >= REPEATED and "\t" not in line.text):
            rules[number] = "furniture.repeated"
        elif line.text == before and len(line.text) >= 8 and len(seen) <= 3:
            rules[number] = "furniture.repeated"
        seen.add(line.text)
        before = line.text


def _edits(text: str, lines: Sequence[Line], rules: Sequence[str]) -> Iterator[Edit]:
    kept_before = False
    for line, rule in zip(lines, rules, strict=True):
        if rule:
            # the line goes with the line end before it, or, at the top, the one after it
            start = line.start - 1 if kept_before else line.start
            end = line.end if kept_before or line.end == len(text) else line.end + 1
            yield Edit(start, end, text[start:end], "", rule)
            continue
        tail = (
            _EDITOR_TAIL.search(line.text, max(0, len(line.text) - SHORT))
            if ":" in line.text[-SHORT:] or "：" in line.text[-SHORT:]
            else None
        )
        if tail and tail.start():
            start = line.start + tail.start()
            yield Edit(start, line.end, text[start : line.end], "", "furniture.editor")
        elif (
            not kept_before
            and len(line.text) <= SHORT
            and (site := _SITE_TAIL.search(line.text))
            and site.start() > 6
        ):
            start = line.start + site.start()
            yield Edit(start, line.end, text[start : line.end], "", "furniture.site")
        kept_before = kept_before or bool(line.text)
