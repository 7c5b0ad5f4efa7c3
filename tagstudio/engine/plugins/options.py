"""The values of a plugin's declared options: the user's settings over the defaults."""

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.settings import Settings, settings_file
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.plugin_api.options import Value


def options_of(plugin: Plugin, settings: Settings) -> dict[str, Value]:
    """Return a value for each option that `plugin` declares: the one that is set, or its default.

    Raises TagStudioError for an option that is set and not declared, or has a value out of bounds.
    """
    declared = plugin.manifest.options if plugin.manifest else ()
    values = {option.name: option.default for option in declared}
    values |= settings.plugins.get(plugin.name, {})
    known = {option.name: option for option in declared}
    for name, value in values.items():
        problem = known[name].problem(value) if name in known else _unknown(list(known))
        if problem:
            raise TagStudioError(
                "options.invalid",
                "{file}: plugins.{plugin}.{option} {problem}.",
                file=settings_file(),
                plugin=plugin.name,
                option=name,
                problem=problem,
            )
    return values


def _unknown(known: list[str]) -> Message:
    if not known:
        return message("options.none", "is no option of the plugin (it has: none)")
    return message(
        "options.unknown",
        "is no option of the plugin (it has: {names})",
        names=", ".join(known),
    )
