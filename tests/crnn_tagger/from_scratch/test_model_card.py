from crnn_tagger.from_scratch.model_card import metrics_message

NOTHING = {"clips": 0, "loss": None, "macro_auc": None, "average_precision": None}


def test_the_sentence_is_about_the_test_split() -> None:
    found = {"clips": 9, "loss": 0.1, "macro_auc": 0.75, "average_precision": 0.5}
    sentence = str(metrics_message({"validation": NOTHING, "test": found}, epochs=3))
    expected = "macro ROC-AUC 0.750, average precision 0.500"
    assert sentence == f"Best after 3 epochs; on 9 test clips: {expected}."


def test_without_a_test_split_it_is_about_the_validation_split() -> None:
    distilled = {"clips": 5, "loss": 0.1, "macro_auc": None, "average_precision": None}
    found = {**distilled, "teacher_rank_correlation": 0.25}
    sentence = str(metrics_message({"validation": found, "test": NOTHING}, epochs=1))
    assert sentence.endswith("on 5 validation clips: rank correlation with the teacher 0.250.")


def test_without_either_it_says_so() -> None:
    sentence = str(metrics_message({"validation": NOTHING, "test": NOTHING}, epochs=1))
    assert sentence.endswith("on 0 validation clips: no metric is defined.")
