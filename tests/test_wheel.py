"""The wheel holds what it needs: built from the sources, unpacked elsewhere, and run from there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _run(*argv: str, cwd: Path, path: str = "") -> str:
    env = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, *argv], cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy, so that nothing left in the checkout by an earlier build gets in."""
    folder = tmp_path_factory.mktemp("wheel")
    skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("qa", "data"):
        shutil.copytree(ROOT / name, folder / "src" / name, ignore=skip)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "src" / name)
    _run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(folder / "src"), cwd=folder)
    (made,) = folder.glob("askwell-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel as pip does with a pure one."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _shipped(folder: Path, parent: str) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {f"{parent}/{path.relative_to(folder).as_posix()}" for path in found}


def test_everything_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    """Code, configuration, static files, samples and models: nothing is forgotten."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = _shipped(ROOT / "qa", "qa") | _shipped(ROOT / "data", "qa/data")
    assert not wanted - held


def test_every_package_is_named() -> None:
    """A package that pyproject.toml does not name would be missing from a type checker's and an importer's view."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    there = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in ROOT.glob("qa/**/__init__.py")}
    assert set(project["tool"]["setuptools"]["packages"]) == there | {"qa.data"}


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    """Tests and build leftovers stay at home."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "qa = qa.cli:main" in archive.read(entries).decode()
    assert {top for top in tops if not top.endswith(".dist-info")} == {"qa"}


def test_an_installed_package_finds_its_files(installed: Path, tmp_path: Path) -> None:
    """From another folder, the app's configuration, static files and samples are found beside the code."""
    code = (
        "import qa, qa.data\n"
        "from qa.places import app_folder, samples_folder, models_folder\n"
        "assert (app_folder() / 'main.py').is_file() and (app_folder() / '.streamlit' / 'config.toml').is_file()\n"
        "assert any((app_folder() / 'static').iterdir())\n"
        "print(qa.__file__, samples_folder(), models_folder())"
    )
    shown = _run("-c", code, cwd=tmp_path, path=str(installed)).split()
    assert shown == [
        str(installed / "qa" / "__init__.py"),
        str(installed / "qa" / "data" / "samples"),
        str(installed / "qa" / "data" / "models"),
    ]


def test_a_checkout_finds_its_files(tmp_path: Path) -> None:
    """The same names, in the editable install."""
    code = "import qa.data; from qa.places import samples_folder, app_folder; print(samples_folder(), app_folder())"
    shown = _run("-c", code, cwd=tmp_path).split()
    assert shown == [str(ROOT / "data" / "samples"), str(ROOT / "qa" / "ui")]


def test_the_installed_command_line_answers(installed: Path, tmp_path: Path) -> None:
    """``qa`` runs from the wheel alone."""
    assert "COMMAND" in _run("-m", "qa", "--help", cwd=tmp_path, path=str(installed))
