"""Characters that look like others, or like nothing: zero-width marks, Kangxi radicals, compatibility forms."""

from __future__ import annotations

import re
import unicodedata

from shanhai.text.spans import Edit

INVISIBLE = "chars.invisible"
CONTROL = "chars.control"
COMPATIBLE = "chars.compatibility"
PRIVATE = "chars.private"
# A joiner between emoji or Indic letters has a meaning; beside Chinese it has none.
_INVISIBLE = re.compile(
    r"[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?<=[\u3000-\u9fff])[\u200c\u200d\ufe00-\ufe0d]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufff9-\ufffb]")
_COMPATIBLE = re.compile(r"[\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f]")
# Radicals of the supplement block have no compatibility mapping in Unicode; these are their characters.
_RADICALS = dict(
    zip("⺁⺅⺉⺊⺌⺍⺗⺘⺙⺟⺠⺡⺢⺣⺤⺥⺨⺩⺫⺬⺭⺮⺯⺵⺶⺷⺻⺼⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻎⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂亻刂卜小小心扌攵母民氵氺灬爫爫犭王罒示礻竹糸羊羊羊聿月虎衤西西见角角讠贝足车辶辶钅长镸长门阝青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾齐齿龙龟", strict=False)
)  # fmt: skip


def fix(text: str) -> list[Edit]:
    """Edits that take invisible characters out and write look-alikes as the characters they stand for."""
    if text.isascii() and text.isprintable():
        return []
    edits = [Edit(m.start(), m.end(), m[0], "", INVISIBLE) for m in _INVISIBLE.finditer(text)]
    edits += [Edit(m.start(), m.end(), m[0], "", CONTROL) for m in _CONTROL.finditer(text)]
    for match in _COMPATIBLE.finditer(text):
        plain = _RADICALS.get(match[0]) or unicodedata.normalize("NFKC", match[0])
        if plain != match[0]:
            edits.append(Edit(match.start(), match.end(), match[0], plain, COMPATIBLE))
    edits.sort(key=lambda edit: edit.start)
    return edits
