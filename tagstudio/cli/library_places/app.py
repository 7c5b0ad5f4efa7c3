"""`tagstudio library`: what is done with a library as a whole."""

from typing import Annotated

import typer

from tagstudio.cli.invocation import AsJson
from tagstudio.cli.library_places import roles
from tagstudio.cli.printing.output import answer, print_json, printable, run_with_bar
from tagstudio.core import paths
from tagstudio.core.library_address import library_address

app = typer.Typer(
    no_args_is_help=True,
    help="Copy a library, between a file and a PostgreSQL database as well; say who may do what in"
    " one of several people.",
)
app.command("roles")(roles.print_roles)
_PLACE = "A library file, or postgresql://USER@HOST/DATABASE."


@app.command("copy")
def copy_whole_library(
    source: Annotated[str, typer.Argument(metavar="FROM", help=_PLACE)],
    target: Annotated[
        str, typer.Argument(metavar="TO", help=f"{_PLACE} Nothing may be there yet.")
    ],
    as_json: AsJson = False,
) -> None:
    """Copy a library with all it holds to another place, and compare each row.

    FROM is only read. Nothing is left at TO when it fails or is ended. The copy is the same library
    at another place: go on with one of the two.
    """
    from tagstudio.engine.copying.copy_library import copy_library

    paths.make_private()
    origin, place = library_address(source), library_address(target)
    report = run_with_bar(copy_library(origin, place), "copy")
    if as_json:
        print_json({"rows": report.rows, "total": report.total})
        return
    answer(f"{report.total:,} rows copied to {printable(str(place))}; each of them was compared.")
