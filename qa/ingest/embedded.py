"""The pictures that DOCX, PPTX and HTML files carry inside them; what lies elsewhere is never fetched."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from qa.errors import ReadError
from qa.ingest import slides
from qa.ingest.figures import Found, is_caption
from qa.ingest.package import Package, local, value
from qa.types import ReadOptions

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LARGEST = 40 * 2**20
"""Bytes of one picture."""
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,20}((?:;[^,;]{0,60}){0,4}),", re.I)
_FILE_NAME = re.compile(r"^(?:picture|image|grafik|图片|圖片|bild|img)?[\s_-]*\d*(?:\.\w{3,4})?$", re.I)


def in_docx(name: str, data: bytes, options: ReadOptions) -> Iterator[Found]:
    """Yield the pictures of a DOCX with alternative text or caption; raises nothing for parts that are damaged."""
    package = Package(name, data, options)
    main = next((part for _, part in package.related("", "/officeDocument")), "word/document.xml")
    root = package.side(main)
    parts = dict(package.related(main, ""))
    paragraphs = list(root.iter("{*}p")) if root is not None else []
    texts = [_text(paragraph) for paragraph in paragraphs]
    for at, paragraph in enumerate(paragraphs):
        near = [text for text in (*texts[at : at + 3], *texts[max(0, at - 1) : at]) if text]
        for target, alt in _blips(paragraph, parts):
            caption = next((text for text in texts[at : at + 2] if is_caption(text)), "") or alt
            yield from _carried(package, target, None, caption, " ".join(near)[:500])


def in_pptx(name: str, data: bytes, options: ReadOptions) -> Iterator[Found]:
    """Yield the pictures of a PPTX by slide, with alternative text or else the slide's title."""
    package = Package(name, data, options)
    shown = list(slides.slides(package))
    for page, (part, slide) in enumerate(zip(slides.parts(package), shown, strict=True), 1):
        root = package.side(part)
        words = " ".join((slide.title, *slide.lines))[:500]
        for target, alt in _blips(root, dict(package.related(part, ""))) if root is not None else ():
            yield from _carried(package, target, page, alt or slide.title, words)


def in_html(name: str, data: bytes, options: ReadOptions) -> Iterator[Found]:
    """Yield the pictures that a web page carries as data URIs, with alternative text or caption."""
    from lxml import html

    from qa.ingest.web import markup

    if b"data:image/" not in data:
        return
    parser = html.HTMLParser(no_network=True, remove_comments=True, huge_tree=True)
    try:
        root = html.document_fromstring(markup(data).encode("utf-8", "replace"), parser=parser)
    except (SyntaxError, ValueError):
        return
    for node in root.iter("img"):
        content = _from_uri(str(node.get("src") or ""))
        if content:
            figure = next(node.iterancestors("figure"), None)
            caption = " ".join("".join(figure.itertext()).split())[:300] if figure is not None else ""
            yield Found(content, None, caption or _told(node.get("alt") or node.get("title") or ""), _beside(node))


def _text(paragraph: Element) -> str:
    return " ".join("".join(str(node.text or "") for node in paragraph.iter("{*}t")).split())


def _blips(root: Element, parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (part, alternative text) of the pictures under an element, in order."""
    for node in root.iter("{*}blip", "{*}imagedata"):
        relation = value(node, "embed") or value(node, "id") or ""
        if relation in parts:
            yield parts[relation], _alternative(node)


def _alternative(node: Element) -> str:
    """Return what the picture's properties say it shows, unless that is only a file's name."""
    holders = (
        holder
        for above in node.iterancestors()
        if local(above) in ("drawing", "pic", "pict", "inline", "anchor")
        for holder in above.iter("{*}docPr", "{*}cNvPr", "{*}shape")
    )
    said = (_told(value(holder, key) or "") for holder in holders for key in ("descr", "title", "alt"))
    return next(filter(None, said), "")


def _told(text: str) -> str:
    clean = " ".join(text.split())[:300]
    return "" if _FILE_NAME.match(clean) else clean


def _carried(package: Package, part: str, page: int | None, caption: str, around: str) -> Iterator[Found]:
    try:
        content = package.bytes(part)
    except ReadError:
        return
    if content and len(content) <= _LARGEST:
        yield Found(content, page, caption, around)


def _from_uri(uri: str) -> bytes:
    match = _DATA.match(uri[:300])
    if match is None or len(uri) > 1.5 * _LARGEST:
        return b""
    body = uri[match.end() :]
    if "base64" not in match[1].lower():
        return unquote_to_bytes(body)
    try:
        return b64decode(re.sub(r"\s|%0[aAdD]", "", body))
    except (Error, ValueError):
        return b""


def _beside(node: Element) -> str:
    above = node.getparent()
    return " ".join("".join(above.itertext()).split())[:500] if above is not None else ""
