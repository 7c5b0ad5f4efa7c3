"""A sentence in a dialog of the desktop, for where Qt itself cannot open a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

TITLE = "TagStudio"
PATIENCE_SECONDS = 600.0  # a dialog may stand so long
# By the program that shows it: what is put in front of the sentence. The first that is there.
DIALOGS: dict[str, tuple[str, ...]] = {
    "zenity": ("--error", "--no-markup", f"--title={TITLE}", "--text"),
    "kdialog": ("--title", TITLE, "--error"),
    "xmessage": ("-center",),
    "notify-send": (TITLE,),
}


def tell(sentence: str) -> bool:
    """Show a sentence, and tell whether it was shown; in a terminal it need not be.

    Who starts from an icon sees no terminal. On a machine without a display nothing can be shown.
    """
    if sys.stderr is not None and sys.stderr.isatty():
        return False
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return any(_shown_by(program, sentence) for program in DIALOGS)


def _shown_by(program: str, sentence: str) -> bool:
    found = shutil.which(program)
    if found is None:
        return False
    command = [found, *DIALOGS[program], sentence]
    try:
        done = subprocess.run(command, check=False, timeout=PATIENCE_SECONDS, capture_output=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode in {0, 1}  # 1: closed without a word, as some of them say of an error
