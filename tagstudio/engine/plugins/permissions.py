"""What a plugin may do, in plain words: said before it is installed, and wherever it is listed."""

from tagstudio.core.messages import Message, message
from tagstudio.engine.plugins.requirements import missing, wanted
from tagstudio.plugin_api import Manifest

NO_SANDBOX = message(
    "permissions.no-sandbox",
    "A plugin is a program of its own that runs with your rights: what it says of itself is not"
    " checked. Install only plugins that you trust.",
)
COMES_FIRST = message(
    "permissions.comes-first",
    "Where no version is in use and no model is named, its model suggests from then on. To keep"
    " another one, name it under Settings > Analysis.",
)
_SAYS_NOTHING = message("permissions.not-said", "It does not say what it does.")
_NOTHING_MORE = message(
    "permissions.nothing", "It asks for nothing but your tracks and a folder of its own."
)


def in_words(manifest: Manifest) -> list[Message]:
    """Return what a plugin says that it does, a sentence each; never an empty list."""
    asked = manifest.permissions
    found: list[Message] = []
    if asked is not None:
        if asked.network:
            found.append(message("permissions.network", "It connects to the internet."))
        if asked.reads_files_outside:
            found.append(
                message("permissions.reads", "It reads files other than your tracks and its own.")
            )
        if asked.writes_files_outside:
            found.append(message("permissions.writes", "It writes files outside its own folder."))
        if asked.starts_programs:
            found.append(message("permissions.programs", "It starts other programs."))
        if wanted(asked.needs):
            found.append(_needs(wanted(asked.needs)))
    if manifest.uses:
        names = ", ".join(manifest.uses)
        found.append(message("permissions.uses", "It uses the models of {names}.", names=names))
    if found and asked is not None:
        return found
    return [_SAYS_NOTHING, *found] if asked is None else [_NOTHING_MORE]


def _needs(needs: list[str]) -> Message:
    lacking = missing(needs)
    if not lacking:
        return message(
            "permissions.packages",
            "It needs these Python packages, which are there: {names}.",
            names=", ".join(needs),
        )
    return message(
        "permissions.packages-missing",
        "It needs these Python packages: {names}. Not there: {missing}.",
        names=", ".join(needs),
        missing=", ".join(str(one.message) for one in lacking),
    )
