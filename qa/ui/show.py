"""How passages look: pure functions from answers to HTML and Markdown, in which all document text is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from qa.types import Answer, Evidence, Group, Hit, Locator, Passage, Span
from qa.ui import words

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})

STRONG, POSSIBLE = 0.5, 0.2
"""Confidences (scores, in answers older than confidence) from which a match is called strong, possible; else weak."""

VERDICTS = {"answered": "strong", "maybe": "possible", "nothing": "weak"}
"""In which style a verdict is shown."""

QUOTE, CARD = 420, 560
"""How many characters of a passage the quote on top and a card in the list show."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:^=&])")
_SPACES = re.compile(r"\s+")


def text(value: str) -> str:
    """Escape text from outside for HTML, quotes included."""
    return html.escape(value, quote=True)


def label(value: str, limit: int = 0) -> str:
    """Escape text from outside for a Markdown label, on one line, cut to ``limit`` characters if that is not 0."""
    line = _SPACES.sub(" ", value).strip()
    if limit and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _MARKDOWN.sub(r"\\\1", line)


def tongue(language: str) -> str:
    """Return the HTML attributes ``lang`` and ``dir`` for a text in this language."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "auto"
    return f' dir="{direction}"' + (f' lang="{text(language)}"' if language else "")


def listed(facts: Iterable[str]) -> str:
    """List facts on a line, each in its own direction; no line begins with the dot between them."""
    return "\N{NO-BREAK SPACE}· ".join(f"<bdi>{text(fact)}</bdi>" for fact in facts if fact)


def short_name(name: str) -> str:
    """Return the last part of a path."""
    return name.rstrip("/").rsplit("/", 1)[-1] or name


def where(locator: Locator, say: words.Ask) -> str:
    """Say where a passage stands: "page 3 · Refunds › Deadlines"."""
    parts = [
        say.page(locator.page) if locator.page is not None else "",
        say.sheet(locator.sheet) if locator.sheet else "",
        say.row(locator.row) if locator.row is not None else "",
        " › ".join(locator.heading[-2:]),
        say.line(locator.line) if locator.line is not None and locator.row is None else "",
    ]
    return " · ".join(part for part in parts if part)


def strength(hit: Hit, say: words.Ask) -> tuple[str, str]:
    """Return the words for how well a hit matches, and the style they are shown in (strong, possible, weak)."""
    if hit.by_sight:
        return say.by_sight, "weak"
    value = hit.score if hit.confidence is None else hit.confidence
    style = "strong" if value >= STRONG else "possible" if value >= POSSIBLE else "weak"
    if hit.confidence is not None:
        return say.sure(percent(hit.confidence)), style
    return {"strong": say.strong, "possible": say.possible, "weak": say.weak}[style], style


def verdict(answer: Answer, hit: Hit, say: words.Ask) -> tuple[str, str]:
    """Return the words for what may be said of an answer with its best hit, with its confidence, and their style."""
    if answer.verdict is None or answer.confidence is None:
        return strength(hit, say)
    return f"{say.verdicts[answer.verdict]} · {percent(answer.confidence)}", VERDICTS[answer.verdict]


def percent(share: float) -> str:
    """Write a probability for people; never 0% or 100%, which nobody knows."""
    return f"{min(max(round(100 * share), 1), 99)}%"


def numbers(hit: Hit, say: words.Ask) -> str:
    """Write the scores of a hit on one line; one that an image model alone found has no other."""
    if hit.by_sight:
        return f"{say.match} {hit.score:.2f}"
    semantic = say.no_meaning if hit.semantic is None else f"{hit.semantic:.2f}"
    literally = f" · {say.literally}" if hit.exact else ""
    return f"{say.match} {hit.score:.2f} · {say.meaning} {semantic} · {say.by_words} {hit.keyword:.1f}{literally}"


def marked(value: str, evidence: Iterable[Span | Evidence] = (), terms: Iterable[Span] = (), *, start: int = 0) -> str:
    """Escape ``value`` and mark spans in it; spans count from ``start`` code points before its first character."""
    inside = [[False, False] for _ in range(len(value) + 1)]
    for kind, spans in enumerate((evidence, terms)):
        for span in spans:
            for at in range(max(span.start - start, 0), min(span.end - start, len(value))):
                inside[at][kind] = True
    pieces: list[str] = []
    begin = 0
    for at in range(1, len(value) + 1):
        if at == len(value) or inside[at] != inside[begin]:
            pieces.append(_piece(value[begin:at], *inside[begin]))
            begin = at
    return "".join(pieces).replace("</mark><mark>", "")


def _piece(value: str, is_evidence: bool, is_term: bool) -> str:
    escaped = text(value)
    if is_term:
        escaped = f"<b>{escaped}</b>"
    return f"<mark>{escaped}</mark>" if is_evidence else escaped


def window(passage: Passage, evidence: Sequence[Evidence], limit: int) -> Span:
    """Choose which ``limit`` characters to show: the evidence with the sentences around it.

    It may run over the limit by one sentence, and starts at the answer of an FAQ entry (its question is shown apart).
    """
    first = _answer_start(passage)
    sentences = [span for span in passage.sentences if span.end > first] or [Span(first, len(passage.text))]
    wanted = [span for span in evidence if span.end > first]
    begin = min((span.start for span in wanted if wanted[0].end - span.start <= limit), default=first)
    begin = max(begin, first)
    at = next((i for i, span in enumerate(sentences) if span.end > begin), 0)
    left, right = at, at
    while sentences[right].end - sentences[left].start < limit:
        if right + 1 < len(sentences):
            right += 1
        elif left > 0:
            left -= 1
        else:
            break
    if left == at and left > 0 and sentences[at].start - sentences[at - 1].start < limit // 3:
        left -= 1
    start, end = max(sentences[left].start, first), sentences[right].end
    return _cut(passage.text, start, end, limit * 2)


def _cut(value: str, start: int, end: int, limit: int) -> Span:
    """Shorten a span that is one endless sentence, at a space if there is one near."""
    if end - start <= limit:
        return Span(start, end)
    space = value.rfind(" ", start + limit // 2, start + limit)
    return Span(start, space if space > 0 else start + limit)


def _answer_start(passage: Passage) -> int:
    """Return where the answer of an FAQ entry begins in its text; 0 for any other passage."""
    if not passage.question or not passage.text.startswith(passage.question):
        return 0
    rest = passage.text[len(passage.question) :]
    return len(passage.question) + len(rest) - len(rest.lstrip()) if rest.strip() else 0


def body(hit: Hit, limit: int) -> str:
    """Draw the part of a passage that answers, marked; above it an FAQ entry's question, or what a row stands under."""
    passage = hit.passage
    shown = window(passage, hit.evidence, limit)
    inner = marked(passage.text[shown.start : shown.end], hit.evidence, hit.terms, start=shown.start)
    first = _answer_start(passage)
    before = '<span class="aw-cut">… </span>' if shown.start > first else ""
    after = '<span class="aw-cut"> …</span>' if shown.end < len(passage.text.rstrip()) else ""
    attributes = tongue(passage.language)
    asked = marked(passage.question, hit.evidence, hit.terms)
    question = f'<p class="aw-q"{attributes}>{asked}</p>' if first else ""
    if passage.kind == "code":
        return f'<pre class="aw-code" dir="ltr" tabindex="0"><code>{before}{inner}{after}</code></pre>'
    under = heads(passage)
    above = f'<p class="aw-hint"{attributes}>{text(under)}</p>' if under else question
    return f'{above}<p class="aw-text{_flow(passage)}"{attributes}>{before}{inner}{after}</p>'


