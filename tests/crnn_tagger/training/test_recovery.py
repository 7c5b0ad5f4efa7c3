import pytest
from crnn_tagger.training.recovery import NotFiniteError, Recovery

from tagstudio.core.errors import TagStudioError


def test_a_loss_that_is_not_finite_halves_the_learning_rate_twice() -> None:
    recovery = Recovery(batch=8)
    for rate_scale in (0.5, 0.25):
        notice = recovery.after(NotFiniteError(), smallest_batch=1)
        assert recovery.rate_scale == rate_scale
        assert notice.message.key == "training.lower-rate"
    with pytest.raises(TagStudioError, match="diverged 3 times"):
        recovery.after(NotFiniteError(), smallest_batch=1)


def test_out_of_memory_halves_the_batch_down_to_the_smallest() -> None:
    recovery = Recovery(batch=5)
    notice = recovery.after(RuntimeError("CUDA out of memory."), smallest_batch=2)
    assert recovery.batch == 2 and "batches of 2" in notice.text
    with pytest.raises(TagStudioError, match="batch of 2"):
        recovery.after(RuntimeError("CUDA out of memory."), smallest_batch=2)


def test_any_other_error_is_raised_as_it_is() -> None:
    error = RuntimeError("shapes cannot be multiplied")
    with pytest.raises(RuntimeError) as raised:
        Recovery(batch=8).after(error, smallest_batch=1)
    assert raised.value is error
