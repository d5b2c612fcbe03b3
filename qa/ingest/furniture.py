"""What of a web page is not its content: navigation, banners, menus, scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DROPPED = _names(
    "script style noscript template nav footer aside head form button select option input textarea svg math "
    "canvas iframe object embed audio video map dialog menu datalist rp rt"
)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|box|igation)?|menu|sidebar|breadcrumbs?|cookies?|footer|site-header|skip-link|share|social|"
    r"advert(?:isement)?|ads|pagination|pager|toc|editsection|noprint|metadata|printfooter|catlinks|jump-link|newsletter)"
    r"(?:$|[\s_-])",
    re.I,
)
_SUSPECTS = _names("header div ul ol table span section p td")


def is_furniture(node: Element, root: Element) -> bool:
    """Tell navigation, banners and the like from content, by tag, role, name, and by being all links."""
    tag = str(node.tag)
    if tag in DROPPED or node.get("role") in _ROLES:
        return tag != "form" or not _weighed(node).long
    if tag not in _SUSPECTS or node is root:
        return False
    if _FURNITURE.search(f"{node.get('class', '')} {node.get('id', '')}"[:500]):
        weight = _weighed(node)
        return not weight.long or weight.linked > 0.5 * weight.length
    if tag not in ("div", "section", "span") and node.find(".//a") is not None:
        weight = _weighed(node)
        return weight.links >= 5 and weight.linked > 0.9 * weight.length and weight.length < 30 * weight.links
    return False


@dataclass(slots=True)
class _Weight:
    """How much text an element holds, in code points, and how much of it is in links."""

    length: int = 0
    linked: int = 0
    links: int = 0

    @property
    def long(self) -> bool:
        return self.length >= 400


def _weighed(element: Element) -> _Weight:
    """Weigh an element by its first few hundred nodes: the rest would not change the verdict."""
    weight = _Weight()
    for node in islice(element.iter(), 800):
        text, tail = len((node.text or "").strip()), len((node.tail or "").strip())
        if node.tag == "a" and node.get("href"):
            weight.links += 1
            weight.linked += sum(len(str(piece).strip()) for piece in islice(node.itertext(with_tail=False), 100))
        if isinstance(node.tag, str) and node.tag not in ("script", "style"):
            weight.length += text
        weight.length += tail if node is not element else 0
    return weight
