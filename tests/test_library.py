"""The house, end to end, with an encoder that a person can predict."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.config import Settings
from qa.errors import HomeLocked, InvalidRequest, ModelError, NameTaken, NotFound
from qa.index import catalogue
from qa.library import Library
from qa.search import unread
from qa.types import Filter, TextEncoder
from tests.fakes import HashEncoder
from tests.ingest.made_pdf import encrypted, pdf

GUIDE = "# Ferns\n\nWater the ferns every morning. They like shade.\n\n# Cacti\n\nA cactus wants water once a month.\n"
FAQ = (
    "question,answer\nHow do I reset my password?,Press the blue button for ten seconds.\n"
    "密码怎么改？,打开设置，点“安全”。\n"
)

Opener = Callable[..., Library]


@pytest.fixture
def loaded() -> list[HashEncoder]:
    return []


@pytest.fixture
def opener(home: Path, loaded: list[HashEncoder]) -> Opener:
    def load(name: str) -> TextEncoder:
        loaded.append(HashEncoder(key=catalogue.key(name, home)))
        return loaded[-1]

    def open_library(**changes: object) -> Library:
        return Library.open(home, settings=Settings(samples=False), load=load, **changes)  # type: ignore[arg-type]

    return open_library


@pytest.fixture
def library(opener: Opener) -> Iterator[Library]:
    with opener() as library:
        yield library


def test_an_added_file_answers(library: Library, tmp_path: Path) -> None:
    """The passage that answers comes first, with its evidence as an exact stretch of it."""
    (tmp_path / "plants.md").write_text(GUIDE, encoding="utf-8")
    [result] = library.add(tmp_path / "plants.md")
    assert (result.status, result.error) == ("ready", None)
    answer = library.ask("How often does a cactus want water?")
    top = answer.hits[0]
    assert "cactus" in top.passage.text
    assert top.source.name == (tmp_path / "plants.md").as_posix()
    assert top.passage.locator.heading[-1] == "Cacti"
    assert top.semantic is not None
    assert top.keyword > 0
    assert all(top.passage.text[e.start : e.end] == e.text for e in top.evidence)
    assert top.evidence
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert answer.ms["total"] > 0


def test_the_same_bytes_again_are_unchanged_and_embed_nothing(
    library: Library, tmp_path: Path, loaded: list[HashEncoder]
) -> None:
    """Adding twice does the work once."""
    library.add_bytes("faq.csv", FAQ.encode())
    calls = loaded[0].calls
    assert [r.status for r in library.add_bytes("faq.csv", FAQ.encode())] == ["unchanged"]
    assert loaded[0].calls == calls


def test_a_changed_file_replaces_the_old_version_and_reuses_its_vectors(
    library: Library, loaded: list[HashEncoder]
) -> None:
    """Only the passages whose words changed are encoded again; the old words answer no more."""
    library.add_bytes("faq.csv", FAQ.encode())
    calls = loaded[0].calls
    library.add_bytes("faq.csv", FAQ.replace("blue button", "red lever").encode())
    assert loaded[0].calls == calls + 1
    texts = [hit.passage.text for hit in library.ask("reset my password").hits]
    assert any("red lever" in text for text in texts)
    assert not any("blue button" in text for text in texts)
    assert len(library.sources()) == 1
    assert library.verify().problems == ()


def test_a_deleted_source_answers_no_more_and_leaves_nothing(library: Library, home: Path) -> None:
    """Ledger, keyword index, vectors and original are all gone."""
    [result] = library.add_bytes("faq.csv", FAQ.encode())
    library.add_bytes("plants.md", GUIDE.encode())
    library.delete("faq.csv")
    assert all(hit.source.id != result.source for hit in library.ask("reset my password").hits)
    health = library.verify()
    assert health.problems == ()
    assert (health.sources, health.passages, health.vectors) == (1, 2, 2)
    assert len(list((home / "files").glob("*/*"))) == 1


def test_a_bad_file_is_one_sentence_and_harms_nothing_else(library: Library, tmp_path: Path) -> None:
    """Good neighbours are added, and the bad one is listed as failed with its sentence."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text(GUIDE)
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 torn")
    (folder / "c.zip").write_bytes(b"PK\x03\x04torn")
    (folder / "d.xyz").write_bytes(bytes(range(256)))
    (folder / "e.md").write_bytes(b"")
    results = {Path(r.name).name: r for r in library.add(folder)}
    assert {name for name, r in results.items() if r.status == "failed"} == {"b.pdf", "c.zip", "d.xyz", "e.md"}
    assert results["a.md"].status == "ready"
    assert all(r.error and name in r.error for name, r in results.items() if r.status == "failed")


