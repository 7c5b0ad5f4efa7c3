import pytest
import torch
from crnn_tagger.inference import device
from crnn_tagger.inference.device import choose_device, one_thread

from tagstudio.core.errors import TagStudioError


def only(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    monkeypatch.setattr(device, "_works", lambda kind: kind in kinds)


def test_auto_takes_the_fastest_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Test Card")
    for kinds, chosen, words in (
        (("cuda", "mps", "cpu"), "cuda", "graphics card Test Card"),
        (("mps", "cpu"), "mps", "Apple"),
        (("cpu",), "cpu", "no usable graphics processor was found"),
    ):
        only(monkeypatch, *kinds)
        found, sentence = choose_device("auto")
        assert found == torch.device(chosen)
        assert words in str(sentence) and str(sentence).endswith(".")


def test_the_processor_is_there_when_asked_for() -> None:
    found, sentence = choose_device("cpu")
    assert found.type == "cpu"
    assert "as asked" in str(sentence)


@pytest.mark.parametrize(("count", "words"), [(1, "(1 thread)"), (4, "(4 threads)")])
def test_threads_are_counted_in_words(
    monkeypatch: pytest.MonkeyPatch, count: int, words: str
) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: count)
    assert words in str(choose_device("cpu")[1])


@pytest.mark.parametrize(("name", "words"), [("cuda", "CUDA graphics card"), ("mps", "Apple")])
def test_a_missing_device_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    only(monkeypatch, "cpu")
    with pytest.raises(TagStudioError, match=f"{words}.*auto or cpu"):
        choose_device(name)


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(TagStudioError, match="no device 'tpu'"):
        choose_device("tpu")


def test_a_gpu_that_cannot_compute_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*size: int, **where: str) -> torch.Tensor:
        raise RuntimeError("no kernel image is available for execution on the device")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "ones", broken)
    with pytest.raises(TagStudioError, match="No CUDA graphics card can be used"):
        choose_device("cuda")


def test_small_products_are_computed_by_one_thread_and_the_others_come_back() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    with pytest.raises(ZeroDivisionError), one_thread():
        assert torch.get_num_threads() == 1
        raise ZeroDivisionError
    assert torch.get_num_threads() == 3
    torch.set_num_threads(before)
