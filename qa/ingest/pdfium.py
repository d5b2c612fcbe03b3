"""The only door to pypdfium2, its errors translated. Call it by way of ``apart``: pdfium is C, and not thread-safe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.errors import DamagedFile, PasswordNeeded

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_LONGEST_PAGE = 1_000_000
"""Characters of one page."""
MARKS = str.maketrans({"\ufffe": "-\n", "\x02": "-\n", "\r": None})
"""pdfium marks a word that was hyphenated at a line's end with a control character, and ends lines with CR LF."""


@contextmanager
def opened(data: bytes, password: str | None = None) -> Iterator[PdfDocument]:
    """Open a PDF; raises DamagedFile or PasswordNeeded, also when pdfium gives up inside the block."""
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with pypdfium2.PdfDocument(data, password=password or None) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise PasswordNeeded("The PDF is encrypted; give the right password to read it.") from error
        raise DamagedFile("The PDF is damaged; open it in a PDF viewer and save it again.") from error


def count(data: bytes, password: str | None) -> Iterator[int]:
    """Yield how many pages pdfium sees; raises DamagedFile or PasswordNeeded."""
    with opened(data, password) as document:
        yield len(document)


def texts(data: bytes, password: str | None, indices: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield (index, text) of the pages at these 0-based indices, as far as pdfium can read them.

    Raises DamagedFile or PasswordNeeded if the file does not open.
    """
    import pypdfium2

    with opened(data, password) as document:
        for index in indices:
            try:
                yield index, _text(document, index)
            except (pypdfium2.PdfiumError, IndexError):
                continue


def _text(document: PdfDocument, index: int) -> str:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            length = min(textpage.count_chars(), _LONGEST_PAGE)
            return str(textpage.get_text_range(0, length)).translate(MARKS) if length else ""
        finally:
            textpage.close()
    finally:
        page.close()