def test_zips_and_missing_paths(library: Library, tmp_path: Path) -> None:
    """A zip gives one result a member; a path that is not there is a failed result."""
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("docs/a.md", GUIDE)
        archive.writestr("faq.csv", FAQ)
    results = library.add(tmp_path / "z.zip", tmp_path / "nope.md")
    assert [r.status for r in results] == ["ready", "ready", "failed"]
    assert results[0].name.endswith("z.zip/docs/a.md")


def test_syncing_a_folder_removes_what_is_gone_only_when_asked(library: Library, tmp_path: Path) -> None:
    """Without remove the old source stays."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text(GUIDE)
    (folder / "b.csv").write_text(FAQ)
    assert {r.status for r in library.sync(folder)} == {"ready"}
    (folder / "b.csv").unlink()
    assert [r.status for r in library.sync(folder)] == ["unchanged"]
    assert sorted(r.status for r in library.sync(folder, remove=True)) == ["removed", "unchanged"]
    assert len(library.sources()) == 1


def test_nothing_is_not_said_while_files_wait(home: Path) -> None:
    """What is not embedded yet may hold the answer: there is no verdict, a note says why, and no gap is listed."""

    def load(name: str) -> TextEncoder:
        raise ModelError(f"{name} is not here.")

    with Library.open(home, settings=Settings(samples=False), load=load, patient=False) as library:
        assert library.ask("zebra xylophone").verdict == "nothing"
        library.add_bytes("plants.md", GUIDE.encode())
        assert [source.status for source in library.sources()] == ["words"]
        library.clear_unanswered()
        answer = library.ask("zebra cactus xylophone quagga ocelot walrus yak")
        assert answer.hits and answer.verdict is None and answer.confidence is not None
        assert answer.notes[-1] == unread.PASSAGES.format(count=library.sources()[0].passages)
        assert not library.unanswered()
        chat = library.new_chat("ann")
        library.add_turn(chat, "ann", answer.question, answer)
        library.delete("plants.md")
        [turn] = library.turns(chat, "ann")
        assert turn.removed and not turn.lost, "it was not shown as the answer"


@pytest.mark.parametrize(
    "said", ["你好", "谢谢！", "OK", "hello", "Thanks", "你能做什么？", "what can you do", "Hi, thanks."]
)
def test_what_asks_nothing_is_no_gap(library: Library, said: str) -> None:
    """Greetings have no verdict and no hits."""
    library.add_bytes("plants.md", GUIDE.encode())
    answer = library.ask(said)
    assert answer.verdict is None and answer.confidence is None and not answer.hits
    assert not library.unanswered()


def test_keys_hit_at_random_are_no_gap(library: Library) -> None:
    """A real question, be it of one word, is one."""
    library.add_bytes("plants.md", GUIDE.encode())
    for question in ("asdfgh", "Parking"):
        assert library.ask(question).verdict == "nothing"
    assert [one.question for one in library.unanswered()] == ["Parking"]


def test_an_entry_that_answers_a_greeting_does(library: Library) -> None:
    """A list of sayings does not hide what a collection knows."""
    library.add_bytes("faq.csv", "question,answer\n你能做什么,我能查订单。\n".encode())
    answer = library.ask("你能做什么？")
    assert answer.hits and "我能查订单" in answer.hits[0].passage.text


def test_a_file_called_off_while_it_is_embedded_is_taken_on_again(library: Library) -> None:
    """It stays to be found by words; read again, it gets the rest of its vectors."""
    embed, gate, began = library._intake.embed, threading.Event(), threading.Event()

    def held(source: str) -> tuple[int, int] | None:
        began.set()
        gate.wait(30)
        return embed(source)

    library._intake.embed = held  # type: ignore[method-assign]
    [job] = library.submit("plants.md", GUIDE.encode())
    assert began.wait(30)
    library.cancel(job)
    gate.set()
    [source] = library.sources()
    assert source.status == "words" and library.ask("cactus").hits
    library.wait(library.reindex(source.id), 60)
    assert library.source(source.id).status == "ready"


def test_filters_phrases_and_excluded_words(library: Library) -> None:
    """Every way of narrowing holds for every hit."""
    library.add_bytes("plants.md", GUIDE.encode())
    [faq] = library.add_bytes("faq.csv", FAQ.encode())
    assert {h.source.id for h in library.ask("water", where=Filter(sources=frozenset({str(faq.source)}))).hits} <= {
        faq.source
    }
    assert {h.passage.kind for h in library.ask("password", where=Filter(kinds=frozenset({"faq"}))).hits} == {"faq"}
    hits = library.ask('water "once a month"').hits
    assert [h.passage.locator.heading[-1] for h in hits] == ["Cacti"]
    assert all("cactus" not in h.passage.text.lower() for h in library.ask("water -cactus").hits)


def test_an_empty_question_is_refused_and_an_empty_collection_answers_nothing(library: Library) -> None:
    """Neither crashes."""
    with pytest.raises(InvalidRequest):
        library.ask("   ")
    assert library.ask("Anything?").hits == ()
    with pytest.raises(NotFound):
        library.ask("Anything?", collection="nowhere")


def test_collections_are_separate(library: Library) -> None:
    """What is in one is not found in another; deleting one leaves the other."""
    library.add_bytes("plants.md", GUIDE.encode(), collection="Garden")
    library.add_bytes("faq.csv", FAQ.encode())
    assert library.ask("cactus water", collection="Garden").hits
    assert all("cactus" not in h.passage.text for h in library.ask("cactus water").hits)
    with pytest.raises(NameTaken):
        library.create_collection("Garden")
    library.rename_collection("Garden", "Yard")
    library.delete_collection("Yard")
    assert [c.name for c in library.collections()] == ["Library"]
    assert library.verify().problems == ()


def test_a_collection_asked_with_another_model_goes_by_words_and_says_how_to_reindex(
    home: Path, opener: Opener
) -> None:
    """A model of the same name with other weights is not silently mixed in, and no question is refused for it."""
    with opener() as library:
        library.add_bytes("plants.md", GUIDE.encode())
    other = Library.open(home, settings=Settings(samples=False), load=lambda _: HashEncoder(key="other@1"))
    with other:
        found = other.ask("water")
        assert found.hits and found.hits[0].semantic is None and "`qa reindex`" in found.notes[0]
        again = other.add_bytes("more.md", b"More about water.")[0]
        assert again.status == "failed" and "reindex" in str(again.error)


def test_a_second_process_is_told_who_owns_the_home(library: Library, home: Path) -> None:
    """The error names the owner's process."""
    with pytest.raises(HomeLocked, match=str(os.getpid())):
        Library.open(home, settings=Settings(samples=False))


