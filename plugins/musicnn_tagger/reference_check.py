"""Check that the networks give the scores here that the original gives under TensorFlow.

Needs a folder with audio files and `musicnn_scores.json`, which `benchmarks/musicnn_reference.py`
writes: for each file and network the original's scores, the mean over its patches of 3 s.
"""

import json
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import read_text
from tagstudio.plugin_api import Check

from .judging import Judge
from .mel import HZ, clip_patches
from .model_file import SUFFIX, load_model
from .weights.install import NETWORKS

SCORES_NAME = "musicnn_scores.json"
MAX_SCORE_DIFFERENCE = 1e-4
LONGEST_SECONDS = 3600

References = Mapping[str, Mapping[str, list[float]]]  # file -> folder of the wheel -> scores


def reference_checks(folder: Path, models: Path) -> Generator[Check, None, None]:
    """Yield a check for each network of which the folder has scores; none without such a file."""
    path = folder / SCORES_NAME
    if not path.exists():
        return
    try:
        references: References = json.loads(read_text(path))
        known = {name for of_file in references.values() for name in of_file}
    except (OSError, ValueError, AttributeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        yield Check(SCORES_NAME, False, _not_checked(reason))
        return
    for network in NETWORKS:
        if network.folder in known:
            file = models / (network.name + SUFFIX)
            scores = {
                name: of_file[network.folder]
                for name, of_file in references.items()
                if network.folder in of_file
            }
            yield _check(f"{network.folder} as under TensorFlow", file, folder, scores)


def original_scores(judge: Judge, path: Path) -> NDArray[np.float32]:
    """Return the scores of a clip as the original gives them: (50,).

    The mean of the likelihoods of its patches, which lie end to end; what is left is not heard.
    """
    samples = read_windows(str(path), HZ, LONGEST_SECONDS * HZ).samples[0]
    with torch.inference_mode():
        scores = judge.likelihoods(clip_patches(samples)).mean(dim=0)
    return scores.numpy()


def _check(name: str, file: Path, folder: Path, scores: Mapping[str, Iterable[float]]) -> Check:
    try:
        judge = Judge(load_model(file), torch.device("cpu"))
        worst = max(
            float(np.abs(original_scores(judge, folder / clip) - np.array([*wanted])).max())
            for clip, wanted in scores.items()
        )
    except (TagStudioError, UnreadableAudio, OSError, ValueError) as error:
        reason = error.message if isinstance(error, TagStudioError) else str(error)
        return Check(name, False, _not_checked(reason))
    detail = message(
        "musicnn.largest-difference",
        "largest difference of a score {worst:.1e}, {count} clips",
        worst=worst,
        count=len(scores),
    )
    return Check(name, worst <= MAX_SCORE_DIFFERENCE, detail)


def _not_checked(reason: Message | str) -> Message:
    return message("musicnn.not-checked", "could not be checked: {reason}", reason=reason)
