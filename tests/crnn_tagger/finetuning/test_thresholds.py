import numpy as np
import pytest
from crnn_tagger.finetuning.thresholds import thresholds_at_precision

from tagstudio.plugin_api.examples import NO, YES


def test_each_tag_has_its_own_threshold() -> None:
    answers = np.array([[YES, NO]] * 10 + [[NO, YES]] * 10, np.int8)
    scores = np.array([[0.8, 0.2]] * 10 + [[0.1, 0.1]] * 10, np.float32)
    first, second = thresholds_at_precision(answers, scores)
    assert first == pytest.approx(0.8)
    assert second is None
