from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.tagging.predict_file import predict_file
from tagstudio.plugin_api import PredictOptions

OPTIONS = PredictOptions("trouble", "cpu")


@pytest.fixture
def model(trouble_model: InstalledModel) -> InstalledModel:
    return trouble_model


def test_a_file_gets_a_score_per_tag_and_the_notices(model):
    found = predict_file(model, Path("/music/a.mp3"), OPTIONS)
    assert found.scores == pytest.approx((0.1, 0.5, 0.02))
    assert [str(notice) for notice in found.notices] == [
        "Listening on the CPU: nothing else is asked for."
    ]


def test_a_file_that_fails_or_gets_no_answer_is_an_error(model):
    with pytest.raises(TagStudioError, match=r"a fail\.mp3"):
        predict_file(model, Path("/music/a fail.mp3"), OPTIONS)
    with pytest.raises(TagStudioError, match=r"gave no answer for .*silent\.mp3"):
        predict_file(model, Path("/music/a silent.mp3"), OPTIONS)
