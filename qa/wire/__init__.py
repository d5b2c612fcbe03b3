"""How things look as JSON: one place for the command line and the HTTP API.

The functions give everything; :func:`strict_answer` and :func:`strict_added` keep exactly the fields that the command
line promises. Absent values are null, never left out (but ``line`` and ``ocr`` of a locator).
"""

from qa.wire.answers import (
    ANSWER,
    EVIDENCE,
    GROUP,
    HIT,
    answer,
    evidence,
    group,
    hit,
    locator,
    picture_hit,
    reason,
    strict_answer,
    uncovered,
)
from qa.wire.holdings import ADDED, added, collection, download, health, job, model, rows, source, strict_added
from qa.wire.shape import Json
from qa.wire.trust import assurance, evaluating, evaluation, faq, unanswered

__all__ = [
    "ADDED",
    "ANSWER",
    "EVIDENCE",
    "GROUP",
    "HIT",
    "Json",
    "added",
    "answer",
    "assurance",
    "collection",
    "download",
    "evaluating",
    "evaluation",
    "evidence",
    "faq",
    "group",
    "health",
    "hit",
    "job",
    "locator",
    "model",
    "picture_hit",
    "reason",
    "rows",
    "source",
    "strict_added",
    "strict_answer",
    "unanswered",
    "uncovered",
]
