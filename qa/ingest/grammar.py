"""Which nodes of which syntax tree are functions, classes, comments: a table by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JAVASCRIPT = _names("function_declaration generator_function_declaration method_definition")
_TYPESCRIPT = _JAVASCRIPT | _names(
    "type_alias_declaration function_signature enum_declaration abstract_method_signature"
)
_TYPESCRIPT_CLASSES = _names(
    "class_declaration abstract_class_declaration interface_declaration internal_module module"
)
_C = _names("function_definition struct_specifier union_specifier enum_specifier type_definition preproc_function_def")


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language's parser, and its node types that matter."""

    package: str
    units: frozenset[str]
    """Functions, and what else is kept whole with its name."""
    classes: frozenset[str]
    """What is cut at its members when it is big."""
    wrappers: frozenset[str] = frozenset()
    """Nodes around a unit or class that belong to it (decorators, export, template)."""
    function: str = "language"
    """The package's function that gives the language."""

    def parser(self) -> Parser:
        """Return a new parser."""
        from tree_sitter import Language, Parser

        return Parser(Language(getattr(import_module(self.package), self.function)()))


def _grammar(package: str, units: str, classes: str, wrappers: str = "", function: str = "language") -> Grammar:
    return Grammar(package, _names(units), _names(classes), _names(wrappers), function)


_PYTHON = _grammar("tree_sitter_python", "function_definition", "class_definition", "decorated_definition")
_JS = Grammar("tree_sitter_javascript", _JAVASCRIPT, _names("class_declaration class"), _names("export_statement"))
_TS_WRAPPERS = _names("export_statement ambient_declaration expression_statement")
_TS = Grammar("tree_sitter_typescript", _TYPESCRIPT, _TYPESCRIPT_CLASSES, _TS_WRAPPERS, "language_typescript")
_TSX = Grammar("tree_sitter_typescript", _TYPESCRIPT, _TYPESCRIPT_CLASSES, _TS_WRAPPERS, "language_tsx")
_JAVA = _grammar(
    "tree_sitter_java",
    "method_declaration constructor_declaration compact_constructor_declaration annotation_type_declaration",
    "class_declaration interface_declaration enum_declaration record_declaration",
)
_GO = _grammar("tree_sitter_go", "function_declaration method_declaration type_declaration", "")
_RUST = _grammar(
    "tree_sitter_rust",
    "function_item function_signature_item struct_item enum_item union_item macro_definition type_item",
    "impl_item trait_item mod_item",
)
_CPP = Grammar(
    "tree_sitter_cpp",
    _C | {"concept_definition", "alias_declaration"},
    _names("class_specifier struct_specifier namespace_definition linkage_specification"),
    _names("template_declaration"),
)
_RUBY = _grammar("tree_sitter_ruby", "method singleton_method", "class module singleton_class")
_PHP = _grammar(
    "tree_sitter_php",
    "function_definition method_declaration",
    "class_declaration interface_declaration trait_declaration enum_declaration",
    function="language_php",
)
_CSHARP = _grammar(
    "tree_sitter_c_sharp",
    "method_declaration constructor_declaration destructor_declaration operator_declaration delegate_declaration "
    "enum_declaration local_function_statement",
    "class_declaration interface_declaration struct_declaration record_declaration namespace_declaration",
)
_BASH = _grammar("tree_sitter_bash", "function_definition", "")

GRAMMARS: Mapping[str, Grammar] = {
    **dict.fromkeys((".py", ".pyi", ".pyw"), _PYTHON),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), _JS),
    **dict.fromkeys((".ts", ".mts", ".cts"), _TS),
    ".tsx": _TSX,
    ".java": _JAVA,
    ".go": _GO,
    ".rs": _RUST,
    ".c": Grammar("tree_sitter_c", _C, frozenset()),
    **dict.fromkeys((".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx"), _CPP),
    **dict.fromkeys((".rb",), _RUBY),
    ".php": _PHP,
    ".cs": _CSHARP,
    **dict.fromkeys((".sh", ".bash", ".zsh", ".ksh"), _BASH),
}
"""By suffix; other source code is cut at blank lines."""
