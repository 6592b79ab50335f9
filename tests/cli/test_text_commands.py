"""`shanhai repair` and `shanhai claims` as a user and as another program meet them."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DAMAGED = "9月6日,澄江區(qū)與(yǔ)南山縣(xiàn)召開聯(lián)席會(huì)議,澄江區(qū)援助資金300萬(wàn)元。\n"
CLEAN = "9月6日，澄江区与南山县召开联席会议，澄江区援助资金300万元。\n"
CLAIM_KEYS = ["measure", "kind", "value", "unit", "bound", "status", "east", "west", "since", "until"]
CLAIM_KEYS += ["start", "end", "quote", "text", "extra", "group"]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(DAMAGED, "utf-8")
    return path


def test_repair_prints_text(shanhai: Run, page: Path) -> None:
    done = shanhai("repair", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert "南山县召开联席会议" in done.stdout


def test_repair_json_offsets_index_the_original(shanhai: Run, page: Path) -> None:
    (line,) = shanhai("repair", "--json", page).stdout.splitlines()
    told = json.loads(line)
    assert set(told) == {"file", "text", "edits", "residue"}
    assert told["file"] == str(page)
    assert told["edits"]
    rebuilt, at = "", 0
    for edit in told["edits"]:
        assert set(edit) == {"start", "end", "original", "replacement", "rule", "confidence"}
        assert DAMAGED[edit["start"] : edit["end"]] == edit["original"]
        rebuilt += DAMAGED[at : edit["start"]] + edit["replacement"]
        at = edit["end"]
    assert rebuilt + DAMAGED[at:] == told["text"]


def test_each_wrong_file_gets_one_line_and_the_others_are_processed(
    shanhai: Run, page: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "folder").mkdir()
    wrong = ["missing.txt", "empty.txt", "folder", "picture.txt", os.devnull, ""]
    done = shanhai("repair", *wrong, page)
    assert done.returncode == 2
    assert "南山县召开联席会议" in done.stdout
    lines = done.stderr.splitlines()
    assert len(lines) == len(wrong)
    for name, line, said in zip(
        wrong, lines, ("没有这个文件", "空的", "文件夹", "图片", "不是普通文件", "文件名是空的"), strict=True
    ):
        assert name in line
        assert said in line


def test_file_without_permission(shanhai: Run, page: Path) -> None:
    page.chmod(0)
    if os.access(page, os.R_OK):
        pytest.skip("this user may read every file")
    done = shanhai("repair", page)
    assert (done.returncode, done.stdout) == (2, "")
    assert "权限" in done.stderr


def test_standard_input_and_pipes(shanhai: Run, page: Path) -> None:
    assert "南山县" in shanhai("repair", "-", input=DAMAGED).stdout
    assert shanhai("repair", "-", input="").returncode == 2
    reader, writer = os.pipe()
    os.write(writer, DAMAGED.encode())
    os.close(writer)
    piped = shanhai("repair", f"/dev/fd/{reader}", pass_fds=(reader,))
    assert "南山县" in piped.stdout


def test_output_folder_gets_one_whole_file_each(shanhai: Run, page: Path, tmp_path: Path) -> None:
    other = tmp_path / "more" / "page.html"
    other.parent.mkdir()
    other.write_text(DAMAGED, "utf-8")
    done = shanhai("repair", page, other, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["page-2.txt", "page.txt"]


def test_output_never_overwrites_an_input(shanhai: Run, page: Path) -> None:
    assert shanhai("repair", page, "-o", page.parent).returncode == 0
    assert page.read_text("utf-8") == DAMAGED
    assert "南山县" in (page.parent / "page-2.txt").read_text("utf-8")


def test_output_folder_that_refuses(shanhai: Run, page: Path) -> None:
    done = shanhai("repair", page, "-o", page)
    assert done.returncode == 2
    assert "无法写入" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_pipe_is_quiet(page: Path) -> None:
    page.write_text(DAMAGED * 5000, "utf-8")
    command = f"{sys.executable} -c 'from shanhai.cli import main; main()' repair {page} | head -c 10"
    done = subprocess.run(["sh", "-c", command], capture_output=True)
    assert (len(done.stdout), done.stderr) == (10, b"")


def test_a_name_that_is_no_utf8(shanhai: Run, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + "/会泽.txt".encode("gb18030")
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123  (pathlib knows no such names)
        file.write(DAMAGED)
    done = shanhai("repair", "--json", os.fsdecode(name))
    assert done.returncode == 0
    assert json.loads(done.stdout)["file"].endswith(".txt")


def test_text_commands_never_load_django(page: Path) -> None:
    script = f"""
