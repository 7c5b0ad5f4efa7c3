from collections import Counter

from tagstudio.core.splits import split_of_group


def test_a_group_is_always_in_the_same_split() -> None:
    groups = [f"artist {number}" for number in range(50)]
    assert [split_of_group(one, 0.3, 0.1) for one in groups] == [
        split_of_group(one, 0.3, 0.1) for one in groups
    ]


def test_the_fractions_are_those_of_the_splits() -> None:
    counts = Counter(split_of_group(f"artist {number}", 0.3, 0.15) for number in range(4000))
    assert abs(counts["test"] / 4000 - 0.3) < 0.02
    assert abs(counts["validation"] / 4000 - 0.15) < 0.02
    assert counts.keys() == {"train", "validation", "test"}


def test_a_larger_validation_split_takes_nothing_from_the_test_split() -> None:
    groups = [f"album {number}" for number in range(1000)]
    small, large = (
        {one for one in groups if split_of_group(one, 0.3, v) == "test"} for v in (0.1, 0.2)
    )
    assert small == large
