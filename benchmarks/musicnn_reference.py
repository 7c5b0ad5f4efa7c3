"""What the original musicnn says of sound files, under TensorFlow: the reference of the plugin.

    python3.11 -m venv ORIGINAL
    ORIGINAL/bin/pip install tensorflow-cpu tf_keras "numpy<2" librosa soundfile
    ORIGINAL/bin/pip install --no-deps musicnn==0.1.0
    ORIGINAL/bin/python benchmarks/musicnn_reference.py FOLDER [FILE ...]

Copies the files to FOLDER and writes `musicnn_scores.json` beside them: for each file and network
the scores, the mean of the likelihoods of patches of 3 s that lie end to end. Without files it
writes three sounds of its own first, the same ones every time. The folder is then the reference:

    tagstudio models verify --reference FOLDER
"""

import argparse
import json
import os
import shutil
from pathlib import Path

import numpy as np
import soundfile

HZ = 16_000
NETWORKS = ("MSD_musicnn", "MTT_musicnn")
SCORES_NAME = "musicnn_scores.json"


def main() -> None:
    """Write the reference of the files that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    copies = [Path(shutil.copy(file, options.folder)) for file in options.files]
    found = {file.name: scores(file) for file in copies or write_sounds(options.folder)}
    (options.folder / SCORES_NAME).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def write_sounds(folder: Path) -> list[Path]:
    """Write beats of noise, a chord that swells, and a melody with an echo; return their files."""
    time = np.arange(10 * HZ) / HZ
    noise = np.random.default_rng(0).standard_normal(len(time))
    beat = np.exp(-8 * (time % 0.5))
    chord = sum(np.sin(2 * np.pi * hz * time) / hz**0.5 for hz in (110, 220, 277, 330, 440, 880))
    steps = np.array([0, 4, 7, 12, 7, 4, 2, 5])[(time * 4).astype(int) % 8]
    melody = np.sin(2 * np.pi * np.cumsum(220 * 2 ** (steps / 12)) / HZ) * np.exp(
        -3 * (time % 0.25)
    )
    sounds = {
        "beats": beat * noise / 4,
        "chord": chord * np.sin(np.pi * time / 10) / 4,
        "melody": melody / 2 + np.roll(melody, HZ // 3) / 4 + noise / 1000,
    }
    files = [folder / f"{name}.wav" for name in sounds]
    for file, sound in zip(files, sounds.values(), strict=True):
        soundfile.write(file, sound.clip(-1, 1), HZ, "PCM_16")
    return files


def scores(file: Path) -> dict[str, list[float]]:
    """Return the scores of a file by network."""
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    from musicnn.extractor import extractor

    found = {}
    for network in NETWORKS:
        taggram, _ = extractor(str(file), model=network, extract_features=False)
        found[network] = [float(f"{score:.7f}") for score in taggram.mean(axis=0)]
    return found


if __name__ == "__main__":
    main()
