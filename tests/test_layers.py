"""The house stands: imports run one way, heavy libraries have few doors, and ``import qa`` opens none of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qa"

ROOTS = frozenset({"types", "errors", "config", "places"})
ROOMS = frozenset({"language", "ingest", "index", "search"})
HOUSE = frozenset(
    {
        "library",
        "answering",
        "assurance",
        "calibration",
        "clock",
        "conversations",
        "coverage",
        "encoders",
        "entries",
        "evaluating",
        "finding",
        "gallery",
        "belonging",
        "reasons",
        "seeing",
        "sights",
        "health",
        "home",
        "intake",
        "jobs",
        "measuring",
        "selftest",
        "shelves",
        "sides",
        "tally",
        "switching",
        "testset",
        "themes",
        "embedding",
        "fetching",
        "models",
        "vector_files",
    }
)
DOORS = frozenset({"api", "cli", "client", "desk", "grammar", "guard", "serve", "terminal", "wire", "ui", "__main__"})

# What each part may import of ours, besides itself.
MAY: dict[str, frozenset[str]] = {
    **dict.fromkeys(ROOTS, frozenset()),
    "config": frozenset({"errors"}),
    "language": frozenset({"types", "errors"}),
    **dict.fromkeys(ROOMS - {"language"}, frozenset({"language", "types", "errors", "places"})),
    **dict.fromkeys(HOUSE, HOUSE | ROOMS | ROOTS),
    "measuring": HOUSE | ROOMS | ROOTS | {"learn"},  # its figures are those of the evaluations on public sets
    **dict.fromkeys(("evaluating", "sides", "tally"), HOUSE | ROOMS | ROOTS | {"learn"}),
    "learn": HOUSE | ROOMS | ROOTS,
    "wire": frozenset({"types"}),
    "desk": frozenset({"wire", "client", "local_desk", "library", "types", "errors"}),
    "local_desk": frozenset({"wire", "desk", "library", "language", "types", "errors"}),
    "client": frozenset(
        {"wire", "desk", "types", "errors", "ingest"}
    ),  # the library's other end: it walks folders as that does
    "api": frozenset({"qa", "wire", "desk", "local_desk", "guard", "library", "types", "errors"}),
    "cli": frozenset(
        {
            "streams",
            "desk",
            "local_desk",
            "grammar",
            "terminal",
            "wire",
            "serve",
            "errors",
        }
    ),
    "ask_commands": frozenset({"desk", "terminal", "wire", "streams", "errors"}),
    "measure_commands": frozenset(
        {"desk", "terminal", "streams", "learn", "finding", "index", "config", "types", "errors"}
    ),
    "model_commands": frozenset(
        {"models", "wire", "streams", "terminal", "embedding", "vector_files", "fetching", "learn", "config", "errors"}
    ),
    "streams": frozenset(),
    "arguments": frozenset(),
    "grammar": frozenset({"arguments", "qa"}),
    "guard": frozenset(),
    "terminal": frozenset(),
    "serve": frozenset({"api", "guard", "library", "config", "places", "errors", "ui"}),
    "ui": frozenset({"library", "types", "errors", "config", "places"}),
    "__main__": frozenset({"cli"}),
    "qa": frozenset(
        {"library", "embedding", "config", "types", "errors"}
    ),  # for type checkers; at run time by __getattr__
}

# Which modules may import a library at all. bench compares with the plain stack, so it imports that.
ENCODING = ("qa.index.encoders", "qa.index.sight", "qa.index.shipped", "qa.index.weights", "qa.learn")
ONLY: dict[str, tuple[str, ...]] = {
    "streamlit": ("qa.ui", "qa.serve"),
    "chromadb": ("qa.index.vectors", "qa.learn.bench"),
    "tantivy": ("qa.index.keyword",),
    "torch": ENCODING,
    "sentence_transformers": ENCODING,
    "transformers": ENCODING,
    "sqlalchemy": ("qa.index",),
    "rank_bm25": ("qa.search", "qa.learn.bench"),
    "fastapi": ("qa.api",),
    "httpx": ("qa.client",),
    "rapidocr": ("qa.ingest.ocr",),
    "cv2": ("qa.ingest.ocr", "qa.ingest.lines"),
    "onnx": ("qa.index.graph",),
    "onnxruntime": ("qa.ingest.lines", "qa.index.quick"),
    "pillow_heif": ("qa.ingest.pixels",),
}

# Imported inside functions only, so that nobody pays for what is not used.
INSIDE = frozenset(
    {
        *(
            "torch",
            "sentence_transformers",
            "transformers",
            "chromadb",
            "scipy",
            "sklearn",
            "streamlit",
            "onnxruntime",
            "onnx",
        ),
        *("docx", "pptx", "openpyxl", "msoffcrypto", "striprtf", "lxml", "bs4", "pypdf", "pypdfium2", "PIL"),
        *("tree_sitter", "opencc", "langdetect", "charset_normalizer", "pandas"),
        *("rapidocr", "cv2", "pillow_heif"),
    }
)


@dataclass(frozen=True)
class Import:
    """One import of one module, and how it is done."""

    by: str
    module: str
    inside: bool
    for_types: bool
    line: int


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in sorted(PACKAGE.rglob("*.py")) if "data" not in path.parts}


def _imports(name: str) -> Iterator[Import]:
    tree = ast.parse(MODULES[name].read_text("utf-8"))

    def visit(node: ast.AST, inside: bool, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, inside, for_types, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}:{node.lineno}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield Import(name, full if full in MODULES else node.module or "", inside, for_types, node.lineno)
        for child in ast.iter_child_nodes(node):
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and child in node.body
            yield from visit(child, inside or function, for_types or typing)

    yield from visit(tree, False, False)


IMPORTS = [one for name in MODULES for one in _imports(name)]


def _part(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def _where(one: Import) -> str:
    return f"{MODULES[one.by].relative_to(PACKAGE.parent)}:{one.line} imports {one.module}"


def _within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def test_imports_run_one_way() -> None:
    """Doors see the library, the library sees the rooms, rooms see language and what is below, and never back."""
    ours = [one for one in IMPORTS if one.module.split(".")[0] == "qa"]
    wrong = [
        _where(one)
        for one in ours
        if _part(one.module) != _part(one.by) and _part(one.module) not in MAY.get(_part(one.by), frozenset())
    ]
    assert not wrong, "\n".join(wrong)


def test_every_part_has_its_place() -> None:
    """A new module is given a layer here before it is imported anywhere."""
    assert {_part(name) for name in MODULES} <= set(MAY)


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_has_its_few_doors(library: str) -> None:
    """Each of these is known to the modules named above alone."""
    wrong = [
        _where(one)
        for one in IMPORTS
        if one.module.split(".")[0] == library and not one.for_types and not _within(one.by, ONLY[library])
    ]
    assert not wrong, "\n".join(wrong)


def test_heavy_libraries_are_imported_inside_functions() -> None:
    """But streamlit in the app's own pages, which nobody imports without it."""
    wrong = [
        _where(one)
        for one in IMPORTS
        if (one.module.split(".")[0] in INSIDE or one.module.startswith("tree_sitter"))
        and not (one.inside or one.for_types)
        and not (one.module.startswith("streamlit") and _within(one.by, ("qa.ui",)))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_app_computes_nothing() -> None:
    """No arrays, no indexes, no models in the living room."""
    forbidden = {"numpy", "chromadb", "tantivy", "torch", "sentence_transformers", "sqlalchemy", "pandas"}
    wrong = [_where(one) for one in IMPORTS if _part(one.by) == "ui" and one.module.split(".")[0] in forbidden]
    assert not wrong, "\n".join(wrong)


def test_there_is_no_import_cycle() -> None:
    """Modules can be loaded in an order in which each comes after all it imports at its top."""
    graph = {
        name: {one.module for one in IMPORTS if one.by == name and one.module in MODULES and not one.inside}
        - {one.module for one in IMPORTS if one.by == name and one.for_types}
        - {name, "qa"}
        for name in MODULES
    }
    assert set(TopologicalSorter(graph).static_order()) <= set(MODULES)


def test_names_say_what_is_inside() -> None:
    """A drawer for everything is a decision not taken."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "base", "tools", "stuff"}
    assert not [name for name in MODULES if name.rsplit(".", 1)[-1] in drawers]


@pytest.mark.parametrize("statement", ["import qa", "from qa import Library, Settings, QAError, ReadOptions"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    """A program that uses the library pays for models and servers when it needs them."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"torch", "streamlit", "chromadb", "sentence_transformers", "transformers", "scipy", "sklearn"}


def test_the_package_alone_loads_nothing() -> None:
    """``import qa`` costs nothing at all."""
    code = "import sys; before = set(sys.modules); import qa; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert {name for name in done.stdout.split() if name.startswith("qa")} == {"qa"}
    assert "numpy" not in done.stdout
