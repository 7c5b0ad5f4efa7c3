"""Tell a story: do its steps one by one, and hold page, jobs and shell together after each."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from at_screen.accord import contradictions
from at_screen.mounts import LeftOutError
from at_screen.newcomer import Newcomer
from at_screen.node import nameless
from at_screen.program import NotSeenError
from at_screen.shell import Facts

LOOKS = 4  # so often is looked again before two things contradict each other
BETWEEN = 1.0  # seconds between two looks
ROUND = ("Library", "Model", "Jobs", "Settings")
COUNTING = {"Model": "Answers", "Settings": "Folders"}  # the tab that counts what the shell counts


@dataclass(frozen=True)
class Step:
    """A doing of a newcomer; `round` says whether all pages are looked at afterwards."""

    name: str
    do: Callable[[Newcomer], str | None]
    round: bool = True


@dataclass
class Outcome:
    """What came of an act: faults that fail it, and what has no name."""

    faults: list[str] = field(default_factory=list)
    unnamed: dict[str, set[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Teller:
    """Goes through the steps of one act, and keeps pictures of what went wrong."""

    def __init__(self, newcomer: Newcomer, out: Path, title: str) -> None:
        self.newcomer, self.out, self.title = newcomer, out, title
        self.outcome = Outcome(notes=newcomer.notes)
        self._heard: set[str] = set()

    def tell(self, steps: Sequence[Step]) -> Outcome:
        """Do the steps until one cannot be done."""
        for step in steps:
            if not self._done(step):
                break
        return self.outcome

    def _done(self, step: Step) -> bool:
        began, hands = time.monotonic(), self.newcomer.program.hands
        keys, clicks = hands.keys, hands.clicks
        try:
            said = step.do(self.newcomer) or ""
            spent = f"{hands.keys - keys} keys, {hands.clicks - clicks} clicks"
            print(f"  {step.name}: {said} ({time.monotonic() - began:.1f} s, {spent})", flush=True)
            self._look(step)
        except LeftOutError as error:
            self.outcome.notes.append(f"left out at “{step.name}”: {error}")
            return False
        except NotSeenError as error:
            self._fault(step, str(error))
            return False
        except AssertionError as error:  # something is wrong, and the story can go on
            self._fault(step, str(error) or traceback.format_exc())
        except Exception:
            self._fault(step, traceback.format_exc())
            return False
        return True

    def _look(self, step: Step) -> None:
        """Look at what is shown, and at the other pages, as a person goes round."""
        newcomer = self.newcomer
        for one in sorted(newcomer.program.untranslated):
            self._fault(step, one)
        failures = newcomer.program.failures() if newcomer.program.is_running else []
        for failure in failures:
            self._fault(step, failure)
        if failures:
            newcomer.close_dialogs()  # a person goes on
        if not newcomer.program.is_running or newcomer.dialogs():
            return
        newcomer.wait_for_jobs()  # what is at work changes numbers while they are compared
        here, facts = newcomer.shown_page, newcomer.facts()
        for page in dict.fromkeys([here, *(ROUND if step.round else ())]):
            if page:
                newcomer.page(page)
                if page in COUNTING and page != here:
                    newcomer.tab(COUNTING[page])
                self._hold(step, page, facts)
        if here:
            newcomer.page(here)

    def _hold(self, step: Step, page: str, facts: Facts) -> None:
        """Hold a page against the shell; what differs is looked at again, as it may be late."""
        newcomer = self.newcomer
        windows = newcomer.program.look()
        said = self._unheard(contradictions(windows, facts, newcomer.words))
        for _ in range(LOOKS if said else 0):
            time.sleep(BETWEEN)
            newcomer.wait_for_jobs()  # one may have begun by itself meanwhile
            windows = newcomer.program.look()
            said = self._unheard(contradictions(windows, newcomer.facts(), newcomer.words))
            if not said:
                break
        for one in said:
            self._fault(step, one)
        without = {f"{n.role} at {list(n.box)}" for n in nameless(windows)}
        self.outcome.unnamed.setdefault(page, set()).update(without)

    def _unheard(self, said: list[str]) -> list[str]:
        """Return the contradictions that no earlier step found."""
        return [one for one in said if one not in self._heard]

    def _fault(self, step: Step, what: str) -> None:
        """Keep a fault once, with a picture and the tree of what was shown."""
        if what in self._heard:
            return
        self._heard.add(what)
        line = f"{step.name}: {what}"
        self.outcome.faults.append(line)
        print(f"  FAULT {line}", flush=True)
        name = f"{self.title}-{len(self.outcome.faults)}"
        self.newcomer.program.place.photograph(self.out / f"{name}.png")
        (self.out / f"{name}.txt").write_text(f"{line}\n\n{self.newcomer.program.outline()}\n")
