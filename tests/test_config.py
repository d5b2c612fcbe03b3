"""Settings that cannot be are told in one sentence, with their name."""

from __future__ import annotations

import pytest

from qa.cli import main
from qa.config import Settings
from qa.errors import InvalidRequest


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("QA_PASSAGE_TOKENS", "abc", "a whole number"),
        ("QA_PASSAGE_TOKENS", "0", "a whole number from 1"),
        ("QA_MAX_UPLOAD_MB", "-1", "a whole number from 1"),
        ("QA_SAMPLES", "perhaps", "true or false"),
    ],
)
def test_a_wrong_value_is_told_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidRequest) as caught:
        Settings.from_env()
    assert str(caught.value) == f"{name} is “{value}”, which it cannot be: set it to {wanted}, or leave it out."


@pytest.mark.parametrize(("name", "value"), [("QA_PASSAGE_TOKENS", "abc"), ("QA_DATABASE_URL", "foo")])
def test_the_command_line_says_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["list"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"qa: {name} ")
