"""The Library page: files come in, are seen, found, sorted and deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from qa.types import AddResult, Job, ReadOptions, RowReport, Uncovered
from tests.ui.conftest import healthy, opened, page, said
from tests.ui.fake_library import FakeLibrary


@pytest.fixture
def shelf(library: FakeLibrary) -> AppTest:
    return page(opened(), "library")


def drop(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    box = at.file_uploader[0]
    for name, data in files:
        box.upload(name, data, "application/octet-stream")
    return healthy(at.run())


def click(at: AppTest, label: str) -> AppTest:
    return healthy(next(button for button in at.button if button.label == label).click().run())


def names(at: AppTest) -> list[str]:
    """Return the files of the list in the order shown."""
    rows = [element.proto.body for element in at.get("html") if 'class="aw-source"' in element.proto.body]
    return [row.split("</span>", 1)[1].split("</span>", 1)[0] for row in rows]


def pick(at: AppTest, key: str, option: str) -> AppTest:
    return healthy(at.menu_button(key=key).set_value(option).run())


def test_an_empty_library_teaches(empty: FakeLibrary) -> None:
    at = page(opened(), "library")
    assert "Nothing here yet" in said(at)
    assert at.file_uploader[0].label == "Drop files here, or choose them"


def test_says_what_is_searchable(shelf: AppTest) -> None:
    drawn = said(shelf)
    assert "6 files · 13 passages by words · all by meaning" in drawn
    assert drawn.count("Searchable by words and meaning") == 6
    assert "中文" in drawn


def test_dropped_files_go_to_the_worker_once(shelf: AppTest, library: FakeLibrary) -> None:
    drop(shelf, ("notes.md", b"The moon is far."), ("empty.txt", b" "), ("a.xyz", b"x"))
    assert [job.name for job in library.jobs()] == ["notes.md", "empty.txt", "a.xyz"]
    healthy(shelf.run())
    assert len(library.jobs()) == 3
    drawn = said(shelf)
    assert "1 passage in 0.4 s" in drawn
    assert "empty.txt is empty; check that it was saved completely." in drawn
    assert "a.xyz is a kind of file that cannot be read yet." in drawn
    assert "notes.md" in names(shelf)


def test_progress_is_shown_and_a_job_can_be_cancelled(shelf: AppTest, library: FakeLibrary) -> None:
    library.step = 1000.0
    drop(shelf, ("notes.md", b"The moon is far."))
    assert 'role="progressbar"' in said(shelf)
    click(shelf, "Cancel")
    assert "Cancelled" in said(shelf)
    click(shelf, "Dismiss")
    assert not library.jobs()


def test_a_file_called_off_while_it_learns_its_meaning_says_so_and_goes_on(
    shelf: AppTest, library: FakeLibrary
) -> None:
    """Its words are found meanwhile; a click takes it on."""
    library.step = 1000.0
    drop(shelf, ("notes.md", b"The moon is far."))
    [(key, (job, begun, *rest))] = library._jobs.items()
    library._jobs[key] = (job, begun - 2000, *rest)  # type: ignore[assignment]
    click(shelf, "Cancel")
    [source] = [source for source in library.sources() if source.name == "notes.md"]
    assert source.status == "words"
    assert said(shelf).count("Stopped: found by words only") == 1
    library.step = 0.0
    click(shelf, "Go on")
    assert library.source(source.id).status == "ready"
    assert "Stopped" not in said(healthy(shelf.run()))


def test_a_file_that_waits_for_its_turn_is_not_stopped(shelf: AppTest, library: FakeLibrary) -> None:
    """Nor one whose collection changes its model."""
    source = library.sources()[0]
    library._sources[source.id] = replace(source, status="words", embedded=0)
    assert "Stopped" in said(healthy(shelf.run()))
    library.reindex_collection("c1", "another")
    assert "Stopped" not in said(healthy(shelf.run()))
    library.cancel("j-switch")
    library.step = 1000.0
    library.reindex(source.id)
    assert "Stopped" not in said(healthy(shelf.run()))


def test_of_an_unchanged_table_no_row_is_told_to_be_added(shelf: AppTest, library: FakeLibrary) -> None:
    """It was here already: its rows are not added anew."""
    result = AddResult("faq.csv", "unchanged", "s1", "faq", 60, rows=RowReport(60, (), ()))
    library._jobs["j0"] = (Job("j0", "faq.csv", "c1", "done", result=result), 0.0, b"", ReadOptions())
    drawn = said(healthy(shelf.run()))
    assert "was here already, unchanged." in drawn and "60 entries added" not in drawn


def test_the_list_of_unanswered_questions_is_emptied_after_a_question(shelf: AppTest, library: FakeLibrary) -> None:
    library.gaps = ["Why is the sky blue?", "Who was it?"]
    healthy(shelf.run())
    healthy(shelf.button(key="clear_unanswered").click().run())
    assert "This takes 2 questions off the list." in said(shelf) and len(library.gaps) == 2
    healthy(shelf.button(key="really_clear_unanswered").click().run())
    assert not library.gaps and "None so far." in said(shelf)


def test_what_a_check_says_stands_below_the_title(shelf: AppTest) -> None:
    """Not beside it, where it would push the choice of collections away."""
    pick(shelf, "bare_collections", "Check")
    assert "Checked: everything is whole." in said(shelf)
    title = next(block for block in shelf.main.children.values() if "aw-title" in str(block.proto))
    assert "Checked" not in "".join(one.proto.body for one in title.get("html"))


def test_every_row_of_a_table_is_accounted_for(shelf: AppTest) -> None:
    drop(shelf, ("faq.csv", b"one\n\ntwo"))
    assert any("2 entries added · 1 duplicate · 1 row skipped" in fold.label for fold in shelf.expander)
    assert "Row 6: no answer in it" in said(shelf)
    assert "rows 4" in said(shelf)


def test_options_reach_the_reader(shelf: AppTest, library: FakeLibrary) -> None:
    shelf.text_input(key="drop_password").set_value("secret")
    shelf.text_input(key="drop_column_question").set_value(" Frage ")
    healthy(shelf.run())
    drop(shelf, ("faq.csv", b"one"))
    ((_, _, _, options),) = library._jobs.values()
    assert options.password == "secret"
    assert options.columns == {"question": "Frage"}


def test_files_are_found_and_sorted(shelf: AppTest) -> None:
    healthy(shelf.selectbox(key="shelf_sort").set_value("name").run())
    assert names(shelf)[:2] == ["Employee handbook.pdf", "员工手册.docx"]
    healthy(shelf.text_input(key="shelf_search").set_value("HANDBOOK").run())
    assert set(names(shelf)) == {"Employee handbook.pdf", "员工手册.docx"}
    healthy(shelf.text_input(key="shelf_search").set_value("nowhere").run())
    assert "No file here has that in its name." in said(shelf)


def test_several_files_are_deleted_after_a_question(shelf: AppTest, library: FakeLibrary) -> None:
    doomed = [source for source in library.sources() if source.kind in ("code", "table")]
    for source in doomed:
        shelf.checkbox(key=f"chosen_{source.id}").check()
    healthy(shelf.run())
    click(shelf, "Delete 2 files")
    assert len(library.sources()) == 6
    click(shelf, "Delete")
    assert {source.kind for source in library.sources()} == {"document", "faq"}
    assert "Deleted 2 files" in said(shelf)


def test_select_all_selects_what_is_shown(shelf: AppTest) -> None:
    healthy(shelf.text_input(key="shelf_search").set_value("handbook").run())
    healthy(shelf.checkbox(key="chosen_all").check().run())
    assert "Delete 2 files" in [button.label for button in shelf.button]


def test_collections_are_made_renamed_and_chosen(shelf: AppTest, library: FakeLibrary) -> None:
    pick(shelf, "bare_collections", "New collection…")
    shelf.text_input(key="collection_name").set_value("Contracts")
    click(shelf, "Save")
    assert [known.name for known in library.collections()] == ["Library", "Contracts"]
    assert "Nothing here yet" in said(shelf)
    drop(shelf, ("lease.md", b"The lease ends in May."))
    assert names(shelf) == ["lease.md"]


def test_a_collection_shows_its_own_files_on_their_way_only(shelf: AppTest, library: FakeLibrary) -> None:
    drop(shelf, ("empty.txt", b""))
    assert "empty.txt is empty" in said(shelf)
    pick(shelf, "bare_collections", "New collection…")
    shelf.text_input(key="collection_name").set_value("Contracts")
    click(shelf, "Save")
    assert "empty.txt" not in said(shelf) and "Nothing here yet" in said(shelf)
    drop(shelf, ("lease.md", b"The lease ends in May."))
    click(shelf, "Dismiss")
    assert [job.name for job in library.jobs()] == ["empty.txt"], "of the other collection nothing is forgotten"


def test_what_is_over_goes_when_the_next_files_come(shelf: AppTest) -> None:
    drop(shelf, ("empty.txt", b""))
    drop(shelf, ("notes.md", b"The moon is far."))
    assert "empty.txt is empty" not in said(shelf) and "notes.md" in said(shelf)


def test_a_file_can_be_read_again(shelf: AppTest, library: FakeLibrary) -> None:
    source = library.source("returns-ar.txt")
    pick(shelf, f"bare_source_{source.id}", "Read again")
    assert [job.name for job in library.jobs()] == ["returns-ar.txt"]


def test_a_file_can_be_opened(shelf: AppTest, library: FakeLibrary) -> None:
    source = library.source("src/retry.py")
    pick(shelf, f"bare_source_{source.id}", "Open")
    assert "def retry(call" in said(shelf)


def test_a_file_can_be_asked_only(shelf: AppTest, library: FakeLibrary) -> None:
    source = library.source("src/retry.py")
    pick(shelf, f"bare_source_{source.id}", "Ask only this")
    assert any("Only retry" in button.label for button in shelf.button)


def test_a_long_list_has_pages(shelf: AppTest, library: FakeLibrary) -> None:
    from qa.types import Locator

    for number in range(40):
        library._put(f"note {number:02}.md", "document", "en", [("text", Locator())])
    healthy(shelf.run())
    assert len(names(shelf)) == 25
    assert len(shelf.pagination) == 1


def test_themes_are_found_on_demand(library: FakeLibrary) -> None:
    at = page(opened(), "explore")
    assert "aw-theme" not in said(at)
    click(at, "Find the themes")
    assert "aw-theme" in said(at)


def test_settings_say_what_runs_and_where(library: FakeLibrary) -> None:
    drawn = said(page(opened(), "settings"))
    assert "all-MiniLM-L6-v2" in drawn
    assert "/home/somebody/.local/share/askwell" in drawn
    assert "Nothing leaves this machine" in drawn


def test_what_counts_of_faq_entries_is_chosen_where_there_are_any(shelf: AppTest, library: FakeLibrary) -> None:
    assert "Question and answer are one text" in said(shelf)
    control = next(group for group in shelf.button_group if group.key.startswith("faq_"))
    healthy(control.set_value("question").run())
    assert library.faq_match == "question"
    assert "whatever words" in said(shelf)


def test_a_library_without_faq_entries_does_not_ask_about_them(empty: FakeLibrary) -> None:
    from qa.types import Locator

    empty._put("note.md", "document", "en", [("text", Locator())])
    assert "What counts in an FAQ entry?" not in said(page(opened(), "library"))


def test_languages_that_the_model_was_not_made_for_are_told_with_the_way_out(library: FakeLibrary) -> None:
    assert "was not made for" not in said(page(opened(), "library"))
    library.strange = Uncovered(("zh", "ja"), "all-MiniLM-L6-v2", "askwell-multilingual")
    at = page(opened(), "library")
    assert "all-MiniLM-L6-v2, was not made for 中文, 日本語" in said(at)
    assert "askwell-multilingual was made for it" in said(at)


def put(library: FakeLibrary, *jobs: Job) -> None:
    library._jobs |= {job.id: (job, float("inf"), b"", ReadOptions()) for job in jobs}


def test_of_many_files_it_is_told_how_many_are_done(shelf: AppTest, library: FakeLibrary) -> None:
    library.step = 1000.0
    drop(shelf, *((f"{n}.md", b"The moon is far.") for n in range(4)))
    assert "files done" not in said(shelf)
    put(library, *(Job(f"d{n}", f"d{n}.md", "c1", "cancelled") for n in range(3)))
    assert "3 of 7 files done" in said(healthy(shelf.run()))


@pytest.mark.parametrize("what", ["give its password to read it.", "the password given does not open it."])
def test_of_an_encrypted_file_it_is_told_where_its_password_goes(
    shelf: AppTest, library: FakeLibrary, what: str
) -> None:
    put(library, Job("j", "a.pdf", "c1", "failed", result=AddResult("a.pdf", "failed", error="a.pdf is torn.")))
    assert "Type it beside the file" not in said(healthy(shelf.run()))
    error = f"a.pdf is encrypted: {what}"
    put(library, Job("j", "a.pdf", "c1", "failed", result=AddResult("a.pdf", "failed", error=error)))
    assert "Type it beside the file in the list below." in said(healthy(shelf.run()))


def test_an_encrypted_file_takes_its_password_in_its_own_row(
    shelf: AppTest, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read anew with it, and the password stays nowhere on the page."""
    source = library.sources()[0]
    locked = replace(source, status="failed", error=f"{source.name} is encrypted: give its password to read it.")
    monkeypatch.setattr(library, "sources", lambda *_: [locked])
    given: list[tuple[str, str]] = []
    monkeypatch.setattr(library, "reindex", lambda source, password: given.append((source, password)))
    at = healthy(shelf.run())
    key = f"password_{source.id}"
    at.text_input(key=key).set_value("sesame")
    click(at, "Read with this password")
    assert given == [(source.id, "sesame")] and not at.text_input(key=key).value
    click(at, "Read with this password")
    assert len(given) == 1, "nothing was typed"


def test_a_box_is_read_out_as_the_file_is_called(shelf: AppTest) -> None:
    """Where a label is not drawn it is no Markdown, and backslashes in it are spoken."""
    assert {"handbook/Employee handbook.pdf", "src/retry.py"} <= {box.label for box in shelf.checkbox}


def test_themes_of_an_empty_collection_lead_to_the_library(empty: FakeLibrary) -> None:
    at = page(opened(), "explore")
    assert "Nothing is in this collection yet." in said(at)
    assert "Add files" in [link.proto.label for link in at.get("page_link")]


def test_a_file_that_waits_for_its_meaning_shows_no_progress_and_stands_behind(
    shelf: AppTest, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = Job("a", "waiting.md", "c1", "embedding")
    learning = Job("b", "learning.md", "c1", "embedding", done=32, total=80)
    monkeypatch.setattr(library, "jobs", lambda: [waiting, learning])
    drawn = said(healthy(shelf.run()))
    assert drawn.count('role="progressbar"') == 1
    assert drawn.index("learning.md") < drawn.index("waiting.md")