def heads(passage: Passage) -> str:
    """Return what stands over the rows of a table: its title, units, years; "" where that is the sheet or the columns.

    The sheet's name is shown with the place, and each row says what its columns are.
    """
    if passage.kind != "table":
        return ""
    sheet = passage.locator.sheet or ""
    over = (passage.context.removeprefix(sheet) if sheet else passage.context).lstrip(" ,/:")
    columns = any(f"{part}: " in passage.text for part in over.split(", "))
    return "" if columns else over


def _flow(passage: Passage) -> str:
    return " aw-paper" if paper(passage) else ""


def paper(passage: Passage) -> bool:
    """Say whether a passage is from a PDF page, where line breaks fall at the edge of the paper and are not kept."""
    return passage.kind == "document" and passage.locator.page is not None


def quote(hit: Hit) -> str:
    """Draw the short quote that stands on top of an answer."""
    return f'<blockquote class="aw-quote"{tongue(hit.passage.language)}>{body(hit, QUOTE)}</blockquote>'


def places(hit: Hit, say: words.Ask) -> list[str]:
    """Say where a hit stands in its source, and which of several pictures asked with brought it."""
    numbers = ", ".join(map(str, sorted({one.picture for one in hit.why if one.picture})))
    parts = [where(hit.passage.locator, say), say.for_pictures(numbers) if numbers else ""]
    return [part for part in parts if part]


