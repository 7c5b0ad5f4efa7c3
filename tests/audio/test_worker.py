"""The reader process, spoken to as the engine speaks to it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tagstudio.audio import worker
from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.metadata.facts import Facts, read_facts
from tagstudio.audio.worker import answer, facts_from_json, facts_to_json
from tagstudio.core.messages import from_text


class Reader:
    """A reader process and the lines that go to and fro."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def ask(self, paths: list[str]) -> list[dict[str, Any]]:
        request = {"paths": paths, "genre_separators": ""}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        answers = []
        while (line := json.loads(self.process.stdout.readline())) != {"done": True}:
            answers.append(line)
        return answers


@contextmanager
def reader() -> Iterator[Reader]:
    command = [sys.executable, "-m", "tagstudio.audio.worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        try:
            yield Reader(process)
            process.stdin.close()
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


def test_each_path_gets_its_answer_in_order(tmp_path, encode, music):
    good = encode(tmp_path / "good.mp3", music(2))
    odd = encode(tmp_path / "odd.flac", music(2)).rename(tmp_path / os.fsdecode(b"caf\xe9.flac"))
    (tmp_path / "text.mp3").write_text("Nothing but words. " * 50)
    os.mkfifo(tmp_path / "fifo.mp3")
    names = ["good.mp3", "fifo.mp3", odd.name, "text.mp3", "gone.mp3", "good.mp3"]
    paths = [str(tmp_path / name) for name in names]
    with reader() as process:
        answers = process.ask(paths)
        assert process.ask([]) == []
        assert process.ask(paths) == answers
    assert [found["path"] for found in answers] == paths
    codes = [found.get("code") for found in answers]
    assert codes == [None, "not_a_file", None, "unsupported", "missing", None]
    assert all("message" in found for found in answers if found.get("code"))
    assert from_text(answers[1]["message"]).key == "audio.not-a-file"
    assert facts_from_json(answers[0]["facts"]) == read_facts(str(good))
    assert bytes.fromhex(answers[2]["hash"]) == content_hash(str(odd))


@pytest.mark.skipif(not hasattr(os, "nice"), reason="no priorities here")
def test_the_process_is_nice_and_its_memory_is_limited(tmp_path, encode, music):
    with reader() as process:
        process.ask([str(encode(tmp_path / "a.mp3", music(1)))])
        pid = process.process.pid
        niceness = os.getpriority(os.PRIO_PROCESS, pid)
        assert niceness == min(19, os.getpriority(os.PRIO_PROCESS, 0) + worker.NICENESS)
        if sys.platform == "linux":
            import resource

            soft, _ = resource.prlimit(pid, resource.RLIMIT_AS)
            assert worker.MEMORY_BYTES < soft < worker.MEMORY_BYTES + (8 << 30)


def test_a_file_that_takes_all_memory_costs_itself_only(tmp_path, monkeypatch):
    def hungry(file, size, path, genre_separators):
        raise MemoryError

    monkeypatch.setattr(worker, "facts_of", hungry)
    (tmp_path / "a.mp3").write_bytes(b"anything")
    found = answer(str(tmp_path / "a.mp3"))
    assert found["code"] == "too_big"
    assert "a.mp3" in found["message"]
    assert from_text(found["message"]).key == "audio.needs-memory"


def test_facts_survive_json():
    facts = Facts("T", "A", "B", "C", 1999, ("x", "y"), 3, 1.5, 44_100, 2, "mp3")
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts
    assert facts_from_json(json.loads(json.dumps(facts_to_json(Facts())))) == Facts()
