"""The demo: synthesise music, scan it, and suggest tags for it."""

from dataclasses import dataclass
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.plugins.installed_models import InstalledModel, choose_model, installed_models
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.tagging.suggest import SuggestOptions, SuggestReport, suggest
from tagstudio.library.db.database import Library
from tagstudio.library.search.query import ALL_TRACKS


@dataclass(frozen=True)
class Demo:
    """The model, and the report of its suggestions."""

    model: InstalledModel
    report: SuggestReport


def demo_folder() -> Path:
    """Return the folder of the pieces."""
    return paths.data_folder() / "demo"


def demo(library: Library, model: str, options: SuggestOptions) -> Job[Demo]:
    """Make a dozen short pieces, scan them, and suggest tags for the whole library.

    `model` is its name, "" the preferred one. Raises TagStudioError when no model is installed.
    """
    from tagstudio.demo.write_pieces import write_pieces

    chosen, folder = choose_model(installed_models(), model), demo_folder()
    yield Progress(message=message("demo.making-music", "making music in {folder}", folder=folder))
    write_pieces(folder)
    yield from scan(library, [folder])
    return Demo(chosen, (yield from suggest(library, chosen, ALL_TRACKS, options)))
