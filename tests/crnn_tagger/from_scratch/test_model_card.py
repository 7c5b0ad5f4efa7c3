from crnn_tagger.from_scratch.model_card import sentence

NOTHING = {"clips": 0, "loss": None, "macro_auc": None, "average_precision": None}


def test_the_sentence_tells_of_the_test_side() -> None:
    found = {"clips": 9, "loss": 0.1, "macro_auc": 0.75, "average_precision": 0.5}
    said = sentence({"validation": NOTHING, "test": found}, epochs=3)
    expected = "macro ROC-AUC 0.750, average precision 0.500"
    assert said == f"Best after 3 epochs; on 9 test clips: {expected}."


def test_without_a_test_side_it_tells_of_the_validation_side() -> None:
    taught = {"clips": 5, "loss": 0.1, "macro_auc": None, "average_precision": None}
    found = {**taught, "teacher_rank_correlation": 0.25}
    said = sentence({"validation": found, "test": NOTHING}, epochs=1)
    assert said.endswith("on 5 validation clips: rank correlation with the teacher 0.250.")


def test_without_either_it_says_so() -> None:
    said = sentence({"validation": NOTHING, "test": NOTHING}, epochs=1)
    assert said.endswith("on 0 validation clips: nothing to measure.")
