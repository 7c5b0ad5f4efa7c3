"""Hold page, job list and shell against each other: what one says, the others must not deny."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from at_screen.node import Node, plain, texts
from at_screen.shell import Facts
from at_screen.words import NUMBER, Words, whole

PAGES = ("Library", "Review", "Model", "Jobs", "Settings")
STATES = {
    "To review": "suggested",
    "Reviewed": "reviewed",
    "No suggestions": "new",
    "Failed": "failed",
    "Missing": "missing",
}
TRACKS = ("{n} tracks", "1 track")
TO_LEARN = (
    "{count} answers to {tracks} tracks to learn from.",
    "{count} answers to {tracks} tracks, none of them newer than the last training.",
    "{count} answers to {tracks} tracks; {new} of these tracks have new answers since the last"
    " training.",
    "{count} answers to {tracks} tracks; one track has new answers since the last training.",
)
# What the first steps count, and which of the shell's numbers that are.
STEPS = {
    "{tracks} tracks can be heard. Let the model listen to them.": ("readable",),
    "Say yes or no to what is suggested. Tracks answered so far: {done} of {wanted}.": (
        "with_answers",
    ),
    "The model can learn from {tracks} tracks. While fewer than {count} are answered, you decide"
    " whether the new version is used.": ("answered_tracks",),
    "aims.learns": ("answered_tracks",),
}
# The verdicts that there is too little to tell, by their keys, and how each begins in English.
TOO_LITTLE = (
    "judge.yes-alone",
    "judge.few-artists",
    "judge.few-known-artists",
    "judge.too-few-tracks",
)
TOO_LITTLE_IN_ENGLISH = "There is too little to tell yet"


def contradictions(windows: Sequence[Node], facts: Facts, words: Words) -> list[str]:
    """Return what is said on the screen that the shell denies, or the screen itself elsewhere."""
    page = shown_page(windows, words)
    found = [f"the shell failed: {one}" for one in facts.defects]
    found += [
        *_doubled(windows),
        *_first_steps(windows, facts, words),
    ]
    check = _CHECKS.get(page)
    return found + (list(check(windows, facts, words)) if check else [])


def _first_steps(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    for text, names in STEPS.items():
        said = numbers_in(labels(windows), words, text, within=True)
        wanted = [getattr(facts, name) for name in names]
        if said and said[: len(wanted)] != wanted:
            yield f"the first steps count {said}, the shell {wanted}: {text}"


def shown_page(windows: Sequence[Node], words: Words) -> str:
    """Return the English name of the page that is shown, "" where none is known."""
    for page in PAGES:
        here = plain(words.here(page))
        for window in windows:
            if any(_is_page(node, here) for node in window.walk()):
                return page
    return ""


def _is_page(node: Node, name: str) -> bool:
    pressed = bool({"checked", "selected"} & node.states)
    return (
        pressed
        and node.role in {"check box", "radio button", "toggle button", "page tab"}
        and (plain(node.name) == name)
    )


def numbers_in(
    windows: Sequence[Node], words: Words, *forms: str, within: bool = False
) -> list[int] | None:
    """Return the numbers of the first text on the screen that is of one of these kinds.

    The whole text is of the kind, or with `within` a part of it.
    """
    for text in texts(windows):
        for form in forms:
            if within or words.is_of(form, text):
                found = words.numbers(form, text)
                if found:
                    return found
    return None


def _library(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    searched = any(
        node.text for w in windows for node in w.walk() if node.role == "text"
    )  # then the page shows a part
    shown = numbers_in(windows, words, *TRACKS)
    if shown and not searched and shown[0] != facts.tracks and not _side_is_chosen(windows, words):
        yield f"Library shows {shown[0]} tracks, the shell has {facts.tracks}"
    counts = sidebar(windows, words)
    wanted = {"All": facts.tracks} | {n: facts.of_state(s) for n, s in STATES.items()}
    for name, count in counts.items():
        if count is not None and count != wanted[name]:
            yield f"the sidebar counts {count} as {name}, the shell {wanted[name]}"


def _side_is_chosen(windows: Sequence[Node], words: Words) -> bool:
    """Tell whether another entry of the sidebar than all tracks is chosen."""
    chosen = [
        node.name
        for window in windows
        for tree in window.walk()
        if tree.role == "tree"
        for node in tree.children
        if "selected" in node.states
    ]
    return bool(chosen) and not any(
        plain(name).startswith(plain(words.here("All"))) for name in chosen
    )


def sidebar(windows: Sequence[Node], words: Words) -> dict[str, int | None]:
    """Return the counts beside the states in the sidebar, None where they cannot be read."""
    found: dict[str, int | None] = {}
    for name in ("All", *STATES):
        here = re.escape(words.here(name))
        for node in (n for w in windows for n in w.walk() if n.role in {"table cell", "tree item"}):
            said = re.fullmatch(rf"{here}(?:\W+({NUMBER})\b.*)?", node.name)
            if said and name not in found:
                found[name] = whole(said[1]) if said[1] else None
    return found


def labels(windows: Sequence[Node]) -> list[Node]:
    """Return what is said beside the controls: labels, without what cells and items hold."""
    return [n for w in windows for n in w.walk() if n.role in {"label", "static", "heading"}]


def _model(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    said = [node.words for node in labels(windows)]
    if facts.model and not any(facts.model in one for one in said):
        yield f"the shell uses {facts.model}, the page Model does not name it"
    learnable = numbers_in(labels(windows), words, *TO_LEARN, within=True)
    if learnable and learnable[:2] != [facts.answers, facts.answered_tracks]:
        yield f"Model counts {learnable}, the shell {[facts.answers, facts.answered_tracks]}"
    yield from _versions(windows, facts, words)
    yield from _train_button(windows, facts, words)
    yield from _verdict(windows, words)
    measure = buttons(windows, words.here("Measure"))
    advised = words.here("Not measured on the newest answers. Measure does it.")
    if measure and not measure[0].is_enabled and advised in said:
        yield "Model advises to measure, and its button Measure cannot be pressed"
    yield from _answers_table(windows, facts, words)


def _versions(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    name = plain(words.here("Versions"))
    lists = [n for w in windows for n in w.walk() if n.role == "list" and plain(n.name) == name]
    shown = {row.name.partition(". ")[0] for one in lists for row in one.children}
    if shown and shown != {*facts.versions}:
        yield f"Model lists {sorted(shown)}, the shell {sorted(facts.versions)}"


def _train_button(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    train = buttons(windows, words.here("Train on the answers…"))
    if train and train[0].is_enabled != facts.ready:
        offered = "offers" if train[0].is_enabled else "does not offer"
        can = "can" if facts.ready else "cannot"
        yield f"Model {offered} training, the shell says that one {can}"


def _verdict(windows: Sequence[Node], words: Words) -> Iterator[str]:
    badge = plain(words.here("Not better so far"))
    chosen = [
        node.name
        for window in windows
        for node in window.walk()
        if node.role == "list item" and "selected" in node.states
    ]
    told = any(_is_too_little(node.words, words) for node in labels(windows))
    if told and any(badge in plain(name) for name in chosen):
        yield "Model says “not better so far” beside “too little to tell”"


def _is_too_little(said: str, words: Words) -> bool:
    """Tell whether a verdict is one of those that there is too little to tell."""
    begins = {words.here(key).partition("{")[0] for key in TOO_LITTLE if words.knows(key)}
    return any(plain(said).startswith(plain(one)) for one in begins or {TOO_LITTLE_IN_ENGLISH})


def _answers_table(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    heads = [words.here(one) for one in ("Tag", "Yes", "No")]
    found = list(rows(windows, *heads))
    if found and len(found) < len(facts.by_tag) and not _may_go_on(windows, words):
        yield f"the answers to {len(found)} tags are listed, the shell has {len(facts.by_tag)}"
    for tag, yes, no in found:
        told = facts.by_tag.get(tag)
        if told is not None and yes.isdigit() and no.isdigit() and (int(yes), int(no)) != told:
            yield f"the answers to {tag} are {yes} yes, {no} no in the window, {told} in the shell"


def _may_go_on(windows: Sequence[Node], words: Words) -> bool:
    """Tell whether there may be further answers below those in sight: there is no room for one."""
    name = plain(words.here("Answers by tag"))
    for table in (n for w in windows for n in w.walk() if n.role == "table"):
        cells = [n for n in table.children if n.role == "table cell"]
        if plain(table.name) == name and cells:
            lowest = max(cells, key=lambda cell: cell.box[1])
            return lowest.box[1] + 2 * lowest.box[3] > table.box[1] + table.box[3]
    return True


def _jobs(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    names = ("Job", "Outcome", "Files", "Failed files")
    found = list(rows(windows, *(words.here(name) for name in names)))
    done = plain(words.here("Done"))
    for job, outcome, count, failed in found:
        if plain(outcome) == done and failed and failed in count.split()[-1:]:
            yield f"“{job}” is done, and all of its {failed} files failed"
    failing = facts.of_state("failed")
    suggested = [row for row in found if row[0].startswith(_begin(words))]
    if suggested and suggested[0][3] and not failing:
        yield f"Jobs counts {suggested[0][3]} failed files, the shell no failed track"


def _begin(words: Words) -> str:
    return words.here("Suggesting tags with {name}").partition("{")[0].strip()


def rows(windows: Sequence[Node], *heads: str) -> Iterator[tuple[str, ...]]:
    """Go through the cells under these headers, row by row, of each table that has them all.

    Under one that is hidden, which has no width, there is nothing.
    """
    for table in (n for w in windows for n in w.walk() if n.role in {"table", "tree table"}):
        headers = [n for n in table.children if n.role == "table column header"]
        if not set(heads) <= {n.name for n in headers}:
            continue
        columns = {n.name: n.box[0] for n in headers if n.box[2] > 0}
        by_top: dict[int, dict[int, str]] = {}
        for cell in (n for n in table.children if n.role == "table cell"):
            by_top.setdefault(cell.box[1], {})[cell.box[0]] = cell.name
        for top in sorted(by_top):
            of_row = by_top[top]
            yield tuple(of_row.get(columns[one], "") if one in columns else "" for one in heads)


def buttons(windows: Sequence[Node], text: str) -> list[Node]:
    """Return the buttons of that text."""
    every = (node for window in windows for node in window.walk())
    return [n for n in every if n.role == "push button" and plain(n.name) == plain(text)]


def _review(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    place = numbers_in(labels(windows), words, "{place} of {total}")
    waiting = facts.tracks - facts.of_state("new") - facts.of_state("failed")
    if place and place[1] > waiting:
        yield f"Review goes through {place[1]} tracks, the shell has {waiting} with suggestions"
    left = numbers_in(labels(windows), words, "from {count} to review")
    to_review = facts.of_state("suggested")
    if left and left[0] != to_review:
        yield f"Review says {left[0]} to review, the shell has {to_review}"
    empty = words.here("There are no tracks yet")
    if facts.tracks and any(node.words == empty for node in labels(windows)):
        yield f"Review says that there are no tracks, the shell has {facts.tracks}"


def _settings(windows: Sequence[Node], facts: Facts, words: Words) -> Iterator[str]:
    found = list(rows(windows, words.here("Folder"), words.here("Tracks"), words.here("Answers")))
    for name, place, wanted in (("tracks", 1, facts.tracks), ("answers", 2, facts.decided)):
        shown = [row[place] for row in found]
        if shown and all(shown) and sum(map(whole, shown)) != wanted:
            yield f"Settings counts {shown} {name} of the folders, the shell {wanted}"


def _doubled(windows: Sequence[Node]) -> Iterator[str]:
    """Go through sentences with a doubled mark."""
    for text in texts(windows):
        if re.search(r"[^.]\.\.(?!\.)|[:;,] ?[.,;:]", text) and "/" not in text:
            yield f"doubled punctuation: {text}"


_Check = Callable[[Sequence[Node], Facts, Words], Iterator[str]]
_CHECKS: dict[str, _Check] = {
    "Library": _library,
    "Review": _review,
    "Model": _model,
    "Jobs": _jobs,
    "Settings": _settings,
}
