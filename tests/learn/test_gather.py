"""Gathering parallel text from catalogues and dictionaries made on the spot, in their own formats."""

import gzip
import json
import struct
from pathlib import Path

from qa.learn import gather
from qa.learn.parallel import parallel_files, read_parallel

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _write_catalogue(path: Path, messages: dict[str, str]) -> None:
    """Write a `.mo` file: header, two tables of (length, place), then the strings."""
    pairs = sorted(({"": "Content-Type: text/plain; charset=UTF-8\n"} | messages).items())
    start = 28 + 16 * len(pairs)
    tables, strings = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            raw = pair[side].encode()
            tables[side] += struct.pack("<II", len(raw), start + len(strings))
            strings += raw + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables[0] + tables[1] + strings)


def _write_dictionary(index: Path, entries: dict[str, str]) -> None:
    stored, lines = b"", ["00databaseshort\tA\tA"]
    for head, entry in entries.items():
        raw = entry.encode()
        lines.append(f"{head}\t{_base64(len(stored))}\t{_base64(len(raw))}")
        stored += raw
    index.write_text("\n".join(lines) + "\n", "utf-8")
    with gzip.open(index.with_suffix(".dict.dz"), "wb") as file:
        file.write(stored)


def _base64(value: int) -> str:
    return DIGITS[value // 64] + DIGITS[value % 64]


def test_messages_become_rows_without_markup_and_code(tmp_path: Path) -> None:
    """Paragraphs are matched, hints to translators go, and what holds code or nothing to read is left out."""
    messages = {
        "noun^The <b>old</b> bridge": "Der <b>alte</b> Steg",
        "Come in.\n\nSit down by the fire.": "Komm herein.\n\nSetz dich ans Feuer.",
        "%s of {count}": "%s von {count}",
        "Same": "Same",
        "A long sentence about the weather here": "Ja",
    }
    _write_catalogue(tmp_path / "de" / "LC_MESSAGES" / "tale.mo", messages)
    _write_catalogue(tmp_path / "en_GB" / "LC_MESSAGES" / "tale.mo", {"color": "colour"})
    (tmp_path / "de" / "LC_MESSAGES" / "broken.mo").write_bytes(b"no catalogue at all")
    assert set(gather.catalogues(tmp_path)) == {
        ("de", "The old bridge", "Der alte Steg"),
        ("de", "Come in.", "Komm herein."),
        ("de", "Sit down by the fire.", "Setz dich ans Feuer."),
    }


def test_a_dictionary_gives_words_whichever_side_is_english(tmp_path: Path) -> None:
    _write_dictionary(tmp_path / "x-eng-swe.index", {"house": "house /haus/ <n>\nhus, stuga; (old) gård"})
    _write_dictionary(tmp_path / "x-tur-eng.index", {"ev": "ev <n>\n1. house, home"})
    _write_dictionary(tmp_path / "x-deu-fra.index", {"Haus": "Haus\nmaison"})
    rows = set(gather.dictionaries(tmp_path))
    assert rows == {
        ("sv", "house", "hus"),
        ("sv", "house", "stuga"),
        ("sv", "house", "gård"),
        ("tr", "house", "ev"),
        ("tr", "home", "ev"),
    }


def test_how_a_word_is_said_is_no_part_of_it(tmp_path: Path) -> None:
    _write_dictionary(tmp_path / "x-eng-bul.index", {"dervish": "dervish ˈdɜːvɪʃ\nдервиш"})
    assert list(gather.dictionaries(tmp_path)) == [("bg", "dervish", "дервиш")]
    assert gather.SPOKEN.sub("", "theft θeft") == "theft"
    assert gather.SPOKEN.sub("", "καλή θέληση") == "καλή θέληση"


def test_paragraphs_of_manuals_are_matched_by_their_ids(tmp_path: Path) -> None:
    """One page in two languages: labels, an id that stands twice, and what is missing in one of them are left out."""
    english = (
        '<h1 id="t">Printing</h1><p id="a">Choose the <b>printer</b> in the list, then press the button below it.</p>'
        '<p id="b">Paper that is thicker than usual must be fed by hand, one sheet at a time.</p>'
        '<p id="b">This one has the same name as the paragraph before it, so nobody knows.</p>'
    )
    german = (
        '<h1 id="t">Drucken</h1><p id="a">Wähle den Drucker in der Liste und drücke dann den Knopf darunter.</p>'
        '<p id="b">Papier, das dicker als üblich ist, muss von Hand zugeführt werden, Blatt für Blatt.</p>'
    )
    for language, page in (("en-US", english), ("de", german), ("fr", "")):
        (tmp_path / "help" / language / "text").mkdir(parents=True)
        (tmp_path / "help" / language / "text" / "print.html").write_text(page, "utf-8")
    assert list(gather.manuals(tmp_path)) == [
        (
            "de",
            "Choose the printer in the list, then press the button below it.",
            "Wähle den Drucker in der Liste und drücke dann den Knopf darunter.",
        )
    ]


def test_what_is_gathered_can_be_taught_and_holds_no_test_text(tmp_path: Path) -> None:
    """The files are read as parallel text of one language in two kinds; a sentence of an evaluation set is missing."""
    source, kept_out = tmp_path / "source", tmp_path / "eval"
    messages = {
        "We will wait for you here.": "Vi väntar på dig här.",
        "The ferry leaves at noon.": "Färjan går kl. tolv.",
    }
    _write_catalogue(source / "sv" / "LC_MESSAGES" / "tale.mo", messages)
    _write_dictionary(source / "x-eng-swe.index", {"ferry": "ferry\nfärja"})
    kept_out.mkdir()
    (kept_out / "pairs.jsonl").write_text(json.dumps({"eng": "We will wait for you here!"}) + "\n", "utf-8")
    found = gather.gather(tmp_path / "out", [source], kind="games", without=[kept_out])
    assert found == {"sv.games": 1, "sv.words": 1}
    rows = read_parallel(parallel_files(tmp_path / "out"), seed=0)
    assert rows.languages == ["sv"] and len(rows.of("sv")) == 2
    assert sorted(rows.english) == ["The ferry leaves at noon.", "ferry"]
