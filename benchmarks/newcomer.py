"""Live with the real program as a newcomer does: five stories, each from an empty home.

    python benchmarks/newcomer.py ../shared/data --out FOLDER [--story 1] [--language de]

The program runs as its users start it (`python -m tagstudio`, a process of its own) on a screen of
its own (Xvfb) under a window manager (openbox). It gets real key and mouse events (xdotool); what
it shows is read from its accessibility tree, by the names that a screen reader says. After every
step the pages Library, Model and Jobs and the shell (`tagstudio ... --json` on the same home) are
held against each other. A contradiction, a crash dialog, a traceback in the log, or a step that
cannot be done fails the story; a picture of the screen and the tree go to FOLDER.

Stories: 1 the first ten minutes, 2 an own tag from nothing to suggested, 3 an untagged folder of
mp3s, 4 everything that can fail, 5 a day's work of 50 tracks by keys.

Needed beside the program, in Debian's names: xvfb openbox xdotool imagemagick dbus at-spi2-core
python3-gi gir1.2-atspi-2.0. Some acts of story 4 mount file systems and need root; without it they
are left out, and that is said.
"""

import argparse
import importlib
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from at_screen.newcomer import Newcomer
from at_screen.place import lacking, place
from at_screen.program import Program
from at_screen.shell import Shell
from at_screen.telling import Outcome, Step, Teller
from at_screen.words import Words

STORIES = {
    1: "first_minutes",
    2: "own_tag",
    3: "untagged_folder",
    4: "what_can_fail",
    5: "days_work",
}
LOCALES = {"en": "en_US", "de": "de_DE"}


def main() -> None:
    """Tell the stories and end with 1 where one failed."""
    options = arguments()
    missing = lacking()
    if missing:
        sys.exit(f"Not installed: {' '.join(missing)}. On Debian: apt-get install with these names")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # screens and mounts end with it
    options.out.mkdir(parents=True, exist_ok=True)
    failed = [story for story in options.story if not told(story, options)]
    print(f"failed: {', '.join(map(str, failed))}" if failed else "all stories hold")
    sys.exit(1 if failed else 0)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--out", type=lambda text: Path(text).absolute(), required=True)
    parser.add_argument("--story", type=int, nargs="+", choices=STORIES, default=[*STORIES])
    parser.add_argument("--act", default="", help="only the acts whose name has this in it")
    parser.add_argument("--language", choices=LOCALES, default="en")
    parser.add_argument("--size", type=size_of, default=(1280, 800), help="of the screen: 1280x800")
    return parser.parse_args()


def size_of(text: str) -> tuple[int, int]:
    """Return width and height in pixels."""
    wide, _, high = text.partition("x")
    return int(wide), int(high)


def told(story: int, options: argparse.Namespace) -> bool:
    """Tell one story, act by act; tell whether it holds."""
    acts: dict[str, list[Step]] = importlib.import_module(
        f"at_screen.stories.{STORIES[story]}"
    ).ACTS
    holds = True
    for name, steps in acts.items():
        if options.act in name:
            print(f"story {story}, {name}", flush=True)
            outcome = told_act(f"{name}-{options.language}", steps, options)
            report(outcome)
            holds = holds and not outcome.faults
    return holds


def told_act(title: str, steps: list[Step], options: argparse.Namespace) -> Outcome:
    """Do the steps of an act on a screen of its own, from an empty home."""
    with (
        tempfile.TemporaryDirectory(prefix="tagstudio-newcomer-") as folder,
        place(Path(folder), options.size, LOCALES[options.language]) as screen,
    ):
        program = Program(screen, Path(folder), Words(options.language))
        newcomer = Newcomer(program, Shell(screen.environment), options.data)
        with ExitStack() as ending:
            ending.callback(newcomer.ending.close)
            ending.callback(keep_log, program, options.out / f"{title}.log")
            ending.callback(program.stop)
            return Teller(newcomer, options.out, title).tell(steps)


def keep_log(program: Program, target: Path) -> None:
    """Copy what the program said on its terminal."""
    target.write_bytes(program.log.read_bytes() if program.log.exists() else b"")


def report(outcome: Outcome) -> None:
    """Print what is to be mended."""
    for page, unnamed in sorted(outcome.unnamed.items()):
        for one in sorted(unnamed):
            print(f"  without a name on {page}: {one}")
    for note in dict.fromkeys(outcome.notes):
        print(f"  note: {note}")
    for fault in outcome.faults:
        print(f"  fault: {fault}")


if __name__ == "__main__":
    main()
