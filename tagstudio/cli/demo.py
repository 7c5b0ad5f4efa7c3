"""`tagstudio demo`: the whole path on music that the program makes itself."""

from pathlib import Path

import typer

from tagstudio.cli.invocation import invocation
from tagstudio.cli.listing import print_tracks
from tagstudio.cli.output import run_with_bar, say
from tagstudio.core import paths


def show_demo(context: typer.Context) -> None:
    """Make a small library of synthesised pieces, suggest tags for it, and print them."""
    from tagstudio.audio.synthesis import write_pieces
    from tagstudio.engine.models import choose_model, installed_models, shown_model
    from tagstudio.engine.scan import scan
    from tagstudio.engine.suggest import SuggestOptions, suggest
    from tagstudio.library.database import open_library
    from tagstudio.library.query import ALL_TRACKS

    call = invocation(context)
    folder = paths.data_folder() / "demo"
    say(f"Making a dozen short pieces of music in {folder} ...")
    write_pieces(folder)
    model = choose_model(installed_models(), call.settings.model)
    with open_library(call.library, writing=True) as library:
        run_with_bar(scan(library, [folder]), "scan")
        options = SuggestOptions(call.settings.device, call.settings.windows)
        report = run_with_bar(suggest(library, model, ALL_TRACKS, options), "suggest")
        for notice in report.notices:
            say(notice)
        say(f"Suggestions from the model {model.info.name}: {model.info.title}.")
        with library.read() as connection:
            shown = shown_model(connection, model.info.name)
        print_tracks(library, ALL_TRACKS, shown)
    _say_what_next(call.library)


def _say_what_next(library: Path) -> None:
    print(
        "\nBehind each tag: its score, and how many times its base rate that is."
        "\nYour own music comes in the same way:"
        "\n  tagstudio scan ~/Music"
        "\n  tagstudio suggest"
        "\n  tagstudio list 'tag:jazz'"
        "\n  tagstudio export --format csv -o tags.csv"
    )
    if library != paths.default_library():
        print(f"with --library {library} before the verb to add to this library.")
