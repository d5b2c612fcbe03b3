"""The commands that measure: `qa evaluate` and `qa bench`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import InvalidRequest
from qa.streams import say, say_json, talk

if TYPE_CHECKING:
    from qa.types import TextEncoder, Variant

Line = Mapping[str, Any]

_TABLES = (".csv", ".tsv")
_UNUSED: Mapping[str, object] = {
    **dict.fromkeys(("limit", "sample", "off_topic", "picture", "baseline", "keep")),
    **{"modes": (), "encoder": [], "against": [], "sets": [], "no_speed": False, "split": False},
    **{"seed": 0, "collection": ""},
}
"""What the options are when nobody gave them."""
_FITTING: Mapping[str, tuple[str, ...]] = {
    "a collection": ("modes", "against", "limit", "seed", "off_topic", "picture", "baseline", "collection"),
    "a test set": (
        *("modes", "encoder", "against", "limit", "sample", "seed", "off_topic", "split"),
        *("picture", "baseline"),
    ),
    "a file of pairs": ("encoder",),
    "a folder of test sets": ("encoder", "sets", "keep", "no_speed"),
    "a folder of pictures": ("limit",),
}
"""By what is measured: the options that mean something there."""
_INSTEAD = {
    "encoder": "its vectors are those of its own model, and --against model=NAME compares another",
    "split": "its passages are those it has, and --against split=TOKENS/OVERLAP compares others",
    "sample": "all of it is searched",
}


def evaluate(args: argparse.Namespace) -> int:
    """Measure a collection, a test set, pairs, models on many sets, or search among pictures."""
    from qa.learn import images

    path = Path(args.folder or "")
    if args.self or path.suffix.lower() in _TABLES:
        kind, measure = "a collection", _collection
    elif images.sets(path):
        kind, measure = "a folder of pictures", _pictures
    elif path.is_dir() and not any((path / f"corpus.jsonl{end}").is_file() for end in ("", ".gz")):
        kind, measure = "a folder of test sets", _compare
    else:
        kind, measure = "a file of pairs" if path.is_file() else "a test set", _set
    _refuse_unfitting(args, kind)
    args.modes = args.modes or ("dense", "keyword", "hybrid")
    if args.picture and Path(args.picture).suffix not in (".svg", ".png"):
        raise InvalidRequest(f"--picture draws an .svg or a .png, not “{Path(args.picture).name}”.")
    return measure(args)


def _refuse_unfitting(args: argparse.Namespace, kind: str) -> None:
    """Refuse options that would change nothing.

    Raises:
        InvalidRequest: one was given.
    """
    fitting = _FITTING[kind]
    given = [name for name, unused in _UNUSED.items() if getattr(args, name) != unused]
    wrong = [name for name in given if name not in fitting]
    if not wrong:
        return
    why = next((f": {_INSTEAD[name]}" for name in wrong if kind == "a collection" and name in _INSTEAD), "")
    raise InvalidRequest(
        f"{_listed(wrong)} cannot be used where {kind} is measured{why}. What can: {_listed(fitting)}."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"--{name.replace('_', '-')}" for name in names)


def _set(args: argparse.Namespace) -> int:
    """Measure a test set, with each model that is named, or in two ways that are compared."""
    lines: list[Line] = []
    for line in _two_ways(args) if args.against else _one_way(args):
        lines.append(line)
        _told(lines, args)
    return _kept(lines, args)


def _told(lines: Sequence[Line], args: argparse.Namespace) -> None:
    """Show the latest line; of two ways that are compared, the three lines of a mode as one table."""
    from qa import terminal

    if args.json or "side" not in lines[-1]:
        _figures(iter(lines[-1:]), args.json)
    elif lines[-1]["side"] == "difference":
        say(terminal.two_ways(*lines[-3:]))


def _one_way(args: argparse.Namespace) -> Iterator[Line]:
    from qa.learn.evaluate import Draw
    from qa.learn.evaluate import evaluate as measured

    draw = Draw(args.limit, args.sample, args.seed)
    off = Path(args.off_topic) if args.off_topic else None
    for name in args.encoder or [""]:
        yield from measured(
            Path(args.folder),
            args.modes,
            encoder=_encoder(name, args),
            draw=draw,
            off_topic=off,
            split=args.split,
            progress=talk,
        )


def _two_ways(args: argparse.Namespace) -> Iterator[Line]:
    from qa.finding import weighted
    from qa.learn.evaluate import AS_IN_THE_APP, Draw, Setup
    from qa.learn.versus import versus

    if len(args.encoder) > 1 or not Path(args.folder).is_dir():
        raise InvalidRequest("--against compares two ways to search one test set: name one --encoder at most.")
    other = _variant(args)
    first = Setup(_encoder("".join(args.encoder), args), AS_IN_THE_APP if args.split else None)
    second = first._replace(
        encoder=_encoder(other.model, args) if other.model else first.encoder,
        splitting=other.splitting or first.splitting,
        weights=weighted(other.weights) if other.weights else None,
    )
    off = Path(args.off_topic) if args.off_topic else None
    draw = Draw(args.limit, args.sample, args.seed)
    yield from versus(Path(args.folder), args.modes, first, second, draw=draw, off_topic=off, progress=talk)


def _encoder(name: str, args: argparse.Namespace) -> TextEncoder | None:
    from qa.config import Settings
    from qa.index import encoders

    if args.modes == ("keyword",):
        return None
    settings = Settings.from_env()
    return encoders.load(name, home=settings.home, device=settings.device)


def _variant(args: argparse.Namespace) -> Variant:
    """Return the other way to search that was typed.

    Raises:
        InvalidRequest: the file of weights cannot be read.
    """
    from qa.types import Variant

    [typed] = args.against
    weights = {name: typed[name] for name in ("dense", "power", "cover") if name in typed}
    if "weights" in typed:
        try:
            stored = json.loads(Path(typed["weights"]).read_text("utf-8"))
            weights = {name: stored[name] for name in ("dense", "power", "cover", "half", "trust")} | weights
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InvalidRequest(f"“{typed['weights']}” holds no weights as qa.learn.weigh writes them.") from error
    return Variant(typed.get("model", ""), typed.get("split"), weights)


def _collection(args: argparse.Namespace) -> int:
    """Measure a collection as it is, on a table of questions or on a test set made from itself."""
    from qa import terminal
    from qa.types import MeasuringPlan

    path = None if args.self else Path(args.folder)
    other = _variant(args) if args.against else None
    plan = MeasuringPlan(args.modes, args.limit or 0, args.seed, _strangers(args), other)
    table = None if path is None else (path.name, _contents(path))
    with closing(args.opener("")) as desk:
        found = desk.evaluate(args.collection, table, plan, _asked)
    lines = found.pop("figures")
    for number in range(len(lines)):
        _told(lines[: number + 1], args)
    say_json(found) if args.json else say(terminal.went_wrong(found))
    return _kept(lines, args)


def _strangers(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the questions of the set that is asked off topic, as many as are wanted."""
    if not args.off_topic:
        return ()
    from qa.learn.datasets import load
    from qa.learn.evaluate import Draw

    return tuple(q.text for q in Draw(args.limit, None, args.seed).of(load(Path(args.off_topic))).questions)


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"“{path}” cannot be read: {error.strerror}.") from error


