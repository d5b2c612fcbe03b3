"""Models come, go and travel: by a hub that behaves or does not, by zip, by folder; and nothing evil comes in."""

from __future__ import annotations

import json
import pickle
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

import qa
from qa import api
from qa.cli import main
from qa.config import Settings
from qa.errors import InvalidRequest, ModelError
from qa.index import catalogue, hub
from qa.index.hub import HubFile
from qa.library import Library
from qa.models import Models
from tests.fake_hub import FakeHub, serving
from tests.fakes import HashEncoder
from tests.models import tiny_model

E5 = "intfloat/multilingual-e5-small"


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the Hub cache of whoever runs the tests out of them."""
    for name in ("HUGGINGFACE_HUB_CACHE", "SENTENCE_TRANSFORMERS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(hub, "PATIENCE", 2.0)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a model, with files around it that nobody needs."""
    folder = tiny_model(tmp_path_factory.mktemp("made") / "tiny")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.onnx").write_bytes(b"x" * 1000)
    (folder / "modeling_custom.py").write_text("raise SystemExit")
    (folder / ".gitattributes").write_text("")
    return folder


@pytest.fixture
def fake(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """Serve the model as multilingual-e5-small."""
    with serving(tiny, E5) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


def test_model_is_fetched_listed_used_and_removed(
    fake: FakeHub, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way on the command line; only what is needed is fetched."""
    assert main(["models", "get", "multilingual-e5-small"]) == 0
    assert capsys.readouterr().out == "multilingual-e5-small: ready\n"
    fetched = {path.rsplit(f"{E5}/", 1)[-1] for path, _ in fake.asked}
    assert not any(name.endswith((".onnx", ".py", ".gitattributes")) for name in fetched)
    assert main(["models", "--json"]) == 0
    shown = {one["name"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    e5 = shown["multilingual-e5-small"]
    assert e5["here"] and e5["query_prompt"] == "query: " and not shown["bge-m3"]["here"]
    assert qa.embed("abc", model="multilingual-e5-small").shape == (1, 8)
    assert main(["models", "get", "multilingual-e5-small"]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["models", "remove", "multilingual-e5-small"]) == 0
    assert catalogue.find("multilingual-e5-small", home) is None


def test_model_without_a_card_is_fetched_by_its_hub_id(fake: FakeHub, home: Path) -> None:
    fake.repository = "somebody/some-model"
    models = Models(home)
    assert models.get("somebody/some-model").wait().state == "done"
    assert catalogue.resolve("somebody/some-model", home) == home / "models" / "somebody--some-model"
    [other] = [info for info in models.all() if info.name == "somebody--some-model"]
    assert other.here and other.removable and other.dims == 8
    models.remove("somebody/some-model")
    assert catalogue.find("somebody/some-model", home) is None


def test_download_goes_on_where_it_was_cut(fake: FakeHub, home: Path) -> None:
    """By itself after a cut connection, and after the process was killed."""
    fake.cut = 2
    models = Models(home)
    assert models.get(E5).wait().state == "done"
    ranges = [given for path, given in fake.asked if path.endswith("model.safetensors")]
    assert len(ranges) == 3 and ranges[0] == "" and all(given.startswith("bytes=") for given in ranges[1:])
    models.remove(E5)
    fake.asked.clear()
    fake.slow = 0.2
    running = models.get(E5)
    part = home / "models" / ".get-multilingual-e5-small" / "model.safetensors.part"
    deadline = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size >= 1024) and time.monotonic() < deadline:
        time.sleep(0.05)
    models.cancel("multilingual-e5-small")
    assert running.wait().state == "cancelled"
    assert catalogue.find(E5, home) is None
    have = part.stat().st_size
    fake.slow = 0.0
    assert models.get(E5).wait().state == "done"
    assert any(given == f"bytes={have}-" for _, given in fake.asked)


def test_wrong_bytes_are_refused(fake: FakeHub, home: Path) -> None:
    for name in ("model.safetensors", "config.json"):
        fake.corrupt = name
        state = Models(home).get(E5).wait()
        assert state.state == "failed" and "other bytes" in state.error
        Models(home).remove(E5)
        assert catalogue.find(E5, home) is None


def test_unknown_model_is_told(fake: FakeHub, home: Path) -> None:
    state = Models(home).get("somebody/nothing").wait()
    assert state.state == "failed" and "no such model" in state.error
    with pytest.raises(InvalidRequest, match="no Hub id"):
        Models(home).get("nonsense")


@pytest.mark.parametrize("deadline", [None, 1.0])
def test_silent_server_is_given_up(deadline: float | None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and says nothing costs seconds, not forever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        state = Models(home).get("bge-m3", deadline=deadline).wait(60)
    assert state.state == "failed"
    assert ("time that was given" if deadline else "no answer in time") in state.error


def test_only_what_is_needed_is_fetched() -> None:
    """Pickles only where there is nothing safer beside them; no other framework's weights."""
    names = ("config.json", "model.safetensors", "pytorch_model.bin", "2_Dense/pytorch_model.bin", "tf_model.h5")
    kept = hub.needed([HubFile(name, 1, "", "") for name in (*names, "onnx/config.json", "colbert_linear.pt")])
    assert [file.path for file in kept] == ["config.json", "model.safetensors", "2_Dense/pytorch_model.bin"]


def test_model_travels_as_a_zip(tiny: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Imported from a folder, exported, removed, imported from the zip: the same vectors."""
    assert main(["models", "import", str(tiny), "--name", "mine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "mine"
    before = qa.embed("abc", model="mine")
    assert main(["models", "export", "mine", str(tmp_path / "mine.zip")]) == 0
    assert main(["models", "remove", "mine"]) == 0
    with pytest.raises(ModelError):
        catalogue.resolve("mine", home)
    assert main(["models", "import", str(tmp_path / "mine.zip")]) == 0
    np.testing.assert_array_equal(qa.embed("abc", model="mine"), before)
    assert not (home / "models" / "mine" / "modeling_custom.py").exists()
    with pytest.raises(ModelError, match="already"):
        Models(home).bring(tiny, "mine")


def test_built_in_model_stays(home: Path, tmp_path: Path) -> None:
    """It is listed first, can be carried, and is not removed."""
    models = Models(home)
    first = models.all()[0]
    assert first.built_in and first.here
    with pytest.raises(ModelError, match="not removed"):
        models.remove(first.name)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("code ran",)


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["../evil.json", "/evil.json", "a/../../evil.json", "..\\evil.json", "C:\\evil.json"])
def test_no_file_lands_outside(name: str, home: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="outside"):
        Models(home).bring(_zip(tmp_path / "a.zip", {"m/config.json": b"{}", name: b"{}"}))
    assert list((home / "models").iterdir()) == []


def test_no_link_no_bomb_no_foreign_part_comes_in(tiny: Path, home: Path, tmp_path: Path) -> None:
    models = Models(home)
    link = zipfile.ZipInfo("m/config.json")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ModelError, match="link"):
        models.bring(tmp_path / "link.zip")
    with pytest.raises(ModelError, match="bomb"):
        models.bring(_zip(tmp_path / "bomb.zip", {"m/model.safetensors": b"\0" * 40_000_000}))
    with pytest.raises(ModelError, match="no zip"):
        models.bring(tiny / "config.json")
    with pytest.raises(ModelError, match="no file or folder"):
        models.bring(tmp_path / "nowhere.zip")
    whole = {f"m/{f.relative_to(tiny).as_posix()}": f.read_bytes() for f in tiny.rglob("*") if f.is_file()}
    modules = json.loads(whole["m/modules.json"])
    for change, complaint in (
        ({"m/config.json": b'{"auto_map": {"AutoModel": "x.Y"}}'}, "code of its own"),
        (
            {"m/modules.json": json.dumps([*modules, {"path": "", "type": "evil.Module"}]).encode()},
            "parts that are not",
        ),
        ({"m/modules.json": json.dumps([modules[0] | {"path": "../x"}]).encode()}, "points outside"),
        ({"m/model.safetensors": b"torn"}, "damaged"),
        ({"m/config.json": b"{"}, "cannot be read"),
    ):
        with pytest.raises(ModelError, match=complaint):
            models.bring(_zip(tmp_path / "changed.zip", whole | change))
    assert list((home / "models").iterdir()) == []


def test_pickles_come_in_only_as_numbers(tiny: Path, home: Path, tmp_path: Path) -> None:
    """A pickle that would run code is refused without running it; one of tensors alone is taken."""
    import torch
    from safetensors.torch import load_file

    whole = {f"m/{f.relative_to(tiny).as_posix()}": f.read_bytes() for f in tiny.rglob("*") if f.is_file()}
    weights = whole.pop("m/model.safetensors")
    with pytest.raises(ModelError, match="pickle"):
        Models(home).bring(_zip(tmp_path / "e.zip", whole | {"m/pytorch_model.bin": pickle.dumps(_Evil())}))
    (tmp_path / "w.safetensors").write_bytes(weights)
    torch.save(load_file(tmp_path / "w.safetensors"), tmp_path / "good.bin")
    good = whole | {"m/pytorch_model.bin": (tmp_path / "good.bin").read_bytes()}
    assert Models(home).bring(_zip(tmp_path / "g.zip", good)).name == "m"
    assert qa.embed("abc", model="m").shape == (1, 8)


def test_models_over_http(fake: FakeHub, home: Path) -> None:
    """Listed, fetched and removed; not while a collection uses one."""
    library = Library.open(home, settings=Settings(samples=False), load=lambda name: HashEncoder(key=name))
    app = api.build(lambda: library, max_upload_mb=1)
    with library, TestClient(app, base_url="http://localhost/v1") as http:
        names = [one["name"] for one in http.get("/models").json()["models"]]
        assert names[0] == "askwell-multilingual" and "multilingual-e5-small" in names
        assert http.post("/models", json={"name": E5}).status_code == 202
        assert library.models.get(E5).wait().state == "done"
        assert http.get("/models").json()["downloads"][0]["state"] == "done"
        library.create_collection("Bound", E5)
        assert http.delete("/models/multilingual-e5-small").status_code == 400
        library.delete_collection("Bound")
        assert http.delete("/models/multilingual-e5-small").json() == {"deleted": "multilingual-e5-small"}
        assert catalogue.find(E5, home) is None
