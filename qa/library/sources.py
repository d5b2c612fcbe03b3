"""What is in a library: sources, their passages, originals and pictures."""

from __future__ import annotations

from collections.abc import Collection as Ids
from collections.abc import Sequence

from qa.errors import NotFound
from qa.library.collections import Collections
from qa.types import (
    Passage,
    Picture,
    Source,
)


class Sources(Collections):
    """Finds, shows and removes sources, their passages and their pictures."""

    def sources(self, collection: str = "") -> list[Source]:
        """Return the sources of a collection by name."""
        return self._ledger.sources(self.collection(collection).id)

    def source(self, id_or_name: str, collection: str = "") -> Source:
        """Return a source by id, name, or the end of its name when only one ends so.

        Raises:
            NotFound: none, or several.
        """
        by_id = self._ledger.sources_by_id([id_or_name]).get(id_or_name)
        if by_id is not None:
            return by_id
        known = self.sources(collection)
        exact = [s for s in known if s.name == id_or_name]
        ending = exact or [s for s in known if s.name.endswith(f"/{id_or_name.removeprefix('./')}")]
        if len(ending) != 1:
            what = "No source is" if not ending else f"{len(ending)} sources are"
            raise NotFound(f"{what} called “{id_or_name}”: `qa list` shows names and ids.")
        return ending[0]

    def delete(self, *ids_or_names: str, collection: str = "") -> list[Source]:
        """Remove sources; they answer no more from this moment.

        Raises:
            NotFound: one of them is not there (nothing is removed then).
        """
        doomed = [self.source(each, collection) for each in ids_or_names]
        self._jobs.gone(sources={source.id for source in doomed})
        self._intake.delete([source.id for source in doomed])
        for where in {source.collection for source in doomed}:
            self._evaluating.forget(where)
        return doomed

    def reindex(self, source_id: str, password: str | None = None) -> str:
        """Read a source again from its original, in the background; the job's id. The password is never written down.

        Raises:
            NotFound: it is not there.
            StorageError: its original cannot be read.
        """
        return self._jobs.resume(self._intake.again(self.source(source_id), password))

    def passages(self, source_id: str) -> list[Passage]:
        """Return the passages of a source in order."""
        return self._ledger.passages(source_id)

    def passage(self, passage_id: str) -> Passage:
        """Return one passage.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        found = self._ledger.passages_by_id([passage_id]).get(passage_id)
        if found is None:
            raise NotFound("This passage is gone: its source was deleted or replaced.")
        return found

    def original(self, source_id: str) -> bytes:
        """Return the bytes of a source as they were added.

        Raises:
            NotFound: the source or its original is gone.
        """
        return self._files.get(self.source(source_id).sha256)

    def page_png(self, source_id: str, page: int, marks: Sequence[str] = ()) -> bytes:
        """Draw a page of a PDF source with sentences marked, on a scanned page where OCR read them.

        Raises:
            NotFound: no such page.
            ReadError: the PDF cannot be drawn.
        """
        from qa.ingest.preview import page_png

        source = self.source(source_id)
        seen = [p for p in self._album.pictures(source.collection, [source.id]) if p.page == page and not p.view]
        read = [(box.text, box.shares(p.width, p.height)) for p in seen for box in p.boxes] if marks else []
        return page_png(self.original(source_id), page, marks, read=read)

    @property
    def seen_languages(self) -> frozenset[str]:
        """Codes of the languages that can be read on pictures and scans here and now."""
        return self._ocr.languages

    def pictures(self, collection: str = "", sources: Ids[str] = ()) -> list[Picture]:
        """Return the pictures of a collection by source and position; with ``sources`` (ids), those of these alone."""
        return self._album.pictures(self.collection(collection).id, sources)

    def picture(self, picture_id: str) -> Picture:
        """Return one picture.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        return self._album.picture(picture_id)

    def thumbnail(self, picture_id: str) -> bytes:
        """Return a picture as a JPEG of at most 400 pixels a side.

        Raises:
            NotFound: its source was deleted or replaced.
        """
        return self._prints.get(self._album.picture(picture_id).thumbnail)

    def view(self, picture_id: str) -> bytes:
        """Return a picture as a JPEG of at most 1,600 pixels a side; a whole page of a PDF is drawn as a PNG.

        Raises:
            NotFound: its source was deleted or replaced.
            ReadError: the PDF cannot be drawn.
        """
        picture = self._album.picture(picture_id)
        if not picture.view and picture.page:
            return self.page_png(picture.source, picture.page)
        return self._prints.get(picture.view)
