"""What malformed bytes make third-party parsers raise, in one place."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from xml.parsers.expat import ExpatError

from qa.errors import DamagedFile

MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ExpatError,
    LookupError,
    MessageError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""Parsers raise any of these on hostile bytes: RecursionError is a RuntimeError, lxml's errors are SyntaxErrors."""


@contextmanager
def translated(name: str, what: str) -> Iterator[None]:
    """Turn what a parser raises on malformed bytes into DamagedFile; put only the parser's own calls inside."""
    try:
        yield
    except MALFORMED as error:
        raise DamagedFile(f"{name} is damaged, or not {what}: get a new copy, or save it again.") from error
