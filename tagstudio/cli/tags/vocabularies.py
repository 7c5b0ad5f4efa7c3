"""`tagstudio vocabularies`: the sets of tags that models bring, switched on and off."""

from typing import Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
)

app = typer.Typer(
    invoke_without_command=True,
    help="List the vocabularies: the sets of tags that models bring. What belongs to those only"
    " that are switched off is not suggested, offered or asked about in this library; your answers"
    " stay, and switching on brings all back.",
)
Name = Annotated[str, typer.Argument(help="Such as MagnaTagATune.")]


@app.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the vocabularies of the models that this library knows."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.vocabularies import list_vocabularies

    if context.invoked_subcommand is not None:
        return
    library_file = invocation(context).library
    with open_library(library_file, writing=False) as library, library.read() as connection:
        found = list_vocabularies(connection)
    if as_json:
        print_json({"vocabularies": found})
        return
    if not found:
        answer("No model has brought a vocabulary yet; run: tagstudio suggest")
        return
    table = plain_table("Vocabulary", "State", "Tags", "In no other")
    for one in found:
        state = "on" if one.on else "off"
        table.add_row(printable(one.name), state, f"{one.tags:,}", f"{one.only:,}")
    print_table(table)


@app.command("off")
def switch_off(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Let tags that belong to no other vocabulary be suggested and offered no more."""
    _switch(context, name, on=False, as_json=as_json)


@app.command("on")
def switch_on(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Let the tags of a vocabulary be suggested and offered again."""
    _switch(context, name, on=True, as_json=as_json)


def _switch(context: typer.Context, name: str, *, on: bool, as_json: bool) -> None:
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.vocabularies import switch, switched_off_tags

    with (
        open_library(invocation(context).library, writing=True) as library,
        library.write(durable=True) as connection,
    ):
        off = switched_off_tags(connection)
        before = switch(connection, name, on=on)
        changed = len(off ^ switched_off_tags(connection))
    if as_json:
        print_json({"name": before.name, "on": on, "changed": before.on is not on, "tags": changed})
    elif before.on is on:
        print(f"{printable(before.name)} is {'on' if on else 'off'} already.")
    elif on:
        verb = "is" if changed == 1 else "are"
        print(f"{printable(before.name)} is on: {numbered(changed, 'tag')} {verb} back.")
    else:
        gone = f"{numbered(changed, 'tag')} of no other vocabulary will not be suggested"
        print(f"{printable(before.name)} is off: {gone} or offered. Your answers stay.")
