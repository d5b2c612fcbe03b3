"""A database that cannot be is told in our words, and its address, which may hold a password, is not repeated."""

from __future__ import annotations

import pytest

from qa.errors import InvalidRequest
from qa.index.database import connect


@pytest.mark.parametrize("url", ["foo", "mysq://ann:secret@host/x", "postgresql://ann:secret@host:port/x"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(InvalidRequest, match=r"^QA_DATABASE_URL names no database that can be opened here") as caught:
        connect(url)
    assert "secret" not in str(caught.value) and "http" not in str(caught.value)
