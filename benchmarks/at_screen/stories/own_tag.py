"""An own tag from nothing to suggested: named, answered, learned, and proposed on other tracks."""

from __future__ import annotations

from at_screen.accord import TRACKS, numbers_in
from at_screen.music import clips
from at_screen.newcomer import Newcomer
from at_screen.telling import Step

TAG = "swing"
LABEL = "jazz"
OTHERS = ("metal", "reggae")
EACH = 16
ANSWERED = 10
LARGEST_SHARE = 0.5  # of the tracks that nobody answered for; more would be a nuisance


def bring_music(newcomer: Newcomer) -> str:
    """Have excerpts of three genres at home."""
    found = clips(newcomer, (LABEL, *OTHERS), EACH)
    return ", ".join(f"{len(files)} {label}" for label, files in found.items())


def name_it(newcomer: Newcomer) -> str:
    """Say yes to a word that no model has, on some tracks."""
    return _answer(newcomer, LABEL, "Yes")


def refuse_it(newcomer: Newcomer) -> str:
    """Say no to it on tracks of another kind."""
    return "; ".join(_answer(newcomer, label, "No") for label in OTHERS)


def _answer(newcomer: Newcomer, label: str, answer: str) -> str:
    before = newcomer.facts().by_tag.get(TAG, (0, 0))
    newcomer.find(" , ".join(f'title:"{label} {number:02}"' for number in range(ANSWERED)))
    newcomer.answer_selected(TAG, answer)
    newcomer.clear_search()
    now = newcomer.facts().by_tag.get(TAG, (0, 0))
    assert sum(now) - sum(before) == ANSWERED, f"{before} became {now}"
    return f"{label}: {answer}, now {now[0]} yes and {now[1]} no"


def is_suggested(newcomer: Newcomer) -> str:
    """See the own tag suggested where nobody answered, and not everywhere."""
    facts = newcomer.facts()
    unanswered = facts.tracks - sum(facts.by_tag[TAG])
    suggested = facts.suggested.get(TAG, 0)
    assert suggested, f"{TAG} is suggested nowhere"
    share = suggested / unanswered
    assert share <= LARGEST_SHARE, f"{TAG} is suggested on {suggested} of {unanswered} tracks"
    newcomer.page("Library")
    newcomer.program.click("Search", roles={"text"})
    newcomer.program.press("Ctrl+A")
    newcomer.program.write(f"tag:{TAG} -yes:{TAG}")
    newcomer.program.until(
        lambda windows: numbers_in(windows, newcomer.words, *TRACKS) == [suggested],
        f"{suggested} tracks",
    )
    newcomer.clear_search()
    return f"{TAG} on {suggested} of {unanswered} tracks"


ACTS = {
    "own-tag": [
        Step("music at home", bring_music, round=False),
        Step("open the program", Newcomer.open, round=False),
        Step("add a folder", Newcomer.add_folder),
        Step("let tags be suggested", Newcomer.suggest),
        Step("name an own tag", name_it),
        Step("say where it does not fit", refuse_it),
        Step("learn", Newcomer.train),
        Step("use it", Newcomer.use_version),
        Step("see it suggested", is_suggested),
        Step("close", Newcomer.close, round=False),
    ]
}
