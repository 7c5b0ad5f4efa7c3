"""The spec of a job: everything that decides its result, as one value.

Both faces make a spec and run it (`specs.run`). The library keeps it as JSON beside the record of
the job (`record`), so that a job that was interrupted goes on in either face as it was started.

In these modules the engine is imported inside `begin`: the faces make specs at start-up, when
nothing of NumPy or SQLAlchemy's models is loaded yet.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, get_args, get_origin

from tagstudio.core.progress import Job

if TYPE_CHECKING:
    from tagstudio.library.db.database import Library

VERSION = 1  # of the JSON; records without one are of the time before there were specs
VERSION_KEY = "spec_version"  # beside the fields, so no field has this name

Report = TypeVar("Report")


class UnreadableSpecError(ValueError):
    """The JSON is no spec of this kind, or one of a newer program."""


@dataclass(frozen=True, kw_only=True)
class JobSpec(ABC, Generic[Report]):
    """The base of all specs; a subclass is a frozen dataclass, its fields decide the result.

    A field is a bool, int, float, str or Path, one of these or None, or a tuple of one of them or
    of tuples, and has a default, so that a record of an older program is read as well. What holds
    for every job of a kind is a class variable:

    `kind`: the name of the kind, unique among the specs. `queue`: jobs of the window with the same
    one run one after the other; empty for `kind`. `resumable`: running the spec again goes on where
    the job stopped. `retriable`: `with_failed` gives failed files one more try. `counts_tracks`:
    the units of its progress are tracks. `in_child`: it is so long that the window runs it in a
    process of its own (`specs.run_in_child`).
    """

    kind: ClassVar[str]
    queue: ClassVar[str] = ""
    resumable: ClassVar[bool] = False
    retriable: ClassVar[bool] = False
    counts_tracks: ClassVar[bool] = False
    in_child: ClassVar[bool] = False

    @abstractmethod
    def begin(self, library: "Library") -> tuple[Self, Job[Report]]:
        """Return the spec with everything resolved that it leaves open, and its job.

        The resolved spec is the one to record: with the name of the active model in place of "", it
        goes on with the same model though another one has become the active one meanwhile. Raises
        TagStudioError, as the job does.
        """

    def is_recorded(self) -> bool:
        """Tell whether the library keeps a record of the job."""
        return True

    def has_changed(self, report: Report) -> bool:
        """Tell whether a job that was done, but counted nothing, changed the library all the same.

        Such a job is recorded, too.
        """
        return False

    def subject(self) -> str:
        """Return the name of the version, model or folder of the job, "" where it has none."""
        return ""

    def with_failed(self, failed: Sequence[str]) -> Self:
        """Return the spec that tries these files again, for a retriable kind."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Return the spec as a JSON object.

        Paths whose bytes are not UTF-8 hold lone surrogates (`os.fsdecode`); `json.dumps` escapes
        them, so they survive.
        """
        own = {one.name: _to_plain(getattr(self, one.name)) for one in fields(self)}
        return {VERSION_KEY: VERSION, **own}

    @classmethod
    def from_json(cls, found: Mapping[str, Any], defaults: Mapping[str, Any] | None = None) -> Self:
        """Read what `to_json` returned, also as written by an older program.

        A field that an older record lacks takes its value from `defaults` (such as the user's
        settings), else the field's default. A field that this program does not know decides
        something that it could not do: raises UnreadableSpecError, as for a later version of the
        format and a value of the wrong type.
        """
        version = found.get(VERSION_KEY, 0)
        if not isinstance(version, int) or version > VERSION:
            raise UnreadableSpecError(f"version {version!r} of a spec")
        given = {name: value for name, value in found.items() if name != VERSION_KEY}
        types = {one.name: one.type for one in fields(cls)}
        if version == 0:
            given = {name: value for name, value in cls._upgraded(given).items() if name in types}
        if unknown := given.keys() - types.keys():
            raise UnreadableSpecError(f"{cls.kind} has no {', '.join(sorted(unknown))}")
        usable = {name: value for name, value in (defaults or {}).items() if name in types}
        read = {name: _from_plain(value, types[name]) for name, value in given.items()}
        return cls(**{**usable, **read})

    @classmethod
    def _upgraded(cls, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the fields of a record of the time before there were specs, as they are now."""
        return found


def _to_plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [_to_plain(one) for one in value] if isinstance(value, tuple) else value


def _from_plain(value: Any, wanted: Any) -> Any:
    """Read a value of the type that a field has; raise UnreadableSpecError for any other."""
    if get_origin(wanted) is UnionType:  # T | None
        if value is None:
            return None
        [wanted] = [one for one in get_args(wanted) if one is not NoneType]
    if get_origin(wanted) is tuple and isinstance(value, list):
        return tuple(_from_plain(one, get_args(wanted)[0]) for one in value)
    if wanted is Path and isinstance(value, str):
        return Path(value)
    if type(value) is wanted:
        return value
    raise UnreadableSpecError(f"{value!r} is no {wanted}")
