"""The stories look for texts that the program has: one it no longer has would check nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import at_screen
from at_screen import accord, newcomer
from at_screen.words import Words

FOLDER = Path(at_screen.__file__).parent
LOOKED_FOR = {"here", "click", "_offered", "buttons", "key", "page", "tab", "numbers_in", "numbers"}
NAMED = (
    *accord.PAGES,
    *accord.STATES,
    *accord.TRACKS,
    *accord.TO_LEARN,
    *accord.STEPS,
    *accord.TOO_LITTLE,
    *newcomer.ADD_FOLDER,
    *newcomer.ACCEPT,
    newcomer.QUIET_JOB,
    newcomer.TAGS_OF_TRACK,
    newcomer.NEW_TAG,
)


def texts_looked_for() -> Iterator[tuple[str, str]]:
    """Yield each text that is looked for, and where."""
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node) in LOOKED_FOR:
                texts = (one.value for one in node.args if isinstance(one, ast.Constant))
                yield from ((one, f"{file.name}:{node.lineno}") for one in texts if one)


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_each_text_that_is_looked_for_is_one_of_the_program():
    words = Words("de")
    wanted = [*texts_looked_for(), *((text, "named above") for text in NAMED)]
    assert len(wanted) > 80
    assert not [one for one in wanted if isinstance(one[0], str) and not words.knows(one[0])]
