"""The verbs of `tagstudio plugins`."""

import typer

from tagstudio.cli.plugins import installing, listing, making, trying

app = typer.Typer(
    no_args_is_help=True, help="List, install and switch plugins; make and check one of your own."
)
app.command("list")(listing.list_plugins)
app.command("try")(trying.try_file)
app.command("install")(installing.install_plugin)
app.command("remove")(installing.remove_plugin)
app.command("enable")(installing.enable_plugin)
app.command("disable")(installing.disable_plugin)
app.command("new")(making.new_plugin)
app.command("validate")(making.validate_plugin)
app.command("test")(making.test_plugin)
