"""TagStudio as a process of its own: started, read, acted on, and looked at for failures."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from at_screen.english import english
from at_screen.hands import Hands
from at_screen.node import Node, found, outline, plain, texts
from at_screen.place import Place
from at_screen.words import Words

REPOSITORY = Path(__file__).parent.parent.parent
SECONDS = 20.0  # a person's patience with what should be there at once
EVERY = 0.15  # seconds between two looks
TRACES = ("Traceback (most recent call last)", "Fatal Python error", "Segmentation fault")
DEFECT = "TagStudio ran into an error. Your answers are kept."
Seen = TypeVar("Seen")


class NotSeenError(AssertionError):
    """What a person waits for did not come, or what must not be on the screen is there."""


class Program:
    """The window of a process: what it shows, and what is done with it by mouse and keys."""

    def __init__(self, place: Place, folder: Path, words: Words) -> None:
        self.place, self.folder, self.words = place, folder, words
        self.hands = Hands(place.environment)
        self.log = folder / "program.log"
        self.names: frozenset[str] = frozenset()  # the user's own, which are in any language
        self.untranslated: set[str] = set()  # what was seen so far
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def command(self) -> list[str]:
        """Return how the program is started."""
        return [sys.executable, "-m", "tagstudio"]

    def start(self, *arguments: str) -> None:
        """Start the program; it is there once its window is."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command, *arguments], env=self.place.environment, stdout=log, stderr=log
            )

    def spawned(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the program a second time, beside the first."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*self.command, *arguments], env=self.place.environment, stdout=log, stderr=log
            )

    @property
    def process(self) -> int:
        """Return the process id."""
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def ended(self, seconds: float = SECONDS) -> int | None:
        """Wait for the end and return the exit status, None where it does not end."""
        assert self._process is not None, "not started"
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def stop(self) -> None:
        """End it as the system does at the end of a session."""
        if self._process is not None and self.is_running:
            self._process.terminate()
            if self.ended() is None:
                self._process.kill()
                self._process.wait()

    # what is seen

    def look(self) -> list[Node]:
        """Return the windows as they are now; what is not translated is kept."""
        windows = self.place.read(self.process)
        self.untranslated |= {*english(windows, self.words, self.names)}
        return windows

    def until(
        self, seen: Callable[[list[Node]], Seen], what: str, seconds: float = SECONDS
    ) -> Seen:
        """Look again and again until something is seen; return that."""
        since = time.monotonic()
        while True:
            windows = self.look()
            if outcome := seen(windows):
                return outcome
            if not self.is_running:
                raise NotSeenError(f"the program ended; waited for: {what}")
            if time.monotonic() - since > seconds:
                raise NotSeenError(f"not seen within {seconds:g} s: {what}")
            time.sleep(EVERY)

    def seen(self, text: str, seconds: float = SECONDS, roles: set[str] | None = None) -> Node:
        """Wait for something that is called so in English, and return it."""
        here = self.words.here(text)
        return self.until(lambda windows: found(windows, here, roles), here, seconds)[0]

    def read(self, *parts: str, seconds: float = SECONDS) -> str:
        """Wait for a text that has one of these parts, in English, and return it whole."""
        wanted = [plain(self.words.here(part)) for part in parts]

        def told(windows: list[Node]) -> str | None:
            return next((t for t in texts(windows) if any(w in t.casefold() for w in wanted)), None)

        return self.until(told, " or ".join(wanted), seconds)

    # what is done

    def click(self, text: str, seconds: float = SECONDS, roles: set[str] | None = None) -> None:
        """Click on a control that is called so, once it can be used."""
        here = self.words.here(text)

        def usable(windows: list[Node]) -> Node | None:
            fit = [n for n in found(windows, here, roles) if n.is_enabled and n.box[2] > 0]
            return fit[-1] if fit else None  # of several the one in the uppermost window

        self.hands.click(self.until(usable, f"{here}, to be used", seconds).centre)

    def form_button(self, *forms: str) -> Node | None:
        """Return the button whose text is of one of these kinds, such as "Write {count} files"."""
        every = [n for w in self.look() for n in w.walk() if n.role == "push button"]
        fit = [n for n in every if any(self.words.is_of(form, n.name) for form in forms)]
        return fit[-1] if fit else None

    def click_form(self, *forms: str, seconds: float = SECONDS) -> None:
        """Click on a button whose text is of one of these kinds, once it can be used."""

        def usable(_: list[Node]) -> Node | None:
            button = self.form_button(*forms)
            return button if button is not None and button.is_enabled else None

        self.hands.click(self.until(usable, " or ".join(forms), seconds).centre)

    def press(self, *keys: str) -> None:
        """Press keys."""
        self.hands.press(*keys)

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self.hands.write(text)

    def menu(self, *texts_: str) -> None:
        """Go through a menu: its title, then its entries."""
        for text in texts_:
            self.click(text, roles={"menu item", "menu", "check menu item", "radio menu item"})
            time.sleep(EVERY)

    # what must not be

    def failures(self) -> list[str]:
        """Return crash dialogs and tracebacks, and whether the process is gone."""
        found_ = [] if self.is_running else ["the program is gone"]
        windows = self.look() if self.is_running else []
        defect = self.words.here(DEFECT)
        found_ += [f"a dialog says: {t}" for t in texts(windows) if plain(defect) in plain(t)]
        logged = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return found_ + [f"in the log: {one}" for one in TRACES if one in logged]

    def outline(self) -> str:
        """Return the accessibility tree as it is now, as lines."""
        return outline(self.look()) if self.is_running else "(the program is gone)"


def started_window(windows: Sequence[Node]) -> Node | None:
    """Return the main window, once it can be seen."""
    return next((w for w in windows if w.role == "frame" and w.children), None)