def citation(hit: Hit, say: words.Ask) -> str:
    """Draw source name and place of a hit, and of several pictures asked with those that brought it."""
    tail = "".join(f'<span class="aw-where"> · <bdi>{text(part)}</bdi></span>' for part in places(hit, say))
    return f'<bdi class="aw-name" title="{text(hit.source.name)}">{text(short_name(hit.source.name))}</bdi>{tail}'


def card(hit: Hit, say: words.Ask) -> str:
    """Draw one passage of the list: number, source, place, scores, text with marks, matched words, also in."""
    words_for, style = strength(hit, say)
    matched = _matched(hit)
    foot = [f"{text(say.matched)}: <b>{text(', '.join(matched))}</b>"] if matched else []
    if hit.also_in:
        names = ", ".join(text(short_name(name)) for _, name in hit.also_in)
        foot.append(f"{text(say.also_in)} {names}")
    footer = f'<div class="aw-foot">{"<br>".join(foot)}</div>' if foot else ""
    return (
        f'<div class="aw-card"><div class="aw-head"><span class="aw-rank">{hit.rank}</span>'
        f'<span class="aw-cite">{citation(hit, say)}</span></div>'
        f'<div class="aw-scores"><span class="aw-badge aw-{style}">{text(words_for)}</span>'
        f"<span>{text(numbers(hit, say))}</span></div>"
        f"{body(hit, CARD)}{footer}</div>"
    )


def _matched(hit: Hit, limit: int = 8) -> list[str]:
    """Return the distinct words of the passage that the question also has, as written."""
    found = {hit.passage.text[span.start : span.end].casefold(): span for span in reversed(hit.terms)}
    spans = sorted(found.values(), key=lambda span: span.start)
    return [hit.passage.text[span.start : span.end] for span in spans][:limit]


def theme(group: Group, amount: str) -> str:
    """Draw a theme: label, how many passages, summary."""
    ranks = f'<span class="aw-where"> · {text(amount)}</span>' if amount else ""
    return (
        f'<div class="aw-theme"><h3 dir="auto">{text(group.label)}{ranks}</h3>'
        f'<p class="aw-text aw-paper" dir="auto">{text(group.summary)}</p></div>'
    )


def plain(hit: Hit, say: words.Ask) -> str:
    """Write a hit as text for the clipboard: quote, dash, source and place."""
    said = " ".join(evidence.text.strip() for evidence in hit.evidence) or hit.passage.text
    place = where(hit.passage.locator, say)
    return f"“{said.strip()}”\n— {hit.source.name}" + (f", {place}" if place else "")


def whole(passage: Passage, evidence: Sequence[Evidence], terms: Sequence[Span] = (), *, skip: int = 0) -> str:
    """Draw all of a passage, from ``skip`` code points on, for the viewer."""
    inner = marked(passage.text[skip:], evidence, terms, start=skip)
    if passage.kind == "code":
        return f'<pre class="aw-code" dir="ltr" tabindex="0"><code>{inner}</code></pre>'
    return f'<p class="aw-text{_flow(passage)}"{tongue(passage.language)}>{inner}</p>'


def overlap(before: Passage, passage: Passage) -> int:
    """Return how many characters at the start of ``passage`` repeat the end of the one before it."""
    longest = min(len(before.text), len(passage.text))
    for size in range(longest, 0, -1):
        if before.text.endswith(passage.text[:size]):
            return size
    return 0


def size(number: int) -> str:
    """Write a number of bytes for people: "1.2 MB"."""
    value, unit = float(number), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit in ("B", "kB") or value >= 100 else f"{value:.1f} {unit}"


def bar(done: int, total: int, name: str) -> str:
    """Draw a progress bar; without a total it moves to and fro."""
    if total <= 0:
        return f'<div class="aw-bar aw-busy" role="progressbar" aria-label="{text(name)}"><i></i></div>'
    share = round(100 * min(done, total) / total)
    return (
        f'<div class="aw-bar" role="progressbar" aria-label="{text(name)}" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{share}"><i style="width:{share}%"></i></div>'
    )
