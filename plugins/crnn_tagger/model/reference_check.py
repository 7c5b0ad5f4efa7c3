"""Check that the Keras weights give the published scores here, on the author's four clips.

Needs a folder with the weight files (.h5), the author's inputs (.npy) and their music (.mp3), all
from the repository that `keras_weights` names. The scores of the `published` reading are in that
repository's README.
"""

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.plugin_api import Check
from tagstudio.plugin_api.vocabulary import LASTFM_TAGS

from ..audio.mel import BANDS, FRAMES, HZ, WINDOW_SAMPLES, MelRecipe, fill_window, log_mel
from ..audio.mel import standardise as standardised
from .keras_weights import CRNN_TENSORFLOW, CRNN_THEANO, FILES, KerasFile, Reading, read
from .networks import Network

Scores = dict[str, float]

README_TOP_FIVE = {
    "cute": "jazz .444, instrumental .151, folk .103, Hip-Hop .103, ambient .077",
    "actionable": "jazz .416, instrumental .181, Hip-Hop .085, folk .085, rock .081",
    "dubstep": "Hip-Hop .245, rock .183, alternative .081, electronic .076, alternative rock .053",
    "thejazzpiano": "jazz .299, instrumental .174, electronic .089, ambient .061, chillout .052",
}
CORRECTED_LEAD = {
    "cute": "jazz .242",
    "actionable": "rock .408, classic rock .258",
    "dubstep": "electronic .590",
    "thejazzpiano": "jazz .892",
}
DECODED_LEAD = {"actionable": ("rock", 0.0), "dubstep": ("electronic", 0.5)} | {
    "thejazzpiano": ("jazz", 0.8)
}
MAX_DIFFERENCE = 1e-5  # between the two files of the same weights


class _Reference:
    """The reference files in `folder`; a weight file is read only once for each reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._networks: dict[tuple[str, Reading], Network] = {}

    def network(self, file: KerasFile, reading: Reading) -> Network:
        key = (file.name, reading)
        if key not in self._networks:
            self._networks[key] = read(self.folder / file.name, reading)[1]
        return self._networks[key]


def checks(folder: Path) -> Generator[Check, None, None]:
    """Yield every reference check on the files in `folder`; a missing file fails its own check.

    None are yielded where no weight file is there: the folder is another plugin's.
    """
    if not any((folder / file.name).exists() for file in FILES):
        return
    reference = _Reference(folder)
    for clip, wanted in README_TOP_FIVE.items():
        yield _check(f"README numbers, {clip}", partial(_readme, reference, clip, wanted))
    for clip, wanted in CORRECTED_LEAD.items():
        yield _check(f"corrected, {clip}", partial(_corrected, reference, clip, wanted))
    for clip, lead in DECODED_LEAD.items():
        yield _check(f"from mp3, {clip}", partial(_decoded, reference, clip, *lead))
    yield _check("Theano and TensorFlow files agree", partial(_files_agree, reference))


def _check(name: str, run: Callable[[], tuple[bool, Message]]) -> Check:
    try:
        passed, figures = run()
    except (TagStudioError, OSError, ValueError) as error:
        reason = error.message if isinstance(error, TagStudioError) else str(error)
        detail = message("crnn.not-checked", "could not be checked: {reason}", reason=reason)
        return Check(name, False, detail)
    return Check(name, passed, figures)


def _readme(reference: _Reference, clip: str, wanted: str) -> tuple[bool, Message]:
    found = _top(
        _scores(reference, CRNN_THEANO, "published", _author_input(reference.folder, clip)), 5
    )
    return found == wanted, plain(found)


def _corrected(reference: _Reference, clip: str, wanted: str) -> tuple[bool, Message]:
    scores = _scores(
        reference, CRNN_THEANO, "corrected", standardised(_author_input(reference.folder, clip))
    )
    found = _top(scores, wanted.count(",") + 1)
    return found == wanted, plain(found)


def _decoded(reference: _Reference, clip: str, tag: str, min_score: float) -> tuple[bool, Message]:
    """Check all stages from the music: our decoding, our mels, the corrected network."""
    windows = read_windows(str(reference.folder / f"bensound-{clip}.mp3"), HZ, WINDOW_SAMPLES, 1)
    mel = log_mel(fill_window(windows.samples[0])[np.newaxis], MelRecipe())
    scores = _scores(reference, CRNN_THEANO, "corrected", mel)
    leads = max(scores, key=scores.__getitem__) == tag and scores[tag] > min_score
    return leads, plain(_top(scores, 3))


def _files_agree(reference: _Reference) -> tuple[bool, Message]:
    worst = 0.0
    for reading in ("published", "corrected"):
        for clip in README_TOP_FIVE:
            worst = max(
                worst, _difference(reference, reading, _author_input(reference.folder, clip))
            )
    return worst <= MAX_DIFFERENCE, message(
        "crnn.largest-difference", "largest difference of a score {worst:.1e}", worst=worst
    )


def _difference(reference: _Reference, reading: Reading, mel: Tensor) -> float:
    mel = standardised(mel) if reading == "corrected" else mel
    theano = _scores(reference, CRNN_THEANO, reading, mel)
    tensorflow = _scores(reference, CRNN_TENSORFLOW, reading, mel)
    return max(abs(theano[tag] - tensorflow[tag]) for tag in theano)


def _author_input(folder: Path, clip: str) -> Tensor:
    """Return the author's own decibels of a clip, (1, 96, 1366)."""
    found: NDArray[np.float64] = np.load(folder / f"bensound-{clip}.npy")
    return torch.from_numpy(found).reshape(1, BANDS, FRAMES)  # (1, 1, 96, 1366) -> (1, 96, 1366)


@torch.inference_mode()
def _scores(reference: _Reference, file: KerasFile, reading: Reading, mel: Tensor) -> Scores:
    network = reference.network(file, reading)
    scores = network(mel.float()).sigmoid()[0].tolist()
    return dict(zip((tag.name for tag in LASTFM_TAGS), scores, strict=True))


def _top(scores: Scores, count: int) -> str:
    """Return the highest scores as text: "jazz .444, folk .103"."""
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:count]
    return ", ".join(f"{tag} {score:.3f}".replace(" 0.", " .") for tag, score in ranked)
