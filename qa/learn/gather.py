"""Gather parallel text from what free software carries: message catalogues (gettext), dictionaries (dictd), manuals.

`python -m qa.learn.gather OUT FOLDER… --kind games --without EVAL` walks the folders for `LANG/LC_MESSAGES/*.mo`,
`*-LANG-LANG.index` beside its `.dict.dz`, and HTML pages of one name under `en` (or `en-US`) and its sister folders
`LANG`, whose paragraphs have ids. It writes `OUT/LANG.KIND.tsv.gz`, `OUT/LANG.words.tsv.gz` and `OUT/LANG.docs.tsv.gz`
for `qa distill`. Licences are those of the packages: look at them before a model goes out.
"""

import argparse
import gettext
import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from qa.learn.parallel import read_lines

Row = tuple[str, str, str]  # language, English, translation

NAMES = {"zh_CN": "zh", "zh_TW": "zh-tw", "pt_BR": "pt", "pt_PT": "pt", "nb": "no", "nb_NO": "no", "iw": "he"}
DICTIONARIES = {
    **{"ara": "ar", "bul": "bg", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "fin": "fi", "fra": "fr"},
    **{"hin": "hi", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "nld": "nl", "nor": "no", "pol": "pl"},
    **{"por": "pt", "rom": "ro", "rus": "ru", "spa": "es", "swe": "sv", "tur": "tr"},
}
MARKUP = re.compile(r"<[^<>]{1,60}>")
CODE = re.compile(r"[{}\\|@#=]|%[\d(a-zA-Z]|\$\w|https?:|&\w+;")
ASIDE = re.compile(r"/[^/]*/|<[^>]*>|\[[^\]]*\]|\([^)]*\)|\"[^\"]*\"")
DIGITS = {
    letter: value for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}
SPOKEN = re.compile(r"[\sˈˌ]\S*(?:[ˈˌːəɪʊɜɒʌɑɔɛʃʒŋɹɡɐɾʁɲʎɕʑʐʂɯɫʔɦɣʋɵɤ]|[θβ](?=[a-z])|(?<=[a-z])[θβ]).*$")
"""How a head word is said, which some dictionaries put right behind it; "θ" and "β" are letters of Greek ones too."""
ENGLISH = ("en", "en-US", "en_US")
LEAST_WORDS = 8
"""A paragraph of a manual has so many; shorter ones are labels of the screen, which there are plenty of."""
LONGEST_WORDS, LONGEST_MEANING = 90, 40
MEANINGS = 5
"""How many meanings of one head word are taken."""
DENSE = {"zh": (0.1, 1.2), "zh-tw": (0.1, 1.2), "ja": (0.1, 1.2), "ko": (0.2, 1.6)}
SHORT = 15


def catalogues(folder: Path) -> Iterator[Row]:
    """Yield the messages of every gettext catalogue under `folder`, paragraph by paragraph, cleaned."""
    for path in sorted(folder.rglob("LC_MESSAGES/*.mo")):
        language = _language(path.parent.parent.name)
        try:
            with path.open("rb") as file:
                stored: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        except (OSError, LookupError, ValueError):
            continue  # a broken file among thousands
        for key, text in stored.items():
            message = key[0] if isinstance(key, tuple) and key[1] == 0 else key
            if language and isinstance(message, str) and message:
                for english, theirs in _paragraphs(message.rpartition("\x04")[2], text):
                    if is_parallel(language, english, theirs):
                        yield language, english, theirs


def dictionaries(folder: Path) -> Iterator[Row]:
    """Yield head words and their short meanings from every dictd dictionary from or into English under `folder`."""
    for index in sorted(folder.rglob("*-???-???.index")):
        source, target = index.stem.split("-")[-2:]
        other = DICTIONARIES.get(source if target == "eng" else target)
        if other is None or "eng" not in (source, target):
            continue
        for head, meaning in _entries(index):
            yield (other, meaning, head) if target == "eng" else (other, head, meaning)


def manuals(folder: Path) -> Iterator[Row]:
    """Yield the paragraphs of HTML pages that stand in English and, under the same id, in another language."""
    for home in sorted(place for place in folder.rglob("*") if place.name in ENGLISH and place.is_dir()):
        others = [(place, _language(place.name.replace("-", "_"))) for place in sorted(home.parent.iterdir())]
        for page in sorted(home.rglob("*.html")):
            ours = _by_id(page)
            for place, language in others:
                same = place / page.relative_to(home)
                if not language or not same.is_file():
                    continue
                theirs = _by_id(same)
                for name, english in ours.items():
                    text = theirs.get(name, "")
                    if len(english.split()) >= LEAST_WORDS and is_parallel(language, english, text):
                        yield language, english, text


def is_parallel(language: str, english: str, text: str) -> bool:
    """Say whether the two look like a sentence and its translation: words on both sides, no code, lengths that fit."""
    if not english or not text or english == text or CODE.search(english) or CODE.search(text):
        return False
    letters = sum(map(str.isalpha, english))
    if letters < 3 or letters < 0.6 * len(english.replace(" ", "")) or not any(map(str.isalpha, text)):
        return False
    least, most = DENSE.get(language, (0.4, 2.5))
    fits = len(english) < SHORT or least < len(text) / len(english) < most
    return fits and len(english.split()) <= LONGEST_WORDS


