import errno
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from crnn_tagger.from_scratch.data import mel_fill, mel_shards
from crnn_tagger.from_scratch.data.clip_audio import Decibels, load_clip
from crnn_tagger.from_scratch.data.mel_shards import BLOCK, ShardWriter
from crnn_tagger.from_scratch.data.mel_store import MelStore, fill
from filelock import FileLock

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress, run
from tagstudio.plugin_api.clips import Clips

MakeClips = Callable[..., Clips]
StartProcess = Callable[..., tuple[BaseProcess, Connection]]


def clips_at(paths: list[str]) -> Clips:
    ids = tuple(Path(path).stem for path in paths)
    splits, answers = np.zeros(len(ids), np.uint8), np.zeros((len(ids), 1), np.int8)
    return Clips(("rock",), ids, tuple(paths), ids, answers, splits)


@pytest.fixture
def make_clips(sound: Callable[..., str]) -> MakeClips:
    def make(*names: str) -> Clips:
        seconds = {"long": 65, "short": 3}
        return clips_at(
            [
                sound(f"{name}.wav", seconds=seconds.get(name, 30), pitch=300 + 40 * n, hz=12_000)
                for n, name in enumerate(names)
            ]
        )

    return make


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The clips that were really decoded."""
    names: list[str] = []

    def load(path: str, seconds: float | None) -> Decibels:
        names.append(Path(path).stem)
        return load_clip(path, seconds)

    monkeypatch.setattr(mel_fill, "load_clip", load)
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def whole(store: MelStore, clip: str) -> Decibels:
    row = store.row(clip)
    return store.window(row, 0, store.frames(row))


def test_windows_are_those_that_were_decoded(folder: Path, make_clips: MakeClips) -> None:
    clips = make_clips("long", "middling", "short")
    run(fill(folder, clips))
    store = MelStore.open(folder)
    assert len(store) == 3
    assert store.ids == clips.ids
    for clip, path in zip(clips.ids, clips.paths, strict=True):
        sound = load_clip(path, None)
        assert np.array_equal(whole(store, clip), sound)
        row = store.row(clip)
        for start in (0, 1, 63, 64, store.frames(row) - 1366):
            if start + 1366 <= store.frames(row):
                window = store.window(row, start)
                assert window.shape == (1366, 96)
                assert window.dtype == np.float16
                assert np.array_equal(window, sound[start : start + 1366])
    assert store.frames(store.row("short")) == 1366
    with pytest.raises(KeyError):
        store.row("another")
    with pytest.raises(ValueError, match="of 1366"):
        store.window(store.row("short"), 1)


def test_only_missing_clips_are_decoded(
    folder: Path, make_clips: MakeClips, decoded: list[str]
) -> None:
    clips = make_clips("a", "b", "c")
    two = clips_at(list(clips.paths[:2]))
    assert len(run(fill(folder, two))) == 2
    reports: list[Progress] = []
    assert len(run(fill(folder, clips), reports.append)) == 3
    assert sorted(decoded) == ["a", "b", "c"]
    assert reports[-1] == Progress(3, 3)
    Path(clips.paths[0]).unlink()
    assert len(run(fill(folder, two))) == 3  # what has gone, or is not asked for, stays
    assert sorted(decoded) == ["a", "b", "c"]


def test_a_changed_file_is_decoded_again(
    folder: Path, make_clips: MakeClips, decoded: list[str]
) -> None:
    clips = make_clips("a", "b")
    before = whole(run(fill(folder, clips)), "b")
    soundfile.write(clips.paths[1], np.random.default_rng(1).normal(0, 0.1, 400_000), 12_000)
    store = run(fill(folder, clips))
    assert sorted(decoded) == ["a", "b", "b"]
    assert store.ids == ("a", "b")
    assert np.array_equal(whole(store, "b"), load_clip(clips.paths[1], None))
    assert len(whole(store, "b")) != len(before)


def test_clips_that_cannot_be_decoded_are_named_and_tried_when_they_change(
    folder: Path, make_clips: MakeClips, decoded: list[str], tmp_path: Path
) -> None:
    good = make_clips("good")
    broken, missing = tmp_path / "broken.wav", tmp_path / "missing.wav"
    broken.write_bytes(b"RIFF" + bytes(100))
    clips = clips_at([str(broken), *good.paths, str(missing)])
    job, reasons = fill(folder, clips), []
    reasons += [progress.message for progress in job if progress.message]
    assert len(reasons) == 2
    assert "broken.wav" in str(reasons[0])
    assert "missing.wav is no longer there" in str(reasons[1])
    store = run(fill(folder, clips))
    assert store.ids == ("good",)
    assert sorted(decoded) == ["broken", "good", "missing"]
    missing.write_bytes(Path(good.paths[0]).read_bytes())
    assert run(fill(folder, clips)).ids == ("good", "missing")
    assert decoded[3:] == ["missing"]


def test_a_store_without_any_clip_is_none(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no music")
    with pytest.raises(TagStudioError, match=r"None of the 1 clips can be decoded.*text\.wav"):
        run(fill(folder, clips_at([str(tmp_path / "text.wav")])))


def test_another_recipe_is_another_store(folder: Path, make_clips: MakeClips) -> None:
    clips = make_clips("long")
    store = run(fill(folder, clips, seconds=40))
    assert store.frames(0) == 40 * 12_000 // 256 + 1
    with pytest.raises(TagStudioError, match="differs in seconds"):
        run(fill(folder, clips))


def test_a_store_that_is_not_complete_is_not_opened(folder: Path, make_clips: MakeClips) -> None:
    with pytest.raises(TagStudioError, match="no complete mel store"):
        MelStore.open(folder)
    clips = make_clips(*"abcdefgh")
    job = fill(folder, clips)
    next(job)
    job.close()
    with pytest.raises(TagStudioError, match="no complete mel store"):
        MelStore.open(folder)
    assert len(run(fill(folder, clips))) == 8


def test_only_one_process_fills(folder: Path, make_clips: MakeClips) -> None:
    folder.mkdir()
    with FileLock(folder / "lock"), pytest.raises(TagStudioError, match="another process"):
        run(fill(folder, make_clips("a")))


def test_a_folder_that_cannot_be_made_is_reasons_so(tmp_path: Path, make_clips: MakeClips) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TagStudioError, match="cannot be written to"):
        run(fill(tmp_path / "file" / "store", make_clips("a")))


def test_several_shards(
    folder: Path, make_clips: MakeClips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mel_shards, "BLOCKS_PER_SHARD", 40)
    clips = make_clips(*"abcde")
    first = clips_at(list(clips.paths[:3]))
    run(fill(folder, first))
    store = run(fill(folder, clips))
    assert len(list(folder.glob("shard-*.bin"))) == 3
    for clip, path in zip(clips.ids, clips.paths, strict=True):
        assert np.array_equal(whole(store, clip), load_clip(path, None))


def test_damage_is_noticed_and_healed(
    folder: Path, make_clips: MakeClips, monkeypatch: pytest.MonkeyPatch, decoded: list[str]
) -> None:
    monkeypatch.setattr(mel_shards, "BLOCKS_PER_SHARD", 40)
    clips = make_clips(*"abcd")
    store = run(fill(folder, clips))
    shard = folder / "shard-00001.bin"
    with shard.open("r+b") as file:  # one bit, in the middle of clip c
        file.seek(10 * BLOCK.itemsize + 100)
        [byte] = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    assert np.array_equal(whole(store, "a"), load_clip(clips.paths[0], None))
    assert store.window(store.row("c"), 800, 500).shape == (500, 96)
    with pytest.raises(TagStudioError, match=r"shard-00001\.bin is damaged"):
        store.window(store.row("c"), 0)
    shard.unlink()
    with pytest.raises(TagStudioError, match="no complete mel store"):
        MelStore.open(folder)
    store = run(fill(folder, clips))
    assert sorted(decoded) == sorted("abcd" + "cd")
    assert sorted(store.ids) == list("abcd")
    assert not shard.exists()  # old rows still point to it
    for clip, path in zip(clips.ids, clips.paths, strict=True):
        assert np.array_equal(whole(store, clip), load_clip(path, None))


def test_a_block_in_another_s_place_is_damage(folder: Path, make_clips: MakeClips) -> None:
    run(fill(folder, make_clips("a", "b")))
    shard = folder / "shard-00000.bin"
    content = shard.read_bytes()
    half = len(content) // 2
    shard.write_bytes(content[half:] + content[:half])
    with pytest.raises(TagStudioError, match="is damaged"):
        MelStore.open(folder).window(0, 0)


def test_a_spoilt_line_costs_its_clip_only(
    folder: Path, make_clips: MakeClips, decoded: list[str]
) -> None:
    clips = make_clips("a", "b", "c")
    run(fill(folder, clips))
    index = folder / "index.jsonl"
    index.write_bytes(index.read_bytes().replace(b'"id": "b"', b'"id": "x"'))
    with pytest.raises(TagStudioError, match="no complete mel store"):
        MelStore.open(folder)
    assert sorted(run(fill(folder, clips)).ids) == ["a", "b", "c"]
    assert sorted(decoded) == ["a", "b", "b", "c"]


def test_what_a_crash_of_the_machine_cut_short_is_decoded_again(
    folder: Path, make_clips: MakeClips, decoded: list[str]
) -> None:
    clips = make_clips(*"abcdefgh")
    job = fill(folder, clips)
    for _ in range(3):
        next(job)
    job.close()
    shard = folder / "shard-00000.bin"
    with shard.open("r+b") as file:  # rows had reached the disk, the last clip's blocks had not
        file.truncate(3 * 22 * BLOCK.itemsize - 70)
        file.seek(-100, os.SEEK_END)
        file.write(bytes(100))
    with (folder / "index.jsonl").open("ab") as file:
        file.write(b'1234abcd {"id": "d", "si')
    decoded.clear()
    store = run(fill(folder, clips))
    assert sorted(decoded) == list("cdefgh")
    for clip, path in zip(clips.ids, clips.paths, strict=True):
        assert np.array_equal(whole(store, clip), load_clip(path, None))


FILL = """
from crnn_tagger.from_scratch.data.mel_store import fill
from tagstudio.plugin_api.clips import Clips
for progress in fill(folder, Clips.load(clips)):
    report(progress.done)
