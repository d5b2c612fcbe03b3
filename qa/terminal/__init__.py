"""How the JSON objects of :mod:`qa.wire` read on a terminal. Pure: text in, text out."""

from qa.terminal.answers import answer, pictures, uncovered
from qa.terminal.holdings import added, assurance, collections, faq, health, models, reads, sources, unanswered
from qa.terminal.measured import figures, matrix, side_by_side, two_ways, went_wrong
from qa.terminal.plain import cells, one_line, shorter, table, visible

__all__ = [
    "added",
    "answer",
    "assurance",
    "cells",
    "collections",
    "faq",
    "figures",
    "health",
    "matrix",
    "models",
    "one_line",
    "pictures",
    "reads",
    "shorter",
    "side_by_side",
    "sources",
    "table",
    "two_ways",
    "unanswered",
    "uncovered",
    "visible",
    "went_wrong",
]
