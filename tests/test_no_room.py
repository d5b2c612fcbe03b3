"""A disk without room for the built-in model: words still find what was added."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qa.cli import main


def test_words_answer_where_the_model_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file says why it has no meaning; the question is answered, and says why by words alone."""
    full = shutil.disk_usage(tmp_path)._replace(free=90 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    (tmp_path / "b.txt").write_text("Badgers dig setts in the hillside. They are nocturnal.")
    assert main(["add", str(tmp_path / "b.txt")]) == 1
    assert "There is no room for the built-in model" in capsys.readouterr().out
    assert main(["ask", "badgers"]) == 0
    said = capsys.readouterr().out
    assert "“Badgers dig setts in the hillside.”" in said and "found by their words alone" in said
    assert main(["ask", "badgers", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["hits"][0]["semantic"] is None
    assert "qa: There is no room for the built-in model" in captured.err and "483 MB" in captured.err
