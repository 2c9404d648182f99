from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sounds.machine import AlsaFile, Capture, NullSink, PipeWire


@pytest.fixture
def alsa_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlsaFile:
    return AlsaFile(tmp_path, monkeypatch)


@pytest.fixture
def null_sink(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[NullSink]:
    sink = NullSink(tmp_path_factory.mktemp("pulse"))
    sink.use(monkeypatch)
    yield sink
    sink.kill()


@pytest.fixture
def capture(null_sink: NullSink) -> Iterator[Capture]:
    capture = Capture(null_sink)
    yield capture
    capture.close()


@pytest.fixture
def pipewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeWire]:
    pipewire = PipeWire(tmp_path, monkeypatch)
    try:
        pipewire.start()
        yield pipewire
    finally:
        pipewire.close()
