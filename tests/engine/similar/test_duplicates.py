"""Damaged fingerprints are not trusted; pairs are proposed by sound and length."""

import numpy as np
import pytest

from tagstudio.engine.similar import duplicates
from tagstudio.engine.similar.duplicates import DuplicateReport, _near_pairs, _Prints, _Track
from tagstudio.library.similar.embedding import Embedding
from tagstudio.library.similar.sound_matrix import SoundMatrix
from tagstudio.library.similar.sounds import Listener
from tagstudio.library.similar.vector_file import Vectors, folder_of


@pytest.fixture
def prints(tmp_path, monkeypatch):
    """A library's file of fingerprints, and the files that were decoded for it."""
    decoded = []

    def read(path):
        decoded.append(path)
        return np.ones((50, duplicates.BITS), np.uint8)

    monkeypatch.setattr(duplicates, "read_print", read)
    return tmp_path / "my.db", decoded


@pytest.mark.parametrize("damage", [None, b"", b"PK\x03\x04 nonsense"])
def test_each_recording_is_decoded_once_unless_what_is_kept_is_damaged(prints, damage):
    library, decoded = prints
    track = _Track("/music/one.flac", "ab" * 16, 30.0)
    first = _Prints(library)
    assert first.of(track, DuplicateReport()).all()
    first.keep()
    if damage is not None:
        (folder_of(library) / "prints.npz").write_bytes(damage)
    again = _Prints(library)
    assert again.of(track, DuplicateReport()).shape == (50, duplicates.BITS)
    assert len(decoded) == (1 if damage is None else 2)


def test_tracks_alike_and_of_near_length_are_proposed_whatever_the_blocks(monkeypatch):
    draw = np.random.default_rng(3)
    points = draw.normal(size=(40, 32)).astype(np.float32)
    points[20:24] = points[:4]
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    embedding = Embedding(np.zeros(32, np.float32), np.eye(32, dtype=np.float32), 40)
    ids = np.arange(1, 41, dtype=np.int64)
    matrix = SoundMatrix(Listener([1], (1, 32), "m"), Vectors("m", embedding, ids, points.T))
    known = {int(id): _Track(f"/{id}", "", 100.0 + id % 7) for id in ids}
    known[22] = _Track("/22", "", 300.0)  # alike 2, and of another length
    known[24] = _Track("/24", "", None)
    for block in (512, 3):
        monkeypatch.setattr(duplicates, "BLOCK", block)
        found = set().union(*(pairs for _, pairs in _near_pairs(matrix, known)))
        assert found == {(1, 21), (3, 23)}
