"""One file a page; each has one function ``page`` that draws it."""
