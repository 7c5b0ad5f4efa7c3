"""Windows of two people on one library in PostgreSQL: the six tracks of `add_six`."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from postgresql_server import SERVER_USER, Server
from PySide6.QtWidgets import QApplication

from tagstudio.core.library_address import DatabaseAddress
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import Library, open_library
from tagstudio.ui.background.workspace import Workspace


@pytest.fixture
def address(postgresql: Server, add_six: Callable[[Library], int]) -> Iterator[DatabaseAddress]:
    """A library with six tracks."""
    with postgresql.library() as address:
        with open_library(address, writing=True) as library:
            add_six(library)
        postgresql.execute("CHECKPOINT")  # a crash may lose what was not written durably
        yield address


@pytest.fixture
def opened(
    qtbot, postgresql: Server, address: DatabaseAddress
) -> Iterator[Callable[..., Workspace]]:
    """Open the library for a person, as a window does."""
    made: list[tuple[Workspace, Library]] = []

    def open_for(person: str, user: str = SERVER_USER) -> Workspace:
        library = open_library(postgresql.address(address.name, user), writing=True)
        library.person = person
        made.append((Workspace(library, Settings(listen_closer=False)), library))
        return made[-1][0]

    yield open_for
    for workspace, library in made:
        workspace.close()
        QApplication.processEvents()
        shiboken6.delete(workspace)
        library.close()


@pytest.fixture
def workspace(opened: Callable[..., Workspace]) -> Workspace:
    """Anna's window."""
    return opened("anna")


@pytest.fixture
def other(opened: Callable[..., Workspace]) -> Workspace:
    """Berta's window."""
    return opened("berta")
