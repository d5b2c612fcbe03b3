"""What nothing in one collection answers may be answered by another."""

from __future__ import annotations

from pathlib import Path

from qa import terminal, wire
from qa.desk import Asking
from qa.local_desk import LocalDesk
from tests.test_evaluating import BIKES, FAQ, HARBOUR, reopened


def test_other_collections_that_answer_are_named(tmp_path: Path) -> None:
    """Not the one that was asked, no empty one, none that does not answer; and the question is noted nowhere."""
    with reopened(tmp_path) as library:
        here = library.collection()
        library.add_bytes("harbour.md", HARBOUR.encode())
        for name in ("House", "Empty", "Harbour"):
            library.create_collection(name)
        library.add_bytes("faq.csv", FAQ.encode(), collection="House")
        library.add_bytes("harbour.md", HARBOUR.encode(), collection="Harbour")
        assert [found.name for found in library.elsewhere(BIKES, here.id)] == ["House"]
        assert library.elsewhere(BIKES, "House") == []
        assert library.elsewhere("Quantum chromodynamics?") == []
        assert not any(library.unanswered(one.id) for one in library.collections())


def test_command_line_and_api_name_them_too(tmp_path: Path) -> None:
    """Only where nothing answers, and not where somebody asked a part of a collection."""
    with reopened(tmp_path) as library:
        desk = LocalDesk(library)
        library.add_bytes("harbour.md", HARBOUR.encode())
        house = library.create_collection("The house")
        library.add_bytes("faq.csv", FAQ.encode(), collection=house.id)
        shown = desk.ask(Asking(BIKES))
        assert shown["verdict"] == "nothing"
        assert shown["elsewhere"] == [{"id": house.id, "name": "The house"}]
        assert wire.strict_answer(shown)["elsewhere"] == shown["elsewhere"]
        assert "“The house” may answer that: ask it with -c 'The house'." in terminal.answer(shown)
        narrowed = desk.ask(Asking(BIKES, kinds=("document",)))
        answered = desk.ask(Asking(BIKES, collection="The house"))
        assert narrowed["elsewhere"] == answered["elsewhere"] == []
        assert "elsewhere" not in wire.strict_answer(answered)
