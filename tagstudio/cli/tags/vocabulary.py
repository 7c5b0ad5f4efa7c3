"""`tagstudio tags`: the vocabulary, put in order: names, groups, aliases, what implies what."""

from typing import Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table, printable
from tagstudio.cli.tags import implications
from tagstudio.cli.tags.change import change

app = typer.Typer(
    no_args_is_help=True,
    help="List the tags and put them in order: rename, merge, delete, group, colour, aliases, and"
    " what implies what. Your answers stay as you gave them, and 'tagstudio undo' takes each change"
    " back.",
)
aliases = typer.Typer(no_args_is_help=True, help="Other names that mean a tag.")
app.add_typer(aliases, name="alias")
app.add_typer(implications.tree, name="tree")
app.command("parent")(implications.set_parents)
app.command("implications")(implications.switch)

Name = Annotated[str, typer.Argument(metavar="TAG", help="A tag, by its name or an alias.")]
Names = Annotated[list[str], typer.Argument(metavar="TAG...", help="Tags, by name or alias.")]
Pretend = Annotated[bool, typer.Option("-p", "--pretend", help="Only say what would change.")]


@app.command("list")
def list_all(
    context: typer.Context,
    tree: Annotated[
        bool, typer.Option("--tree", help="Show the tags below those that they imply.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the tags with their groups, aliases, and numbers of answers."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.views.vocabulary import vocabulary

    library_file = invocation(context).library
    with open_library(library_file, writing=False) as library, library.read() as connection:
        found = vocabulary(connection)
    if as_json:
        print_json({"implications": found.implications, "tags": found.entries})
    elif not found.entries:
        answer("There is no tag yet; run: tagstudio suggest")
    elif tree:
        for depth, entry in found.as_tree():
            print("  " * depth + printable(entry.name))
    else:
        table = plain_table("Tag", "Group", "Yes", "No", "Implies", "Also called", "In files")
        for one in found.entries:
            also = printable(", ".join(one.other_names))
            counts = f"{one.yes:,}", f"{one.no:,}"
            implied = printable(", ".join(one.implies))
            named = printable(one.name), printable(one.group)
            table.add_row(*named, *counts, implied, also, printable(one.export_name))
        print_table(table)
        if not found.implications:
            answer("Implications are off; switch them on: tagstudio tags implications on")


@app.command("rename")
def rename(
    context: typer.Context,
    tag: Name,
    new_name: Annotated[str, typer.Argument(help="What it is to be called.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Call a tag otherwise, everywhere; the old name still finds it, answers stay."""
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.rename(c, tag, new_name), pretend, as_json, "Renamed.")


@app.command("export-name")
def export_name(
    context: typer.Context,
    tag: Name,
    name: Annotated[str, typer.Argument(help="Its name in files; '' for the one shown.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Call a tag otherwise in exports and in the files that are written."""
    from tagstudio.library.tags import tag_changes

    said = "Exports and the next 'tagstudio write' use that name."
    change(context, lambda c: tag_changes.set_export_name(c, tag, name), pretend, as_json, said)


@app.command("merge")
def merge(
    context: typer.Context,
    tag: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The tag that it is to be.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Make one tag of two: what you said of the first counts for the second from now on."""
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.merge(c, tag, into), pretend, as_json, "Merged.")


@app.command("delete")
def delete(
    context: typer.Context, tag: Name, pretend: Pretend = False, as_json: AsJson = False
) -> None:
    """Take a tag out of all lists, filters and exports; its answers stay in the journal."""
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.delete(c, tag), pretend, as_json, "Deleted.")


@app.command("group")
def group(
    context: typer.Context,
    tags: Names,
    into: Annotated[str, typer.Option("--into", metavar="GROUP", help="One there is, or new.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Put tags into a group: genre, mood, era, 'voice and instrument', or one of your own.

    Only the tags of these four are written into files: they have fields for no others.
    """
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.set_group(c, tags, into), pretend, as_json, "Grouped.")


@app.command("colour")
def colour(
    context: typer.Context,
    tags: Names,
    to: Annotated[
        str, typer.Option("--to", metavar="COLOUR", help="Such as blue or #2166ac; '' for none.")
    ],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Give tags a colour, which the window shows beside their names."""
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.set_colour(c, tags, to), pretend, as_json, "Coloured.")


@app.command("order")
def order(
    context: typer.Context,
    tags: Annotated[
        list[str] | None, typer.Argument(metavar="[TAG...]", help="None: all by name again.")
    ] = None,
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Let tags stand first in their groups, in this order."""
    from tagstudio.library.tags import tag_changes

    change(
        context, lambda c: tag_changes.set_order(c, tags or []), pretend, as_json, "Put in order."
    )


@aliases.command("add")
def add_alias(
    context: typer.Context,
    tag: Name,
    alias: Annotated[str, typer.Argument(help="Such as 'Hip-Hop/Rap'.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Let another name mean a tag: in queries, imported labels, and genres of files."""
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.add_alias(c, tag, alias), pretend, as_json, "Added.")


@aliases.command("remove")
def remove_alias(
    context: typer.Context,
    tag: Name,
    alias: Annotated[str, typer.Argument(help="One that you added, or a former name.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Let a name mean a tag no more."""
    from tagstudio.library.tags import tag_changes

    change(context, lambda c: tag_changes.remove_alias(c, tag, alias), pretend, as_json, "Removed.")
