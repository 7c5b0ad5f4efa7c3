"""Read pickles of plain data safely: lists, dicts, strings, numbers, arrays of numbers.

A pickle names functions that unpickling calls, so reading a pickle of unknown origin runs its
author's program; and numpy's own unpickling of arrays trusts the pickle about their memory. Here
`find_class` maps the few names that arrays and byte strings need to stand-ins, which store their
arguments and call nothing, and refuses every other name before anything of the pickle runs.
"""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import open_regular


class PlainArray:
    """The content of a pickled array; np.asarray makes an array of it."""

    def __init__(self, *_: object) -> None:
        self._content: tuple[bytes, tuple[int, ...], np.dtype[Any], bool] | None = None

    def __setstate__(self, state: Any) -> None:
        _, shape, kind, by_columns, content = state
        raw = content.encode("latin1") if isinstance(content, str) else content
        self._content = raw, shape, kind.dtype, by_columns

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if self._content is None:
            raise ValueError("an array without content")
        raw, shape, kind, by_columns = self._content
        array = np.frombuffer(raw, kind).reshape(shape, order="F" if by_columns else "C")
        return array if dtype is None else array.astype(dtype)


class _PlainType:
    def __init__(self, code: str, *_: object) -> None:
        self.dtype = np.dtype(code)
        if self.dtype.kind not in "biuf":
            raise pickle.UnpicklingError(f"it holds an array of {code}")

    def __setstate__(self, state: Any) -> None:
        self.dtype = self.dtype.newbyteorder(state[1])


def _encode(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"it holds bytes as {encoding}")
    return text.encode("latin1")


_STAND_INS: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): PlainArray,
    ("numpy._core.multiarray", "_reconstruct"): PlainArray,
    ("numpy", "ndarray"): PlainArray,
    ("numpy", "dtype"): _PlainType,
    ("_codecs", "encode"): _encode,  # how Python 3 writes bytes in old protocols
}


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _STAND_INS:
            raise pickle.UnpicklingError(f"it calls {module}.{name}")
        return _STAND_INS[module, name]


def load_plain(file: Path) -> Any:
    """Return the content of a pickle of Python 2 or 3: byte strings as text, arrays as PlainArray.

    Raises TagStudioError when it holds anything but plain data.
    """
    try:
        with open_regular(file) as opened:
            return _PlainUnpickler(opened, encoding="latin1").load()
    except OSError as error:
        raise TagStudioError(
            "datasets.unreadable",
            "{file} cannot be read: {reason}.",
            file=file,
            reason=reason_of(error),
        ) from error
    except Exception as error:  # a broken or hostile pickle may raise anything
        raise TagStudioError(
            "datasets.odd-pickle",
            "{file} is no pickle of plain lists and arrays ({error}). Download it again from where"
            " the dataset is published.",
            file=file,
            error=error,
        ) from error
