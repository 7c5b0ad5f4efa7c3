"""`tagstudio demo`: scan, suggest and list on synthesised music."""

import shlex

import typer

from tagstudio.cli.invocation import invocation
from tagstudio.cli.listing import print_tracks
from tagstudio.cli.printing.output import answer, run_with_bar
from tagstudio.core import paths
from tagstudio.core.library_address import LibraryAddress


def show_demo(context: typer.Context) -> None:
    """Make a small library of synthesised pieces, suggest tags for it, and print them.

    The library is one of its own, beside your usual one, unless --library names another.
    """
    from tagstudio.demo.run import demo, demo_folder
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.engine.tagging.suggest import SuggestOptions
    from tagstudio.library.db.database import open_library
    from tagstudio.library.search.query import ALL_TRACKS

    call = invocation(context)
    file = call.library if call.named else paths.demo_library()
    answer(f"Making a dozen short pieces of music in {demo_folder()} ...")
    options = SuggestOptions(call.settings.device, call.settings.windows)
    with open_library(file, writing=True) as library:
        made = run_with_bar(demo(library, call.settings.model, options), "demo")
        for notice in made.report.notices:
            answer(str(notice))
        info = made.model.info
        answer(f"Suggestions from the model {info.name}: {info.title}.")
        with library.read() as connection:
            shown = shown_model(connection, info.name)
        print_tracks(library, ALL_TRACKS, shown)
    _say_what_next(file)


def _say_what_next(library: LibraryAddress) -> None:
    again = shlex.join(["tagstudio", "--library", str(library), "list"])
    print(
        f"\nThese pieces are in a library of their own. See them again with:\n  {again}"
        "\nBehind each tag: its score, and the score divided by the tag's base rate."
        "\nYour own music comes into your own library in the same way:"
        "\n  tagstudio scan ~/Music"
        "\n  tagstudio suggest"
        "\n  tagstudio list 'tag:jazz'"
        "\n  tagstudio export --format csv -o tags.csv"
    )
