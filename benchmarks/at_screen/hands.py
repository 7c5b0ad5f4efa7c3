"""Mouse and keys of a screen: real events, sent by xdotool."""

import os
import subprocess
from collections.abc import Mapping

TYPING_MS = 12  # between two letters
KEYS = {"Ctrl": "ctrl", "Shift": "shift", "Alt": "alt", "PageUp": "Prior", "PageDown": "Next"}
SIGNS = {"?": "question", "/": "slash", ",": "comma", ".": "period", "-": "minus", "+": "plus"}


class Hands:
    """Presses keys, writes, points; counts the keys and clicks that it took."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self.keys = self.clicks = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other, spelt as the program spells them ("Ctrl+Shift+Z")."""
        for key in keys:
            self._do("key", "--clearmodifiers", spelling(key))
            self.keys += 1

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self._do("type", "--delay", str(TYPING_MS), "--", text)
        self.keys += len(text)

    def click(self, at: tuple[int, int], *, button: int = 1, times: int = 1) -> None:
        """Click on a place of the screen."""
        self._do("mousemove", str(at[0]), str(at[1]))
        self._do("click", "--repeat", str(times), "--delay", "60", str(button))
        self.clicks += 1

    def raised(self) -> str:
        """Return the title of the window that has the focus."""
        command = ["xdotool", "getactivewindow", "getwindowname"]
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True)


def spelling(key: str) -> str:
    """Return how X calls a key that the program spells so."""
    *held, last = key.split("+") if key != "+" else ["+"]
    name = SIGNS.get(last) or KEYS.get(last) or (last.lower() if len(last) == 1 else last)
    return "+".join([*(KEYS.get(one, one) for one in held), name])
