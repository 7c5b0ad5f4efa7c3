"""An open library, whatever database it is in: what all that works on one goes by."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress
from tagstudio.core.messages import Message
from tagstudio.library.db.rights import EVERYTHING, Right

if TYPE_CHECKING:
    from tagstudio.library.db.postgresql.notices import NoticeListener

Turn: TypeAlias = Callable[[], AbstractContextManager[None]]

_BESIDE = "beside"  # of a connection: what files beside its library are called after
_HOLDER = "holder"  # of a connection: the token of its library
_PERSON = "person"  # of a connection: who gives the answers that it writes
_opened: "dict[LibraryAddress, Library]" = {}  # the latest at each address


class Library(ABC):
    """An open library. Any thread may use it; `close` it, or use it in a `with` statement.

    `path` is its address: that of its file, or of its database. Files that belong to it are called
    after `beside`: the file itself, or for a database one of a folder of this machine. What is
    written is said by `person`; "": nobody knows who.

    Its blocks raise TagStudioError for a damaged library, a full disk, a lost connection and the
    like. Of a library file the first one that fails because of damaged rows raises
    DamagedRowsError; those after it see sound rows only.
    """

    is_shared = False  # whether several processes may have it open for writing at once
    person = ""  # who uses it
    rights: frozenset[Right] = EVERYTHING  # what that one may do

    def __init__(self, path: LibraryAddress, beside: Path) -> None:
        self.path = path
        self.beside = beside
        self.holder = token_hex(16)  # tells it from the same library opened elsewhere
        self.person = ""
        _opened[path] = self

    @property
    def leaves_out(self) -> bool:
        """Whether this process met damaged rows of the library, and sees sound ones only."""
        return False

    @property
    @abstractmethod
    def is_writable(self) -> bool:
        """Whether the library was opened for writing."""

    @abstractmethod
    def read(self, *, whole: bool = False) -> AbstractContextManager[sa.Connection]:
        """Give a connection that sees the library as it is now, to the end of the block.

        `whole` is with all damaged rows, for examining these.
        """

    @abstractmethod
    def write(
        self, *, durable: bool = False, whole: bool = False
    ) -> AbstractContextManager[sa.Connection]:
        """Give a connection inside the one write transaction: all of the block or nothing.

        Other threads wait their turn. A `durable` block is on the disk when it returns, as the
        user's decisions must be; of the others a power cut may undo the last ones, each as a
        whole. `whole` is as in `read`.
        """

    @abstractmethod
    def turn_of_another(self) -> AbstractContextManager[None]:
        """Let no thread of this process write in the block, in which another process does.

        It waits its turn among the threads that write.
        """

    def refusal(self, right: Right) -> Message | None:
        """Return why somebody may not do something here, and whom to ask; None: they may."""
        return None

    def listen(self) -> "AbstractContextManager[NoticeListener]":
        """Give what hears of changes by others, where the library `is_shared`."""
        raise RuntimeError(f"{self.path} is not shared")

    @abstractmethod
    def close(self) -> None:
        """Close the library; raises TagStudioError at last where it turned out damaged."""

    def leave_out(self) -> None:  # noqa: B027 - a server's rows are sound
        """See sound rows only: another process at work on the library met damaged ones."""

    def see_all(self) -> None:  # noqa: B027
        """Leave nothing out any more: the damaged rows were mended."""

    def explain(self, error: Exception) -> None:  # noqa: B027
        """Raise DamagedRowsError where damaged rows may have led to an error after a block."""

    def _name(self, connection: sa.Connection) -> None:
        connection.info.update({_BESIDE: self.beside, _HOLDER: self.holder, _PERSON: self.person})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(TagStudioError) if error else nullcontext():  # the first error counts
            self.close()


def close_engine(engine: sa.Engine) -> None:
    """Close the connections of an engine, and forget its compiled statements.

    Those are some megabytes, which a closed library would keep: `explain` remembers it.
    """
    engine.dispose()
    engine.clear_compiled_cache()


def explain(error: Exception) -> None:
    """Raise the damage of an opened library that may have led to `error`, if there is any.

    For errors that are raised after a block of the library: a damaged value can go a long way.
    """
    for library in _opened.values():
        library.explain(error)


def beside_of(connection: sa.Connection) -> Path | None:
    """Return what files are called after that belong to the library of a connection.

    None: it is of no `Library`.
    """
    found = connection.info.get(_BESIDE)
    return found if isinstance(found, Path) else None


def holder_of(connection: sa.Connection) -> str:
    """Return the token of the library that a connection is of; "": of no such."""
    return str(connection.info.get(_HOLDER, ""))


def person_of(connection: sa.Connection) -> str:
    """Return who gives the answers that a connection writes; "": nobody knows."""
    return str(connection.info.get(_PERSON, ""))
