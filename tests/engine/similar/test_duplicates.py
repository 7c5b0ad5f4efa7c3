"""Damaged fingerprints are not trusted; pairs are proposed by sound and length."""

import numpy as np
import pytest
import soundfile

from tagstudio.engine.similar import duplicates
from tagstudio.engine.similar.duplicates import DuplicateReport, _near_pairs, _Prints, _Track
from tagstudio.engine.similar.print_reader import PrintReader
from tagstudio.library.similar.embedding import Embedding
from tagstudio.library.similar.sound_matrix import SoundMatrix
from tagstudio.library.similar.sounds import Listener
from tagstudio.library.similar.vector_file import Vectors, folder_of


@pytest.fixture
def prints(tmp_path):
    """A library's file of fingerprints, and the files that were decoded for it."""
    decoded = []

    class Reader:
        def read(self, path):
            decoded.append(path)
            return np.ones((50, duplicates.BITS), np.uint8)

    return tmp_path / "my.db", decoded, Reader()


@pytest.mark.parametrize("damage", [None, b"", b"PK\x03\x04 nonsense"])
def test_each_recording_is_decoded_once_unless_what_is_kept_is_damaged(prints, damage):
    library, decoded, reader = prints
    track = _Track("/music/one.flac", "ab" * 16, 30.0)
    first = _Prints(library, reader)
    assert first.of(track, DuplicateReport()).all()
    first.keep()
    if damage is not None:
        (folder_of(library) / "prints.npz").write_bytes(damage)
    again = _Prints(library, reader)
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
    known = {int(id): _Track(f"/{id}", "", 100.0 + 0.2 * id) for id in ids}
    known[22] = _Track("/22", "", 300.0)  # alike 2, and of another length
    known[24] = _Track("/24", "", None)
    for block in (512, 3):
        monkeypatch.setattr(duplicates, "BLOCK", block)
        found = set().union(*(pairs for _, pairs in _near_pairs(matrix, known)))
        assert found == {(1, 21), (3, 23)}
    known[30] = _Track("/30", "", 101.1)  # as long as 5 but for what encoders add, and unlike it
    for block in (512, 3):
        monkeypatch.setattr(duplicates, "BLOCK", block)
        found = set().union(*(pairs for _, pairs in _near_pairs(matrix, known)))
        assert found == {(1, 21), (3, 23), (5, 30), (6, 30)}


def test_of_many_tracks_of_one_length_only_the_nearest_are_proposed():
    count, most = 60, duplicates.NEAREST_OF_LENGTH
    points = np.random.default_rng(5).normal(size=(count, 32)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    embedding = Embedding(np.zeros(32, np.float32), np.eye(32, dtype=np.float32), count)
    ids = np.arange(1, count + 1, dtype=np.int64)
    matrix = SoundMatrix(Listener([1], (1, 32), "m"), Vectors("m", embedding, ids, points.T))
    known = {int(id): _Track(f"/{id}", "", 30.0) for id in ids}
    found = set().union(*(pairs for _, pairs in _near_pairs(matrix, known)))
    products = points @ points.T
    np.fill_diagonal(products, -2)
    nearest = np.argsort(-products, axis=1)[:, :most] + 1
    expected = {
        (min(id, int(other)), max(id, int(other)))
        for id, others in enumerate(nearest, start=1)
        for other in others
    }
    assert found == expected


def test_a_file_that_is_no_sound_is_named_and_the_next_one_read(tmp_path):
    broken, sound = tmp_path / "broken.mp3", tmp_path / "sound.wav"
    broken.write_bytes(b"no sound at all" * 100)
    soundfile.write(sound, np.random.default_rng(0).normal(size=8000 * 10) * 0.1, 8000)
    with PrintReader() as reader:
        assert reader.read(str(broken)) is None
        assert reader.read(str(tmp_path / "gone.mp3")) is None
        found = reader.read(str(sound))
    assert found is not None
    assert found.shape[1] == duplicates.BITS
