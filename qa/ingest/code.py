"""Source code: a section for each function and class, its comments, docstring and decorators with it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.ingest import sniff
from qa.ingest.encoding import decode
from qa.ingest.grammar import GRAMMARS, Grammar
from qa.ingest.text import lines_only
from qa.types import Document, Locator, ReadOptions, Section

if TYPE_CHECKING:
    from tree_sitter import Node

_LARGEST = 4 * 2**20
"""Code points that are still parsed; more is generated code, cut at blank lines."""
_BIG_CLASS = 1_200
"""Code points; up to there a class stays one section."""
_BLOCK = 1_200
"""Code points of lines between functions that are kept together, about."""
_DEEPEST = 8

_COMMENT = re.compile(r"comment|^attribute_item$|^attribute_list$|^annotation$|^decorator$|^marker_annotation$")
_ASSIGNED = frozenset(("arrow_function", "function_expression", "function", "generator_function", "class"))
_ASSIGNMENTS = frozenset(
    (
        "lexical_declaration",
        "variable_declaration",
        "expression_statement",
        "public_field_definition",
        "field_definition",
        "pair",
    )
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines first…last (0-based, both included) under a path of names."""

    first: int
    last: int
    path: tuple[str, ...] = ()
    context: str = ""
    whole: bool = False


def read_code(name: str, data: bytes, options: ReadOptions = ReadOptions()) -> Document:
    """Read source code; the locator holds the first line, the heading the names (class, method)."""
    text, _ = decode(data)
    lines = lines_only(text).expandtabs(4).split("\n")
    grammar = GRAMMARS.get(sniff.suffix(name))
    if grammar is None or len(text) > _LARGEST:
        units: Sequence[_Unit] = [_Unit(0, len(lines) - 1)]
    else:
        units = _covered(list(_units(grammar, lines)), len(lines))
    return Document(name, "code", tuple(_sections(units, lines)))


def _units(grammar: Grammar, lines: Sequence[str]) -> Iterator[_Unit]:
    tree = grammar.parser().parse("\n".join(lines).encode("utf-8", "replace"))
    yield from _members(grammar, lines, tree.root_node, (), "", 0)


def _members(
    grammar: Grammar, lines: Sequence[str], parent: Node, path: tuple[str, ...], context: str, depth: int
) -> Iterator[_Unit]:
    """Yield the functions and classes among a node's children, in order; the caller sees to what is between."""
    held: Node | None = None
    last = -1
    for child in parent.children:
        if _COMMENT.search(child.type):
            held = child if held is None or _apart(last, child) else held
            last = child.end_point[0]
            continue
        start = held.start_point[0] if held is not None and not _apart(last, child) else child.start_point[0]
        held = None
        core = _core(grammar, child)
        if core is not None:
            yield from _defined(grammar, lines, child, core, (start, path, context, depth))
        elif depth < _DEEPEST and child.named_child_count and _holds_more(child):
            yield from _members(grammar, lines, child, path, context, depth + 1)


def _apart(last: int, node: Node) -> bool:
    return bool(node.start_point[0] - last > 1)


def _holds_more(node: Node) -> bool:
    """Tell nodes worth looking into: the bodies and containers that languages put around definitions."""
    return bool(
        re.search(r"body|block|declaration_list|preproc_if|preproc_else|program|source|section|ERROR", node.type)
    )


def _core(grammar: Grammar, node: Node) -> Node | None:
    """Return the function or class that a node is, wraps, or gives a name to."""
    if node.type in grammar.units or node.type in grammar.classes:
        return node if _named(node) else None
    if node.type in grammar.wrappers or node.type in _ASSIGNMENTS:
        for inner in node.named_children:
            found = _core(grammar, inner) if node.type in grammar.wrappers else _assigned(node, inner)
            if found is not None:
                return found
    return None


def _assigned(statement: Node, inner: Node) -> Node | None:
    """Return the declarator or assignment whose value is a function or class, else None."""
    target = statement if statement.type.endswith(("field_definition", "pair")) else inner
    value = target.child_by_field_name("value") or target.child_by_field_name("right")
    return (
        target if value is not None and value.type in _ASSIGNED and value.end_point[0] > value.start_point[0] else None
    )


def _named(node: Node) -> bool:
    """Tell definitions from mere mentions (``struct a b;`` in C)."""
    if node.type.endswith("_specifier"):
        return node.child_by_field_name("body") is not None
    return True


