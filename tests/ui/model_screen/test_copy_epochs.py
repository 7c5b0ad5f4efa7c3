from tagstudio.plugin_api import Epoch
from tagstudio.ui.model_screen.copy_epochs import by_copy


def epochs(in_all: int, *numbers: int) -> list[Epoch]:
    return [Epoch(number, in_all, 20.0 - number / 10, 0.3, None) for number in numbers]


def numbers(found) -> dict[int, list[int]]:
    return {one.copy: [epoch.number for epoch in one.epochs] for one in found}


def test_each_copy_begins_at_its_first_epoch():
    found = by_copy(epochs(72, 1, 2, 3, 13, 14, 25, 61, 62))
    assert numbers(found) == {0: [1, 2, 3], 1: [1, 2], 2: [1], 5: [1, 2]}
    assert {epoch.epochs for one in found for epoch in one.epochs} == {12}


def test_copies_that_ran_to_the_end_are_told_apart_too():
    assert numbers(by_copy(epochs(12, *range(1, 13)))) == {copy: [1, 2] for copy in range(6)}


def test_a_training_from_audio_has_one_copy():
    assert numbers(by_copy(epochs(10, *range(1, 11)))) == {0: list(range(1, 11))}
    assert by_copy([]) == []