def _asked(stage: str, done: int, total: int) -> None:
    if total:
        talk(f"{done} of {total} {'passages embedded' if stage == 'embedding' else 'questions'}")


def _kept(lines: Sequence[Line], args: argparse.Namespace) -> int:
    """Draw and keep figures where they are wanted; 1 when something fell."""
    from qa.learn.baseline import gate

    if args.picture:
        _drawn(lines, args)
    kept = [line for line in lines if line.get("side", "first") == "first"]
    fell = gate(Path(args.baseline), kept) if args.baseline else []
    for sentence in fell:
        talk(sentence)
    return 1 if fell else 0


def _drawn(lines: Sequence[Line], args: argparse.Namespace) -> None:
    """Draw the figures of one way to search, or of the two that were compared."""
    from qa.learn import canvas, picture
    from qa.types import PictureWords

    compared = any("side" in line for line in lines)
    first = [line for line in lines if line.get("side", "first") == "first"][: len(args.modes)]
    other = [line for line in lines if line.get("side") == "second"]
    said = PictureWords(second=str(_variant(args))) if compared else PictureWords()
    drawn = picture.overview(first, first[0]["set"], other, said)
    out = Path(args.picture)
    out.write_bytes(canvas.svg(drawn).encode() if out.suffix == ".svg" else canvas.png(picture.titled(drawn)))


def _pictures(args: argparse.Namespace) -> int:
    """Measure search among pictures."""
    from qa.config import Settings
    from qa.index import sight
    from qa.learn import images

    settings = Settings.from_env()
    name = sight.chosen(settings.image_model, settings.home)
    if not name:
        talk("No image model is here, so words are not measured: qa models tells how to get one.")
    model = sight.load(name, home=settings.home, device=settings.device) if name else None
    return _figures(images.evaluate(Path(args.folder), sight=model, limit=args.limit, progress=talk), args.json)


def _compare(args: argparse.Namespace) -> int:
    """Compare models on a folder of sets."""
    from qa import terminal
    from qa.config import Settings
    from qa.index import encoders
    from qa.learn import encoder_bench, encoder_speed

    folder = Path(args.folder)
    settings = Settings.from_env()
    names = args.encoder or [""]
    sets = encoder_bench.found(folder, args.sets)
    loaded = (encoders.load(name, home=settings.home, device=settings.device) for name in names)
    keep = Path(args.keep) if args.keep else None
    lines: list[Line] = []
    texts = ([], []) if args.no_speed else encoder_speed.sample(sets)
    if texts[0]:
        talk(f"Measuring the speed of {len(names)} models …")
        lines += encoder_speed.speeds(names, texts, settings.home, device=settings.device)
        _shown(lines, args.json)
    for line in encoder_bench.compare(folder, loaded, wanted=args.sets, keep=keep, progress=talk):
        lines.append(line)
        _shown([line], args.json)
    if not args.json:
        say(terminal.side_by_side(lines))
    return 0


def _shown(lines: Sequence[Line], as_json: bool) -> None:
    for line in lines if as_json else ():
        say_json(line)


def bench(args: argparse.Namespace) -> int:
    """Measure speed on this machine."""
    import tempfile

    from qa.config import Settings
    from qa.index import encoders
    from qa.learn.bench import bench as measured

    settings = Settings.from_env()
    encoder = encoders.load(args.encoder, home=settings.home, device=settings.device)
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        lines = measured(
            args.sizes,
            encoder=encoder,
            folder=Path(folder),
            progress=talk,
            parts=args.only,
            beside=[args.beside, args.encoder],
        )
        return _figures(lines, args.json)


def _figures(lines: Iterator[Line], as_json: bool) -> int:
    from qa import terminal

    for line in lines:
        say_json(line) if as_json else say(terminal.figures(line))
    return 0
