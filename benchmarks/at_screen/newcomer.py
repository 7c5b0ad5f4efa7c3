"""What a newcomer does with the window: small doings of which the stories are made."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from at_screen.accord import buttons, numbers_in, shown_page
from at_screen.key_sheet import first_of, sheet_keys
from at_screen.node import PRESSED, TYPED, Node, found, plain, texts
from at_screen.program import NotSeenError, Program, started_window
from at_screen.shell import Facts, Shell
from at_screen.work import Watch

QUIET = 1.0  # seconds without a job, after which there is none
JOB_SECONDS = 1800.0  # the longest job of a story, on a machine that has other work
QUIET_JOB = "Listening more closely"  # goes on by itself; nobody waits for its end
A_MINUTE = 15  # tracks that are to be reviewed by keys, at least
SETTLE = 0.5  # seconds in which a page takes in what was done
LONG = 12  # characters; what is shorter is a button
ADD_FOLDER = ("Add a folder", "Add folder…")
ACCEPT = ("Accept the rest and go on", "Finish the track")


class Newcomer:
    """A person at the screen, who knows nothing but what it says."""

    def __init__(self, program: Program, shell: Shell, data: Path) -> None:
        self.program, self.shell, self.data = program, shell, data
        self.words, self.folder = program.words, program.folder
        library = [file.stem for file in (data / "library").glob("*.mp3")]
        program.names = frozenset(part for name in library for part in (name, *name.split(" - ")))
        self.music = Path(program.place.environment["HOME"]) / "Music"
        self.keys: dict[str, list[str]] = {}
        self.notes: list[str] = []
        self._published: set[str] = set()  # the models that were there before any training
        self.ending = ExitStack()  # what the story must take back afterwards

    # the window

    def open(self, *arguments: str) -> str:
        """Start the program and wait for its window."""
        self.program.start(*arguments)
        self.program.until(started_window, "the window", 60)
        time.sleep(SETTLE)
        return "open"

    def close(self) -> str:
        """Quit with its key, and say yes to what is asked."""
        self.close_dialogs()
        self.program.press("Ctrl+Q")
        since = time.monotonic()
        while self.program.is_running and time.monotonic() - since < 30:
            for text in ("Quit", "Stop and quit", "Yes"):
                asked = [n for n in self._in_dialogs(text) if n.is_enabled]
                if asked:
                    self.program.hands.click(asked[0].centre)
            time.sleep(SETTLE)
        status = self.program.ended(1)
        assert status == 0, f"the program ended with {status}"
        return "closed"

    def _in_dialogs(self, text: str) -> list[Node]:
        here = self.words.here(text)
        return [n for n in found(self.program.look()[1:], here, PRESSED) if n.role == "push button"]

    def page(self, name: str) -> None:
        """Go to a page by the buttons at the side."""
        if shown_page(self.program.look(), self.words) != name:
            self.program.click(name, roles={"check box", "radio button", "toggle button"})
        self.program.until(lambda w: shown_page(w, self.words) == name, f"the page {name}")
        time.sleep(SETTLE)

    def tab(self, name: str) -> None:
        """Go to a tab of the page that is shown, or to an entry of its list, where it has one."""
        here, roles = plain(self.words.here(name)), {"page tab", "list item"}
        tabs = [n for w in self.program.look() for n in w.walk() if n.role in roles]
        for one in tabs:
            if plain(one.name) == here:
                self.program.hands.click(one.centre)
                time.sleep(SETTLE)

    @property
    def shown_page(self) -> str:
        """Return the page that is shown."""
        return shown_page(self.program.look(), self.words)

    def dialogs(self) -> list[Node]:
        """Return what is open beside the main window."""
        return [w for w in self.program.look() if w.role != "frame" or "modal" in w.states]

    def close_dialogs(self) -> None:
        """Close what is open beside the main window, with Escape."""
        for _ in range(5):
            if self.dialogs():
                self.program.press("Escape")
                time.sleep(SETTLE)

    def learn_keys(self) -> str:
        """Read the sheet of keys, as the menu Help shows it."""
        self.program.press("?")
        sheet = self.program.until(
            lambda windows: next((w for w in windows if w.role == "dialog"), None), "the keys"
        )
        self.keys = sheet_keys(sheet)
        self.program.press("Escape")
        self.program.until(lambda windows: len(windows) == 1, "the sheet of keys gone")
        return f"{len(self.keys)} actions have keys"

    def key(self, *actions: str) -> str:
        """Return the key of the first of these actions that has one."""
        if not self.keys:
            self.learn_keys()
        return first_of(self.keys, [self.words.here(action) for action in actions])

    # jobs

    def job_at_work(self, *, quiet_too: bool = False) -> str:
        """Return what the status bar says of the job at work, "" where there is none."""
        bars = [n for w in self.program.look() for n in w.walk() if n.role == "status bar"]
        shown = [n for bar in bars for n in bar.walk()]
        if not any(n.role == "progress bar" for n in shown):
            return ""
        said = " ".join(f"{n.name} {n.text} {n.value or ''}" for n in shown)
        is_quiet = self.words.here(QUIET_JOB) in said
        return said if quiet_too or not is_quiet else ""

    def wait_for_jobs(self, seconds: float = JOB_SECONDS, *, quiet_too: bool = False) -> None:
        """Wait until no job has been at work for a moment.

        The one that nobody asked for counts only with `quiet_too`. A job that waits for the
        processor is waited for; one that does nothing hangs, and is a fault.
        """
        watch = Watch(self.program.process)
        since = quiet = time.monotonic()
        while time.monotonic() - quiet < QUIET:
            time.sleep(0.2)
            if said := self.job_at_work(quiet_too=quiet_too):
                quiet = time.monotonic()
                if watch.hangs(said):
                    raise NotSeenError(f"a job hangs: {said}")
            if time.monotonic() - since > seconds:
                raise NotSeenError(f"a job is at work for more than {seconds:g} s")

    # music

    def add_folder(self, folder: Path | None = None) -> str:
        """Add a folder with its button, else its key, through the dialog that opens."""
        folder = folder or self.music
        here = [self.words.here(text) for text in ADD_FOLDER]
        shown = [n for text in here for n in buttons(self.program.look(), text) if n.is_enabled]
        if shown:
            self.program.hands.click(shown[0].centre)
        else:
            self.program.press("Ctrl+O")
        self.program.until(_file_dialog, "the dialog for a folder")
        self.program.press("Ctrl+A")
        self.program.write(str(folder))
        self.program.press("Return")
        self.program.until(lambda w: not _file_dialog(w), "the dialog gone")
        time.sleep(SETTLE)
        self.wait_for_jobs()
        self.page("Library")
        shown_number = numbers_in(self.program.look(), self.words, "{n} tracks", "1 track")
        return f"{shown_number} tracks" if shown_number else "no number of tracks is shown"

    def suggest(self) -> str:
        """Have tags suggested: by a button that offers it here, else on Review, else by key."""
        offered = self._offered("Suggest tags now", "Suggest tags")
        is_missed = offered is None and self.shown_page == "Library"
        if offered is None:
            self.page("Review")
            offered = self._offered("Suggest tags now", "Suggest tags")
        if offered is not None:
            self.program.hands.click(offered.centre)
        else:
            self.program.press(self.key("Suggest tags"))
        time.sleep(SETTLE)
        self.wait_for_jobs()
        facts = self.shell.facts()
        assert facts.of_state("new") == 0, f"{facts.of_state('new')} tracks without suggestions"
        listed = self.shell.document("models", "list", "--json")
        self._published = {one["name"] for one in listed.get("models", [])}
        assert not is_missed, "Library does not offer to suggest tags"
        return f"{facts.of_state('suggested')} tracks with suggestions by {facts.model}"

    def _offered(self, *texts_: str) -> Node | None:
        windows = self.program.look()
        for text in texts_:
            usable = [n for n in buttons(windows, self.words.here(text)) if n.is_enabled]
            if usable:
                return usable[0]
        return None

    # review

    def tag_list(self) -> Node | None:
        """Return the list of the tags of the track in Review, None where there is none."""
        name = plain(self.words.here(TAGS_OF_TRACK))
        every = (n for w in self.program.look() for n in w.walk() if n.role == "list")
        return next((node for node in every if plain(node.name) == name), None)

    def tag_rows(self) -> list[Node]:
        """Return the rows of tags of the track in Review."""
        shown = self.tag_list()
        return [row for row in shown.children if row.role == "list item"] if shown else []

    def track_title(self) -> str:
        """Return the title of the track in Review: the largest text above its tags."""
        shown = self.tag_list()
        lowest = shown.box[1] if shown else sys.maxsize
        said = [n for w in self.program.look() for n in w.walk() if n.role in {"label", "heading"}]
        above = [node for node in said if node.name and node.box[1] < lowest]
        return max(above, key=lambda node: node.box[3]).name if above else ""

    def review(self, tracks: int, answer: Callable[[str, list[Node]], list[str]]) -> str:
        """Review tracks by keys; `answer` says which keys, by title and rows of tags."""
        self.page("Review")
        finish = self.key(*ACCEPT)
        before, took = self.shell.facts().of_state("reviewed"), []
        for _ in range(tracks):
            title = self.track_title()
            rows = self.program.until(lambda _w: self.tag_rows(), "the tags of a track")
            began, keys = time.monotonic(), self.program.hands.keys
            self.program.press(*answer(title, rows), finish)
            self._next_track(title)
            took.append((self.program.hands.keys - keys, time.monotonic() - began))
        time.sleep(SETTLE)
        reviewed = self.shell.facts().of_state("reviewed") - before
        assert reviewed == tracks, f"{reviewed} of {tracks} tracks are reviewed"
        keys_a_track = sorted(keys for keys, _ in took)[len(took) // 2]
        seconds = sum(seconds for _, seconds in took)
        rate = tracks / seconds * 60
        assert rate >= A_MINUTE, f"{rate:.0f} tracks a minute are reviewed, {A_MINUTE} are wanted"
        said = f"{tracks} tracks, {keys_a_track} keys a track in the median"
        return f"{said}, {seconds:.0f} s, {rate:.0f} a minute"

    def _next_track(self, title: str) -> None:
        """Wait for the next track; where a session is over, go on with the next tracks."""
        go_on = ("Go on with the next tracks", "Go on")

        def moved(windows: list[Node]) -> bool:
            offered = [n for t in go_on for n in buttons(windows, self.words.here(t))]
            if offered:
                self.program.hands.click(offered[0].centre)
                return False
            return self.track_title() != title

        self.program.until(moved, f"the track after {title}")

    # answers in the library

    def find(self, query: str) -> None:
        """Search, and select all that is found."""
        self.page("Library")
        self.program.press(self.key("Search"), "Ctrl+A")
        self.program.write(query)
        time.sleep(2 * SETTLE)
        self.program.press("Return", "Down", self.key("Select all"))
        time.sleep(SETTLE)

    def answer_selected(self, tag: str, answer: str) -> None:
        """Say "Yes" or "No" to a tag on the selected tracks, by mouse."""
        self.program.click("Tag to answer", roles=TYPED)
        self.program.press("Ctrl+A")
        self.program.write(tag)
        time.sleep(SETTLE)  # the list of known tags may be open, and must not take the click
        self.program.click(answer, roles={"push button"})
        time.sleep(SETTLE)
        if any(self.words.here(NEW_TAG).partition("{")[0] in text for text in self.said()):
            self.program.click(answer, roles={"push button"})
            time.sleep(SETTLE)

    def clear_search(self) -> None:
        """Show all tracks again."""
        self.program.press(self.key("Search"), "Escape", "Escape")
        time.sleep(SETTLE)

    # learning

    def train(self) -> str:
        """Learn from the answers with what the dialog proposes."""
        self.page("Model")
        self.wait_for_jobs()  # enough answers are learned from without being asked
        made = self._new_versions()
        if made:
            return f"by itself: {made[0]}"
        self.program.click("Train on the answers…", roles={"push button"})
        self.program.until(lambda _: self.dialogs(), "the dialog of the training")
        self.program.click("Train", roles={"push button"})
        time.sleep(SETTLE)
        self.wait_for_jobs()
        return self.program.until(lambda _: self._new_versions(), "a new version")[0]

    def _new_versions(self) -> list[str]:
        """Return the rows of versions that were not there when tags were suggested."""
        return [row for row in self.versions() if row.partition(". ")[0] not in self._published]

    def versions(self) -> list[str]:
        """Return the versions that the page Model lists, each with its state."""
        name = plain(self.words.here("Versions"))
        every = (n for w in self.program.look() for n in w.walk() if n.role == "list")
        shown = next((node for node in every if plain(node.name) == name), None)
        return [row.name for row in shown.children] if shown else []

    def use_version(self) -> str:
        """Use the version that was trained, also where nothing is proven, and see what follows."""
        self.page("Model")
        asked = "nothing, it is already"
        if self._offered("Use this version…") is not None:
            self.program.click("Use this version…", roles={"push button"})
            # It compares first, behind the jobs that run, and says so on its button.
            self.program.until(lambda _: self.dialogs(), "the question whether to use it", 120)
            asked = " ".join(t for t in texts(self.dialogs()) if len(t) > LONG)
            self.program.click("Use it", roles={"push button"})
        time.sleep(SETTLE)
        self.wait_for_jobs()
        facts = self.shell.facts()
        assert facts.of_state("new") == 0, "suggestions are gone after a version went into use"
        assert facts.model not in self._published, f"{facts.model} is still in use"
        return f"{facts.model} is in use; asked: {asked}"

    # what is said

    def said(self) -> list[str]:
        """Return all texts on the screen."""
        return texts(self.program.look())

    def facts(self) -> Facts:
        """Return what the shell says."""
        return self.shell.facts()


TAGS_OF_TRACK = "Tags of the track"
NEW_TAG = "There is no tag “{tag}” yet. Press Enter or Yes again to make it."


def _file_dialog(windows: list[Node]) -> Node | None:
    """Return the dialog in which a folder or a file is chosen."""
    boxes = [w for w in windows if w.role in {"dialog", "file chooser"}]
    for box in boxes:
        if any(n.role in {"tree", "list"} for n in box.walk()) and any(
            n.role == "text" for n in box.walk()
        ):
            return box
    return None
