"""Words, sentences and languages: pure functions that every room uses.

``scripts`` folds text and names writing systems; ``detect`` tells languages apart; ``sentences`` finds sentence borders
and estimates length; ``tokens`` makes the tokens of keyword search, with the stems of ``stems``, and ``spots``
finds them in a text; ``stopwords`` lists function words, ``headings`` headings that tell nothing.
"""

from qa.language.detect import detect, is_rtl
from qa.language.headings import is_usual
from qa.language.scripts import contains, fold
from qa.language.sentences import count, sentences
from qa.language.spots import held, held_in, term_spans
from qa.language.stopwords import stop_words
from qa.language.tokens import identifiers, query_tokens, tokens

__all__ = [
    "contains",
    "count",
    "detect",
    "fold",
    "held",
    "held_in",
    "identifiers",
    "is_rtl",
    "is_usual",
    "query_tokens",
    "sentences",
    "stop_words",
    "term_spans",
    "tokens",
]