def test_the_worker_makes_files_searchable_while_others_wait(library: Library) -> None:
    """Jobs come through in the background with their outcome; bad ones fail alone."""
    [good] = library.submit("plants.md", GUIDE.encode())
    [bad] = library.submit("torn.pdf", b"%PDF-1.4 torn")
    done, failed = library.wait(good, 60), library.wait(bad, 60)
    assert done is not None and done.state == "done" and done.result is not None and done.result.status == "ready"
    assert failed is not None and failed.state == "failed" and failed.result is not None and failed.result.error
    assert library.ask("cactus").hits
    library.clear_jobs()
    assert library.jobs() == []


def test_an_encrypted_file_is_read_with_its_password_later(library: Library) -> None:
    """From the original that is here; the password is written down nowhere."""
    [job] = library.submit("pay.pdf", encrypted(pdf([["The salary is paid on the 25th."]]), "sesame", "owner"))
    done = library.wait(job, 30)
    assert done is not None and done.result is not None and "encrypted" in str(done.result.error)
    [source] = library.sources()
    for password, status in (("wrong", "failed"), ("sesame", "ready")):
        library.wait(library.reindex(source.id, password), 30)
        assert library.source(source.id).status == status
    assert library.ask("When is the salary paid?").hits[0].source.name == "pay.pdf"
    kept = [path for path in library._home.folder.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if b"sesame" in path.read_bytes()]


