"""The names of new versions, and their reservation while a training runs.

Models belong to a person, libraries may be many: two of them that train at the same time must not
make versions of the same name, for the second would replace the first or be taken for it. So a name
is reserved by a file that is there before anything else happens, and dropped when the training
ends. A kill leaves it, with the id of its library, which alone may take it up again; others choose
the next name. What is older than a month was given up. Looking who holds a name and taking it is
one step for all processes, under a lock of the system's.
"""

import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.engine.plugins.installed_models import InstalledModels, installed_models
from tagstudio.plugin_api import LearnedFrom
from tagstudio.plugin_api.model_names import check_model_name

ABANDONED_SECONDS = 31 * 24 * 3600


def name_for(wanted: str, parent: str, installed: InstalledModels, library: LearnedFrom) -> str:
    """Return the name `wanted` for a new version of `parent`, or for "" the next free one, held.

    Raises TagStudioError for a name that cannot be a model's, that a model has, or that another
    library has reserved; nothing is done by then.
    """
    if not wanted:
        return _next_held(parent, installed, library)
    check_model_name(wanted)
    holder = _holder(wanted)
    ours = holder is not None and holder.library_id == library.library_id
    # What this library trained may be the very version that is wanted, as after a kill just before
    # the end of its training: the plugin knows, and refuses another one before it learns.
    made_here = [
        one
        for one in installed
        if one.info.name == wanted and one.info.parent and _may_be_of(one.info.library, library)
    ]
    origins = [one.info.library for one in made_here]
    if ours and any(one and one.last_answer != library.last_answer for one in origins):
        _drop(wanted, library)  # it was finished after all, and there are other answers since
        return _next_held(parent, installed, library)
    if wanted.casefold() in installed.taken and not (ours or made_here):
        raise TagStudioError(
            "training.name-taken",
            "There is a model {name!r} already. Choose another name.",
            name=wanted,
        )
    if holder is not None and not ours:
        raise TagStudioError(
            "training.name-reserved",
            "The name {name!r} is reserved for a training of the library {path}. Finish that"
            " training, or choose another name.",
            name=wanted,
            path=holder.path,
        )
    return wanted


@contextmanager
def reserved(name: str, library: LearnedFrom) -> Iterator[None]:
    """Hold `name` for a version of `library` to the end of the block; raises TagStudioError.

    It stays held where the block is left half way, by a stop or a kill: the same library takes the
    training up again.
    """
    holder = _hold(name, library)
    if holder.library_id != library.library_id:
        raise TagStudioError(
            "training.name-just-taken",
            "A training of the library {path} has just taken the name {name!r}. Start this one"
            " again.",
            path=holder.path,
            name=name,
        )
    try:
        yield
    except TagStudioError:
        _drop(name, library)
        raise
    _drop(name, library)


def _drop(name: str, library: LearnedFrom) -> None:
    """Give `name` up, unless another library has taken it over."""
    with _locked():
        holder = _holder(name)
        if holder is None or holder.library_id == library.library_id:
            _reservation(name).unlink(missing_ok=True)


def _locked() -> FileLock:
    return FileLock(paths.cache_folder() / "training.lock")


def is_held(name: str, library: LearnedFrom) -> bool:
    """Tell whether `library` holds a name."""
    holder = _holder(name)
    return holder is not None and holder.library_id == library.library_id


def _hold(name: str, library: LearnedFrom) -> LearnedFrom:
    """Hold a name for `library`, unless another library does; return whose it is."""
    path = _reservation(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked():
        holder = _holder(name)
        if holder is None:  # free, given up, or not readable
            with replaced_atomically(path) as temporary:
                temporary.write_text(json.dumps(asdict(library)), encoding="utf-8")
        return holder or library


def _next_held(parent: str, installed: InstalledModels, library: LearnedFrom) -> str:
    """Hold the next free name for a version of `parent`, and return it.

    Whoever else looks for one at the same moment gets another: nobody asked for this very name.
    """
    while True:
        name = _next_name(parent, installed.taken, library)
        if _hold(name, library).library_id != library.library_id:
            continue
        installed = installed_models()  # a version may have been finished since the last look
        if name.casefold() not in installed.taken:
            return name
        _drop(name, library)


def _next_name(parent: str, taken: Iterable[str], library: LearnedFrom) -> str:
    """Return "msd-crnn-v2" for "msd-crnn", or the number after the highest one there is."""
    root = re.sub(r"-v\d+$", "", parent)
    numbers = (re.fullmatch(rf"{re.escape(root.casefold())}-v(\d+)", name) for name in taken)
    number = max((int(match[1]) for match in numbers if match), default=1) + 1
    while (holder := _holder(f"{root}-v{number}")) and holder.library_id != library.library_id:
        number += 1
    return f"{root}-v{number}"


def _may_be_of(origin: LearnedFrom | None, library: LearnedFrom) -> bool:
    return origin is None or origin.library_id == library.library_id


def _holder(name: str) -> LearnedFrom | None:
    """Return the library that holds a name; None where none does, or has given up."""
    path = _reservation(name)
    try:
        if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            return None
        return LearnedFrom(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _reservation(name: str) -> Path:
    return paths.cache_folder() / "training" / f"{name.casefold()}.reserved"
