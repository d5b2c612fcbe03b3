"""The grammar of the command line: which commands and options there are. Imports nothing heavy."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, NoReturn

from qa.arguments import (
    FAQ,
    MODES,
    MOST,
    PARTS,
    SIZES,
    codes,
    column,
    hits,
    modes,
    parts,
    port,
    positive,
    share,
    sizes,
    variant,
)


class _Parser(argparse.ArgumentParser):
    commands: Mapping[str, argparse.ArgumentParser]
    """The parsers of the commands, by name."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 — as in argparse
        parsed, rest = self.parse_known_args(args, namespace)
        wrong = f"unrecognized arguments: {' '.join(rest)}" if rest else _complaint(parsed)
        if wrong:
            self.commands[parsed.command].error(wrong)
        return parsed

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nTry: {self.prog} --help\n")


def _complaint(parsed: argparse.Namespace) -> str:
    """Return what is wrong with arguments that are right one by one, or ""."""
    if parsed.command == "add" and parsed.remove and not parsed.sync:
        return "--remove goes with --sync: it takes out what is gone from the folder"
    if parsed.command == "evaluate" and bool(parsed.folder) is parsed.self:
        return "evaluate either DIR (or a .csv) or --self"
    if parsed.command == "evaluate" and len(parsed.against) > 1:
        return "--against names one other way: write its parts with commas between them"
    return ""


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``qa``; the command's name is in ``command``."""
    made = _Parser(
        prog="qa", description="Ask your own documents in plain words; every word of an answer stands in a source."
    )
    made.add_argument("--version", action="version", version=f"askwell {_version()}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)
    made.commands = commands.choices
    _add(_at_library(commands, "add", "add files, folders and zips"))
    _ask(_at_library(commands, "ask", "ask a question"))
    images = _at_library(commands, "search-images", "find pictures by words or by a picture")
    images.add_argument("wanted", metavar="TEXT_OR_FILE", help="words, or the path of a picture")
    images.add_argument("-k", type=hits, default=20, metavar="N", help=f"how many pictures, 1 to {MOST} (default: 20)")
    _at_library(commands, "list", "list the sources of a collection")
    delete = _at_library(commands, "delete", "delete sources")
    delete.add_argument("names", nargs="+", metavar="NAME_OR_ID")
    delete.add_argument("-y", "--yes", action="store_true", help="do not ask")
    _collections(_at_library(commands, "collections", "list, make, rename and delete collections"))
    reindex = _at_library(commands, "reindex", "make a collection's vectors anew")
    reindex.add_argument("--model", default="", help="bind it to this model (default: the one for new collections)")
    sure = _at_library(commands, "assurance", "how sure an answer must be, and what share of questions it then answers")
    sure.add_argument("--precision", type=share, metavar="SHARE", help="be right this often: 0.95 or 95%%")
    faq = _at_library(commands, "faq", "what of FAQ entries is compared with questions")
    faq.add_argument(
        "--match", choices=FAQ, default="", help="their question alone, mostly that (answer-too), or both parts alike"
    )
    unanswered = _at_library(commands, "unanswered", "list the questions that nothing answered")
    unanswered.add_argument("--clear", action="store_true", help="take them off the list, or only the QUESTIONs given")
    unanswered.add_argument("questions", nargs="*", metavar="QUESTION")
    feedback = _at_library(commands, "feedback", "say whether an answer was right")
    feedback.add_argument("question", metavar="ID", help="the answer's id, as `qa ask` shows it")
    feedback.add_argument("thumb", choices=("up", "down"))
    verify = _at_library(commands, "verify", "check that everything that was added can be found")
    verify.add_argument("--repair", action="store_true", help="put right what is not")
    _serve(_command(commands, "serve", "run the app and the HTTP API"))
    _evaluate(_command(commands, "evaluate", "measure search on a test set"))
    _bench(_command(commands, "bench", "measure speed on this machine"))
    _models(_command(commands, "models", "list, fetch, carry and remove models"))
    _embed(_command(commands, "embed", "write the vectors of texts to a file"))
    _similarity(_command(commands, "similarity", "show the cosines of texts with one another"))
    _distill(_command(commands, "distill", "teach a small model languages from parallel text"))
    return made


def _command(commands: Any, name: str, help: str) -> argparse.ArgumentParser:  # noqa: ANN401 — argparse hides its type
    made: argparse.ArgumentParser = commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    if name != "serve":
        made.add_argument("--json", action="store_true", help="one JSON object a line")
    return made


def _at_library(commands: Any, name: str, help: str) -> argparse.ArgumentParser:  # noqa: ANN401
    made = _command(commands, name, help)
    if name != "collections":
        made.add_argument("-c", "--collection", default="", help="name or id (default: QA_COLLECTION, else Library)")
    made.add_argument("--server", default="", metavar="URL", help="work through the Askwell that runs there")
    return made


def _add(add: argparse.ArgumentParser) -> None:
    add.add_argument("paths", nargs="+", metavar="PATH")
    add.add_argument("--password", help="for encrypted files")
    add.add_argument("--table", choices=("auto", "faq", "rows"), default="auto", help="what tables are (default: auto)")
    add.add_argument(
        "--column",
        action="append",
        default=[],
        type=column,
        metavar="ROLE=HEADING",
        help="which column plays question, answer, category or language",
    )
    add.add_argument("--sync", action="store_true", help="PATH is a folder: bring in what changed in it")
    add.add_argument("--remove", action="store_true", help="with --sync: take out what is gone from the folder")


def _ask(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("question", metavar="QUESTION", help='may be "" with --image')
    ask.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="FILE",
        help="a picture: find the text that belongs to it; may be repeated, 5 at most",
    )
    ask.add_argument("-k", type=hits, default=10, metavar="N", help=f"how many passages, 1 to {MOST} (default: 10)")
    only = {
        "--kind": "only documents, faq, table, code or image passages",
        "--lang": "only passages in this language (en, zh, …)",
        "--source": "only passages of this source, by name or id",
    }
    for option, what in only.items():
        ask.add_argument(option, action="append", default=[], help=f"{what}; may be repeated")


def _collections(collections: argparse.ArgumentParser) -> None:
    what = collections.add_mutually_exclusive_group()
    what.add_argument("--create", metavar="NAME")
    what.add_argument("--rename", nargs=2, metavar=("NAME", "NEW"))
    what.add_argument("--delete", metavar="NAME")
    collections.add_argument("-y", "--yes", action="store_true", help="do not ask")


def _serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="localhost", help="address to listen on (default: localhost)")
    serve.add_argument("--port", type=port, default=8501, help="default: 8501; 0 picks a free one")
    serve.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="answer to this name as well")