def _defined(
    grammar: Grammar, lines: Sequence[str], outer: Node, core: Node, place: tuple[int, tuple[str, ...], str, int]
) -> Iterator[_Unit]:
    start, path, context, depth = place
    end = outer.end_point[0] - (outer.end_point[1] == 0 and outer.end_point[0] > outer.start_point[0])
    named = (*path, *_name(core))
    big = sum(len(line) + 1 for line in lines[start : end + 1]) > _BIG_CLASS
    container = core.type in grammar.classes or _classy(core)
    if not (container and big and depth < _DEEPEST):
        yield _Unit(start, end, named, context, True)
        return
    inside = " / ".join(filter(None, (context, lines[core.start_point[0]].strip()[:200])))
    found = [unit for unit in _members(grammar, lines, _body(core), named, inside, depth + 1) if unit.first > start]
    yield from _filled(found, lines, start, end, named, context)


def _classy(core: Node) -> bool:
    value = core.child_by_field_name("value") or core.child_by_field_name("right")
    return value is not None and value.type == "class"


def _body(node: Node) -> Node:
    value = node.child_by_field_name("value") or node.child_by_field_name("right") or node
    return value.child_by_field_name("body") or value


def _filled(
    units: list[_Unit], lines: Sequence[str], start: int, end: int, path: tuple[str, ...], context: str
) -> Iterator[_Unit]:
    """Yield the members of a class, and what stands before and between them under the class's own name.

    A single line between (that of the class itself, mostly) goes with the member after it.
    """
    position = start
    for unit in units:
        between = [line for line in lines[position : unit.first] if line.strip()]
        if len(between) > 1:
            yield _Unit(position, unit.first - 1, path, context)
        yield replace(unit, first=position) if len(between) == 1 else unit
        position = max(position, unit.last + 1)
    if position <= end:
        yield _Unit(position, end, path, context)


def _name(node: Node) -> tuple[str, ...]:
    """Return the names of a definition: (class, method) for methods defined outside of their class."""
    found = node.child_by_field_name("name") or node.child_by_field_name("left") or node.child_by_field_name("property")
    if node.type == "impl_item":
        found = node.child_by_field_name("type")
    if found is None and node.type == "type_declaration":
        spec = next(iter(node.named_children), None)
        found = spec.child_by_field_name("name") if spec is not None else None
    declarator = node.child_by_field_name("declarator")
    for _ in range(10):
        if found is not None or declarator is None:
            break
        inner = declarator.child_by_field_name("declarator")
        found = declarator if inner is None else None
        declarator = inner
    receiver = node.child_by_field_name("receiver")
    owner = re.findall(r"\w+", _words(receiver))[-1:] if receiver is not None else []
    return (*owner, *([_words(found)] if found is not None else []))


def _words(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace").split("\n")[0].strip()[:120]


def _covered(units: Sequence[_Unit], count: int) -> list[_Unit]:
    """Add the lines between units; units that share a line (minified code) become one."""
    covered: list[_Unit] = []
    position = 0
    for unit in units:
        if unit.first < position:
            if covered:
                before = covered[-1]
                path = before.path if unit.path[: len(before.path)] == before.path else ()
                covered[-1] = _Unit(before.first, max(before.last, unit.last), path, before.context)
                position = covered[-1].last + 1
            continue
        if unit.first > position:
            covered.append(_Unit(position, unit.first - 1))
        covered.append(unit)
        position = unit.last + 1
    if position < count:
        covered.append(_Unit(position, count - 1))
    return covered


def _sections(units: Sequence[_Unit], lines: Sequence[str]) -> Iterator[Section]:
    for unit in units:
        blocks = [(unit.first, unit.last)] if unit.whole else _blocks(lines, unit.first, unit.last)
        for first, last in blocks:
            while first <= last and not lines[first].strip():
                first += 1
            text = textwrap.dedent("\n".join(line.rstrip() for line in lines[first : last + 1])).rstrip()
            if re.search(r"\w", text):
                yield Section(text, Locator(heading=unit.path, line=first + 1), unit.context, whole=unit.whole)


def _blocks(lines: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut lines at blank ones into blocks of about the same size."""
    start, size = first, 0
    for number in range(first, last + 1):
        size += len(lines[number]) + 1
        if size >= _BLOCK and not lines[number].strip():
            yield start, number
            start, size = number + 1, 0
    if start <= last:
        yield start, last
