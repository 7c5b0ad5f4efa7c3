"""`tagstudio presets`: what is written into files for which player, and how."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table, printable
from tagstudio.core.library_address import may_be_there

if TYPE_CHECKING:
    from tagstudio.engine.file_tags.presets.preset import Place, Preset

app = typer.Typer(
    invoke_without_command=True,
    help="List the presets: which tags are written into which field of a file, for which player or"
    " server. A preset of your own is a file; 'tagstudio presets show NAME --toml' prints one to"
    " start from.",
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A preset, such as itunes.")]
_EXAMPLES = {
    "ID3v2.2": "MP3 of old",
    "ID3v2.3": "MP3, WAV, AIFF",
    "ID3v2.4": "MP3, WAV, AIFF",
    "Vorbis": "FLAC, Ogg, Opus",
    "APEv2": "WavPack, APE",
    "MP4": "M4A",
    "ASF": "WMA",
}


@app.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the presets, and mark the one that this library writes with."""
    if context.invoked_subcommand is None:
        print_presets(context, as_json=as_json)


@app.command("show")
def show(
    name: Name,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print it as a file for the folder of presets.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show exactly which fields of which kind of file a preset writes."""
    from tagstudio.engine.file_tags.presets.described import as_toml, place_names
    from tagstudio.engine.file_tags.presets.find import find_preset

    preset = find_preset(name)
    if as_json:
        print_json(_as_dict(preset))
    elif toml:
        print(as_toml(preset), end="")
    else:
        places = place_names(preset)
        print(printable(f"{preset.name}: {preset.title}. {preset.about}"))
        table = plain_table("In", *(", ".join(one.place.kinds) for one in places))
        for layout, examples in _EXAMPLES.items():
            cells = (one.names[layout] or "-" for one in places)
            table.add_row(f"{layout} ({examples})", *map(printable, cells))
        print_table(table)
        for one in places:
            print(printable(f"{', '.join(one.place.kinds)}: {_form(one.place)}."))
        answer("own: tags without a group, such as you make; other: those of any further group.")


@app.command("use")
def use(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Write with a preset from now on, in this library, where none is named."""
    from tagstudio.engine.file_tags.presets.find import find_preset
    from tagstudio.engine.file_tags.presets.shipped import STANDARD
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.write_preset import choose_preset

    preset = find_preset(name)
    library_file = invocation(context).library
    with open_library(library_file, writing=True) as library, library.write() as connection:
        former = choose_preset(connection, preset.name) or STANDARD.name
    if as_json:
        print_json({"preset": preset.name, "before": former})
        return
    answer(
        f"This library writes with {printable(preset.name)} from now on. What another preset put"
        " into files goes with the next write; see it first: tagstudio write --pretend"
    )
    if former != preset.name:
        answer(printable(f"Before, it was {former}; back to it: tagstudio presets use {former}"))


def print_presets(context: typer.Context, *, as_json: bool) -> None:
    """Print all presets, with the faults of the user's files among them."""
    from tagstudio.core import paths
    from tagstudio.engine.file_tags.presets.find import list_presets
    from tagstudio.engine.file_tags.presets.shipped import STANDARD
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tags.write_preset import chosen_preset

    presets, faults = list_presets()
    library_file, chosen = invocation(context).library, ""
    if may_be_there(library_file):  # it can be asked early
        with open_library(library_file, writing=False) as library, library.read() as connection:
            chosen = chosen_preset(connection)
    chosen = chosen or STANDARD.name
    if as_json:
        print_json(
            {
                "used": chosen,
                "presets": [_as_dict(one) for one in presets],
                "problems": [str(fault) for fault in faults],
            }
        )
        return
    table = plain_table("Preset", "For", "What it does")
    for one in presets:
        mark = " (used)" if one.name == chosen else ""
        table.add_row(*map(printable, (f"{one.name}{mark}", one.title, str(one.about))))
    print_table(table)
    for fault in faults:
        answer(str(fault))
    answer(f"Presets of your own are files in {printable(str(paths.presets_folder()))}.")


def _form(place: "Place") -> str:
    if "comment" in place.fields():
        parts = ["in brackets behind your comment"]
    elif place.separator:
        parts = [f'one text, "{place.separator}" between the tags']
    else:
        parts = ["a value for each tag, where the file can hold several"]
    existing = {
        "add": "what is there stays",
        "keep": "only where nothing is there",
        "replace": "in the place of what is there",
    }
    parts.append(existing[place.existing])
    if place.most:
        parts.append(f"{place.most} at most")
    return ", ".join(parts)


def _as_dict(preset: "Preset") -> dict[str, Any]:
    from tagstudio.engine.file_tags.presets.described import place_names

    return {
        "name": preset.name,
        "title": preset.title,
        "about": preset.about,
        "names": preset.names,
        "own": preset.is_own,
        "writes": [
            {
                "kinds": one.place.kinds,
                "fields": one.names,
                "separator": one.place.separator,
                "existing": one.place.existing,
                "most": one.place.most or None,
            }
            for one in place_names(preset)
        ],
    }
