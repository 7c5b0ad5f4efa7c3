"""The patches that turn written files back into what they were, one a write.

They lie in a folder beside the library, bounded in number of bytes: the oldest go first. A write
whose patch is gone, or whose file another program has changed, is still undone field by field.
"""

import os
from contextlib import suppress
from pathlib import Path

from tagstudio.audio.files.byte_patch import (
    PatchDoesNotFit,
    PatchHeader,
    PatchTooLarge,
    apply_patch,
    read_header,
    write_patch,
)
from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.files.safe_change import FileState, NotChanged, changed_meanwhile
from tagstudio.core.files import replaced_atomically, sha256_of
from tagstudio.core.os_errors import reason_of

MOST_BYTES = 512 << 20  # of all patches of a library
MOST_PATCH_BYTES = 64 << 20  # of one; most have less than 1 KiB
_SUFFIX = ".patch"


class UndoPatches:
    """The patches of the library at `library`, by name (`FileWrite.patch`).

    The folder holds those of all lineages of the library: a restore can be taken back.
    """

    def __init__(self, library: Path) -> None:
        self.folder = folder_of(library)
        self._found: dict[str, int] | None = None  # bytes by name

    def keep(self, name: str, old: str, state: FileState, new: str) -> bool:
        """Keep the patch from the file `new` back to `old`, which is in the state `state`.

        Returns False where the patch would be too large. Raises NotChanged when it cannot be
        stored, or does not give the old file back: somebody is changing that.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            header = PatchHeader(sha256_of(Path(new)), state)
            with replaced_atomically(self._path(name)) as patch:
                os.close(os.open(patch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                write_patch(Path(old), Path(new), header, patch, MOST_PATCH_BYTES)
                apply_patch(patch, Path(new), None)
            self._sizes()[name] = self._path(name).stat().st_size
        except PatchTooLarge:
            return False
        except PatchDoesNotFit as error:
            raise changed_meanwhile(old) from error
        except OSError as error:
            raise NotChanged(
                "not_written",
                "write.undo-not-kept",
                "{path} was not written: what is needed to undo it cannot be kept in {folder}"
                " ({reason}). Make room there, or allow writing to it.",
                path=shown(old),
                folder=shown(str(self.folder)),
                reason=reason_of(error),
            ) from error
        return True

    def header(self, name: str) -> PatchHeader | None:
        """Return what the patch of a write leads from and to; None where there is none."""
        try:
            return read_header(self._path(name))
        except (OSError, PatchDoesNotFit):
            return None

    def restore(self, name: str, written: str, restored: str) -> None:
        """Write to `restored` what the file `written` was before this write.

        Raises PatchDoesNotFit where the patch is damaged, and OSError.
        """
        apply_patch(self._path(name), Path(written), Path(restored))

    def names(self) -> set[str]:
        """Return the names of the patches that are there."""
        return set(self._sizes())

    def drop(self, name: str) -> None:
        """Remove the patch of a write, if there is one."""
        self._sizes().pop(name, None)
        with suppress(OSError):  # it counts for nothing, and the next job tries again
            self._path(name).unlink(missing_ok=True)

    def drop_half_written(self) -> None:
        """Remove what a kill left half written."""
        for left in self.folder.glob(".*.tmp"):
            with suppress(OSError):
                left.unlink(missing_ok=True)

    def trim(self) -> int:
        """Remove the oldest patches beyond MOST_BYTES; return how many."""
        sizes, dropped = self._sizes(), 0
        total = sum(sizes.values())
        if total <= MOST_BYTES:  # it is asked after each of many writes: nothing is sorted for that
            return 0
        for name in sorted(sizes, key=_number):
            if total <= MOST_BYTES:
                break
            total -= sizes[name]
            self.drop(name)
            dropped += 1
        return dropped

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"

    def _sizes(self) -> dict[str, int]:
        if self._found is None:
            self._found = {}
            for path in self.folder.glob(f"*{_SUFFIX}"):
                if path.stem.partition("-")[0].isdecimal():
                    with suppress(OSError):  # gone meanwhile
                        self._found[path.stem] = path.stat().st_size
        return self._found


def _number(name: str) -> int:
    """Return the id of the write, by which the oldest are told."""
    return int(name.partition("-")[0])


def folder_of(library: Path) -> Path:
    """Return the folder of the patches of the library at `library`."""
    return library.with_name(library.name + ".undo")
