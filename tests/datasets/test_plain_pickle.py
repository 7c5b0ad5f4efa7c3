import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.plain_pickle import load_plain

# What Python 2 wrote: {'TRA': numpy.array([[1.0], [0.0]])}
PYTHON_2 = (
    b"(dp1\nS'TRA'\np2\ncnumpy.core.multiarray\n_reconstruct\np3\n(cnumpy\nndarray\np4\n(I0\ntp5\n"
    b"S'b'\np6\ntp7\nRp8\n(I1\n(I2\nI1\ntp9\ncnumpy\ndtype\np10\n(S'f8'\np11\nI0\nI1\ntp12\nRp13\n"
    b"(I3\nS'<'\np14\nNNNI-1\nI-1\nI0\ntp15\nbI00\nS'\\x00\\x00\\x00\\x00\\x00\\x00\\xf0?"
    b"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'\np16\ntp17\nbs."
)


class Payload:
    def __init__(self, call: Any, *arguments: Any) -> None:
        self.reduced = call, arguments

    def __reduce__(self) -> Any:
        return self.reduced


def write(folder: Path, content: object, protocol: int = 2) -> Path:
    file = folder / "list.cP"
    file.write_bytes(pickle.dumps(content, protocol))
    return file


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_lists_and_arrays_come_through(tmp_path: Path, protocol: int) -> None:
    vector = np.array([[1], [0]], np.int16)
    columns = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    content = {"TRA": vector, b"TRB": columns, "names": ["a", 1, 2.5, None, ("x",), b"\xff"]}
    if protocol == 5:  # arrays are written in another way there, which these datasets never used
        content = {"names": content["names"]}
    found = load_plain(write(tmp_path, content, protocol))
    assert found["names"] == content["names"]
    if protocol < 5:
        assert np.array_equal(np.asarray(found["TRA"]), vector)
        assert np.asarray(found["TRA"]).dtype == np.int16
        assert np.array_equal(np.asarray(found[b"TRB"]), columns)


def test_python_2_is_read(tmp_path: Path) -> None:
    file = tmp_path / "vectors.cP"
    file.write_bytes(PYTHON_2)
    found = load_plain(file)
    assert np.asarray(found["TRA"]).tolist() == [[1.0], [0.0]]


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_planted_payload_does_not_run(tmp_path: Path, protocol: int) -> None:
    trace = tmp_path / "ran"
    for payload in (
        Payload(os.system, f"touch {trace}"),
        Payload(eval, f"open({str(trace)!r}, 'w')"),
        Payload(Path.touch, trace),
    ):
        with pytest.raises(TagStudioError, match="no pickle of plain lists"):
            load_plain(write(tmp_path, ["innocent", payload], protocol))
    assert not trace.exists()


def test_attributes_of_allowed_names_cannot_be_walked(tmp_path: Path) -> None:
    """Protocol 4 may name `dtype.__class__` and so come to anything."""
    file = tmp_path / "walk.cP"
    file.write_bytes(b"\x80\x04\x8c\x05numpy\x8c\x0fdtype.__class__\x93.")
    with pytest.raises(TagStudioError, match=r"dtype\.__class__"):
        load_plain(file)


def test_arrays_of_objects_and_other_classes_are_refused(tmp_path: Path) -> None:
    for content in (np.array([{}, None]), OrderedDict(a=1)):
        with pytest.raises(TagStudioError, match="no pickle of plain lists"):
            load_plain(write(tmp_path, content))


def test_what_is_no_pickle_is_said_so(tmp_path: Path) -> None:
    whole = pickle.dumps({"a": list(range(100))})
    for content in (b"", b"rock\npop\n", whole[:-20]):
        (tmp_path / "x.cP").write_bytes(content)
        with pytest.raises(TagStudioError, match="no pickle of plain lists"):
            load_plain(tmp_path / "x.cP")
    with pytest.raises(TagStudioError, match="cannot be read"):
        load_plain(tmp_path / "gone.cP")


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TagStudioError, match="it is a pipe or a device, not a file"):
        load_plain(tmp_path / "pipe")
