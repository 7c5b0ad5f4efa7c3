"""`tagstudio restore`: put the newest verified copy of a damaged library in its place."""

import typer

from tagstudio.cli.invocation import invocation


def restore_library(context: typer.Context) -> None:
    """Put the newest verified copy of the library in its place; the present file is kept."""
    from tagstudio.library.db.backup import restore

    path = invocation(context).library
    kept = restore(path)
    print(f"{path} is the newest verified copy now.")
    if kept:
        print(f"The file before is kept as {kept}.")
    print("Copies hold no feature maps; 'tagstudio suggest --again' makes them anew for training.")
