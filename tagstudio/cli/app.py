"""The command `tagstudio`: its verbs, its global options, and its exit status.

Exit status: 0 done, 1 failed (a sentence on stderr), 2 wrong use.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from typer.core import TyperGroup

import tagstudio
from tagstudio.cli import (
    artists,
    check,
    compare,
    correct,
    demo,
    export,
    folders,
    label_import,
    listing,
    models,
    queue,
    restore,
    resume,
    review,
    scan,
    suggest,
    thresholds,
    train,
    undo,
    write,
)
from tagstudio.cli.invocation import Invocation, named_library
from tagstudio.cli.labels.app import app as labels
from tagstudio.cli.library_places.app import app as library_places
from tagstudio.cli.measuring import measure
from tagstudio.cli.merging import merge
from tagstudio.cli.people import agreement, disputes
from tagstudio.cli.plugins.app import app as plugins
from tagstudio.cli.printing.exit_status import WRONG_USE, exit_status
from tagstudio.cli.searching import searches, similar
from tagstudio.cli.tags import doubts, vocabularies
from tagstudio.cli.tags.vocabulary import app as tags
from tagstudio.cli.watching import watch
from tagstudio.cli.writing import presets
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress

_OPEN = "open"

# Opens the window on a library, with what else was opened: folders of music, files, libraries.
Window: TypeAlias = Callable[[LibraryAddress, Sequence[Path]], int]


class _Verbs(TyperGroup):
    """The verbs; a first word that is none, but names a place, is opened with all that follow."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and _is_place(args[0]):
            args = [_OPEN, "--", *args]
        return super().resolve_command(ctx, args)


def _is_place(word: str) -> bool:
    """Tell whether a word names a file or folder, one that is there or has a folder in front."""
    return not word.startswith("-") and (Path(word).name != word or Path(word).exists())


app = typer.Typer(
    name="tagstudio",
    cls=_Verbs,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Tag a music collection: scan folders, let a model suggest tags, correct and train it."
    " Without a command the window opens; with folders or a library in place of one, on these.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tagstudio {tagstudio.__version__}")
        raise typer.Exit


@app.callback()
def _global_options(
    context: typer.Context,
    library: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The library file, made when it is not there; or postgresql://USER@HOST/DATABASE.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show it.")
    ] = False,
    safe_mode: Annotated[
        bool, typer.Option("--safe-mode", help="Use only the plugins that come with TagStudio.")
    ] = False,
) -> None:
    if safe_mode:
        from tagstudio.engine.plugins.discovery import enter_safe_mode

        enter_safe_mode()
    if context.invoked_subcommand is None:
        _open_window(context, library, [])
    if context.invoked_subcommand != _OPEN:
        context.obj = Invocation(library)


def _open_window(context: typer.Context, library: str | None, opened: Sequence[Path]) -> None:
    """Open the window, where this program has one, and end with its status."""
    open_window: Window | None = context.obj
    if open_window is None:
        typer.echo(context.find_root().get_help())
        raise typer.Exit(WRONG_USE)
    raise typer.Exit(open_window(named_library(library), opened))


@app.command(_OPEN, hidden=True)
def _open(context: typer.Context, places: Annotated[list[Path], typer.Argument()]) -> None:
    """Open the window on a library, or add folders of music once that is confirmed.

    So a desktop hands over what was opened with TagStudio: `tagstudio PATH...`.
    """
    opened = [Path(os.path.abspath(place.expanduser())) for place in places]  # noqa: PTH100
    for place in opened:
        if not place.exists():
            raise TagStudioError(
                "cli.nothing-to-open",
                "There is no file or folder {path}. A new library is made by: tagstudio --library"
                " FILE",
                path=place,
            )
    named: str | None = context.find_root().params["library"]
    if named is None and (libraries := [one for one in opened if paths.is_library(one)]):
        named = str(libraries[0])
        opened.remove(libraries[0])
    _open_window(context, named, opened)


app.command("scan")(scan.scan_folders)
app.command("watch")(watch.watch_folders)
app.command("suggest")(suggest.suggest_tags)
app.command("list")(listing.list_tracks)
app.command("measure")(measure.measure_tracks)
app.command("similar")(similar.similar_tracks)
app.command("duplicates")(similar.show_duplicates)
app.command("correct", cls=correct.AnswersCommand)(correct.correct_tags)
app.command("review")(review.review_tracks)
app.command("queue")(queue.show_queue)
app.command("doubts")(doubts.show_doubts)
app.add_typer(disputes.app, name="disputes")
app.command("agreement")(agreement.show_agreement)
app.command("undo")(undo.undo_action)
app.command("redo")(undo.redo_action)
app.command("import")(label_import.import_tags)
app.add_typer(labels, name="labels")
app.command("merge")(merge.merge_libraries)
app.command("train")(train.train_version)
app.command("resume")(resume.resume_job)
app.command("evaluate")(train.evaluate_version)
app.command("export")(export.export_tags)
app.command("write")(write.write_tags)
app.add_typer(presets.app, name="presets")
app.add_typer(models.app, name="models")
app.add_typer(thresholds.app, name="thresholds")
app.add_typer(thresholds.app, name="lines", hidden=True)  # the earlier name, for a release
app.add_typer(tags, name="tags")
app.add_typer(vocabularies.app, name="vocabularies")
app.add_typer(artists.app, name="artists")
app.add_typer(folders.app, name="folders")
app.add_typer(searches.app, name="searches")
app.add_typer(plugins, name="plugins")
app.command("compare")(compare.compare_networks)
app.command("demo")(demo.show_demo)
app.add_typer(library_places, name="library")
app.command("check")(check.check_library)
app.command("restore")(restore.restore_library)


def _global_options_first(arguments: Sequence[str]) -> list[str]:
    """Move `--library FILE` and `--safe-mode` to the front, so they work behind a verb, too."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument == "--library":
            front += [argument, *[value for value in [next(left, None)] if value is not None]]
        elif argument.startswith("--library=") or argument == "--safe-mode":
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def main(arguments: Sequence[str], open_window: Window | None = None) -> int:
    """Run one command, or without one `open_window` on the library, and return the exit status."""
    words = _global_options_first(arguments)
    return exit_status(arguments, lambda: app(words, prog_name="tagstudio", obj=open_window))