import sys
from shanhai.cli import main
sys.argv = ["shanhai", "repair", {str(page)!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
loaded = [name for name in ("django", "rich", "sqlite3", "gunicorn") if name in sys.modules]
assert not loaded, loaded
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_text_commands_start_in_well_under_a_second(shanhai: Run, page: Path) -> None:
    """Processor time, so that a busy machine does not matter; the best of a few."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert shanhai("repair", page).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.8


def test_word_files_are_read(shanhai: Run, tmp_path: Path) -> None:
    body = f"<w:p><w:r><w:t>{CLEAN.strip()}</w:t></w:r></w:p>"
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        xml = f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
    assert shanhai("repair", tmp_path / "a.docx").stdout == CLEAN


def test_claims_are_one_line_each_with_the_words_of_the_original(shanhai: Run, tmp_path: Path) -> None:
    original = "2021年以來，南湖區(qū)選派12名醫(yī)生到若爾蓋縣支醫(yī)，投入帮扶資金300萬(wàn)元。\n"
    (tmp_path / "a.txt").write_text(original, "utf-8")
    done = shanhai("claims", tmp_path / "a.txt")
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(claim["measure"], claim["value"]) for claim in found} >= {("posting.doctors_sent", 12)}
    for claim in found:
        assert list(claim) == CLAIM_KEYS
        assert original[claim["start"] : claim["end"]] == claim["quote"]
    explained = json.loads(shanhai("claims", "--reasons", tmp_path / "a.txt").stdout.splitlines()[0])
    assert set(explained) - set(CLAIM_KEYS) == {"confidence", "explanation"}


def test_claims_explained_to_people(shanhai: Run, tmp_path: Path) -> None:
    told = "2021年以来，南湖区选派12名医生到若尔盖县支医，投入帮扶资金300万元。"
    text = f"今年雨水多。\n{told}\n两地\x1b[2J来往。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    plain = shanhai("claims", "--explain", tmp_path / "a.txt").stdout
    lines = plain.splitlines()
    (marked,) = (line for line in lines if line.startswith("2021年以来"))
    assert marked.replace("【", "").replace("】", "") == told
    assert "【" in marked
    assert lines[0] == "今年雨水多。"
    (reason,) = (lines[at + 1] for at, line in enumerate(lines) if line.strip().startswith("1. 选派医生"))
    assert "规则 posting.doctors_sent" in reason
    assert "\x1b" not in plain
    assert lines[-1].startswith("共 2 条")
    coloured = shanhai(
        "claims", "--explain", tmp_path / "a.txt", env={**os.environ, "FORCE_COLOR": "1"}
    ).stdout
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain.replace("【", "").replace("】", "")
    shanhai("claims", "--explain", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert (tmp_path / "out/a.txt").read_text("utf-8") == plain


def test_published_date_resolves_relative_dates(shanhai: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("今年，南湖区选派12名医生到若尔盖县支医，东西部协作成效明显。", "utf-8")
    shanhai("claims", tmp_path / "a.txt", "--published", "2022-05-01", "-o", tmp_path / "out")
    (claim,) = map(json.loads, (tmp_path / "out/a.jsonl").read_text("utf-8").splitlines())
    assert claim["since"].startswith("2022")
    wrong = shanhai("claims", tmp_path / "a.txt", "--published", "2022年5月")
    assert wrong.returncode == 2
