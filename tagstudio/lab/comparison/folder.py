"""The folder of a comparison.

`conditions.json` and `clips.npz` are shared by all its runs, `models` holds the trained networks,
`runs/NAME.json` the state of a run, and `scores/NAME.npy` its scores of the test set.
"""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import TOO_DEEP, read_text
from tagstudio.lab.comparison.runs import Run
from tagstudio.plugin_api import Epoch, NewModelOptions, ScoredClips
from tagstudio.plugin_api.clips import Clips

# An option that is not in conditions.json is newer than it, and had its default then.
LATER_OPTIONS = {one.name: one.default for one in fields(NewModelOptions)}


# The fields of an epoch that had another name in older folders.
OLD_EPOCH_FIELDS = {"calibrate_loss": "validation_loss", "calibrate_auc": "validation_auc"}


class ComparisonFolder:
    """The folder of one comparison."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clips = folder / "clips.npz"
        self.models = folder / "models"

    def begin(self, conditions: dict[str, Any], clips: Clips) -> None:
        """Write down the conditions of all runs, or check that those of this folder are the same.

        Raises TagStudioError when they are not.
        """
        path = self.folder / "conditions.json"
        if not path.exists():
            clips.save(self.clips)
            _write(path, conditions)
            return
        found = LATER_OPTIONS | _read(path)
        for name, wanted in conditions.items():
            if found.get(name) != wanted:
                raise TagStudioError(
                    "lab.other-comparison",
                    "{folder} holds a comparison with {name} {found}, not {wanted}. Name another"
                    " folder for this one with -o.",
                    folder=self.folder,
                    name=name,
                    found=repr(found.get(name)),
                    wanted=repr(wanted),
                )

    def kept(self, run: Run) -> Run:
        """Return the saved state of `run`: itself where it was not begun."""
        path = self._record(run)
        if not path.exists():
            return run
        found = _read(path)
        try:
            kept = Run(**found)
            kept = replace(
                kept,
                epochs=tuple(_epoch(one) for one in found["epochs"]),
                tags=tuple(found["tags"]),
                scored=ScoredClips(**found["scored"]) if found["scored"] else None,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise _unreadable(path, error) from error
        return kept if self.scores_file(run).exists() else replace(kept, scored=None)

    def keep(self, run: Run) -> Run:
        """Save the state of `run`, and return it."""
        _write(self._record(run), asdict(run))
        return run

    def scores_file(self, run: Run) -> Path:
        """Return the path of the scores of `run`."""
        return self.folder / "scores" / f"{run.name}.npy"

    def scores(self, run: Run) -> NDArray[np.float32]:
        """Return the test set's scores by `run`, (clips, tags), NaN for clips that failed."""
        path = self.scores_file(run)
        try:
            return np.asarray(np.load(path, allow_pickle=False), np.float32)
        except (OSError, ValueError, EOFError) as error:
            raise _unreadable(path, error) from error

    def _record(self, run: Run) -> Path:
        return self.folder / "runs" / f"{run.name}.json"


def _epoch(saved: dict[str, Any]) -> Epoch:
    return Epoch(**{OLD_EPOCH_FIELDS.get(name, name): value for name, value in saved.items()})


def _write(path: Path, document: dict[str, Any]) -> None:
    with replaced_atomically(path) as temporary:
        temporary.write_text(json.dumps(document, indent=2), encoding="ascii")


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(read_text(path))
        return dict(found)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, reason: Exception) -> TagStudioError:
    return TagStudioError(
        "lab.unreadable",
        "{path} cannot be read: {reason}. Remove it; the run is done again.",
        path=path,
        reason=_why(reason),
    )


def _why(reason: Exception) -> object:
    if isinstance(reason, OSError):
        return reason_of(reason)
    return TOO_DEEP if isinstance(reason, RecursionError) else reason