def letters_of(text: str) -> str:
    """Reduce a text to its letters and digits, folded, so that the same sentence is known again."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())


def texts_under(folder: Path) -> set[str]:
    """Return every string in the JSON lines under `folder`, reduced to letters: what no model may be taught from."""
    found: set[str] = set()
    for path in [*folder.rglob("*.jsonl"), *folder.rglob("*.jsonl.gz")]:
        for line in read_lines(path):
            found.update(letters_of(value) for value in json.loads(line).values() if isinstance(value, str))
    return {text for text in found if len(text) > SHORT or not text.isascii()}


def gather(out: Path, folders: Collection[Path], *, kind: str, without: Collection[Path] = ()) -> dict[str, int]:
    """Write what lies under `folders` to `out`, each pair once, and return the rows of each file.

    Texts that stand under one of `without` are left out, on either side.
    """
    barred = set().union(*map(texts_under, without))
    files: dict[str, dict[tuple[str, str], None]] = {}
    for folder in folders:
        for name, rows in ((kind, catalogues(folder)), ("words", dictionaries(folder)), ("docs", manuals(folder))):
            for language, english, text in rows:
                if letters_of(english) not in barred and letters_of(text) not in barred:
                    files.setdefault(f"{language}.{name}", {})[english, text] = None
    out.mkdir(parents=True, exist_ok=True)
    for name, pairs in files.items():
        with gzip.open(out / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{english}\t{text}\n" for english, text in pairs)
    return {name: len(pairs) for name, pairs in sorted(files.items())}


def _language(name: str) -> str:
    """Return this project's code of a locale; English and locales of a script of their own give nothing."""
    plain = name.partition("@")[0].partition(".")[0]
    if plain in NAMES:
        return NAMES[plain]
    language = plain.partition("_")[0]
    return "" if language == "en" or (language == "zh") or "@" in name else language


def _paragraphs(english: str, text: str) -> Iterator[tuple[str, str]]:
    ours, theirs = (re.split(r"\n\s*\n", one.strip()) for one in (english, text))
    if len(ours) != len(theirs):
        ours, theirs = [english], [text]
    for one, other in zip(ours, theirs, strict=True):
        yield _clean(one), _clean(other)


def _clean(text: str) -> str:
    head, mark, rest = text.partition("^")  # "noun^cat": what some programs tell their translators
    text = rest if mark and len(head) < 40 else text
    return " ".join(MARKUP.sub(" ", unicodedata.normalize("NFC", text)).split())


def _by_id(page: Path) -> dict[str, str]:
    """Return the texts of a page's paragraphs and headings by their ids; none for an id that stands twice."""
    from lxml import html

    found: dict[str, str] = {}
    twice: set[str] = set()
    try:
        tree = html.fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    except (OSError, ValueError, html.etree.ParserError):
        return {}  # an empty or broken page among thousands
    for block in tree.iter("p", "h1", "h2", "h3", "h4", "h5", "h6"):
        if name := block.get("id"):
            twice.update({name} & found.keys())
            found[name] = " ".join(unicodedata.normalize("NFC", block.text_content()).split())
    return {name: text for name, text in found.items() if name not in twice}


def _entries(index: Path) -> Iterator[tuple[str, str]]:
    """Yield (head word, meaning) of one dictionary; an entry's first line is its head, meanings follow."""
    with gzip.open(index.with_suffix(".dict.dz")) as file:
        stored = file.read()
    for place in dict.fromkeys(line.split("\t")[-2:][0] + "\t" + line.split("\t")[-1] for line in _lines(index)):
        start, size = map(_number, place.split("\t"))
        first, *rest = [line for line in stored[start : start + size].decode("utf-8", "replace").split("\n") if line]
        head = SPOKEN.sub("", " ".join(ASIDE.sub("", first).split()))
        meanings = [meaning for line in rest for meaning in _meanings(line)]
        yield from ((head, meaning) for meaning in meanings[:MEANINGS] if 0 < len(head) <= LONGEST_MEANING)


def _lines(index: Path) -> Iterator[str]:
    with index.open(encoding="utf-8") as lines:
        yield from (line.rstrip("\n") for line in lines if not line.startswith("00") and line.count("\t") >= 2)


def _meanings(line: str) -> Iterator[str]:
    for part in re.split(r"[,;]", ASIDE.sub("", re.sub(r"^\s*\d+[.)]\s*", "", line))):
        meaning = " ".join(part.split()).strip(".")
        if len(meaning) > 1 and len(meaning) <= LONGEST_MEANING and any(map(str.isalpha, meaning)):
            yield meaning


def _number(digits: str) -> int:
    """Read a number as dictd writes it: base 64, the most significant digit first."""
    value = 0
    for digit in digits:
        value = value * 64 + DIGITS[digit]
    return value


def main() -> None:
    """Gather, and print the rows of each file."""
    parser = argparse.ArgumentParser(prog="python -m qa.learn.gather", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--kind", default="games", help="what the catalogues hold, for the files' names")
    parser.add_argument("--without", type=Path, nargs="*", default=(), help="sets whose texts are left out")
    args = parser.parse_args()
    for name, rows in gather(args.out, args.folders, kind=args.kind, without=args.without).items():
        sys.stdout.write(f"{name}\t{rows}\n")


if __name__ == "__main__":
    main()
