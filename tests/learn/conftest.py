"""What every test of distillation starts from: a tiny teacher and tiny parallel text, made once a file."""

from pathlib import Path

import pytest

from tests.learn.tiny import make_teacher, write_parallel


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parallel(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_teacher(tmp_path_factory.mktemp("teacher"))
