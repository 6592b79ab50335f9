"""Files that cannot be read: what each is, in words that say what to do instead."""

from __future__ import annotations

from shanhai.ledger.errors import LedgerError, one


def empty() -> LedgerError:
    return one("empty_file", "文件是空的，没有可读的文字")


def binary() -> LedgerError:
    return one("binary", "这不是文本文件（含大量不可读的字节），请上传 txt、网页、Word、PDF 或图片")


def no_text(name: str) -> LedgerError:
    return one("empty_file", f"这份{name}里没有文字")


def broken(name: str = "文件") -> LedgerError:
    return one("broken_file", f"{name}已损坏，无法打开；请重新保存后上传")


def encrypted(name: str = "文件") -> LedgerError:
    return one("encrypted", f"{name}设有密码，无法读取；请去掉密码后重新上传")


def too_large(what: str) -> LedgerError:
    return one("too_large", f"{what}，请拆分后上传")


def wrong_type(name: str, advice: str) -> LedgerError:
    return one(
        "wrong_type",
        f"这是 {name}，不能读取文字；{advice}"
        if name[0].isascii()
        else f"这是{name}，不能读取文字；{advice}",
    )


def said(code: str, message: str) -> LedgerError:
    """Any other problem, in its own words."""
    return one(code, message)
