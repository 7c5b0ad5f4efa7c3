"""The first ten minutes: add a folder, suggest, review ten, learn, see what was learned."""

from __future__ import annotations

from functools import partial

from at_screen.music import tracks
from at_screen.newcomer import Newcomer
from at_screen.node import Node
from at_screen.telling import Step

TRACKS = 31
REVIEWED = 10


def some_of_each(_title: str, rows: list[Node]) -> list[str]:
    """Say yes to the first suggestion and no to the second, as far as there are any."""
    return ["y", "n"][: len(rows)]


def bring_music(newcomer: Newcomer) -> str:
    """Have music at home before the program is there."""
    return f"{len(tracks(newcomer, TRACKS))} files"


def look_at_review_too_early(newcomer: Newcomer) -> str:
    """Look into Review before there is anything; it must not stay so."""
    newcomer.page("Review")
    newcomer.program.seen("There are no tracks yet")
    newcomer.page("Library")
    return "there are no tracks yet"


def arrows_only_move(newcomer: Newcomer) -> str:
    """Look down the tags with the arrows: no answer may come of it."""
    newcomer.page("Review")
    before = newcomer.facts().decided
    newcomer.program.press("Down", "Down", "Up")
    answered = newcomer.facts().decided - before
    assert not answered, f"three arrows wrote {answered} answers"
    return "no answers"


def see_what_was_learned(newcomer: Newcomer) -> str:
    """Go to where the new version says what it is, tab by tab."""
    newcomer.page("Model")
    tabs = [n for w in newcomer.program.look() for n in w.walk() if n.role == "page tab"]
    for tab in tabs:
        newcomer.program.hands.click(tab.centre)
        newcomer.program.until(partial(_is_chosen, tab.name), tab.name)
    return ", ".join(tab.name for tab in tabs)


def _is_chosen(tab: str, windows: list[Node]) -> bool:
    """Tell whether a tab is the one that is shown."""
    every = (node for window in windows for node in window.walk() if node.role == "page tab")
    return any(node.name == tab and "selected" in node.states for node in every)


def reviewed_before_is_kept(newcomer: Newcomer) -> str:
    """Start again: all that was said is there."""
    before = newcomer.facts()
    newcomer.close()
    newcomer.open()
    now = newcomer.facts()
    assert (now.decided, now.states, now.model) == (before.decided, before.states, before.model)
    return f"{now.decided} answers, {now.model}"


ACTS = {
    "first-minutes": [
        Step("music at home", bring_music, round=False),
        Step("open the program", Newcomer.open),
        Step("read the keys", Newcomer.learn_keys),
        Step("look at Review too early", look_at_review_too_early),
        Step("add a folder", Newcomer.add_folder),
        Step("let tags be suggested", Newcomer.suggest),
        Step("look down the tags", arrows_only_move),
        Step("review ten tracks", lambda n: n.review(REVIEWED, some_of_each)),
        Step("learn", Newcomer.train),
        Step("see what was learned", see_what_was_learned),
        Step("use it", Newcomer.use_version),
        Step("start again", reviewed_before_is_kept),
        Step("close", Newcomer.close, round=False),
    ]
}
