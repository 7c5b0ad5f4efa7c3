"""Where a comparison lies.

`conditions.json` and `clips.npz` are what all its runs share, `models` the trained networks;
`runs/NAME.json` says how far a run is, `scores/NAME.npy` what it made of the test side.
"""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.lab.comparison.runs import Run
from tagstudio.plugin_api import Epoch, NewModelOptions, ScoredClips
from tagstudio.plugin_api.clips import Clips

# An option that a comparison does not note came later than it, and had its default then.
LATER_OPTIONS = {one.name: one.default for one in fields(NewModelOptions)}


class ComparisonFolder:
    """The folder of one comparison."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clips = folder / "clips.npz"
        self.models = folder / "models"

    def begin(self, conditions: dict[str, Any], clips: Clips) -> None:
        """Note what all runs share, or check that what lies here was made under the same.

        Raises TagStudioError when it was not.
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
                    f"{self.folder} holds a comparison with {name} {found.get(name)!r}, not"
                    f" {wanted!r}. Name another folder for this one with -o."
                )

    def kept(self, run: Run) -> Run:
        """Return what is known of `run`: itself where it was not begun."""
        path = self._record(run)
        if not path.exists():
            return run
        found = _read(path)
        try:
            kept = Run(**found)
            kept = replace(
                kept,
                epochs=tuple(Epoch(**epoch) for epoch in found["epochs"]),
                tags=tuple(found["tags"]),
                scored=ScoredClips(**found["scored"]) if found["scored"] else None,
            )
        except (KeyError, TypeError) as error:
            raise _unreadable(path, error) from error
        return kept if self.scores_file(run).exists() else replace(kept, scored=None)

    def keep(self, run: Run) -> Run:
        """Write down what is known of `run`, and return it."""
        _write(self._record(run), asdict(run))
        return run

    def scores_file(self, run: Run) -> Path:
        """Return the path of what `run` says of the test side."""
        return self.folder / "scores" / f"{run.name}.npy"

    def scores(self, run: Run) -> NDArray[np.float32]:
        """Return what `run` says of the test side, (clips, tags), NaN for clips not heard."""
        path = self.scores_file(run)
        try:
            return np.asarray(np.load(path, allow_pickle=False), np.float32)
        except (OSError, ValueError, EOFError) as error:
            raise _unreadable(path, error) from error

    def _record(self, run: Run) -> Path:
        return self.folder / "runs" / f"{run.name}.json"


def _write(path: Path, document: dict[str, Any]) -> None:
    with replaced_atomically(path) as temporary:
        temporary.write_text(json.dumps(document, indent=2), encoding="ascii")


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        return dict(found)
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, reason: Exception) -> TagStudioError:
    return TagStudioError(f"{path} cannot be read: {reason}. Remove it; the run is done again.")
