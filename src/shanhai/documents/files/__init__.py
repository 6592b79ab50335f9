"""What files hold: their format judged by content, the text inside, where it stands on pages, files within.

Knows no Django, so that a child process can read a hostile file without it. One module a format.
"""

from shanhai.documents.files.model import Contents, Member, Page
from shanhai.documents.files.read import read_file, recognise

__all__ = ["Contents", "Member", "Page", "read_file", "recognise"]
