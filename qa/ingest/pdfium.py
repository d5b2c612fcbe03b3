"""The only door to pypdfium2: one lock, because pdfium is not thread-safe, and its errors translated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.errors import DamagedFile, PasswordNeeded

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_LOCK = threading.Lock()
_MARKS = str.maketrans({"\ufffe": "-\n", "\x02": "-\n", "\r": None})
"""pdfium marks a word that was hyphenated at a line's end with a control character, and ends lines with CR LF."""


@contextmanager
def opened(data: bytes, password: str | None = None) -> Iterator[PdfDocument]:
    """Open a PDF in pdfium and hold the lock until it is closed again; never nest.

    Raises DamagedFile or PasswordNeeded, also when pdfium gives up inside the block.
    """
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    with _LOCK:
        try:
            with pypdfium2.PdfDocument(data, password=password or None) as document:
                yield document
        except pypdfium2.PdfiumError as error:
            if error.err_code == FPDF_ERR_PASSWORD:
                raise PasswordNeeded("The PDF is encrypted; give the right password to read it.") from error
            raise DamagedFile("The PDF is damaged; open it in a PDF viewer and save it again.") from error


def page_count(data: bytes, password: str | None = None) -> int:
    """Return how many pages pdfium sees; raises DamagedFile or PasswordNeeded."""
    with opened(data, password) as document:
        return len(document)


def page_texts(
    data: bytes, indices: Sequence[int], password: str | None = None, *, late: Callable[[], bool] = lambda: False
) -> dict[int, str]:
    """Return the text of the pages at these 0-based indices, as far as pdfium can read them.

    ``late`` is asked before each page whether to stop. Raises DamagedFile or PasswordNeeded if the file does not open.
    """
    import pypdfium2

    texts: dict[int, str] = {}
    with opened(data, password) as document:
        for index in indices:
            if late():
                break
            try:
                texts[index] = _text(document, index)
            except (pypdfium2.PdfiumError, IndexError):
                continue
    return texts


def _text(document: PdfDocument, index: int) -> str:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            return str(textpage.get_text_range()).translate(_MARKS)
        finally:
            textpage.close()
    finally:
        page.close()
