"""Plugins that made trouble at the start, again and again: then safe mode is offered.

A start is counted before its end is known, so one that the user cut off, since it hung, counts too.
"""

from collections.abc import Iterable, Mapping

from tagstudio.engine.plugins.discovery import BUNDLED, Plugin
from tagstudio.engine.plugins.installed_models import PluginState

TIMES = 2  # from so many starts with trouble in a row on it is offered


def begun(counts: Mapping[str, int], plugins: Iterable[Plugin]) -> dict[str, int]:
    """Count a start of each plugin that is about to be started and does not come with us."""
    names = {one.name for one in plugins if one.problem is None and one.source != BUNDLED}
    return {name: counts.get(name, 0) + 1 for name in names}


def ended(counts: Mapping[str, int], states: Iterable[PluginState]) -> dict[str, int]:
    """Forget the starts of those plugins that work."""
    working = {state.plugin.name for state in states if not state.problem}
    return {name: count for name, count in counts.items() if name not in working}


def in_trouble(counts: Mapping[str, int], states: Iterable[PluginState]) -> list[PluginState]:
    """Return those plugins that did not start now, and not the time before either."""
    return [
        state
        for state in states
        if state.problem
        and state.plugin.problem is None
        and counts.get(state.plugin.name, 0) >= TIMES
    ]
