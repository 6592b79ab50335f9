"""Makes the damaged example bulletins from the clean ones: run `python -m examples.damage_bulletins`.

The damage is that of real sites (:mod:`tests.damage`); the same seed gives the same text, so that a test can
tell whether what is committed is what this script makes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.damage import damage

BULLETINS = Path(__file__).with_name("bulletins")
KEPT_BACK = "会泽-2024-十月简报"
UPLOAD = Path(__file__).with_name("upload")
"""A bulletin that the demonstration does not load: for the reader of the guide to upload."""

WAYS: dict[str, dict[str, Any]] = {
    "会泽-2021-年度综述": {"seed": 3, "readings": 0.6, "doubled": 0.4, "folded": True},
    "会泽-2024-联席会议": {"seed": 2, "readings": 0.7, "indent": "??", "folded": True},
    "威信-2023-协作综述": {"seed": 25, "readings": 0.5, "space": True},
    "维西-2022-医疗帮扶": {"seed": 3, "readings": 0.6, "indent": "　　", "furniture": True},
    KEPT_BACK: {"seed": 6, "readings": 0.6, "doubled": 0.3},
}
"""How each bulletin is damaged: options of :func:`tests.damage.damage`."""


def damaged(name: str) -> str:
    """The damaged text of one clean bulletin."""
    clean = (BULLETINS / "clean" / f"{name}.txt").read_text("utf-8")
    return damage(clean.rstrip("\n"), **WAYS[name]) + "\n"


def damaged_path(name: str) -> Path:
    """Where the damaged text of a clean bulletin is kept."""
    folder = UPLOAD if name == KEPT_BACK else BULLETINS
    return folder / f"{name}-网页采集.txt"


def main() -> None:
    """Write all damaged bulletins."""
    for name in WAYS:
        damaged_path(name).write_text(damaged(name), "utf-8")


if __name__ == "__main__":
    main()