def test_a_cancelled_job_leaves_no_trace(opener: Opener) -> None:
    """A file that was not read yet is gone after cancel."""
    with opener() as library:
        gate = threading.Event()
        library._intake.read = lambda source: gate.wait(30) and False  # type: ignore[method-assign]
        library.submit("first.md", GUIDE.encode())
        [second] = library.submit("second.md", GUIDE.encode())
        library.cancel(second)
        gate.set()
        job = library.wait(second, 30)
        assert job is not None and job.state == "cancelled"
        assert [s.name for s in library.sources()] == ["first.md"]


def test_chats_keep_answers_until_their_source_goes(library: Library) -> None:
    """A turn comes back as it was shown; a deleted source disappears from it."""
    library.add_bytes("plants.md", GUIDE.encode())
    library.add_bytes("faq.csv", FAQ.encode())
    chat = library.new_chat("ann")
    answer = library.ask("How do I reset my password?")
    library.add_turn(chat, "ann", "How do I reset my password?", answer)
    library.feedback(answer.id, 1)
    [turn] = library.turns(chat, "ann")
    assert turn.answer is not None
    assert [h.passage for h in turn.answer.hits] == [h.passage for h in answer.hits]
    assert turn.answer.hits[0].evidence == answer.hits[0].evidence
    assert turn.feedback == 1
    library.delete("faq.csv")
    [turn] = library.turns(chat, "ann")
    assert turn.answer is not None
    assert turn.removed > 0
    assert all(h.source.name != "faq.csv" for h in turn.answer.hits)
    assert answer.hits[0].source.name == "faq.csv" and answer.verdict != "nothing"
    assert turn.lost and turn.answer.verdict == "nothing", "the verdict was about a passage that is gone"
    assert turn.answer.confidence == (turn.answer.hits[0].confidence if turn.answer.hits else None)
    with pytest.raises(NotFound):
        library.turns(chat, "bob")


def test_a_question_about_the_whole_is_answered_with_its_themes(library: Library) -> None:
    """Of what was asked; word for word, in old chats as long as the source is there, and never listed as a gap."""
    plants = library.add_bytes("plants.md", GUIDE.encode())[0].source
    library.add_bytes("doors.txt", b"The doors open at nine. Ring the bell twice at night.")
    whole = library.ask("What are these files about?")
    assert whole.overview and not library.unanswered()
    assert all(group.label and not group.hits for group in whole.overview)
    only = library.ask("Summarise the documents", where=Filter(sources=frozenset({plants})))
    told = " ".join(group.summary for group in only.overview)
    assert "Water the ferns every morning." in told and "bell" not in told
    assert not library.ask("What do ferns want?").overview
    chat = library.new_chat("ann", "")
    library.add_turn(chat, "ann", whole.question, only)
    [turn] = library.turns(chat, "ann")
    assert turn.answer is not None and turn.answer.overview == only.overview
    library.delete(plants)
    [turn] = library.turns(chat, "ann")
    assert turn.answer is not None and not turn.answer.overview


def test_attached_files_are_asked_at_once_and_kept_or_dropped(library: Library) -> None:
    """They belong to the chat alone until they are kept, and go with it."""
    chat = library.new_chat("ann")
    [attached] = library.attach(chat, "ann", "plants.md", GUIDE.encode())
    assert library.ask_attached(chat, "ann", "cactus water").hits
    assert library.ask("cactus water").hits == ()
    assert [c.name for c in library.collections()] == ["Library"]
    library.keep(str(attached.source), chat, "ann")
    assert library.attachments(chat, "ann") == []
    assert library.ask("cactus water").hits
    library.attach(chat, "ann", "faq.csv", FAQ.encode())
    library.add_turn(chat, "ann", "x", None)
    library.delete_chats("ann")
    assert library.verify().sources == 1


