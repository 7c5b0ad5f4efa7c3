"""The vocabulary: the tags of the published models, known before any model has run."""

from collections.abc import Iterator

from sqlalchemy import Connection

from tagstudio.engine.plugins.discovery import usable_plugins
from tagstudio.library.db.database import Library
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags import tags


def bring_vocabulary(library: Library) -> bool:
    """Make the tags that the plugins' manifests name known to a library that is open for writing.

    No plugin is started. A tag that the user made earlier is taken over, with its group; without
    anything to do the library is only read. Tells whether anything was done.
    """
    with library.read() as connection:
        wanted = tags_to_bring(connection)
    if wanted:
        with library.write() as connection:
            for name, group in wanted:
                tags.tag_id(connection, name, group, "model")
    return bool(wanted)


def tags_to_bring(connection: Connection) -> list[tuple[str, str]]:
    """Return the tags that `bring_vocabulary` would make known, or take over, with their groups."""
    known = {folded(name): tag for name, tag in tags.said_tags(connection).items()}
    return [
        (name, group)
        for name, group in _named()
        if folded(name) not in known or not tags.is_brought(known[folded(name)], group)
    ]


def _named() -> Iterator[tuple[str, str]]:
    for plugin in usable_plugins():
        for group, names in plugin.manifest.tags.items() if plugin.manifest else ():
            yield from ((name, group) for name in names)
