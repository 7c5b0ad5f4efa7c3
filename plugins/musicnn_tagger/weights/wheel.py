"""The published wheel: fetched by pip, known by its digest, and the checkpoints in it."""

import hashlib
import importlib.util
import subprocess
import zipfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.messages import message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.own_program import python_command
from tagstudio.core.progress import Progress
from tagstudio.core.regular_files import check_regular

REQUIREMENT = "musicnn==0.1.0"
WHEEL_NAME = "musicnn-0.1.0-py3-none-any.whl"
WHEEL_BYTES = 29_292_476
WHEEL_SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
WHEEL_PAGE = "https://pypi.org/project/musicnn/0.1.0/#files"
LICENCE_MEMBER = "musicnn-0.1.0.dist-info/LICENSE.md"
PACKAGES = "--no-deps", "--no-input", "--disable-pip-version-check", "--only-binary", ":all:"
SIGN_SECONDS = 5.0  # between two signs of life while pip fetches


@dataclass(frozen=True)
class PublishedCheckpoint:
    """The files of a checkpoint, and the licence that they came with."""

    index: bytes
    data: bytes
    licence_text: str

    @property
    def sha256(self) -> str:
        """The digest of the index and the data, one after the other."""
        return hashlib.sha256(self.index + self.data).hexdigest()


def fetch_wheel(folder: Path) -> Generator[Progress, None, Path]:
    """Have pip fetch the wheel into `folder`, unless it is there; return its path.

    Only the file is fetched: nothing of it is installed or run, and none of what it depends on.
    Closing the generator ends pip.
    """
    target = folder / WHEEL_NAME
    if target.exists() and sha256_of(target) == WHEEL_SHA256:
        return target
    if importlib.util.find_spec("pip") is None:
        raise TagStudioError(
            "musicnn.no-pip",
            "The weights are in a package that pip fetches, and there is no pip here. Fetch {name}"
            " from {page} and name it with --from FILE.",
            name=WHEEL_NAME,
            page=WHEEL_PAGE,
        )
    folder.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # pip keeps a damaged one where the index tells no digest
    command = python_command("-m", "pip", "download", *PACKAGES, "--dest", str(folder))
    pip = subprocess.Popen(
        [*command, REQUIREMENT],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said = ""
    try:
        while pip.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                said, _ = pip.communicate(timeout=SIGN_SECONDS)
            yield Progress(0, 2, message("musicnn.fetching", "fetching {name}", name=WHEEL_NAME))
    finally:
        if pip.returncode is None:
            pip.kill()
            pip.communicate()
    if pip.returncode or not target.exists():
        raise _not_fetched(said)
    return target


def read_checkpoint(wheel: Path, folder: str) -> PublishedCheckpoint:
    """Return a checkpoint out of the wheel, after its digest was checked; raise TagStudioError."""
    try:
        check_regular(wheel)
        if wheel.stat().st_size != WHEEL_BYTES or sha256_of(wheel) != WHEEL_SHA256:
            raise TagStudioError(
                "musicnn.wrong-wheel",
                "{path} is not {name} as it was published (wrong SHA-256). Fetch it from {page} and"
                " name it with --from FILE.",
                path=wheel,
                name=WHEEL_NAME,
                page=WHEEL_PAGE,
            )
        with zipfile.ZipFile(wheel) as archive:
            return PublishedCheckpoint(
                archive.read(f"musicnn/{folder}/.index"),
                archive.read(f"musicnn/{folder}/.data-00000-of-00001"),
                archive.read(LICENCE_MEMBER).decode("utf-8"),
            )
    except OSError as error:
        raise TagStudioError(
            "musicnn.wheel-not-read",
            "{path} cannot be read ({reason}). Fetch it again.",
            path=wheel,
            reason=reason_of(error),
        ) from error


def _not_fetched(said: str) -> TagStudioError:
    lines = [line for line in said.splitlines() if line.startswith("ERROR")] or said.splitlines()
    return TagStudioError(
        "musicnn.not-fetched",
        "pip could not fetch {requirement} ({reason}). Go online, or fetch {name} from {page} on"
        " another machine and name it with --from FILE.",
        requirement=REQUIREMENT,
        reason=lines[-1].removeprefix("ERROR: ") if lines else "pip",
        name=WHEEL_NAME,
        page=WHEEL_PAGE,
    )
