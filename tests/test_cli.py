"""The command line, over a fake library; the real one is in test_serve.py and test_library.py."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.cli import main
from qa.desk import Desk
from qa.local_desk import LocalDesk
from qa.types import AddResult, Uncovered
from tests.fake_library import FakeLibrary

HIT = {"rank", "score", "confidence", "semantic", "keyword", "source", "name", "locator", "text", "evidence"}


class Shell:
    """Run ``qa`` commands against one fake library, and collect what they write."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.library = FakeLibrary()
        self._capsys = capsys
        self.err = ""

    def __call__(self, *argv: str) -> tuple[int, list[str]]:
        status = main(list(argv), opener=self._open)
        captured = self._capsys.readouterr()
        self.err = captured.err
        return status, captured.out.splitlines()

    def json(self, *argv: str) -> list[dict[str, object]]:
        status, lines = self(*argv, "--json")
        assert status == 0, self.err
        return [json.loads(line) for line in lines]

    def _open(self, server: str) -> Desk:
        return LocalDesk(self.library)  # type: ignore[arg-type]


@pytest.fixture
def qa(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "leave.md").write_text("Every employee has 26 days of leave.\nMore.", "utf-8")
    (folder / "pay.txt").write_text("Salaries are paid on the last day.", "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_add_gives_one_json_line_a_file(qa: Shell, docs: Path) -> None:
    """The promised fields, the source's id in them; a second time it is unchanged."""
    first, second = qa.json("add", str(docs))
    assert list(first) == ["source", "name", "kind", "status", "passages", "seconds", "error"]
    assert (first["name"], first["status"], first["error"]) == ((docs / "leave.md").as_posix(), "ready", None)
    assert second["name"] == (docs / "pay.txt").as_posix()
    assert [line["status"] for line in qa.json("add", "docs")] == ["unchanged", "unchanged"]


def test_bad_files_do_not_stop_the_others(qa: Shell, docs: Path) -> None:
    """Each bad file has its sentence, the good one is added, and the exit status is 1."""
    (docs / "empty.md").write_text("")
    (docs / "x.bin").write_bytes(b"\0\1")
    status, lines = qa("add", "docs", "nowhere.md")
    assert status == 1
    assert lines[0].startswith("docs/empty.md: failed: ") and lines[0].endswith("is empty.")
    assert lines[1].startswith("docs/leave.md: ready, 1 passage")
    assert lines[3].startswith("docs/x.bin: failed: ")
    assert lines[4].startswith("nowhere.md: failed: ")
    assert qa.err == ""


def test_add_makes_the_collection_and_takes_a_password(qa: Shell, docs: Path) -> None:
    """-c names a collection that need not be there yet; --password opens what is encrypted."""
    (docs / "locked.md").write_text("locked words")
    assert qa("add", "docs/locked.md", "-c", "Kitchen")[0] == 1
    (line,) = qa.json("add", "docs/locked.md", "-c", "Kitchen", "--password", "sesame")
    assert line["status"] == "ready"
    assert [one["name"] for one in qa.json("collections")] == ["Kitchen", "Library"]


def test_sync_takes_out_what_is_gone_when_asked(qa: Shell, docs: Path) -> None:
    """--sync --remove makes the collection follow the folder."""
    qa("add", "docs")
    (docs / "pay.txt").unlink()
    lines = qa.json("add", "--sync", "--remove", "docs")
    assert [(Path(str(one["name"])).name, one["status"]) for one in lines] == [
        ("leave.md", "unchanged"),
        ("pay.txt", "removed"),
    ]
    assert len(qa.json("list")) == 1


def test_ask_gives_one_json_object(qa: Shell, docs: Path) -> None:
    """Exactly the promised fields, and the evidence's offsets point into the text."""
    qa("add", "docs")
    (answer,) = qa.json("ask", "days of leave")
    assert list(answer) == ["question", "verdict", "confidence", "hits", "groups", "ms"]
    hits = answer["hits"]
    assert isinstance(hits, list) and all(set(hit) == HIT for hit in hits)
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    evidence = hits[0]["evidence"][0]
    assert hits[0]["text"][evidence["start"] : evidence["end"]] == evidence["text"]


def test_ask_filters_by_kind_and_source(qa: Shell, docs: Path) -> None:
    """Filters take names or ids; a kind that there is not is an error with the list of kinds."""
    qa("add", "docs")
    (answer,) = qa.json("ask", "day", "--source", "pay.txt", "--kind", "document", "-k", "1")
    assert [Path(hit["name"]).name for hit in answer["hits"]] == ["pay.txt"]  # type: ignore[attr-defined]
    assert qa.json("ask", "day", "--kind", "code")[0]["hits"] == []
    assert qa("ask", "day", "--kind", "poem")[0] == 1
    assert "use document, faq, table, code, image" in qa.err


def test_a_language_that_there_is_not_is_refused(qa: Shell, docs: Path) -> None:
    """As a kind is; any code of a source is taken, and those that the detector knows."""
    qa("add", "docs")
    assert qa("ask", "day", "--lang", "xx")[0] == 1
    assert "There is no language “xx”" in qa.err
    assert qa("ask", "day", "--lang", "de")[0] == 0
    qa.library.put(replace(qa.library.sources()[0], language="tlh"), b"a day")
    assert qa("ask", "day", "--lang", "tlh", "--lang", "de")[0] == 0


def test_ask_on_a_terminal_quotes_the_evidence_first(qa: Shell, docs: Path) -> None:
    """People see the sentence, then numbered passages."""
    qa("add", "docs")
    status, lines = qa("ask", "days of leave")
    assert status == 0
    assert lines[0] == "“Every employee has 26 days of leave.”"
    assert lines[1].startswith("— docs/leave.md, page 3")


def test_an_error_is_one_line_on_stderr(qa: Shell) -> None:
    """Stdout stays empty, the exit status is 1."""
    status, lines = qa("ask", "  ")
    assert (status, lines) == (1, [])
    assert qa.err == "qa: The question is empty; type a few words.\n"


def test_delete_takes_names_and_ids(qa: Shell, docs: Path) -> None:
    """A name that is not there deletes nothing."""
    leave, pay = qa.json("add", "docs")
    assert qa("delete", "pay.txt", "nope", "-y")[0] == 1
    assert len(qa.json("list")) == 2
    removed = qa.json("delete", str(leave["source"]), "pay.txt", "--yes")
    assert removed == [
        {"source": leave["source"], "name": leave["name"], "status": "removed"},
        {"source": pay["source"], "name": pay["name"], "status": "removed"},
    ]
    assert qa("list") == (0, [])
    assert "Nothing here yet" in qa.err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_delete_asks_on_a_terminal(qa: Shell, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything but yes deletes nothing."""
    qa("add", "docs")
    monkeypatch.setattr(sys, "stdin", _Terminal("n\n"))
    assert qa("delete", "pay.txt")[0] == 1
    assert "Delete pay.txt? [y/N]" in qa.err
    assert len(qa.json("list")) == 2
    monkeypatch.setattr(sys, "stdin", _Terminal("y\n"))
    assert qa("delete", "pay.txt")[0] == 0


@pytest.mark.parametrize("argv", [["delete", "pay.txt"], ["collections", "--delete", "Library"]])
def test_nothing_is_deleted_where_nobody_can_be_asked(
    qa: Shell, docs: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    """A script or cron job must say -y."""
    qa("add", "docs")
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert qa(*argv) == (2, [])
    assert "-y" in qa.err
    assert len(qa.json("list")) == 2
    assert qa(*argv, "-y")[0] == 0


def test_list_tells_in_which_languages_pictures_are_read(qa: Shell) -> None:
    """Beside the data, with or without JSON."""
    for argv in (("list",), ("list", "--json")):
        assert qa(*argv) == (0, [])
        assert "Text on pictures and scans is read in Chinese, Japanese, English;" in qa.err


def test_list_and_verify_and_collections_and_reindex(qa: Shell, docs: Path) -> None:
    """The housekeeping commands."""
    qa("add", "docs")
    assert [(Path(str(one["name"])).name, one["status"]) for one in qa.json("list")] == [
        ("leave.md", "ready"),
        ("pay.txt", "ready"),
    ]
    (health,) = qa.json("verify", "--repair")
    assert health == {"healthy": True, "sources": 2, "passages": 2, "vectors": 2, "problems": [], "repaired": []}
    assert qa("verify")[1] == ["2 sources, 2 passages, 2 vectors", "all well"]
    assert [one["name"] for one in qa.json("collections", "--create", "Kitchen")] == ["Kitchen", "Library"]
    assert [one["name"] for one in qa.json("collections", "--rename", "Kitchen", "Bath")] == ["Bath", "Library"]
    assert [one["name"] for one in qa.json("collections", "--delete", "Bath", "-y")] == ["Library"]
    assert "The collection “Bath” was deleted" in qa.err
    assert [one["status"] for one in qa.json("reindex")] == ["ready", "ready"]


def test_evaluate_gives_one_line_a_mode(qa: Shell, tmp_path: Path) -> None:
    """The figures of a small set, by words alone; what is no set is an error."""
    documents = [{"id": "a", "text": "ferns like shade"}, {"id": "b", "text": "cacti like sun"}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": "q", "text": "who likes shade"}))
    (tmp_path / "qrels.jsonl").write_text(json.dumps({"qid": "q", "did": "a", "rel": 1}))
    (line,) = qa.json("evaluate", str(tmp_path), "--modes", "keyword")
    assert (line["mode"], line["hit@1"], line["ndcg@10"]) == ("keyword", 1.0, 1.0)
    assert qa("evaluate", str(tmp_path), "--modes", "keyword")[1][0].startswith("keyword, ")
    assert qa("evaluate", str(tmp_path / "nowhere"), "--modes", "keyword")[0] == 1


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nope"],
        ["ask"],
        ["ask", "x", "-k", "0"],
        ["ask", "x", "-k", "100000"],
        ["search-images", "x", "-k", "101"],
        ["add", "x", "--remove"],
        ["add", "x", "--column", "question"],
        ["serve", "--port", "99999"],
        ["evaluate", "x", "--modes", "magic"],
        ["evaluate"],
        ["evaluate", "x", "--self"],
    ],
)
def test_what_is_not_a_command_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Usage errors say what is wrong on stderr, and how to get help."""
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "--help" in captured.err


@pytest.mark.parametrize(
    "argv",
    [
        ["evaluate"],
        ["evaluate", "x", "--self"],
        ["evaluate", "--self", "--against", "model=a", "--against", "model=b"],
        ["evaluate", "x", "--nope"],
        ["add", "x", "--remove"],
    ],
)
def test_what_is_wrong_with_a_command_leads_to_its_own_help(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Not to that of all commands, where its options do not stand."""
    with pytest.raises(SystemExit):
        main(argv)
    assert capsys.readouterr().err.endswith(f"Try: qa {argv[0]} --help\n")


def test_ctrl_c_is_calm(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, no traceback."""

    def interrupted(server: str) -> Desk:
        raise KeyboardInterrupt

    assert main(["list"], opener=interrupted) == 1
    assert capsys.readouterr().err == "qa: stopped.\n"


def test_an_error_of_our_own_is_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    """With the way to see where it happened."""

    def broken(server: str) -> Desk:
        raise ZeroDivisionError("division by zero")

    assert main(["list"], opener=broken) == 1
    assert capsys.readouterr().err.startswith("qa: an error in Askwell itself (ZeroDivisionError: division by zero)")


def test_a_broken_pipe_is_calm() -> None:
    """``qa … | head -1`` says nothing about the pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out:
        command = [sys.executable, "-m", "qa", "collections", "--json"]
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (1, "")


def test_help_loads_nothing_heavy() -> None:
    """The grammar is known before any library is."""
    code = "import sys; from qa.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    loaded = set(done.stdout.split("usage", 1)[1].split())
    assert not loaded & {"numpy", "torch", "streamlit", "chromadb", "httpx", "fastapi", "pydantic", "sqlalchemy"}


def test_what_counts_of_faq_entries_is_told_and_chosen(qa: Shell) -> None:
    """Without a choice it is told; with one it is kept; another word is a usage error."""
    qa.library.add_bytes("faq.csv", b"question,answer\na,b")
    assert qa.json("faq") == [{"match": "both", "files": 1}]
    status, lines = qa("faq", "--match", "answer-too")
    assert (status, qa.library.faq_match) == (0, "answer-too")
    assert "its answer too" in lines[0] and "1 FAQ file here" in lines[0]
    with pytest.raises(SystemExit):
        qa("faq", "--match", "all")


def test_languages_that_the_model_was_not_made_for_are_said_beside_the_data(qa: Shell, docs: Path) -> None:
    """On stderr, so that stdout stays data; with what to do about it."""
    qa.library.strange = Uncovered(("zh",), "all-MiniLM-L6-v2", "askwell-multilingual")
    qa.json("add", "docs")
    assert "not made for zh" in qa.err and "qa reindex --model askwell-multilingual" in qa.err
    qa.json("list")
    assert "not made for zh" in qa.err


def test_links_that_were_not_followed_are_told_beside_the_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """On stderr, since they are no files; that is no failure."""
    note = AddResult(tmp_path.as_posix(), "unchanged", notes=("1 link was skipped",))
    file = AddResult(f"{tmp_path}/in.md", "ready", source="s1", kind="document", passages=1)

    class Adding(FakeLibrary):
        def adding(self, *paths: object, **_: object) -> Iterator[AddResult]:
            yield from (file, note)

    assert main(["add", str(tmp_path), "--json"], opener=lambda _: LocalDesk(Adding())) == 0  # type: ignore[arg-type]
    captured = capsys.readouterr()
    assert [json.loads(line)["status"] for line in captured.out.splitlines()] == ["ready"]
    assert "1 link was skipped" in captured.err
