from crnn_tagger.training.early_stopping import EarlyStopping


def test_the_lowest_loss_counts() -> None:
    stopping = EarlyStopping(patience=2)
    assert [stopping.update(1, 3.0), stopping.update(2, 4.0), stopping.update(3, 1.0)] == [
        True,
        False,
        True,
    ]
    assert (stopping.best, stopping.improved_at) == (1.0, 3)


def test_it_is_due_after_some_epochs_without_improvement() -> None:
    stopping = EarlyStopping(patience=2)
    stopping.update(1, 3.0)
    assert not stopping.is_due(2)
    assert stopping.is_due(3)


def test_a_tiny_improvement_is_kept_but_does_not_reset_the_patience() -> None:
    stopping = EarlyStopping(patience=2)
    stopping.update(1, 3.0)
    assert stopping.update(2, 3.0 - 1e-6)
    assert stopping.improved_at == 1


def test_without_a_validation_loss_every_epoch_is_the_best() -> None:
    stopping = EarlyStopping(patience=2)
    assert [stopping.update(epoch, None) for epoch in (1, 2, 3)] == [True] * 3
    assert not stopping.is_due(3)


def test_a_loss_that_is_not_a_number_is_no_improvement() -> None:
    assert not EarlyStopping(patience=2).update(1, float("nan"))
