"""The program as a user runs it: the command line, in a home of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARKS = ("rnb", "happy", "guitar", "60s")  # a genre, a mood, an instrument, an era


@dataclass(frozen=True)
class Ran:
    """One command: its exit status, output, seconds, and the megabytes of its largest process."""

    command: tuple[str, ...]
    status: int
    out: str
    err: str
    seconds: float
    megabytes: float

    def json(self) -> Any:
        """Return the output as JSON, {} where it is none."""
        try:
            return json.loads(self.out)
        except ValueError:
            return {}

    def trouble(self) -> str:
        """Return what shows a defect: a traceback, or a kill; "" where there is nothing."""
        for text in (self.err, self.out):
            if "Traceback" in text or "defect of TagStudio" in text:
                return text.strip()[-400:]
        return f"ended with status {self.status}" if self.status not in {0, 1} else ""


@dataclass(frozen=True)
class Program:
    """The program with one library, in a `home` that was empty."""

    home: Path
    library: str

    def run(self, *arguments: str) -> Ran:
        """Run one verb and wait for its end."""
        command = (
            sys.executable,
            "-m",
            "tagstudio",
            "--library",
            str(self.home / f"{self.library}.db"),
            *arguments,
        )
        environment = os.environ | {"TAGSTUDIO_HOME": str(self.home), "COLUMNS": "4000"}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            begun = time.perf_counter()
            child = subprocess.Popen(
                command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=environment
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - begun
            texts = [_read(file) for file in (out, err)]
        return Ran(arguments, child.returncode, *texts, seconds, usage.ru_maxrss / 1024)

    def scan(self, folder: Path) -> Ran:
        """Scan `folder`, naming what is left out."""
        ran = self.run("scan", "-v", str(folder))
        return self.run("scan", str(folder)) if ran.status == 2 else ran

    def say_yes(self) -> Ran:
        """Say yes to one tag of each group for every track."""
        return self.run("correct", "--new-tag", "path:/", *(f"+{mark}" for mark in MARKS))


def _read(file: Any) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "surrogateescape")
