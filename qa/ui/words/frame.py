"""The words around every page."""

from __future__ import annotations

from qa.ui.words.phrases import count


class Frame:
    """What stands around every page."""

    title = "Askwell"
    ask = "New question"
    library = "Library"
    images = "Images"
    themes = "Themes"
    settings = "Settings"
    recent = "Recent questions"
    untitled = "New question"
    all_chats = "Show all"
    delete = "Delete"
    delete_this = "Delete this chat"
    delete_all = "Delete all chats…"
    delete_all_title = "Delete all chats?"
    cancel = "Cancel"
    chat_menu = "Options of this chat"
    warming = "Meaning search is warming up. Until then answers come from words only."
    meaning_failed = "Meaning search could not be started; answers come from words only. See Settings."
    unexpected = "Something went wrong here, and it has been written to the log. The rest still works: try again."

    def delete_all_body(self, n: int) -> str:
        """Warn about what deleting all chats means."""
        return f"This deletes {count(n, 'chat')} for good, with the files attached to them. The library stays as it is."
