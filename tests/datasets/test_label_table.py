import numpy as np

from tagstudio.datasets.label_table import label_table
from tagstudio.plugin_api.examples import NO, YES


def test_a_tag_that_a_clip_has_is_a_yes_and_all_others_are_noes() -> None:
    labels = label_table([["jazz", "unknown"], [], ["rock", "jazz"]], ["jazz", "rock"])
    assert labels.dtype == np.int8
    assert labels.tolist() == [[YES, NO], [NO, NO], [YES, YES]]
