"""What is on the screen, as a person would read it: nodes with a role, a name and a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PRESSED = {
    "push button",
    "toggle button",
    "check box",
    "radio button",
    "menu item",
    "check menu item",
    "page tab",
    "link",
}
TYPED = {"text", "entry", "combo box", "spin button", "password text"}
NAMED = PRESSED | TYPED | {"slider", "table", "list", "tree", "progress bar"}  # a name is needed


@dataclass(frozen=True)
class Node:
    """Something on the screen; `box` is left, top, width and height in pixels of the screen."""

    role: str
    name: str
    description: str = ""
    text: str = ""
    value: float | None = None
    states: frozenset[str] = frozenset()
    box: tuple[int, int, int, int] = (0, 0, 0, 0)
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Go through this node and all below it, from the top."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def words(self) -> str:
        """Return what can be read here."""
        return self.name or self.text

    @property
    def is_enabled(self) -> bool:
        """Tell whether it can be used."""
        return "enabled" in self.states

    @property
    def centre(self) -> tuple[int, int]:
        """Return its middle on the screen."""
        left, top, width, height = self.box
        return left + width // 2, top + height // 2


def node_of(told: Mapping[str, Any]) -> Node:
    """Return the node that `reading` told of."""
    return Node(
        role=told["role"],
        name=told["name"],
        description=told["description"],
        text=told["text"],
        value=told["value"],
        states=frozenset(told["states"]),
        box=tuple(told["box"]),
        children=tuple(map(node_of, told["children"])),
    )


def plain(text: str) -> str:
    """Return a control's text without what is not read out: mark of the key, dots, key, colon."""
    text = re.sub(r"&(.)", r"\1", text.partition("\t")[0])
    return re.sub(r"\s*(\.\.\.|…|:)$", "", text.strip()).casefold()


def says(node: Node, wanted: str) -> bool:
    """Tell whether a control is called so, in its name or else its text or description."""
    return plain(wanted) in {plain(node.name), plain(node.text), plain(node.description)}


def found(windows: Sequence[Node], wanted: str, roles: set[str] | None = None) -> list[Node]:
    """Return the nodes of these roles that are called so, in the order of the screen."""
    every = (node for window in windows for node in window.walk())
    return [n for n in every if (roles is None or n.role in roles) and says(n, wanted)]


def texts(windows: Sequence[Node]) -> list[str]:
    """Return all that can be read, in the order of the screen."""
    every = (node for window in windows for node in window.walk())
    return [node.words for node in every if node.words]


def nameless(windows: Sequence[Node]) -> list[Node]:
    """Return the controls that a screen reader can say nothing of."""
    every = (node for window in windows for node in window.walk())
    return [n for n in every if n.role in NAMED and not (n.name or n.text or n.description)]


def outline(windows: Sequence[Node]) -> str:
    """Return the tree as indented lines, for a person who looks for the cause of a failure."""
    lines: list[str] = []

    def add(node: Node, depth: int) -> None:
        told = [node.role, repr(node.name)]
        told += [f"({node.description})"] if node.description else []
        told += [f"text={node.text!r}"] if node.text and node.text != node.name else []
        told += [f"value={node.value:g}"] if node.value is not None else []
        told += [",".join(sorted(node.states - {"enabled"}))]
        told += [] if node.is_enabled else ["DISABLED"]
        lines.append("  " * depth + " ".join(filter(None, told)) + f" {list(node.box)}")
        for child in node.children:
            add(child, depth + 1)

    for window in windows:
        add(window, 0)
    return "\n".join(lines)
