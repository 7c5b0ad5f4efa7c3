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
CONTENT_KEY = b"0123456789abcdef"


@pytest.fixture
def timelines():
    install_plugin("along_tagger")
    with TagTimelines() as timelines:
        yield timelines


def test_it_grows_and_ends_in_the_order_of_time(timelines):
    computing = timelines.compute(TRACK, CONTENT_KEY, MODEL)
    sizes = []
    try:
        while True:
            partly = next(computing)
            sizes.append(None if partly is None else len(partly.starts))
    except StopIteration as end:
        timeline = end.value
    assert sizes == [None, None, 1, 2, 3]
    assert timeline.starts.tolist() == [0, 5, 10]
    assert timeline.centres.tolist() == [4, 9, 14]
    assert timeline.peak(0) == 14.0
    np.testing.assert_allclose(timeline.scores[:, 0], [0.4, 0.4, 0.8], atol=1e-6)


def test_a_whole_timeline_is_cached_and_needs_no_tagger(timelines):
    computed = run(timelines.compute(TRACK, CONTENT_KEY, MODEL))
    timelines.stop()
    with TagTimelines() as others:
        cached = run(others.compute(replace(TRACK, path="/moved.wav"), CONTENT_KEY, MODEL))
        assert others._tagger is None
    np.testing.assert_allclose(cached.scores, computed.scores, atol=1e-3)
    (file,) = paths.cache_folder().rglob("*.npz")
    file.write_bytes(b"damaged")
    assert len(run(timelines.compute(TRACK, CONTENT_KEY, MODEL)).starts) == 3


def test_cancelling_leaves_the_tagger_ready_for_the_next(timelines):
    endless = timelines.compute(replace(TRACK, path="/music/endless.wav"), b"endless", MODEL)
    for _ in range(10):
        next(endless)
    pid = timelines._tagger.pid
    endless.close()
    assert len(run(timelines.compute(TRACK, CONTENT_KEY, MODEL)).starts) == 3
    assert timelines._tagger.pid == pid
    assert [path.stem for path in paths.cache_folder().rglob("*.npz")] == [CONTENT_KEY.hex()]


def test_a_track_that_cannot_be_scored_gives_a_sentence(timelines):
    with pytest.raises(TagStudioError, match=r"deaf\.wav cannot be heard"):
        run(timelines.compute(replace(TRACK, path="/music/deaf.wav"), CONTENT_KEY, MODEL))
    with pytest.raises(TagStudioError, match="no longer installed"):
        run(timelines.compute(TRACK, CONTENT_KEY, replace(MODEL, sha256="b" * 64)))
    with pytest.raises(TagStudioError, match="plugin nowhere is not installed"):
        run(timelines.compute(TRACK, CONTENT_KEY, replace(MODEL, plugin="nowhere")))


def test_a_plugin_without_windows_says_so():
    install_plugin("fake_tagger")
    loudness = Model(1, "fake_tagger", "loudness", "0" * 64, "", TAGS[:2])
    with (
        TagTimelines() as timelines,
        pytest.raises(TagStudioError, match="cannot score the windows"),
    ):
        run(timelines.compute(TRACK, CONTENT_KEY, loudness))


def test_a_cache_that_cannot_be_written_hides_no_timeline(timelines, tmp_path):
    timelines.folder = tmp_path / "strips"
    timelines.folder.write_text("a file stands where the folder has to be")
    assert len(run(timelines.compute(TRACK, CONTENT_KEY, MODEL)).starts) == 3
