import numpy as np
import pytest
from musicnn_tagger.weights.tensor_bundle import (
    FOOTER_BYTES,
    MAX_INDEX_BYTES,
    DamagedBundleError,
    TensorEntry,
    read_index,
    read_tensor,
)

from .bundles import HEADER, bundle, entry, number, table, text

ARRAYS = {
    "layer/bias": np.arange(3, dtype=np.float32),
    "layer/kernel": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "scalar": np.float32(7).reshape(()),
}
ONE = np.ones(2, np.float32)


def test_tensors_come_back_as_they_were_written() -> None:
    index, data = bundle(ARRAYS)
    found = {name: read_tensor(data, one) for name, one in read_index(index).items()}
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[name], array)


def test_tensors_of_other_types_are_passed_over() -> None:
    entries = {b"": HEADER, b"step": entry(ONE, 0, dtype=9), b"x": entry(ONE, 0)}
    assert read_index(table(entries)).keys() == {"x"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (number(3, 1), "in pieces"),
        (text(7, b"x"), "in pieces"),
        (text(2, number(3, 1)), "no shape"),
        (text(2, text(2, number(1, 1)) * 9), "too many dimensions"),
        (number(2, 5), "damaged"),
        (b"\x0b", "damaged"),
        (b"\x12\x7f", "damaged"),
        (b"\x08" + b"\xff" * 10, "no end"),
    ],
)
def test_entries_that_make_no_sense_are_refused(fields: bytes, reason: str) -> None:
    with pytest.raises(DamagedBundleError, match=reason):
        read_index(table({b"": HEADER, b"x": number(1, 1) + fields}))


@pytest.mark.parametrize("header", [b"", number(1, 2), HEADER + number(2, 1)])
def test_only_one_little_endian_file_is_read(header: bytes) -> None:
    with pytest.raises(DamagedBundleError, match="one little-endian file"):
        read_index(table({b"": header}))


def test_a_compressed_index_is_refused() -> None:
    with pytest.raises(DamagedBundleError, match="compressed"):
        read_index(table({b"": HEADER}, kind=1))


def test_an_index_that_is_too_long_is_refused() -> None:
    with pytest.raises(DamagedBundleError, match="too long"):
        read_index(bytes(MAX_INDEX_BYTES + 1))


def test_no_byte_of_an_index_can_change_unnoticed() -> None:
    """All but the padding and the handle of the empty meta index."""
    index, data = bundle(ARRAYS)
    wanted = {name: read_tensor(data, one).tobytes() for name, one in read_index(index).items()}
    for place in range(len(index)):
        changed = bytearray(index)
        changed[place] ^= 0x55
        try:
            found = read_index(bytes(changed))
        except DamagedBundleError:
            continue
        assert {name: read_tensor(data, one).tobytes() for name, one in found.items()} == wanted


def test_an_index_cut_off_anywhere_is_refused() -> None:
    index, _ = bundle(ARRAYS)
    for length in range(len(index)):
        with pytest.raises(DamagedBundleError):
            read_index(index[:length])


def test_noise_is_refused() -> None:
    numbers = np.random.default_rng(0)
    index, _ = bundle(ARRAYS)
    for length in (0, 10, 47, 48, 200, 5000):
        with pytest.raises(DamagedBundleError):
            read_index(numbers.bytes(length) + index[-FOOTER_BYTES:])
        with pytest.raises(DamagedBundleError):
            read_index(numbers.bytes(length))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (TensorEntry((2,), 4, 8, 0), "not where the index says"),
        (TensorEntry((3,), 0, 8, 0), "not where the index says"),
        (TensorEntry((1 << 40, 1 << 40), 0, 8, 0), "not where the index says"),
        (TensorEntry((2,), 0, 8, 0), "checksum"),
    ],
)
def test_a_tensor_that_is_not_there_or_damaged_is_refused(wrong: TensorEntry, reason: str) -> None:
    with pytest.raises(DamagedBundleError, match=reason):
        read_tensor(ONE.tobytes(), wrong)
