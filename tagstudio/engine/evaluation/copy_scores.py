"""What the copies of a version say of tracks, from their stored features; see `Tagger`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.progress import Job
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.feature_batch import unanswered_examples
from tagstudio.library.db.database import Library
from tagstudio.library.models import suggestions
from tagstudio.plugin_api import TrackRef


@dataclass(frozen=True)
class CopyScores:
    """The logits of a version and of its shadows by fold: float32 (1 + shadows, tracks, tags).

    `track_ids` are those of the tracks that were asked for whose features are stored; `tags` are
    the names of the columns.
    """

    tags: tuple[str, ...]
    track_ids: NDArray[np.int64]
    logits: NDArray[np.float32]

    @property
    def has_shadows(self) -> bool:
        """Tell whether each fold has a copy that never saw it."""
        return len(self.logits) > 1

    def of(self, track_ids: Sequence[int], tags: Sequence[str]) -> NDArray[np.float32]:
        """Return the logits of some of the tracks and tags: (1 + shadows, tracks, tags)."""
        rows = np.searchsorted(self.track_ids, np.asarray(track_ids))
        columns = [self.tags.index(tag) for tag in tags]
        found: NDArray[np.float32] = self.logits[:, rows][:, :, columns]
        return found


def copy_scores(
    library: Library, tagger: TaggerProcess, model: InstalledModel, track_ids: Sequence[int]
) -> Job[CopyScores]:
    """Score tracks by every copy of a version; those without stored features are left out."""
    info = model.info
    with library.read() as connection:
        features = suggestions.features_by_digest(
            connection, info.feature_digest, track_ids, info.feature_shape
        )
    known = sorted(features)
    if not known:
        raise TagStudioError(
            "evaluation.no-features",
            "{model} has no stored features of the answered tracks. Let it suggest tags for them"
            " first.",
            model=info.name,
        )
    with TemporaryDirectory(prefix="tagstudio-") as folder:
        examples, logits = Path(folder) / "examples.npz", Path(folder) / "logits.npy"
        request = [TrackRef(track_id, "") for track_id in known]
        unanswered_examples(info, request, features).save(examples)
        yield from tagger.work(
            "score_copies", examples=examples, model=info.name, device="auto", logits=logits
        )
        found = _loaded(logits)
    names = tuple(tag.name for tag in info.tags)
    if found is None or found.ndim != 3 or found.shape[1:] != (len(known), len(names)):
        raise TagStudioError(
            message(
                "evaluation.bad-copies",
                "The plugin {plugin} gave scores of another shape than asked for.",
                plugin=model.plugin.name,
            )
        )
    return CopyScores(names, np.array(known, np.int64), found)


def _loaded(logits: Path) -> NDArray[np.float32] | None:
    """Return the logits that a plugin wrote, None where it wrote no array."""
    try:
        found: NDArray[np.float32] = np.load(logits, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if isinstance(found, np.ndarray) else None
