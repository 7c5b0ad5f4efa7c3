"""`tagstudio tags parent`, `tags implications` and `tags tree`: what a yes to a tag implies."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer
from tagstudio.cli.tags.change import change

tree = typer.Typer(
    no_args_is_help=True,
    help="The tree that says what implies what: it comes with the program, or is yours.",
)

Pretend = Annotated[bool, typer.Option("-p", "--pretend", help="Only say what would change.")]


def set_parents(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    tag: Annotated[str, typer.Argument(metavar="TAG", help="A tag, by its name or an alias.")],
    implied: Annotated[
        list[str] | None, typer.Argument(metavar="[TAG...]", help="What it implies; none: nothing.")
    ] = None,
    as_in_tree: Annotated[
        bool, typer.Option("--as-in-tree", help="What the tree says, instead of your own word.")
    ] = False,
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Say what a yes to a tag implies, as House implies electronic.

    What is implied is offered, shown and found, where implications are switched on. It is no
    answer: nothing learns from it.
    """
    from tagstudio.library.tags import tag_changes

    if as_in_tree and implied:
        raise typer.BadParameter("Name the implied tags, or --as-in-tree, not both.")
    wanted = None if as_in_tree else implied or []
    change(context, lambda c: tag_changes.set_parents(c, tag, wanted), pretend, as_json, "Noted.")


def switch(
    context: typer.Context,
    state: Annotated[Literal["on", "off"], typer.Argument(help="on or off.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Let what a yes implies be offered, found and exported in this library, or not."""
    from tagstudio.library.tags import tag_changes

    done = f"Implications are {state}."
    change(
        context, lambda c: tag_changes.switch_implications(c, state == "on"), pretend, as_json, done
    )


@tree.command("import")
def import_tree(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="TOML, or YAML such as beets' genres-tree.yaml.")],
    pretend: Pretend = False,
    as_json: AsJson = False,
) -> None:
    """Let a file of yours say what implies what, in the place of the program's tree.

    It makes no tags: names that are none of yours only lead on to those above them.
    """
    from tagstudio.library.tags import tag_changes

    said = "Your tree holds now."
    change(context, lambda c: tag_changes.import_tree(c, file), pretend, as_json, said)


@tree.command("reset")
def reset(context: typer.Context, pretend: Pretend = False, as_json: AsJson = False) -> None:
    """Let the tree that comes with the program say what implies what again."""
    from tagstudio.library.tags import tag_changes

    said = "The program's tree holds again."
    change(context, lambda c: tag_changes.import_tree(c, None), pretend, as_json, said)


@tree.command("export")
def export_tree(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Without it, on the screen.")] = None,
) -> None:
    """Write the tree that holds as TOML, to be changed and imported again."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.tag_tree import as_toml, tree_of, write_tree

    library_file = invocation(context).library
    with open_library(library_file, writing=False) as library, library.read() as connection:
        tree_now = tree_of(connection)
    if file is None:
        print(as_toml(tree_now), end="")
        return
    write_tree(tree_now, file)
    answer(f"Written to {file}.")
