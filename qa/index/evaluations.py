"""The latest finished evaluation of each collection: kept in the ledger's database, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from qa.index.database import transaction
from qa.index.schema import evaluations
from qa.types import Comparison, Evaluation, Variant, WrongAnswer


class Evaluations:
    """Finished evaluations by collection id."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def all(self) -> list[Evaluation]:
        """Return what is kept; what cannot be read any more is left out."""
        with transaction(self.engine) as c:
            records = c.scalars(sa.select(evaluations.c.record).order_by(evaluations.c.collection)).all()
        return [one for record in records if (one := _from_json(record)) is not None]

    def put(self, one: Evaluation) -> None:
        """Keep an evaluation that is done, in place of the one of its collection before."""
        mine = evaluations.c.collection == one.collection
        record = json.dumps(asdict(one))
        try:
            with transaction(self.engine) as c:
                if not c.execute(evaluations.update().where(mine).values(record=record)).rowcount:
                    c.execute(evaluations.insert().values(collection=one.collection, record=record))
        except sa.exc.IntegrityError:
            return  # the collection was deleted meanwhile

    def drop(self, collection: str) -> None:
        """Forget the evaluation of a collection, if there is one."""
        with transaction(self.engine) as c:
            c.execute(evaluations.delete().where(evaluations.c.collection == collection))


def _from_json(record: str) -> Evaluation | None:
    """Return what was kept, None where another version kept it in another shape."""
    try:
        parts = json.loads(record)
        both = parts["comparison"]
        one = replace(
            Evaluation(**parts),
            lines=_figures(parts["lines"]),
            wrong=tuple(WrongAnswer(**wrong) for wrong in parts["wrong"]),
            missing=tuple(parts["missing"]),
            comparison=None if both is None else _comparison(both),
        )
    except (ValueError, TypeError, KeyError):
        return None
    return one if one.state == "done" and one.lines else None


def _comparison(parts: Mapping[str, Any]) -> Comparison:
    other = parts["other"]
    sizes = other["splitting"]
    variant = Variant(**{**other, "splitting": None if sizes is None else tuple(sizes)})
    return Comparison(variant, _figures(parts["lines"]), _figures(parts["differences"]))


def _figures(lines: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(line) for line in lines)
