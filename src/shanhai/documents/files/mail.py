"""Mails (eml) and web pages saved as one file (mhtml), which are mails by their form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from shanhai.documents.files import limits, problems
from shanhai.documents.files.model import Contents, Member

_TEXT = ("text/plain", "text/html")


def read(data: bytes, code: str) -> Contents:
    """A saved page's HTML; a mail's subject and body, its attachments as members."""
    mail = message_from_bytes(data, policy=policy.compat32)
    if code == "mhtml":
        return _page(mail)
    return _mail(mail)


def _page(mail: Message) -> Contents:
    body = next((part for part in mail.walk() if part.get_content_type() == "text/html"), None)
    if body is None:
        raise problems.no_text("网页存档")
    text, encoding = _words(body)
    return Contents("mhtml", text, encoding, title=_header(mail, "Subject"), published=None)


def _mail(mail: Message) -> Contents:
    bodies, members, remarks = _parts(mail)
    title, author = _header(mail, "Subject"), parseaddr(_header(mail, "From"))
    texts = [_words(part) for part in bodies]
    lines = [title, *(text for text, _ in texts)]
    text = "\n".join(line for line in lines if line.strip())
    if not text.strip() and not members:
        raise problems.no_text("邮件")
    return Contents(
        "eml",
        text,
        texts[0][1] if texts else "",
        members=tuple(members),
        remarks=tuple(remarks),
        title=title,
        author=author[0] or author[1],
        published=_day(mail),
    )


def _parts(mail: Message) -> tuple[list[Message], list[Member], list[str]]:
    """The parts to be read as the mail's own text, those that are files, and what was left out."""
    bodies: list[Message] = []
    members: list[Member] = []
    remarks: list[str] = []
    for part in _leaves(mail):
        kind = part.get_content_type()
        name = _file_name(part)
        if kind in _TEXT and not name and part.get_content_disposition() != "attachment":
            bodies.append(part)
            continue
        if part.get_content_disposition() == "inline" and kind.startswith("image/"):
            continue  # signatures and little pictures in the text
        content = _content(part)
        if len(members) >= limits.MAX_MEMBERS or len(content) > limits.MAX_MEMBER:
            remarks.append(f"附件“{name}”过大或过多，没有读取")
        elif content:
            members.append(Member(name or _unnamed(kind, len(members)), content))
    plain = [part for part in bodies if part.get_content_type() == "text/plain"]
    return plain or bodies, members, remarks


def _leaves(mail: Message) -> Iterator[Message]:
    """Parts that hold something; an attached mail is one part, read later with what is attached to it."""
    if mail.get_content_maintype() != "multipart":
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and isinstance(inner[0], Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _words(part: Message) -> tuple[str, str]:
    """The text of a part: in the charset it names, if that fits (gb2312 always means GBK); else as found."""
    from shanhai.text.repair import decode

    content = _content(part)
    named = (part.get_content_charset() or "").lower()
    encoding = "gb18030" if named in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else named
    try:
        return content.decode(encoding), encoding
    except (LookupError, UnicodeDecodeError):
        decoded = decode(content)
        return decoded.text, decoded.encoding


def _header(mail: Message, name: str) -> str:
    """A header's words; raw 8-bit headers, which old Chinese mailers send, are taken for GBK or UTF-8."""
    value = mail.get(name)
    if value is None:
        return ""
    try:
        told = str(make_header(decode_header(value)))
    except (LookupError, UnicodeDecodeError, ValueError):
        told = str(value)
    raw = (
        told.encode("ascii", "surrogateescape")
        if any("\udc80" <= char <= "\udcff" for char in told)
        else None
    )
    if raw is not None:
        from shanhai.text.repair import decode

        told = decode(raw).text
    return " ".join(told.split())


def _file_name(part: Message) -> str:
    told = part.get_filename() or ""
    try:
        return " ".join(str(make_header(decode_header(told))).split())
    except (LookupError, UnicodeDecodeError, ValueError):
        return told


def _unnamed(kind: str, number: int) -> str:
    return f"附件{number + 1}.eml" if kind == "message/rfc822" else f"附件{number + 1}"


def _day(mail: Message) -> date | None:
    try:
        return parsedate_to_datetime(str(mail.get("Date", ""))).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