def _evaluate(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument(
        "folder",
        nargs="?",
        metavar="DIR",
        help="a .csv of questions and expected sources, asked of a collection as it is; or a folder of "
        "corpus.jsonl, queries.jsonl and qrels, also gzipped; or one .jsonl of pairs; or a folder of such sets, "
        "which compares models",
    )
    evaluate.add_argument("--self", action="store_true", help="a test set made from a collection itself")
    evaluate.add_argument(
        "-c",
        "--collection",
        default="",
        help="of a .csv or --self: name or id (default: QA_COLLECTION, else Library)",
    )
    evaluate.add_argument("--modes", type=modes, default=(), help=f"of {', '.join(MODES)} (default: the first three)")
    evaluate.add_argument(
        "--encoder",
        action="append",
        default=[],
        help="a model's name or folder (default: the built-in one); may be repeated",
    )
    evaluate.add_argument(
        "--sets", action="append", default=[], metavar="PATTERN", help="of a folder of sets only these"
    )
    evaluate.add_argument("--keep", metavar="DIR", help="keep the vectors here, so that another run need not make them")
    evaluate.add_argument("--no-speed", action="store_true", help="compare models without measuring speed and memory")
    evaluate.add_argument("--limit", type=positive, help="this many questions (and off-topic ones), drawn by --seed")
    evaluate.add_argument("--sample", type=positive, metavar="N", help="at most N documents, those that answer first")
    evaluate.add_argument("--off-topic", metavar="DIR", help="ask the questions of this set too, as off topic")
    evaluate.add_argument(
        "--picture", metavar="OUT", help="draw the figures, and how far confidence can be believed: .svg or .png"
    )
    evaluate.add_argument(
        "--baseline",
        metavar="FILE",
        help="keep the figures there; if they are, exit 1 when one fell below its interval",
    )
    evaluate.add_argument("--split", action="store_true", help="split documents into passages as the app does")
    evaluate.add_argument("--seed", type=int, default=0)
    evaluate.add_argument(
        "--against",
        action="append",
        default=[],
        type=variant,
        metavar="WHAT=…[,WHAT=…]",
        help="search in another way too and compare question by question: model=NAME, split=TOKENS/OVERLAP, "
        "weights=FILE.json, or single weights (dense=70, power=2, cover=0.5)",
    )


def _bench(bench: argparse.ArgumentParser) -> None:
    bench.add_argument("--sizes", type=sizes, default=SIZES, help=f"passages (default: {','.join(map(str, SIZES))})")
    bench.add_argument("--encoder", default="", help="a model's name or folder (default: the built-in one)")
    bench.add_argument(
        "--beside", default="all-MiniLM-L6-v2", metavar="NAME", help="the model that its speed is compared with"
    )
    bench.add_argument("--only", type=parts, default=PARTS, metavar="PART,…", help=f"of {', '.join(PARTS)}")


def _models(models: argparse.ArgumentParser) -> None:
    actions = models.add_subparsers(dest="action", metavar="ACTION")
    shown = actions.add_parser("list", help="what there is, here and elsewhere (also without ACTION)")
    get = actions.add_parser("get", help="download a model; it goes on where an earlier try was")
    get.add_argument("name", metavar="NAME", help="a name of the list, or a Hub id")
    get.add_argument("--deadline", type=positive, metavar="SECONDS", help="give up after so long")
    export = actions.add_parser("export", help="write a model as a zip, for a machine without a network")
    export.add_argument("name", metavar="NAME")
    export.add_argument("out", metavar="OUT.zip")
    bring = actions.add_parser("import", help="take a model from a zip or a folder")
    bring.add_argument("path", metavar="PATH")
    bring.add_argument("--name", default="", help="what to call it (default: as the zip or folder says)")
    remove = actions.add_parser("remove", help="delete a model's files")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("-y", "--yes", action="store_true", help="remove it though a collection uses it")
    for action in (shown, get, export, bring, remove):
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object a line")


def _embed(embed: argparse.ArgumentParser) -> None:
    embed.add_argument(
        "texts", metavar="IN", help="a text a line, or .jsonl with a “text” or an “image” (path) in each"
    )
    embed.add_argument("--out", required=True, metavar="OUT", help=".npy, or .jsonl with the text beside each vector")
    embed.add_argument("--dtype", choices=("float32", "int8", "binary"), default="float32", help="default: float32")
    embed.add_argument("--query", action="store_true", help="the texts are questions")
    embed.add_argument("--model", default="", help="a model's name or folder (default: the one for new collections)")


def _similarity(similarity: argparse.ArgumentParser) -> None:
    similarity.add_argument("texts", nargs="+", metavar="TEXT")
    similarity.add_argument(
        "--model", default="", help="a model's name or folder (default: the one for new collections)"
    )


def _distill(distill: argparse.ArgumentParser) -> None:
    distill.add_argument(
        "data", metavar="DATA", help="a folder of LANG.tsv[.gz], LANG.KIND.tsv[.gz]: English, tab, translation"
    )
    distill.add_argument("out", metavar="OUT", help="the folder to write the model to")
    distill.add_argument(
        "--teacher", metavar="MODEL", help="a model's name or folder (default: --start's, else all-MiniLM-L6-v2)"
    )
    distill.add_argument(
        "--start", metavar="MODEL", help="teach this model more, askwell-multilingual for one; it is its own teacher"
    )
    distill.add_argument("--resume", action="store_true", help="go on where a stopped run was")
    distill.add_argument("--seed", type=int, default=0)
    distill.add_argument("--languages", type=codes, default=(), metavar="de,fr,…", help="only these (default: all)")
    distill.add_argument("--rounds", type=positive, metavar="N", help="at most N rounds in each stage")
    distill.add_argument(
        "--wide",
        type=positive,
        metavar="N",
        help="on a graphics card: N steps of wide batches (goes on from --start)",
    )
    distill.add_argument(
        "--second", metavar="MODEL", help="with --wide: a multilingual model as a second teacher, and to start from"
    )


def _version() -> str:
    import qa

    return qa.__version__
