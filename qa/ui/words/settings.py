"""The words of the Settings page."""

from __future__ import annotations

from collections.abc import Mapping

from qa.ui.words.phrases import count


class Settings:
    """The page that says what runs, where things are, and what is private."""

    title = "Settings"
    search = "Search"
    model = "Text model"
    meaning = "Meaning search"
    meanings: Mapping[str, str] = {
        "cold": "Not started yet; it starts with the first question",
        "warming": "Warming up",
        "ready": "Ready",
        "failed": "Could not be started",
    }
    words_state = "Ready"
    word_search = "Word search"
    collection = "Collection"
    privacy = "Privacy"
    privacy_lines = (
        "Nothing leaves this machine: no telemetry, no fonts or scripts from elsewhere, "
        "no model downloads unless you ask.",
        "Chats belong to the browser that made them. Another browser, or a private window, does not see them.",
        "No text is generated. Every word of an answer stands in one of your files, and you can open it there.",
    )
    storage = "Where things are kept"
    storage_line = "Files, indexes and chats are in one folder. Copy it to back it up; delete it to start over."
    chats = "Your chats"
    keyboard = "Asking well"
    keyboard_lines = (
        '`"exact words"` must occur as written; `-word` leaves out passages that have it.',
        "A short follow-up such as *and for Germany?* keeps the topic of the question before it; "
        "remove a kept word with a click.",
        "Attach a file with the + in the question box to ask it at once, without adding it to the library.",
    )

    def chats_line(self, n: int) -> str:
        """Say how many chats there are."""
        return f"{count(n, 'chat')} in this browser." if n else "There are no chats in this browser."
