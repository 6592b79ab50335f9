"""Characters that look like others, or like nothing: zero-width marks, radicals, compatibility forms."""

from __future__ import annotations

import re
import unicodedata

from shanhai.text.spans import Edit

INVISIBLE = "chars.invisible"
CONTROL = "chars.control"
COMPATIBLE = "chars.compatibility"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_SPECIAL = re.compile(
    f"[{_CONTROLS}\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufb06\ufe00-\ufe0d\ufeff\ufff9-\ufffb\ufffe\uffff\U0002f800-\U0002fa1f]"
    f"(?:(?<=[{_CONTROLS}])[{_CONTROLS}]+)?"
)
_INVISIBLE = frozenset(
    "\xad\u200b\u200e\u200f\u2060\ufeff" + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# A joiner between emoji or Indic letters has a meaning; beside Chinese it has none.
_JOINING = frozenset("\u200c\u200d" + "".join(map(chr, range(0xFE00, 0xFE0E))))
# Radicals of the supplement block have no compatibility mapping in Unicode; these are their characters.
_RADICALS = dict(
    zip(
        "⺁⺅⺉⺊⺌⺍⺗⺘⺙⺟⺠⺡⺢⺣⺤⺥⺨⺩⺫⺬⺭⺮⺯⺵⺶⺷⺻⺼⻁⻂⻃⻄⻅⻆⻇"
        "⻈⻉⻊⻋⻌⻎⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂亻刂卜小小心扌攵母民氵氺灬爫爫犭王罒示礻竹糸羊羊羊聿月虎衤西西见角角"
        "讠贝足车辶辶钅长镸长门阝青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


_RADICALS["⼾"] = "户"  # Unicode gives 戶


def fix(text: str) -> list[Edit]:
    """Edits that take invisible characters out and write look-alikes as the characters they stand for."""
    edits: list[Edit] = []
    for match in _SPECIAL.finditer(text):
        char, at = match[0], match.start()
        if len(char) > 1:
            edits.append(Edit(at, match.end(), char, "", CONTROL))
        elif char in _JOINING:
            if "\u3000" <= text[at - 1 : at] <= "\u9fff":
                edits.append(Edit(at, at + 1, char, "", INVISIBLE))
        elif char in _INVISIBLE:
            edits.append(Edit(at, at + 1, char, "", INVISIBLE))
        elif (plain := _plain(char)) != char:
            edits.append(Edit(at, at + 1, char, plain, COMPATIBLE if plain else CONTROL))
    return edits


def _plain(char: str) -> str:
    """What a look-alike stands for; empty for a control character."""
    if unicodedata.category(char) in ("Cc", "Cn", "Cf"):
        return ""
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