def test_questions_are_suggested_in_the_sources_own_words(library: Library) -> None:
    """Suggestions stand in the FAQ."""
    library.add_bytes("faq.csv", FAQ.encode())
    assert set(library.suggestions()) <= {"How do I reset my password?", "密码怎么改？"}
    assert library.suggestions()
    assert library.suggestions(n=1, language="zh") == ["密码怎么改？"]
    assert library.suggestions(n=1, language="en") == ["How do I reset my password?"]


def test_verify_repairs_lost_indexes(home: Path, opener: Opener) -> None:
    """Folders of derived data may be deleted: they are built anew from the ledger."""
    import shutil

    with opener() as library:
        library.add_bytes("plants.md", GUIDE.encode())
    shutil.rmtree(home / "keyword")
    shutil.rmtree(home / "chroma")
    with opener() as library:
        assert len(library.verify().problems) == 2
        assert library.verify(repair=True).repaired
        assert library.verify().problems == ()
        assert library.ask("cactus water").hits


def test_a_new_home_can_be_entered_by_many_at_once(library: Library) -> None:
    """The default collection is made once, whoever comes first."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: library.collection().id, range(16)))
    assert len(set(found)) == 1


def test_a_torn_keyword_index_heals_itself(home: Path, opener: Opener) -> None:
    """Derived data that cannot be read is built anew when it is first needed."""
    with opener() as library:
        library.add_bytes("plants.md", GUIDE.encode())
    for meta in (home / "keyword").rglob("meta.json"):
        meta.write_bytes(b"{")
    with opener() as library:
        assert library.ask("cactus water").hits
        assert library.verify().problems == ()


KILLED = """
import sys, time
from pathlib import Path
from qa.config import Settings
from qa.index import catalogue
from qa.library import Library
from tests.fakes import HashEncoder

class Slow(HashEncoder):
    def encode_passages(self, texts, spans=()):
        time.sleep(0.2)
        return super().encode_passages(texts, spans)

home = Path(sys.argv[1])
library = Library.open(home, settings=Settings(samples=False), load=lambda n: Slow(key=catalogue.key(n, home)))
for i in range(200):
    for result in library.add_bytes(f"{i}.md", f"# Note {i}\\n\\nThe secret of note {i} is word{i}.\\n".encode()):
        print(result.name, result.status, flush=True)
"""


@pytest.mark.parametrize("after", [3, 8])
def test_a_kill_in_the_middle_loses_nothing_that_was_reported(home: Path, opener: Opener, after: int) -> None:
    """Whatever was said to be ready answers after a kill -9, and the rest is finished or gone."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(home)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    reported = [process.stdout.readline().split() for _ in range(after)]
    time.sleep(0.05 * after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with opener() as library:
        library.verify(repair=True)
        assert library.verify().problems == ()
        for name, status in reported:
            assert status == "ready"
            assert library.ask(f"word{name.removesuffix('.md')}").hits[0].source.name == name


TWO_ENTRIES = (
    "question,answer\nWhere is the gate?,It stands behind the old mill.\n"
    "What does it say on the gate of the old mill?,Nothing.\n"
)


def test_what_counts_of_faq_entries_is_chosen_for_each_collection(library: Library) -> None:
    """By the question alone an answer's words find nothing; the choice stays, and what is unknown is refused."""
    library.add_bytes("faq.csv", TWO_ENTRIES.encode())
    assert (library.faq().match, library.faq().files) == ("both", 1)
    asked = "what stands behind the mill"
    assert library.ask(asked).hits[0].passage.question == "Where is the gate?"
    assert library.match_faq("question").match == "question"
    assert library.ask(asked).hits[0].passage.question == "What does it say on the gate of the old mill?"
    library.create_collection("Other")
    assert library.faq("Other").match == "both"
    with pytest.raises(InvalidRequest, match="question, answer-too, both"):
        library.match_faq("answers")
