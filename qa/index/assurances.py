"""What a collection knows of its own confidence: kept in the ledger's database, as JSON of another room's making."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.index.database import transaction
from qa.index.schema import assurances


class Kept(NamedTuple):
    """The precision chosen (None: none), and the calibration with the stamp of what it was made from ("": none yet)."""

    precision: float | None = None
    stamp: str = ""
    calibration: str = ""


class Assurances:
    """Calibrations and chosen precisions by collection id."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, collection: str) -> Kept:
        """Return what is kept for a collection."""
        with transaction(self.engine) as c:
            row = c.execute(sa.select(assurances).where(assurances.c.collection == collection)).first()
        return Kept() if row is None else Kept(row.precision, row.stamp, row.calibration)

    def choose(self, collection: str, precision: float) -> None:
        """Keep the precision that a collection's verdicts shall have."""
        self._put(collection, {"precision": precision})

    def calibrated(self, collection: str, stamp: str, calibration: str) -> None:
        """Keep a calibration and what it was made from."""
        self._put(collection, {"stamp": stamp, "calibration": calibration})

    def _put(self, collection: str, values: dict[str, object]) -> None:
        mine = assurances.c.collection == collection
        try:
            with transaction(self.engine) as c:
                if not c.execute(assurances.update().where(mine).values(values)).rowcount:
                    fresh = {"stamp": "", "calibration": "", **values}
                    c.execute(assurances.insert().values(collection=collection, **fresh))
        except sa.exc.IntegrityError:
            return  # the collection was deleted meanwhile
