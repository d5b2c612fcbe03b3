"""Is a title that a file claims to have worth showing?"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_PREFIX = re.compile(r"^(microsoft\s+(word|powerpoint|excel)\s*[-–:]\s*|powerpoint[- ]pr[^ ]*sentation$)", re.I)
_FILE = re.compile(
    r"\.(pdf|docx?|pptx?|xlsx?|odt|odp|indd|qxd|tex|dvi|rtf|txt|html?|jpe?g|png|tiff?|p65|fm|wpd|pub)$", re.I
)
_EMPTY = re.compile(
    r"^\W*(untitled|anonymous|unknown|no title|none|null|title|document|presentation|slide|binder|page|scan|print|"
    r"ohne titel|unbenannt|sans titre|sin título|无标题|未命名|文档|演示文稿|スライド|無題|제목 없음)?[\W\d]*$",
    re.I,
)
_LETTER = re.compile(r"[^\W\d_]")


def informative(title: object, name: str = "") -> str:
    """Return a metadata title cleaned up, or "" when it tells a reader nothing (empty, a file name, "Untitled 1" …)."""
    text = " ".join(str(title or "").replace("\x00", "").split())
    text = _PREFIX.sub("", text).strip()
    letters = len(_LETTER.findall(text))
    if not 2 <= len(text) <= 300 or letters < 0.4 * len(text.replace(" ", "")) or not text.isprintable():
        return ""
    if _EMPTY.match(text) or _FILE.search(text) or "\ufffd" in text or ("/" in text.strip("/") and " " not in text):
        return ""
    stem = PurePosixPath(name).stem
    return "" if text in (stem, name) and not re.search(r"\s", text) else text
