"""Brings the translation catalogues up to date with the source (developers only; needs gettext's xgettext).

``extract_messages.py`` rewrites ``locale/en`` (our own strings, written in Chinese, to be put into English)
and ``locale/zh_Hans`` (strings of the packages we use that come without a Chinese translation). Given
translations are kept, new strings are added empty, strings that are gone are dropped, except those with a
translator's comment: they say better what Django or a package says in poor Chinese.
``tests/web/test_translations.py`` fails while a string is missing, empty or left over.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "shanhai"
LOCALE = SOURCE / "web" / "locale"
BORROWED = ("unfold", "axes")
"""Packages whose pages our users see and whose Chinese is ours to write."""
KEYWORDS = (
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3",
    "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3",
)  # fmt: skip

Key = tuple[str, str]
"""Context and text of a message."""


def key(entry: polib.POEntry) -> Key:
    """What makes an entry one message: its context and its text."""
    return entry.msgctxt or "", entry.msgid


def extract(folder: Path, skip: str = "/locale/") -> polib.POFile:
    """All messages of the Python files and templates below ``folder``, in the order of the files.

    Files with ``skip`` in their path are left out.
    """
    from django.utils.translation.template import templatize

    with tempfile.TemporaryDirectory() as work:
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or skip in str(path):
                continue
            if path.suffix == ".txt" and "templates" not in path.parts:
                continue
            copy = Path(work, path.relative_to(folder))
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            copy.write_text(text if path.suffix == ".py" else templatize(text), encoding="utf-8")
        names = sorted(str(path.relative_to(work)) for path in Path(work).rglob("*") if path.is_file())
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--add-comments=Translators",
                   "--add-location=file", "--keyword=_", "--output=-", "--files-from=-"]  # fmt: skip
        command += [f"--keyword={word}" for word in KEYWORDS]
        done = subprocess.run(
            command, cwd=work, input="\n".join(names), capture_output=True, text=True, check=True
        )
    return polib.pofile(done.stdout)


def app_folders() -> dict[str, Path]:
    """The installed applications and their folders; only what is installed is ever shown."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanhai.web.settings")
    import django
    from django.apps import apps

    django.setup()
    return {config.name: Path(config.path) for config in apps.get_app_configs()}


def translated_by_others() -> set[Key]:
    """Messages that Django itself or an installed package brings in Simplified Chinese."""
    import django.conf

    folders = [Path(django.conf.__file__).parent, *app_folders().values()]
    files = [folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po" for folder in folders]
    ours = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
    return {
        key(entry)
        for path in files
        if path.exists() and path != ours
        for entry in polib.pofile(str(path)).translated_entries()
    }


def our_messages() -> list[polib.POEntry]:
    """Every message of our own source."""
    return list(extract(SOURCE))


def borrowed_messages() -> list[polib.POEntry]:
    """Messages of the borrowed packages that nobody has put into Chinese."""
    known = translated_by_others()
    found: dict[Key, polib.POEntry] = {}
    for name, folder in app_folders().items():
        if name.split(".")[0] not in BORROWED:
            continue
        for entry in extract(folder, skip="unfold/contrib/" if name == "unfold" else "/locale/"):
            entry.occurrences = [
                (f"{name.replace('.', '/')}/{path}", line) for path, line in entry.occurrences
            ]
            if key(entry) not in known:
                found.setdefault(key(entry), entry)
    return list(found.values())


def merge(path: Path, entries: list[polib.POEntry], language: str) -> tuple[int, int]:
    """Write ``entries`` to the catalogue at ``path`` with the translations it has; (all, untranslated)."""
    old = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    merged = polib.POFile(wrapwidth=100)
    plural = "nplurals=1; plural=0;" if language.startswith("zh") else "nplurals=2; plural=(n != 1);"
    merged.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
    }
    for entry in entries:
        known = old.get(key(entry))
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        if known is not None:
            entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural
        elif entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(range(1 if language.startswith("zh") else 2), "")
        merged.append(entry)
    merged.extend(entry for entry in old.values() if entry.tcomment and entry not in merged)
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(path))
    return len(merged), len(merged.untranslated_entries())


def main() -> None:
    """Bring both catalogues up to date and say what is still to translate."""
    for language, entries in (("en", our_messages()), ("zh_Hans", borrowed_messages())):
        total, missing = merge(LOCALE / language / "LC_MESSAGES" / "django.po", entries, language)
        print(f"{language}: {total} messages, {missing} to translate")


if __name__ == "__main__":
    main()
