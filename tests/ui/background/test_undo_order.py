"""What was done last is undone first, whatever it was; whatever is done anew leaves no Redo."""

import random
from dataclasses import dataclass, field

import pytest

from tagstudio.library.tags.decisions import current, newest_group
from tagstudio.library.tags.tags import shown_names


@dataclass
class History:
    """The model: two lists."""

    done: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def do(self, what: str) -> None:
        self.done.append(what)
        self.undone.clear()

    def undo(self) -> None:
        if self.done:
            self.undone.append(self.done.pop())

    def redo(self) -> None:
        if self.undone:
            self.done.append(self.undone.pop())


@dataclass
class Window:
    """The real thing: answers to tags of a track, and acts that put a name on a shelf."""

    workspace: object
    shelf: list[str] = field(default_factory=list)

    def answer(self, name: str) -> None:
        self.workspace.decisions.answer([6], name, "yes", new_tag=True)

    def act(self, name: str) -> None:
        def put(library: object) -> str:
            self.shelf.append(name)
            return ""

        def take(library: object) -> str:
            self.shelf.remove(name)
            return ""

        self.workspace.act(put, lambda: None, what=name, back=take)

    def job(self, name: str) -> None:
        """Do what a job did, such as using another version."""
        self.shelf.append(name)

        def back() -> bool:
            self.shelf.remove(name)
            return True

        def again() -> bool:
            self.shelf.append(name)
            return True

        self.workspace.did(name, back, again)

    def of_others(self) -> None:
        """Do what is no step of Undo, as the thresholds that follow the answers."""
        self.workspace.decisions.act(lambda _: "", lambda: None)

    def stands(self) -> set[str]:
        with self.workspace.library.read() as connection:
            names = shown_names(connection)
            held = current(connection, [6]).get(6, {})
        answers = {names[id] for id, one in held.items() if one.state == "yes"}
        return {name for name in answers if name.startswith("tag ")} | {*self.shelf}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("waits", [True, False])
def test_undo_takes_back_what_was_done_last_after_any_sequence(qtbot, workspace, seed, waits):
    chance, window = random.Random(seed), Window(workspace)
    with workspace.library.read() as connection:
        model = History(["before"] * newest_group(connection))

    def settled() -> bool:
        return not workspace.decisions.waiting and window.stands() == {*model.done} - {"before"}

    for number in range(40):
        step = chance.choices(
            ["answer", "act", "job", "nothing", "undo", "redo"], [4, 3, 2, 1, 6, 5]
        )[0]
        if step == "undo":
            model.undo()
            workspace.decisions.undo()
        elif step == "redo":
            model.redo()
            workspace.decisions.redo()
        elif step == "nothing":
            window.of_others()
        else:
            name = f"tag {number}"
            model.do(name)
            getattr(window, step)(name)
        if waits:
            qtbot.waitUntil(settled)
    qtbot.waitUntil(settled)
    for _ in range(len(model.done) + 1):
        model.undo()
        workspace.decisions.undo()
        qtbot.waitUntil(settled)
    for _ in range(len(model.undone) + 1):
        model.redo()
        workspace.decisions.redo()
        qtbot.waitUntil(settled)
