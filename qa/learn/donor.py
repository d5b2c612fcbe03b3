"""Start a student from a multilingual model that others have trained: some of its layers, and rows for other pieces.

Such a model has read far more text than the lessons hold: what it knows of the words of a hundred languages would take
them many times their length. Its vocabulary is too big to ship, and cuts English into more pieces than the teacher's
does, so only its knowledge is taken over: each piece of the student's vocabulary starts as the mean of the rows of the
pieces that the donor cuts it into, and every other layer or so is left out (as in DistilBERT, Sanh et al. 2019).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.learn.folder import save
from qa.learn.prepare import rows_of
from qa.learn.student import Student
from qa.learn.vocabulary import Tokenizer, opened

Floats = NDArray[np.float32]
LAYERS = 6
"""As many as all-MiniLM-L6-v2 has, for the sake of speed."""
THEIR_SPECIAL = (("<pad>", "[PAD]"), ("<unk>", "[UNK]"), ("<s>", "[CLS]"), ("</s>", "[SEP]"), ("<mask>", "[MASK]"))


def transplant(donor: Path, vocabulary: Path, out: Path, *, layers: int = LAYERS) -> Path:
    """Write a student with every other layer of the donor (`layers` in all) and other pieces to the plain folder `out`.

    `donor` is the folder of a BERT-like model with its `tokenizer.json`, `vocabulary` one whose `tokenizer.json` the
    student is to have. The student is worth little before its lessons.
    """
    import torch
    from transformers import AutoModel

    ours = opened(vocabulary)
    rows = rows_for(ours, opened(donor), rows_of(donor))
    whole = AutoModel.from_pretrained(donor, local_files_only=True, dtype=torch.float32)
    step = max(1, len(whole.encoder.layer) // layers)
    whole.encoder.layer = whole.encoder.layer[::step][:layers]
    whole.set_input_embeddings(torch.nn.Embedding(len(rows), rows.shape[1], padding_idx=0))
    whole.config.num_hidden_layers, whole.config.vocab_size = len(whole.encoder.layer), len(rows)
    whole.config.pad_token_id = 0
    whole.save_pretrained(out)
    return save(Student.from_teacher(out, rows), ours, out, out)


def rows_for(ours: Tokenizer, theirs: Tokenizer, table: Floats) -> Floats:
    """Return a row for each of our pieces: the mean of the rows (`table`) of the pieces the donor cuts it into."""
    special = _special(theirs)
    pieces = ours.get_vocab()
    rows = np.empty((len(pieces), table.shape[1]), np.float32)
    for piece, row in pieces.items():
        cut = [special[piece]] if piece in special else [part.id for part in theirs.model.tokenize(piece)]
        rows[row] = table[cut or [special["[UNK]"]]].mean(axis=0)
    return rows


def _special(theirs: Tokenizer) -> dict[str, int]:
    """Map our special pieces to the donor's, which are called as XLM-R's or BERT's; [UNK] stands for missing ones."""
    pieces = theirs.get_vocab()
    unknown = pieces.get("<unk>", pieces.get("[UNK]", 0))
    return {ours: pieces.get(name, pieces.get(ours, unknown)) for name, ours in THEIR_SPECIAL}
