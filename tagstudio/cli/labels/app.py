"""The verbs of `tagstudio labels`."""

import typer

from tagstudio.cli.labels import from_files, parts

app = typer.Typer(
    no_args_is_help=True,
    help="Take the genres of your files over as answers; answer for parts of tracks.",
)
app.command("from-files")(from_files.from_files)
app.command("part")(parts.answer_part)
app.command("parts")(parts.list_parts)
