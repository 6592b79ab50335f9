"""Tags, scripts and entities of HTML as edits over the decoded source, so that spans index the page.

No tree is built: broken pages are the rule here, offsets are needed, and a scan is linear. Scripts,
styles, menus and forms go with their contents; block tags become line ends; entities their characters.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from shanhai.text.spans import Edit

TAG = "html.tag"
BLOCK = "html.block"
ENTITY = "html.entity"
HIDDEN = "furniture.hidden"
LINKS = "furniture.links"
_LOOKS = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|span|td|tr|table|ul|li|meta|script|style|font|strong|b|em|h[1-6]|a|img|section|article|ruby|rt)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,20})(?:\s[^<>]{0,4000})?/?>|<!--|<![a-zA-Z\[][^<>]{0,1000}>|<\?[^<>]{0,1000}>"
)
_ENTITY = re.compile(r"&(?:amp;){0,4}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
_LONE_ENTITY = re.compile(
    r"&(?:amp;){0,4}(?:nbsp|quot|[lr]dquo|[lr]squo|mdash|ndash|middot|hellip|ensp|emsp|thinsp|amp|lt|gt|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});"
)
_NOT_TEXT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "nav",
        "footer",
        "form",
        "button",
        "select",
        "rt",
        "rp",
    ]
)
_INLINE = ("", "rt", "rp")  # comments, and readings beside characters
_BLOCK = re.compile(
    r"p|div|br|hr|li|ul|ol|d[ltd]|table|t(?:head|body|r|itle)|h[1-6]|section|article|header|aside|main|center|pre"
    r"|blockquote|figure|figcaption|body|html"
)
_CELLS = frozenset(("td", "th"))
_LINE_END = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_H1 = re.compile(r"<h1[^<>]{0,400}>(.{1,400}?)</h1", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^<>]{0,400}>([^<]{1,400})</title", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,1000}>")
HEAD = 1 << 17  # characters in which a headline is looked for
LINK = 60  # characters a link in a menu may have
MENU = 4  # links that a list must have, at least, to be a menu


def is_html(text: str) -> bool:
    """Whether ``text`` is HTML, and not prose that speaks of a tag."""
    found = _LOOKS.finditer(text)
    first = next(found, None)
    return first is not None and (first[0].lower() in ("<!doctype", "<html") or next(found, None) is not None)


def fix(text: str) -> list[Edit]:
    """Edits that leave the readable text of a page; none for plain text, save for stray entities."""
    if "<" not in text or not is_html(text):
        return [_entity(match) for match in _LONE_ENTITY.finditer(text)] if "&" in text else []
    edits, links = _tags(text)
    gaps = _gaps(text, edits)
    blocks = sum(edit.rule == BLOCK for edit in edits)
    flows = 3 * blocks >= text.count("\n")  # else the lines are paragraphs, with a few tags left in them
    menus = _menus(text, edits, links)
    for start, end in gaps:
        if any(left <= start < right for left, right in menus[:1]):
            menus = menus if end < menus[0][1] else menus[1:]
            edits.append(Edit(start, end, text[start:end], "", LINKS))
            continue
        edits += (
            _entity(match) for match in _ENTITY.finditer(text, start, end) if unescape(match[0]) != match[0]
        )
        if flows:
            edits += (_line_end(text, match) for match in _LINE_END.finditer(text, start, end))
    edits.sort()
    return edits


def title(text: str) -> str:
    """The page's headline: its first ``h1``, or its ``title`` without the site's name; or empty."""
    for pattern in (_H1, _TITLE):
        match = pattern.search(text[:HEAD])
        if match and (found := unescape(_ANY_TAG.sub("", match[1])).strip()):
            return re.split(r"\s?[_|｜]\s?|\s?[-–—]{1,2}\s", found)[0].strip()
    return ""


def _entity(match: re.Match[str]) -> Edit:
    char = unescape(match[0].replace("&amp;", "&")).replace("\xa0", " ")
    return Edit(match.start(), match.end(), match[0], char, ENTITY)


def _line_end(text: str, match: re.Match[str]) -> Edit:
    """A line end in the source of a page means a blank, and between Chinese characters nothing."""
    start, end = match.span()
    chinese = text[start - 1 : start] >= "\u3000" and text[end : end + 1] >= "\u3000"
    return Edit(start, end, match[0], "" if chinese or start == 0 or end == len(text) else " ", TAG)


def _gaps(text: str, edits: list[Edit]) -> list[tuple[int, int]]:
    """What lies between edits."""
    gaps: list[tuple[int, int]] = []
    done = 0
    for edit in edits:
        if edit.start > done:
            gaps.append((done, edit.start))
        done = edit.end
    if done < len(text):
        gaps.append((done, len(text)))
    return gaps


def _tags(text: str) -> tuple[list[Edit], list[tuple[int, int]]]:
    """An edit for every tag, comment and hidden element; and the ranges inside links."""
    edits: list[Edit] = []
    links: list[tuple[int, int]] = []
    missing: set[str] = set()  # closing tags that the rest of the page lacks: never looked for again
    opened = -1
    done = 0
    for match in _TAG.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        name = (match[2] or "").lower()
        new, rule = "", TAG
        closing = "-->" if match[0] == "<!--" else f"</{name}" if name in _NOT_TEXT and not match[1] else ""
        if closing and not match[0].endswith("/>"):
            new, rule = "" if name in _INLINE else "\n", HIDDEN
            end = _closed(text, closing, end, missing)
        elif _BLOCK.fullmatch(name):
            new, rule = "\n", BLOCK
        elif name in _CELLS:
            new = " "
        elif name == "a":
            if match[1] and opened >= 0:
                links.append((opened, start))
            opened = -1 if match[1] else end
        edits.append(Edit(start, end, text[start:end], new, rule))
        done = end
    return edits, links


def _closed(text: str, closing: str, at: int, missing: set[str]) -> int:
    """Where a hidden element ends; its opening tag's end when it is never closed."""
    if closing in missing:
        return at
    found = re.compile(re.escape(closing), re.IGNORECASE).search(text, at)
    if not found:
        missing.add(closing)
        return at
    return found.end() if closing == "-->" else text.find(">", found.start()) + 1 or len(text)


def _menus(text: str, edits: list[Edit], links: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of the page in which at least ``MENU`` lines on end consist of a short link each."""
    borders = [0, *(edit.start for edit in edits if "\n" in edit.replacement), len(text)]
    visible = _gaps(text, edits)
    menus: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    at = link = 0
    for left, right in pairwise(borders):
        shown = linked = 0
        while at < len(visible) and visible[at][0] < right:
            start, end = visible[at]
            while link < len(links) and links[link][1] <= start:
                link += 1
            size = len(text[start:end].strip())
            shown += size
            linked += size if link < len(links) and links[link][0] <= start < links[link][1] else 0
            at += 1
        if shown and linked >= 0.9 * shown and shown <= LINK:
            run.append((left, right))
        elif shown:
            menus += [(run[0][0], run[-1][1])] if len(run) >= MENU else []
            run = []
    return menus + ([(run[0][0], run[-1][1])] if len(run) >= MENU else [])
