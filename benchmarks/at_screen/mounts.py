"""Disks that run full, turn read-only or go: small mounts, which end with the story."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

MEGABYTE = 1 << 20


class LeftOutError(Exception):
    """An act needs what this machine does not allow; the message says what."""


def can_mount() -> bool:
    """Tell whether file systems can be mounted here."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("mount") is not None


def small_disk(folder: Path, megabytes: int) -> None:
    """Put a file system of that size over an empty folder."""
    mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))


def bound(source: Path, target: Path) -> None:
    """Let one folder be seen in the place of another, as a disk that is plugged in."""
    target.mkdir(parents=True, exist_ok=True)
    mount("--bind", str(source), str(target))


def read_only(folder: Path) -> None:
    """Let nothing be written in a folder that is bound."""
    mount("-o", "remount,ro,bind", str(folder))


def mount(*words: str) -> None:
    """Mount something; LeftOutError where that is not allowed."""
    if not can_mount():
        raise LeftOutError("mounting needs root")
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LeftOutError(done.stderr.strip())


def unmount(folder: Path) -> None:
    """Take a mount away, at once also where something holds it."""
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


def fill(folder: Path) -> Path:
    """Fill the disk of a folder to the last byte; return the file that does it."""
    target = folder / "filling"
    with target.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096, 1):
            with suppress(OSError):
                while True:
                    if not file.write(b"\0" * size):
                        raise OSError(errno.ENOSPC, "full")
    return target
