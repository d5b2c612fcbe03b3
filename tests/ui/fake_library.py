"""A library that lives in memory, with the methods of ``qa.library.Library`` that the pages call.

Its search is word overlap, so that tests can tell what must be found; what matters here is what the pages make of it.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.errors import DamagedFile, InvalidRequest, ModelError, NameTaken, NotFound, UnknownFileType
from qa.search.unread import PASSAGES
from qa.types import (
    AddResult,
    Answer,
    Assurance,
    Chat,
    Collection,
    Download,
    Evaluation,
    Evidence,
    FaqMatch,
    FaqSetting,
    Filter,
    Group,
    Health,
    Hit,
    Job,
    Kind,
    Locator,
    MeasuringPlan,
    ModelInfo,
    Passage,
    Picture,
    PictureHit,
    Query,
    ReadOptions,
    Reason,
    RowReport,
    Source,
    Span,
    TextBox,
    Turn,
    Unanswered,
    Uncovered,
    Verdict,
)

_WORD = re.compile(r"[a-z0-9_]+|[\u4e00-\u9fff]|[\u0600-\u06ff]+", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?。！？؟\n]+[.!?。！？؟]?\s*|\n+")
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "of",
        "to",
        "in",
        "and",
        "for",
        "how",
        "what",
        "do",
        "does",
        "i",
        "my",
        "can",
        "on",
        "it",
        "with",
    ]
)

HANDBOOK = (
    ("Travel", 2, "Business trips are booked through the travel desk. Economy class is the rule on flights under six "
     "hours. Hotels are reimbursed up to 140 euros a night, breakfast included. Longer stays need the approval of a "
     "department head before the trip starts."),
    ("Refunds", 3, "Customers may return any product within 30 days of delivery. The refund is paid to the original "
     "payment method within five working days. Opened software and vouchers cannot be returned. For returns from "
     "abroad the customer pays the postage."),
    ("Working hours", 4, "Core hours are from ten to three. Outside these hours everybody plans their own day, as "
     "long as the team can be reached. Overtime is balanced within the same quarter."),
    ("Safety", 7, "In case of fire leave the building by the marked exits and meet at the car park. Never use the "
     "lift. The wardens on each floor count the people of their team."),
)  # fmt: skip
FAQ = (
    ("How do I reset my password?", "Open the sign-in page and choose “Forgot password”. A link is sent to your "
     "address; it works for one hour. If no mail arrives, look into the spam folder."),
    ("How long does delivery take?", "Two to four working days within the country. Abroad it takes up to ten days."),
    ("Can I change my order?", "Yes, as long as it has not been packed. Choose “My orders”, then “Change”."),
)  # fmt: skip
CHINESE = (
    ("退货", "商品签收后七天内可以申请退货。退款会在三个工作日内退回原支付账户。定制商品不支持退货。"),
    ("年假", "员工每年享有十五天年假。年假需要提前两周向主管申请。未休完的年假可以顺延到次年三月。"),
)
ARABIC = (
    "سياسة الإرجاع",
    "يمكن للعملاء إرجاع المنتجات خلال ثلاثين يوما من تاريخ التسليم. يتم رد المبلغ خلال خمسة أيام عمل.",
)
CODE = '''def retry(call, attempts=3, wait=0.5):
    """Call again after a failure, waiting twice as long each time."""
    for attempt in range(attempts):
        try:
            return call()
        except TimeoutError:
            if attempt + 1 == attempts:
                raise
            sleep(wait * 2**attempt)
'''
TABLE = (
    ("A-100", "Model: A-100\nPower: 40 W\nPrice: 59 euros\nWarranty: two years"),
    ("A-200", "Model: A-200\nPower: 75 W\nPrice: 89 euros\nWarranty: three years"),
)


def _spans(text: str) -> tuple[Span, ...]:
    found = [
        Span(m.start(), m.start() + len(m.group().rstrip())) for m in _SENTENCE.finditer(text) if m.group().strip()
    ]
    return tuple(found) or (Span(0, len(text)),)


def _tokens(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)} - _STOP


SMALLTALK = frozenset({"hello", "thanks", "你好"})
ALL_MODES = MeasuringPlan()


class FakeModels:
    """See ``qa.models.Models``: three models, one of them to be fetched."""

    def __init__(self) -> None:
        self.known = [
            ModelInfo("all-MiniLM-L6-v2", dims=384, languages=("en",), megabytes=91, here=True, built_in=True),
            ModelInfo("multilingual-e5-small", "intfloat/multilingual-e5-small", languages=("en", "zh"), megabytes=471),
            ModelInfo("mine", megabytes=12, here=True, removable=True, note="<b>brought</b>"),
        ]
        self.under_way: dict[str, Download] = {}
        self.brought: list[object] = []

    def all(self) -> list[ModelInfo]:
        return self.known

    def downloads(self) -> list[Download]:
        return list(self.under_way.values())

    def get(self, name: str) -> None:
        self.under_way[name] = Download(name, "running", 100_000_000, 471_000_000)

    def end(self, name: str, error: str = "") -> None:
        self.under_way[name] = Download(name, "failed" if error else "done", 0, 0, error)
        self.known = [replace(one, here=one.here or (one.name == name and not error)) for one in self.known]

    def cancel(self, name: str) -> None:
        self.under_way[name] = replace(self.under_way[name], state="cancelled")

    def bring(self, path: Path) -> ModelInfo:
        if not path.name.endswith(".zip"):
            raise ModelError("This is no model.")
        self.brought.append(path)
        return self.known[2]

    def newest(self, key: str) -> bool:
        return key.endswith("@53aa5117")


class FakeLibrary:
    """See ``qa.library.Library``; ``samples=False`` starts empty."""

    def __init__(self, *, samples: bool = True, meaning: str = "ready", step: float = 0.0) -> None:
        self.meaning = meaning
        self.home = Path("/home/somebody/.local/share/askwell")
        self.url: str | None = None
        self.step = step
        self._numbers = itertools.count(1)
        self._collections = {"c1": Collection("c1", "Library", "all-MiniLM-L6-v2@53aa5117", time.time())}
        self._sources: dict[str, Source] = {}
        self._passages: dict[str, list[Passage]] = {}
        self._originals: dict[str, bytes] = {}
        self._jobs: dict[str, tuple[Job, float, bytes, ReadOptions]] = {}
        self._chats: dict[str, tuple[str, Chat]] = {}
        self._pictures: dict[str, tuple[Picture, bytes, bytes]] = {}
        self.sight = "cold"
        self._turns: dict[str, list[Turn]] = {}
        self.feedbacks: list[tuple[str, int, str]] = []
        self.strange: Uncovered | None = None
        self.faq_match: FaqMatch = "both"
        self.precision = 0.95
        self.models = FakeModels()
        self.switched: list[Job] = []
        self.broken = ""
        """What searching by a picture raises, if anything."""
        self.gaps: list[str] = []
        self.unread = 0
        """How many passages wait for their vectors."""
        self.measured: Evaluation | None = None
        self.tables: list[tuple[str, bytes] | None] = []
        self.plans: list[MeasuringPlan] = []
        self.weights = {"dense": 100.0}
        if samples:
            self._samples()

    # -- what is in it ---------------------------------------------------------------------------------------

    def _samples(self) -> None:
        page = [(text, Locator(page=n, heading=(head,))) for head, n, text in HANDBOOK]
        self._put("handbook/Employee handbook.pdf", "document", "en", page, pages=12)
        faq = [(f"{q}\n{a}", Locator(row=i + 2)) for i, (q, a) in enumerate(FAQ)]
        report = RowReport(3, (5, 9), ((7, "no answer in it"),))
        self._put("help/Customer questions.csv", "faq", "en", faq, questions=[q for q, _ in FAQ], rows=report)
        zh = [(text, Locator(heading=(head,))) for head, text in CHINESE]
        self._put("handbook/员工手册.docx", "document", "zh", zh)
        self._put("returns-ar.txt", "document", "ar", [(ARABIC[1], Locator(heading=(ARABIC[0],)))])
        self._put("src/retry.py", "code", "", [(CODE, Locator(line=12))])
        rows = [(text, Locator(sheet="Lamps", row=i + 2)) for i, (_, text) in enumerate(TABLE)]
        self._put("Price list.xlsx", "table", "en", rows)

    def _put(
        self,
        name: str,
        kind: Kind,
        language: str,
        texts: Sequence[tuple[str, Locator]],
        *,
        questions: Sequence[str] = (),
        collection: str = "c1",
        pages: int | None = None,
        rows: RowReport | None = None,
        data: bytes = b"the original",
    ) -> Source:
        old = next((s for s in self._sources.values() if s.name == name and s.collection == collection), None)
        source_id = old.id if old else f"s{next(self._numbers)}"
        asked = list(questions) or [""] * len(texts)
        self._passages[source_id] = [
            Passage(f"{source_id}-v-{i:05d}", source_id, i, text, "", kind, language, where, q, f"e{i}", _spans(text))
            for i, ((text, where), q) in enumerate(zip(texts, asked, strict=True))
        ]
        n = len(texts)
        source = Source(
            source_id, collection, name, kind, "ready", "0" * 64, max(len(data), 2048 * n), time.time(), n, n,
            language, "", pages, rows=rows,
        )  # fmt: skip
        self._sources[source_id] = source
        self._originals[source_id] = data
        return source

    def draw_samples(self) -> None:
        """Put in a screenshot and a photograph."""
        self._draw("screens/printer error.png", "The printer is out of paper", "#e8ecf4")
        self._draw("photos/lake at dawn.jpg", "", "#86a8c4")

    def _draw(self, name: str, line: str, colour: str, collection: str = "c1", data: bytes = b"png") -> Source:
        """Put in a picture with a line of text on it."""
        from PIL import Image, ImageDraw

        from qa.ingest.figure import figure

        image = Image.new("RGB", (640, 400), colour)
        pen = ImageDraw.Draw(image)
        pen.rectangle((80, 100, 560, 300), fill="white" if line else "#405060")
        pen.text((110, 160), line, fill="black", font_size=26)
        texts = [(line, Locator(ocr=0.97, picture=0))] if line else []
        about = name.rsplit("/", 1)[-1].partition(".")[0]
        source = self._put(name, "image", "en", [*texts, (about, Locator(picture=0))], collection=collection, data=data)
        boxes = (TextBox(line, 0.97, ((110, 160), (450, 160), (450, 196), (110, 196))),) if line else ()
        made = figure(image, about, boxes=boxes, words=line)
        picture = replace(made.picture, id=f"{source.id}-v-p0000", source=source.id, version="v")
        self._pictures[picture.id] = (picture, made.thumbnail, made.view)
        return source

    def pictures(self, collection: str = "", sources: Sequence[str] = ()) -> list[Picture]:
        mine = {source.id for source in self.sources(collection)}
        known = [one for one, _, _ in self._pictures.values() if one.source in (set(sources) or mine)]
        return [one for one in known if one.source in self._sources]

    def picture(self, picture_id: str) -> Picture:
        found = self._pictures.get(picture_id)
        if found is None or found[0].source not in self._sources:
            raise NotFound("This picture is gone.")
        return found[0]

    def thumbnail(self, picture_id: str) -> bytes:
        return self._pictures[self.picture(picture_id).id][1]

    def view(self, picture_id: str) -> bytes:
        return self._pictures[self.picture(picture_id).id][2]

    def search_images(
        self, text: str = "", *, image: bytes | Picture | None = None, collection: str = "", k: int = 20
    ) -> list[PictureHit]:
        if self.broken:
            raise DamagedFile(self.broken)
        wanted = _tokens(text)
        found = []
        for picture in self.pictures(collection):
            if isinstance(image, Picture) and image.id == picture.id:
                continue
            shared = wanted & _tokens(f"{picture.words} {picture.name}")
            why = ([Reason("same")] if image else []) + ([Reason("words", ", ".join(sorted(shared)))] if shared else [])
            if why:
                boxes = picture.boxes if shared else ()
                source = self._sources[picture.source]
                found.append(PictureHit(len(found) + 1, 0.95, picture, source, tuple(why), boxes))
        return found[:k]

    def warm(self) -> None:
        self.meaning = "ready"

    def elsewhere(self, question: str, collection: str = "", n: int = 3) -> list[Collection]:
        others = [one for one in self.collections() if one.id != self.collection(collection).id and one.passages]
        return [one for one in others if self.ask(question, collection=one.id).hits][:n]

    def collections(self) -> list[Collection]:
        return [self.collection(key) for key in self._collections if not key.startswith("hidden")]

    def collection(self, name_or_id: str = "") -> Collection:
        for found in self._collections.values():
            if name_or_id in ("", found.id, found.name):
                mine = [s for s in self._sources.values() if s.collection == found.id]
                return replace(found, sources=len(mine), passages=sum(s.passages for s in mine))
        raise NotFound(f"There is no collection {name_or_id!r}; choose one from the list.")

    def create_collection(self, name: str, model: str = "") -> Collection:
        if any(c.name == name for c in self._collections.values()):
            raise NameTaken(f"A collection named {name!r} exists already; choose another name.")
        new = Collection(f"c{next(self._numbers)}", name, model or "all-MiniLM-L6-v2@53aa5117", time.time())
        self._collections[new.id] = new
        return new

    def rename_collection(self, collection: str, new: str) -> Collection:
        old = self.collection(collection)
        self._collections[old.id] = replace(self._collections[old.id], name=new)
        return self._collections[old.id]

    def delete_collection(self, collection: str) -> None:
        gone = self._collections.pop(self.collection(collection).id)
        self.delete(*[s.id for s in self.sources(gone.id)])

    def sources(self, collection: str = "") -> list[Source]:
        wanted = collection if collection.startswith("hidden") else ""
        wanted = wanted or (collection if collection in self._sources else "")
        key = wanted or (self.collection(collection).id if collection in self._names() else collection)
        return [s for s in self._sources.values() if s.collection == key]

    def _names(self) -> set[str]:
        return {"", *self._collections, *(c.name for c in self._collections.values())}

    def source(self, id_or_name: str, collection: str = "") -> Source:
        for found in self._sources.values():
            if id_or_name in (found.id, found.name):
                return found
        raise NotFound(f"There is no source {id_or_name!r}; it may have been deleted.")

    def delete(self, *ids_or_names: str, collection: str = "") -> list[Source]:
        gone = [self._sources.pop(self.source(name).id) for name in ids_or_names]
        for source in gone:
            self._passages.pop(source.id)
        return gone

    def reindex(self, source_id: str) -> str:
        source = self.source(source_id)
        return self.submit(source.name, self._originals[source.id], collection=source.collection)[0]

    def passages(self, source_id: str) -> list[Passage]:
        return list(self._passages.get(self.source(source_id).id, []))

    def passage(self, id: str) -> Passage:
        for found in itertools.chain.from_iterable(self._passages.values()):
            if found.id == id:
                return found
        raise NotFound("That passage is no longer in the library.")

    def original(self, source_id: str) -> bytes:
        return self._originals[self.source(source_id).id]

    def page_png(self, source_id: str, page: int, marks: Sequence[str]) -> bytes:
        from io import BytesIO

        from PIL import Image, ImageDraw

        image = Image.new("RGB", (800, 1130), "white")
        draw = ImageDraw.Draw(image)
        for i, passage in enumerate(p for p in self.passages(source_id) if p.locator.page == page):
            for j, span in enumerate(passage.sentences):
                line = passage.text[span.start : span.end]
                if any(mark in line for mark in marks):
                    draw.rectangle((58, 78 + 300 * i + 34 * j, 740, 100 + 300 * i + 34 * j), fill="#ffe28a")
                draw.text((60, 80 + 300 * i + 34 * j), line, fill="black")
        out = BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    # -- adding ----------------------------------------------------------------------------------------------

    def submit(self, name: str, data: bytes, *, collection: str = "", options: ReadOptions | None = None) -> list[str]:
        job = Job(f"j{next(self._numbers)}", name, self.collection(collection).id, "queued")
        self._jobs[job.id] = (job, time.monotonic(), data, options or ReadOptions())
        return [job.id]

    def switches(self) -> list[Job]:
        return self.switched

    def reindex_collection(self, name_or_id: str = "", model: str = "") -> list[str]:
        self.switched = [Job("j-switch", f"Library → {model}", name_or_id, "embedding", 3, 12)]
        return ["j-switch"]

    def remove_model(self, name: str) -> ModelInfo:
        [gone] = [one for one in self.models.known if one.name == name]
        self.models.known.remove(gone)
        return gone

    def jobs(self) -> list[Job]:
        return [self._advance(key) for key in self._jobs]

    def _advance(self, key: str) -> Job:
        job, begun, data, options = self._jobs[key]
        if job.over:
            return job
        passed = time.monotonic() - begun
        if passed < self.step:
            job = replace(job, state="reading")
        elif passed < 4 * self.step:
            job = replace(job, state="embedding", total=40, done=int(40 * (passed - self.step) / (3 * self.step)))
        else:
            result = self._read(job.name, data, job.collection)
            state = "failed" if result.status == "failed" else "done"
            job = replace(job, state=state, result=result, done=result.passages, total=result.passages)
        self._jobs[key] = (job, begun, data, options)
        return job

    def _read(self, name: str, data: bytes, collection: str) -> AddResult:
        if data.startswith(b"\x89PNG"):
            source = self._draw(name, "The printer is out of paper", "#e8ecf4", collection, data)
            return AddResult(name, "ready", source.id, "image", 2, 0.4)
        if not name.endswith((".txt", ".md", ".csv", ".pdf")):
            return AddResult(name, "failed", error=f"{name} is a kind of file that cannot be read yet.")
        if not data.strip():
            return AddResult(name, "failed", error=f"{name} is empty; check that it was saved completely.")
        lines = [line for line in data.decode("utf-8", "replace").split("\n\n") if line.strip()]
        source = self._put(
            name, "document", "en", [(t, Locator(line=1)) for t in lines], collection=collection, data=data
        )
        notes = ("No text on 1 of 2 pages: scanned?",) if name.endswith(".pdf") else ()
        rows = RowReport(len(lines), (4,), ((6, "no answer in it"),)) if name.endswith(".csv") else None
        return AddResult(name, "ready", source.id, "document", len(lines), 0.4, notes=notes, rows=rows)

    def cancel(self, job_id: str) -> None:
        if job_id == "j-switch":
            self.switched = [replace(job, state="cancelled") for job in self.switched]
            return
        job, *rest = self._jobs[job_id]
        if self._advance(job_id).state == "embedding":
            source = self._sources[self._read(job.name, rest[1], job.collection).source]
            self._sources[source.id] = replace(source, status="words", embedded=0)
        self._jobs[job_id] = (replace(job, state="cancelled"), *rest)  # type: ignore[arg-type]

    def clear_jobs(self, collection: str = "") -> None:
        self._jobs = {k: v for k, v in self._jobs.items() if not v[0].over or collection not in ("", v[0].collection)}

    @property
    def working(self) -> bool:
        return any(job.state in ("queued", "reading", "embedding") for job in self.jobs())

    @property
    def seen_languages(self) -> frozenset[str]:
        return frozenset(("zh", "ja", "en", "de", "fr", "es"))

    # -- asking ----------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        image: Sequence[Picture] | None = None,
        collection: str = "",
        k: int = 10,
        where: Filter | None = None,
        carried: Sequence[str] = (),
    ) -> Answer:
        if not question.strip() and image is None:
            raise InvalidRequest("The question is empty; type what you want to know.")
        where = where or Filter()
        seen = "\n".join(one.words for one in image or () if one.words)
        pictures = tuple(self.search_images(seen, image=image[0])) if image else ()
        wanted = _tokens(f"{question} {seen}") | {term.lower() for term in carried}
        pool = []
        for source in self.sources(collection):
            for passage in self._passages[source.id]:
                if where.sources and source.id not in where.sources:
                    continue
                if where.kinds and source.kind not in where.kinds:
                    continue
                if where.languages and passage.language not in where.languages:
                    continue
                shared = len(wanted & _tokens(passage.text))
                if shared:
                    pool.append((shared / max(len(wanted), 1), source, passage))
        pool.sort(key=lambda found: (-found[0], found[2].id))
        hits = tuple(self._hit(i + 1, *found, wanted) for i, found in enumerate(pool[:k]))
        notes = (
            () if self.meaning == "ready" else ("Meaning search is still warming up; this answer is from words only.",)
        )
        query = Query(question, "en", tuple(sorted(wanted)), carried=tuple(carried))
        sure = hits[0].confidence or 0.0 if hits else 0.0
        verdict, waiting = self._judged(question, sure)
        if question.strip("!?.").lower() in SMALLTALK:
            return Answer(f"q{next(self._numbers)}", question, ())
        number = f"q{next(self._numbers)}"
        groups = self._groups(hits)
        return Answer(
            number, question, hits, groups, verdict, sure, query, (*notes, *waiting), ms={"total": 7.0},
            pictures=pictures, seen=seen, picture=image[0].id if image else "", uncovered=self.strange,
            more_pictures=tuple(one.id for one in (image or ())[1:]), asked_with=len(image or ()),
        )  # fmt: skip

    def _judged(self, question: str, sure: float) -> tuple[Verdict | None, tuple[str, ...]]:
        """Return the verdict, or the note that says why there is none."""
        if sure >= 0.15:
            return "answered" if sure >= 0.45 else "maybe", ()
        if self.unread:
            return None, (PASSAGES.format(count=self.unread),)
        self.gaps.insert(0, question)
        return "nothing", ()

    def _hit(self, rank: int, score: float, source: Source, passage: Passage, wanted: set[str]) -> Hit:
        best = max(
            passage.sentences,
            key=lambda s: (len(_tokens(passage.text[s.start : s.end]) & wanted), -s.start),
        )
        evidence = Evidence(passage.text[best.start : best.end], best.start, best.end, 0.9)
        terms = tuple(Span(m.start(), m.end()) for m in _WORD.finditer(passage.text) if m.group().lower() in wanted)
        also = (("s99", "archive/Old handbook.pdf"),) if rank == 1 and source.pages else ()
        semantic = round(0.2 + 0.6 * score, 2) if self.meaning == "ready" else None
        return Hit(
            rank, round(score, 2), semantic, 9 * score, passage, source, (evidence,), terms, also, round(0.9 * score, 2)
        )

    def _groups(self, hits: Sequence[Hit]) -> tuple[Group, ...]:
        by_kind: dict[str, list[Hit]] = {}
        for hit in hits:
            by_kind.setdefault(hit.source.kind, []).append(hit)
        return tuple(
            Group(
                " · ".join(sorted(_tokens(found[0].passage.text))[:3]),
                found[0].passage.text[: found[0].passage.sentences[-1].end][:160],
                tuple(hit.rank for hit in found),
                passages=tuple(hit.passage.id for hit in found),
            )
            for found in by_kind.values()
        )

    def carry(self, previous_question: str, question: str, *, seen: str = "") -> tuple[str, ...]:
        if not question.lower().startswith("and "):
            return ()
        return tuple(sorted(_tokens(f"{previous_question} {seen}") - _tokens(question)))[:3]

    def suggestions(self, collection: str = "", n: int = 4, *, language: str = "") -> list[str]:
        asked = [p.question for s in self.sources(collection) for p in self._passages[s.id] if p.question]
        found = [*asked[: n - 1], "年假需要提前多久申请？"] if asked else []
        return found[::-1] if language == "zh" else found

    def themes(self, collection: str = "", *, language: str = "") -> list[Group]:
        hits = self.ask("the refund delivery password 退 年 fire retry price", collection=collection, k=50).hits
        return list(self._groups(hits))

    def assurance(self, collection: str = "") -> Assurance:
        return Assurance(self.precision, 0.8, 0.1, 0.72, own=40)

    def uncovered(self, collection: str = "") -> Uncovered | None:
        return self.strange

    def faq(self, collection: str = "") -> FaqSetting:
        return FaqSetting(self.faq_match, sum(s.kind == "faq" for s in self.sources(collection)))

    def match_faq(self, match: FaqMatch, collection: str = "") -> FaqSetting:
        self.faq_match = match
        return self.faq(collection)

    def promise(self, precision: float, collection: str = "") -> Assurance:
        self.precision = precision
        return self.assurance(collection)

    def calibrate(self, collection: str = "") -> Assurance:
        return self.assurance(collection)

    def evaluate(
        self, collection: str = "", *, table: tuple[str, bytes] | None = None, plan: MeasuringPlan = ALL_MODES
    ) -> str:
        self.tables.append(table)
        self.plans.append(plan)
        name = table[0] if table else self.collection(collection).name
        self.measured = Evaluation("e1", self.collection(collection).id, name, own=table is None, done=3, total=40)
        return "e1"

    def evaluation_picture(self, evaluation: Evaluation, form: str = "png", **said: object) -> bytes:
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'

    def evaluation(self, collection: str = "") -> Evaluation | None:
        return self.measured

    def cancel_evaluation(self, evaluation: str) -> None:
        assert self.measured is not None
        self.measured = replace(self.measured, state="cancelled")

    def unanswered(self, collection: str = "") -> list[Unanswered]:
        return [Unanswered(text, 1, 0.0, 0.02) for text in self.gaps]

    def clear_unanswered(self, questions: Sequence[str] | None = None, collection: str = "") -> int:
        gone = [text for text in self.gaps if questions is None or text in questions]
        self.gaps = [text for text in self.gaps if text not in gone]
        return len(gone)

    def feedback(self, question_id: str, value: int, passage: str = "") -> None:
        self.feedbacks.append((question_id, value, passage))
        for turns in self._turns.values():
            for i, turn in enumerate(turns):
                if turn.answer and turn.answer.id == question_id:
                    turns[i] = replace(turn, feedback=value)

    # -- chats -----------------------------------------------------------------------------------------------

    def _mine(self, chat_id: str, owner: str) -> Chat:
        if self._chats.get(chat_id, ("",))[0] != owner:
            raise NotFound("That chat is not there; it was deleted, or belongs to another browser.")
        return self._chats[chat_id][1]

    def new_chat(self, owner: str, collection: str = "") -> str:
        chat = Chat(f"chat-{next(self._numbers):08d}-unguessable", "", self.collection(collection).id, time.time())
        self._chats[chat.id] = (owner, chat)
        self._turns[chat.id] = []
        return chat.id

    def chats(self, owner: str) -> list[Chat]:
        mine = [chat for whose, chat in self._chats.values() if whose == owner]
        return sorted(mine, key=lambda chat: -chat.updated)

    def turns(self, chat_id: str, owner: str) -> list[Turn]:
        self._mine(chat_id, owner)
        return [self._alive(turn) for turn in self._turns[chat_id]]

    def _alive(self, turn: Turn) -> Turn:
        if turn.answer is None:
            return turn
        left = tuple(hit for hit in turn.answer.hits if hit.source.id in self._sources)
        lost = turn.answer.hits[:1] != left[:1]
        answer = replace(turn.answer, hits=left, verdict="nothing" if lost else turn.answer.verdict)
        return replace(turn, answer=answer, removed=len(turn.answer.hits) - len(left), lost=lost)

    def add_turn(
        self, chat_id: str, owner: str, question: str, answer: Answer | None, attachments: Sequence[str] = ()
    ) -> int:
        chat = self._mine(chat_id, owner)
        turn = Turn(next(self._numbers), question, answer, time.time(), attachments=tuple(attachments))
        self._turns[chat_id].append(turn)
        self._chats[chat_id] = (owner, replace(chat, title=chat.title or question or "…", updated=time.time()))
        return turn.id

    def delete_chat(self, chat_id: str, owner: str) -> None:
        self._mine(chat_id, owner)
        del self._chats[chat_id], self._turns[chat_id]

    def delete_chats(self, owner: str) -> None:
        for chat in self.chats(owner):
            self.delete_chat(chat.id, owner)

    def attach(self, chat_id: str, owner: str, name: str, data: bytes) -> list[AddResult]:
        self._mine(chat_id, owner)
        hidden = f"hidden-{chat_id}"
        self._collections.setdefault(hidden, Collection(hidden, hidden, "m", time.time()))
        return [self._read(name, data, hidden)]

    def attachments(self, chat_id: str, owner: str) -> list[Source]:
        self._mine(chat_id, owner)
        return self.sources(f"hidden-{chat_id}")

    def ask_attached(self, chat_id: str, owner: str, question: str, k: int = 10, carried: Sequence[str] = ()) -> Answer:
        self._mine(chat_id, owner)
        return self.ask(question, collection=f"hidden-{chat_id}", k=k, carried=carried)

    def keep(self, source_id: str, chat_id: str, owner: str, collection: str = "") -> AddResult:
        source = self.source(source_id)
        self._sources[source.id] = replace(source, collection=self.collection(collection).id)
        return AddResult(source.name, "ready", source.id, source.kind, source.passages)

    def drop(self, source_id: str, chat_id: str, owner: str) -> None:
        self.delete(source_id)

    def verify(self, repair: bool = False) -> Health:
        n = sum(s.passages for s in self._sources.values())
        return Health(len(self._sources), n, n)

    def adding(self, *paths: Path) -> Iterator[AddResult]:
        raise UnknownFileType("not here")
