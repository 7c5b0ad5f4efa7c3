"""The demo in a library of its own: its pieces are made when its window first opens."""

from __future__ import annotations

from sqlalchemy import Connection

from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views.browse import count
from tagstudio.ui.background.library_jobs import make_demo
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.shell.libraries import demo_library


def begin_demo(workspace: Workspace) -> None:
    """Make the pieces where this is the demo's library, and it has none yet."""
    if workspace.library.path != demo_library():
        return

    def tracks(connection: Connection) -> int:
        return count(connection, ALL_TRACKS, None)

    workspace.ask(
        tracks, lambda found: None if found else make_demo(workspace), owner=workspace, topic="demo"
    )
