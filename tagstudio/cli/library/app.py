"""`tagstudio library`: what is done with a library as a whole."""

import typer

from tagstudio.cli.library import roles

app = typer.Typer(
    no_args_is_help=True,
    help="What is done with a library as a whole: who may do what in one of several people.",
)
app.command("roles")(roles.print_roles)
