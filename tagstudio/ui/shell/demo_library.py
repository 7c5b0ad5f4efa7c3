"""The demo in a library of its own: its pieces are made when its window first opens."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from tagstudio.core import paths
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views.browse import count
from tagstudio.ui.background.library_jobs import make_demo
from tagstudio.ui.background.workspace import Workspace


def begin_demo(workspace: Workspace, show: Callable[[str], object] = lambda page: None) -> None:
    """Make the pieces where this is the demo's library, and it has none yet.

    Meanwhile `show` is told to show the jobs, as there is no music to be seen, then the library.
    """
    if workspace.library.path != paths.demo_library():
        return

    def begin(found: int) -> None:
        if not found:
            show("jobs")
            make_demo(workspace).ended.connect(lambda _: show("library"))

    def tracks(connection: Connection) -> int:
        return count(connection, ALL_TRACKS, None)

    workspace.ask(tracks, begin, owner=workspace, topic="demo")
