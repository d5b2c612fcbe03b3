"""The tables of the ledger."""

from __future__ import annotations

import sqlalchemy as sa

VERSION = 2
"""Raised whenever a table changes shape; see ``database`` for what becomes of ledgers of other versions."""

metadata = sa.MetaData()

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("model", sa.String, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("chat", sa.String, nullable=False, default="", index=True),  # id of the chat whose attachments it holds
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("collection", sa.String, sa.ForeignKey("collections.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False, index=True),
    sa.Column("sha256", sa.String, nullable=False),  # of the version that answers; empty before the first one is read
    sa.Column("incoming", sa.String, nullable=False, default=""),  # of a version that waits to be read
    sa.Column("options", sa.Text, nullable=False, default="{}"),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("added", sa.Float, nullable=False),
    sa.Column("language", sa.String, nullable=False, default=""),
    sa.Column("title", sa.String, nullable=False, default=""),
    sa.Column("pages", sa.Integer),
    sa.Column("error", sa.Text, nullable=False, default=""),
    sa.Column("notes", sa.Text, nullable=False, default="[]"),
    sa.Column("rows", sa.Text),
    sa.Column("passages", sa.Integer, nullable=False, default=0),
    sa.UniqueConstraint("collection", "name"),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("source", sa.String, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("context", sa.Text, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("language", sa.String, nullable=False),
    sa.Column("locator", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("entry", sa.String, nullable=False),
    sa.Column("sentences", sa.LargeBinary, nullable=False),  # int32 pairs
    sa.Column("embedded", sa.Boolean, nullable=False, default=False),
    sa.Index("passages_of_source", "source", "position"),
    sa.Index("passages_to_embed", "embedded", "source"),
)

beside = sa.Table(  # what passages keep beside their vectors, see records.pack; larger than all else of them
    "beside",
    metadata,
    sa.Column("passage", sa.String, sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("packed", sa.LargeBinary, nullable=False),
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("source", sa.String, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.String, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String, nullable=False, index=True),
    sa.Column("dhash", sa.String, nullable=False),  # 16 hex digits: SQL has no unsigned 64 bits
    sa.Column("mirrored", sa.String, nullable=False),
    sa.Column("look", sa.LargeBinary, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("boxes", sa.Text, nullable=False),
    sa.Column("caption", sa.Text, nullable=False),
    sa.Column("around", sa.Text, nullable=False),
    sa.Column("thumbnail", sa.String, nullable=False),
    sa.Column("view", sa.String, nullable=False),
    sa.Index("pictures_of_source", "source", "position"),
)

tombstones = sa.Table(  # what the derived indexes still have to forget
    "tombstones",
    metadata,
    sa.Column("passage", sa.String, primary_key=True),
    sa.Column("collection", sa.String, nullable=False, index=True),
)

switches = sa.Table(  # collections that change their model
    "switches",
    metadata,
    sa.Column("collection", sa.String, sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("old", sa.String, nullable=False),
    sa.Column("model", sa.String, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False, default=False),  # only the old vectors are still to be dropped
)

fresh = sa.Table(  # passages that have their vector of the new model, and what they keep beside it
    "fresh",
    metadata,
    sa.Column("passage", sa.String, sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("collection", sa.String, nullable=False, index=True),
    sa.Column("vectors", sa.LargeBinary),
)

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("collection", sa.String, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("asked", sa.Float, nullable=False),
    sa.Column("verdict", sa.String),
    sa.Column("confidence", sa.Float),
    sa.Column("top", sa.String, nullable=False, default=""),  # id of the first passage
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("question", sa.String, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("passage", sa.String, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("given", sa.Float, nullable=False),
)

cleared = sa.Table(  # unanswered questions that somebody took off the list
    "cleared",
    metadata,
    sa.Column("question", sa.String, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
)

assurances = sa.Table(  # what a collection knows of its own confidence, and what its user asked of it
    "assurances",
    metadata,
    sa.Column("collection", sa.String, sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("precision", sa.Float),
    sa.Column("stamp", sa.String, nullable=False, default=""),  # what the calibration was made from
    sa.Column("calibration", sa.Text, nullable=False, default=""),
)

matching = sa.Table(  # what counts of a collection's FAQ entries, where its user chose
    "matching",
    metadata,
    sa.Column("collection", sa.String, sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("faq", sa.String, nullable=False),
)

evaluations = sa.Table(  # the latest of each collection that was finished
    "evaluations",
    metadata,
    sa.Column("collection", sa.String, sa.ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("record", sa.Text, nullable=False),  # JSON
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("owner", sa.String, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False, default=""),
    sa.Column("collection", sa.String, nullable=False),
    sa.Column("updated", sa.Float, nullable=False),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("chat", sa.String, sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text),  # JSON of ids, scores and spans: the words themselves stay with their source
    sa.Column("asked", sa.Float, nullable=False),
    sa.Column("attachments", sa.Text, nullable=False, default="[]"),
)
