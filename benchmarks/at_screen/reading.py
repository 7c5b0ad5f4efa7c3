"""Print what a process shows, as its accessibility tree tells it: a JSON document a request.

A program of its own, since AT-SPI is read by the system's Python (python3-gi, gir1.2-atspi-2.0):
each line of the input is a process id, each line of the output what that process shows. Nodes
that are not shown are left out; of a long table what is scrolled out of sight is not walked.
"""

import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version is chosen first

STATES = (
    "ACTIVE",
    "CHECKED",
    "EDITABLE",
    "ENABLED",
    "EXPANDED",
    "FOCUSED",
    "MODAL",
    "SELECTED",
)
LONGEST = 2_000  # characters of a text
OUT_OF_SIGHT = 60  # children in a row; what follows them in a table is out of sight too
TABLES = {"table", "tree table", "tree", "list"}


def main() -> None:
    """Answer requests until the input ends."""
    warnings.simplefilter("ignore", DeprecationWarning)  # of python3-gi
    Atspi.init()
    for line in sys.stdin:
        print(json.dumps({"windows": windows(int(line))}), flush=True)


def windows(process: int) -> list[dict[str, Any]]:
    """Return the windows that a process shows."""
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    found = [one for one in children(desktop) if process_of(one) == process]
    return [tree for one in found for window in children(one) if (tree := tree_of(window))]


def process_of(application: Atspi.Accessible) -> int:
    """Return the process of an application, 0 for one that is going."""
    try:
        return int(application.get_process_id())
    except GLib.Error:
        return 0


def children(node: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    """Go through the children that are there."""
    try:
        for place in range(node.get_child_count()):
            child = node.get_child_at_index(place)
            if child is not None:
                yield child
    except GLib.Error:  # gone meanwhile
        return


def tree_of(node: Atspi.Accessible) -> dict[str, Any] | None:
    """Return a node and all below it that is shown, None where it is not shown."""
    try:
        states = node.get_state_set()
        if not states.contains(Atspi.StateType.SHOWING):
            return None
        told = facts(node, states)
    except GLib.Error:
        return None
    told["children"] = shown_children(node, told["role"])
    return told


def shown_children(node: Atspi.Accessible, role: str) -> list[dict[str, Any]]:
    """Return the children that are shown."""
    shown: list[dict[str, Any]] = []
    hidden = 0
    for child in children(node):
        tree = tree_of(child)
        if tree is not None:
            shown.append(tree)
        hidden = 0 if tree is not None else hidden + 1
        if role in TABLES and shown and hidden > OUT_OF_SIGHT:
            break
    return shown


def facts(node: Atspi.Accessible, states: Atspi.StateSet) -> dict[str, Any]:
    """Return what a screen reader would say of a node, and where it is."""
    box = node.get_extents(Atspi.CoordType.SCREEN)
    text, value = node.get_text_iface(), node.get_value_iface()
    return {
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "description": node.get_description() or "",
        "text": Atspi.Text.get_text(text, 0, -1)[:LONGEST] if text else "",
        "value": Atspi.Value.get_current_value(value) if value else None,
        "states": [s.lower() for s in STATES if states.contains(getattr(Atspi.StateType, s))],
        "box": [box.x, box.y, box.width, box.height],
    }


if __name__ == "__main__":
    main()