"""


def test_a_kill_loses_at_most_the_clip_in_flight(
    folder: Path,
    make_clips: MakeClips,
    tmp_path: Path,
    decoded: list[str],
    start_process: StartProcess,
) -> None:
    clips = make_clips(*(f"clip{number:02}" for number in range(12)))
    clips.save(tmp_path / "clips.npz")
    process, reports = start_process(FILL, folder=folder, clips=tmp_path / "clips.npz")
    reported = [reports.recv() for _ in range(3)]
    process.kill()
    with suppress(EOFError):
        while True:
            reported.append(reports.recv())
    process.join()
    assert process.exitcode == -signal.SIGKILL
    store = run(fill(folder, clips))
    assert len(decoded) <= len(clips.ids) - max(reported)
    assert store.ids == clips.ids
    for row in range(len(store)):
        store.window(row, 0)  # raises where a block is not as it was written


def test_a_full_disk_is_reasons_so_and_the_rest_goes_on_later(
    folder: Path, make_clips: MakeClips, monkeypatch: pytest.MonkeyPatch, decoded: list[str]
) -> None:
    clips = make_clips("a", "b")

    def full(self: ShardWriter, blocks: Any) -> tuple[int, int]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ShardWriter, "append", full)
        with pytest.raises(TagStudioError, match=r"the disk is full.*make room"):
            run(fill(folder, clips))
    assert run(fill(folder, clips)).ids == ("a", "b")


def _sum_of(store: MelStore, row: int) -> float:
    return float(store.window(row, 0).astype(np.float32).sum())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_threads_and_forks_read_at_once(folder: Path, make_clips: MakeClips) -> None:
    store = run(fill(folder, make_clips("a", "b")))
    wanted = [_sum_of(store, row) for row in (0, 1)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: _sum_of(store, n % 2), range(200)))
    assert found == wanted * 100
    with multiprocessing.get_context("fork").Pool(2) as processes:
        assert processes.starmap(_sum_of, [(store, n % 2) for n in range(100)]) == wanted * 50


def test_ids_and_paths_may_be_any_text(folder: Path, make_clips: MakeClips) -> None:
    clips = make_clips("a")
    odd = replace(clips, ids=('Ünï "quoted"\n\udce9',))
    store = run(fill(folder, odd))
    assert store.ids == odd.ids
    assert MelStore.open(folder).window(store.row(odd.ids[0]), 0).shape == (1366, 96)
