"""The house: everything a door needs, wired from the rooms; no algorithms of its own."""

from qa.library.house import FIRST_PAGE, Library, release, shared

__all__ = ["FIRST_PAGE", "Library", "release", "shared"]
