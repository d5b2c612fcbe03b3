"""What counts of a collection's FAQ entries, where its user chose."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.index.database import transaction
from qa.index.schema import matching
from qa.types import FaqMatch


class Matching:
    """Choices by collection id."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, collection: str) -> FaqMatch | None:
        """Return what was chosen for a collection, None where nothing was."""
        with transaction(self.engine) as c:
            found = c.scalar(sa.select(matching.c.faq).where(matching.c.collection == collection))
        return cast("FaqMatch | None", found)

    def choose(self, collection: str, faq: FaqMatch) -> None:
        """Keep a choice."""
        mine = matching.c.collection == collection
        try:
            with transaction(self.engine) as c:
                if not c.execute(matching.update().where(mine).values(faq=faq)).rowcount:
                    c.execute(matching.insert().values(collection=collection, faq=faq))
        except sa.exc.IntegrityError:
            return  # the collection was deleted meanwhile
