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
from tagstudio.audio.files.safe_change import FileState, NotChanged
from tagstudio.core.files import replaced_atomically, sha256_of

MOST_BYTES = 512 << 20  # of all patches of a library
MOST_PATCH_BYTES = 64 << 20  # of one; most have less than 1 KiB
_SUFFIX = ".patch"


class UndoPatches:
    """The patches of the library at `library`, by the id of the write."""

    def __init__(self, library: Path) -> None:
        self.folder = folder_of(library)
        self._found: dict[int, int] | None = None  # bytes by id

    def keep(self, write_id: int, old: str, state: FileState, new: str) -> bool:
        """Keep the patch from the file `new` back to `old`, which is in the state `state`.

        Returns False where the patch would be too large. Raises NotChanged when it cannot be
        stored, or does not give the old file back: somebody is changing that.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            header = PatchHeader(sha256_of(Path(new)), state)
            with replaced_atomically(self._path(write_id)) as patch:
                os.close(os.open(patch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                write_patch(Path(old), Path(new), header, patch, MOST_PATCH_BYTES)
                apply_patch(patch, Path(new), None)
            self._sizes()[write_id] = self._path(write_id).stat().st_size
        except PatchTooLarge:
            return False
        except PatchDoesNotFit as error:
            raise NotChanged(
                "changed",
                "audio.changed-meanwhile",
                "{path} was changed by another program just now; try again.",
                path=shown(old),
            ) from error
        except OSError as error:
            raise NotChanged(
                "not_written",
                "write.undo-not-kept",
                "{path} was not written: what is needed to undo it cannot be kept in {folder}"
                " ({reason}). Make room there, or allow writing to it.",
                path=shown(old),
                folder=shown(str(self.folder)),
                reason=error.strerror or str(error) or type(error).__name__,
            ) from error
        return True

    def header(self, write_id: int) -> PatchHeader | None:
        """Return what the patch of a write leads from and to; None where there is none."""
        try:
            return read_header(self._path(write_id))
        except (OSError, PatchDoesNotFit):
            return None

    def restore(self, write_id: int, written: str, restored: str) -> None:
        """Write to `restored` what the file `written` was before this write.

        Raises PatchDoesNotFit where the patch is damaged, and OSError.
        """
        apply_patch(self._path(write_id), Path(written), Path(restored))

    def drop(self, write_id: int) -> None:
        """Remove the patch of a write, if there is one."""
        self._sizes().pop(write_id, None)
        with suppress(OSError):  # it counts for nothing, and the next job tries again
            self._path(write_id).unlink(missing_ok=True)

    def drop_but(self, in_use: set[int]) -> None:
        """Remove the patches of all writes but these, and what a kill left half written."""
        for write_id in set(self._sizes()) - in_use:
            self.drop(write_id)
        for left in self.folder.glob(".*.tmp"):
            with suppress(OSError):
                left.unlink(missing_ok=True)

    def trim(self) -> int:
        """Remove the oldest patches beyond MOST_BYTES; return how many."""
        sizes, dropped = self._sizes(), 0
        total = sum(sizes.values())
        for write_id in sorted(sizes):
            if total <= MOST_BYTES:
                break
            total -= sizes[write_id]
            self.drop(write_id)
            dropped += 1
        return dropped

    def _path(self, write_id: int) -> Path:
        return self.folder / f"{write_id}{_SUFFIX}"

    def _sizes(self) -> dict[int, int]:
        if self._found is None:
            self._found = {}
            for path in self.folder.glob(f"*{_SUFFIX}"):
                if path.stem.isdecimal():
                    with suppress(OSError):  # gone meanwhile
                        self._found[int(path.stem)] = path.stat().st_size
        return self._found


def folder_of(library: Path) -> Path:
    """Return the folder of the patches of the library at `library`."""
    return library.with_name(library.name + ".undo")
