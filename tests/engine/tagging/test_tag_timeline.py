from dataclasses import replace

import numpy as np
import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.tagging.tag_timeline import TagTimelines
from tagstudio.library.models.models import Model, ModelTag
from tagstudio.plugin_api import TrackRef

from ..conftest import install_plugin

TAGS = tuple(ModelTag(id, name, "genre", 0.1, 0.3, 0.3) for id, name in enumerate("jrfls"))
MODEL = Model(1, "along_tagger", "along", "a" * 64, "", TAGS)
TRACK = TrackRef(1, "/music/jazz 0.8 rock 0.2.wav")
SOUND = b"0123456789abcdef"


@pytest.fixture
def strips():
    install_plugin("along_tagger")
    with TagTimelines() as strips:
        yield strips


def test_it_grows_and_ends_in_the_order_of_time(strips):
    listening = strips.listen(TRACK, SOUND, MODEL)
    sizes = []
    try:
        while True:
            partly = next(listening)
            sizes.append(None if partly is None else len(partly.starts))
    except StopIteration as end:
        strip = end.value
    assert sizes == [None, None, 1, 2, 3]
    assert strip.starts.tolist() == [0, 5, 10]
    assert strip.centres.tolist() == [4, 9, 14]
    assert strip.loudest(0) == 14.0
    np.testing.assert_allclose(strip.scores[:, 0], [0.4, 0.4, 0.8], atol=1e-6)


def test_what_was_heard_is_kept_and_needs_no_tagger(strips):
    heard = run(strips.listen(TRACK, SOUND, MODEL))
    strips.stop()
    with TagTimelines() as others:
        kept = run(others.listen(replace(TRACK, path="/moved.wav"), SOUND, MODEL))
        assert others._tagger is None
    np.testing.assert_allclose(kept.scores, heard.scores, atol=1e-3)
    (file,) = paths.cache_folder().rglob("*.npz")
    file.write_bytes(b"damaged")
    assert len(run(strips.listen(TRACK, SOUND, MODEL)).starts) == 3


def test_calling_off_leaves_the_tagger_ready_for_the_next(strips):
    endless = strips.listen(replace(TRACK, path="/music/endless.wav"), b"endless", MODEL)
    for _ in range(10):
        next(endless)
    pid = strips._tagger.pid
    endless.close()
    assert len(run(strips.listen(TRACK, SOUND, MODEL)).starts) == 3
    assert strips._tagger.pid == pid
    assert [path.stem for path in paths.cache_folder().rglob("*.npz")] == [SOUND.hex()]


def test_what_cannot_be_heard_is_a_sentence(strips):
    with pytest.raises(TagStudioError, match=r"deaf\.wav cannot be heard"):
        run(strips.listen(replace(TRACK, path="/music/deaf.wav"), SOUND, MODEL))
    with pytest.raises(TagStudioError, match="no longer installed"):
        run(strips.listen(TRACK, SOUND, replace(MODEL, sha256="b" * 64)))
    with pytest.raises(TagStudioError, match="plugin nowhere is not installed"):
        run(strips.listen(TRACK, SOUND, replace(MODEL, plugin="nowhere")))


def test_a_tagger_that_cannot_say_where_says_so():
    install_plugin("fake_tagger")
    loudness = Model(1, "fake_tagger", "loudness", "0" * 64, "", TAGS[:2])
    with TagTimelines() as strips, pytest.raises(TagStudioError, match="cannot say where"):
        run(strips.listen(TRACK, SOUND, loudness))
