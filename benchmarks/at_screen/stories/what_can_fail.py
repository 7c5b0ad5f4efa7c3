"""Everything that can fail: each says what happened, what to do, and loses nothing."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from at_screen import mounts
from at_screen.music import tracks
from at_screen.newcomer import SETTLE, Newcomer
from at_screen.node import texts
from at_screen.program import NotSeenError, started_window
from at_screen.stories.first_minutes import some_of_each
from at_screen.telling import Step
from at_screen.work import descendants

TRACKS = 12
DISK = 24  # megabytes: enough for the library, not for the caches
TAGGER = "tagstudio.plugin_api.serve"
LIBRARY = ".local/share/tagstudio/library.db"
DAMAGED = ("damaged", "beschädigt")
PATIENCE = 90.0  # seconds until a safety copy is made by itself
BRIEF = 6.0  # seconds in which something is said
SPACE = ("space", "full", "Platz", "voll")
READ_ONLY = ("read-only", "cannot be written", "not allowed", "schreibgeschützt", "nicht")


def bring_music(newcomer: Newcomer) -> str:
    """Have tracks at home."""
    return f"{len(tracks(newcomer, TRACKS))} files"


def home(newcomer: Newcomer) -> Path:
    """Return the home that was empty."""
    return Path(newcomer.program.place.environment["HOME"])


# a disk that runs full


def small_home(newcomer: Newcomer) -> str:
    """Let the home be on a small disk, and the music elsewhere."""
    mounts.small_disk(home(newcomer), DISK)
    newcomer.ending.callback(mounts.unmount, home(newcomer))
    newcomer.music = newcomer.folder / "Music"
    return f"{DISK} MB; {bring_music(newcomer)}"


def fill_it(newcomer: Newcomer) -> str:
    """Fill the disk to the last byte."""
    return f"{mounts.fill(home(newcomer)).stat().st_size >> 20} MB were free"


def suggest_on_a_full_disk(newcomer: Newcomer) -> str:
    """Let tags be suggested; what fails must name the cause and stay where it was started."""
    newcomer.page("Review")
    newcomer.program.click("Suggest tags now", roles={"push button"})
    time.sleep(SETTLE)
    newcomer.wait_for_jobs()
    told = _told(newcomer, SPACE)
    time.sleep(15)  # longer than a sentence stays in the status line
    again = _told(newcomer, SPACE, required=False)
    assert again, f"the reason is gone from the page after a while: {told}"
    return told


def make_room(newcomer: Newcomer) -> str:
    """Free the disk, and do it again with what the screen offers."""
    (home(newcomer) / "filling").unlink()
    newcomer.close_dialogs()
    return newcomer.suggest()


def answer_on_a_full_disk(newcomer: Newcomer) -> str:
    """Answer: either it is kept, or the screen says at once that it is not, and says it once."""
    newcomer.page("Review")
    before = newcomer.facts().decided
    filling = mounts.fill(home(newcomer))
    newcomer.program.press("y")
    told = _told(newcomer, SPACE, required=False)
    dialogs = newcomer.dialogs()
    filling.unlink()
    kept = newcomer.facts().decided > before
    newcomer.close_dialogs()
    assert kept or told, "an answer is lost, and nothing says so"
    assert len(dialogs) <= 1, f"{len(dialogs)} dialogs lie on each other"
    return told or "kept"


# a folder in which nothing can be written


def lock_the_music(newcomer: Newcomer) -> str:
    """Let the folder of the music be read-only."""
    mounts.bound(newcomer.music, newcomer.music)
    newcomer.ending.callback(mounts.unmount, newcomer.music)
    mounts.read_only(newcomer.music)
    return "read-only"


def write_where_nothing_can_be(newcomer: Newcomer) -> str:
    """Try to write: the preview says that it cannot, and nothing is called done."""
    newcomer.find("")
    newcomer.program.press(newcomer.key("Write tags and facts to files…"))
    newcomer.program.until(lambda _: newcomer.dialogs(), "the preview")
    time.sleep(2)
    offered = newcomer.program.form_button("Write {count} files", "Write 1 file")
    told = _told(newcomer, READ_ONLY, required=False)
    if offered is not None and offered.is_enabled:
        newcomer.program.hands.click(offered.centre)
        time.sleep(SETTLE)
        newcomer.wait_for_jobs()
        newcomer.program.place.photograph(newcomer.folder / "written.png")
        told = told or _told(newcomer, READ_ONLY, required=False)
        newcomer.close_dialogs()
        raise AssertionError(f"the preview offers to write {offered.name}; afterwards: {told}")
    newcomer.close_dialogs()
    return told


# a tagger that is killed


def kill_the_tagger(newcomer: Newcomer) -> str:
    """Kill the process that hears, as the system does when memory runs out."""
    newcomer.page("Review")
    newcomer.program.click("Suggest tags now", roles={"push button"})
    killed = 0
    since = time.monotonic()
    while not killed and time.monotonic() - since < 20:
        for process, command in descendants(newcomer.program.process):
            if TAGGER in command:
                os.kill(process, signal.SIGKILL)
                killed = process
        time.sleep(0.05)
    assert killed, "no tagger was at work"
    newcomer.wait_for_jobs()
    bad = [text for text in newcomer.said() if "exit status" in text or "SIGKILL" in text]
    assert not bad, f"said on the screen: {bad}"
    facts = newcomer.facts()
    return f"suggested {facts.of_state('suggested')}, failed {facts.of_state('failed')}"


def all_are_heard_at_last(newcomer: Newcomer) -> str:
    """Have the tracks that are left heard, as the screen offers it."""
    facts = newcomer.facts()
    if facts.of_state("new") or facts.of_state("failed"):
        newcomer.suggest()
        facts = newcomer.facts()
    left = facts.of_state("new") + facts.of_state("failed")
    assert not left, f"{left} tracks are never heard; reasons: {facts.failures[:1]}"
    return f"{facts.of_state('suggested')} tracks"


# a library that is damaged


def damage_the_library(newcomer: Newcomer) -> str:
    """Overwrite a part of the library's file, as a bad disk does."""
    newcomer.close()
    library = home(newcomer) / LIBRARY
    size = library.stat().st_size
    with library.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * min(65_536, size - 100))
    return f"{library.name}, {size >> 10} KB"


def start_with_damage(newcomer: Newcomer) -> str:
    """Start: a dialog says what is wrong, and offers what helps."""
    newcomer.program.start()
    newcomer.program.until(lambda windows: windows, "a dialog", 30)
    time.sleep(1)
    windows = newcomer.program.look()
    said = [text for text in texts(windows) if len(text) > 20]
    assert any(word in " ".join(said) for word in DAMAGED), said
    newcomer.program.place.photograph(newcomer.folder / "damaged.png")
    newcomer.program.press("Escape")
    return " | ".join(said)[:300]


def ended_in_words(newcomer: Newcomer) -> str:
    """See the program end, with a sentence for the terminal and no traceback."""
    status = newcomer.program.ended()
    assert status is not None, "one Escape does not end the program"
    logged = newcomer.program.log.read_text("utf-8", "replace")
    assert "Traceback" not in logged, logged[-500:]
    return f"ended with {status}"


def wait_for_a_copy(newcomer: Newcomer) -> str:
    """Work until the program has made a safety copy by itself."""
    folder = (home(newcomer) / LIBRARY).with_name("library.db.backups")
    since = time.monotonic()
    while not list(folder.glob("*.db")) and time.monotonic() - since < PATIENCE:
        time.sleep(1)
    assert list(folder.glob("*.db")), "there is no safety copy"
    newcomer.wait_for_jobs()
    return f"{len(list(folder.glob('*.db')))} copies"


def restore_the_copy(newcomer: Newcomer) -> str:
    """Start again, and take the copy that is offered: the library is there again."""
    newcomer.program.start()
    newcomer.program.click("Restore this copy", 30, roles={"push button"})
    told = newcomer.program.read("The library is restored.")
    newcomer.program.press("Return")
    newcomer.program.until(started_window, "the window", 60)
    time.sleep(SETTLE)
    newcomer.wait_for_jobs()
    return told


def the_music_is_there(newcomer: Newcomer) -> str:
    """See the tracks again, if need be after a scan of the folder."""
    if newcomer.facts().tracks != TRACKS:
        newcomer.add_folder()
    tracks_now = newcomer.facts().tracks
    assert tracks_now == TRACKS, f"{tracks_now} tracks are in the restored library"
    return f"{tracks_now} tracks"


# a second start


def start_again(newcomer: Newcomer) -> str:
    """Start the program a second time: the window that is there comes forward."""
    second = newcomer.program.spawned()
    since = time.monotonic()
    while second.poll() is None and time.monotonic() - since < 15:
        time.sleep(0.2)
    said = ""
    if second.poll() is None:
        said = " ".join(texts(newcomer.program.place.read(second.pid)))
        second.terminate()
        second.wait()
        raise AssertionError(f"a second start stays: {said}")
    assert second.returncode == 0, f"a second start ends with {second.returncode}: {said}"
    raised = newcomer.program.hands.raised()
    assert "TagStudio" in raised, f"in front is: {raised}"
    return f"in front is: {raised}"


# a folder that goes


def plug_in(newcomer: Newcomer) -> str:
    """Have the music on a disk of its own."""
    disk = newcomer.folder / "disk"
    newcomer.music, at = disk, newcomer.music
    told = bring_music(newcomer)
    mounts.bound(disk, at)
    newcomer.ending.callback(mounts.unmount, at)
    newcomer.music = at
    return told


def pull_out(newcomer: Newcomer) -> str:
    """Take the disk away, and have the folders scanned again."""
    mounts.unmount(newcomer.music)
    newcomer.program.press(newcomer.key("Scan folders again"))
    newcomer.wait_for_jobs()
    facts = newcomer.facts()
    assert facts.tracks == TRACKS, f"{facts.tracks} tracks are left in the library"
    return f"missing: {facts.of_state('missing')}"


def answers_stay(newcomer: Newcomer) -> str:
    """See that what was said of the music is still there, and what the screen says of the rest."""
    decided = newcomer.facts().decided
    assert decided, "the answers are gone"
    newcomer.page("Review")
    time.sleep(1)
    return f"{decided} answers; Review: {newcomer.track_title()}"


def plug_in_again(newcomer: Newcomer) -> str:
    """Bring the disk back, and have the folders scanned again."""
    mounts.bound(newcomer.folder / "disk", newcomer.music)
    newcomer.program.press(newcomer.key("Scan folders again"))
    newcomer.wait_for_jobs()
    missing = newcomer.facts().of_state("missing")
    assert not missing, f"{missing} tracks are still missing"
    return "all are there"


def _told(newcomer: Newcomer, words: tuple[str, ...], *, required: bool = True) -> str:
    """Return what the screen says with one of these words in it, within a moment."""
    since = time.monotonic()
    while time.monotonic() - since < BRIEF:
        for text in newcomer.said():
            if len(text) > 20 and any(word.casefold() in text.casefold() for word in words):
                return text
        time.sleep(0.3)
    if required:
        raise NotSeenError(f"nothing on the screen says one of {words}")
    return ""


OPEN = Step("open the program", Newcomer.open, round=False)
ADD = Step("add a folder", Newcomer.add_folder)
SUGGEST = Step("let tags be suggested", Newcomer.suggest)
REVIEW = Step("review some", lambda n: n.review(4, some_of_each))
CLOSE = Step("close", Newcomer.close, round=False)
MUSIC = Step("music at home", bring_music, round=False)

ACTS = {
    "full-disk": [
        Step("a small disk", small_home, round=False),
        OPEN,
        ADD,
        Step("fill the disk", fill_it),
        Step("let tags be suggested on it", suggest_on_a_full_disk),
        Step("make room", make_room),
        REVIEW,
        Step("answer on a full disk", answer_on_a_full_disk),
        CLOSE,
    ],
    "read-only-folder": [
        MUSIC,
        OPEN,
        ADD,
        SUGGEST,
        REVIEW,
        Step("lock the music", lock_the_music, round=False),
        Step("write tags", write_where_nothing_can_be),
        CLOSE,
    ],
    "killed-tagger": [
        MUSIC,
        OPEN,
        ADD,
        Step("kill the tagger", kill_the_tagger),
        Step("all are heard at last", all_are_heard_at_last),
        CLOSE,
    ],
    "damaged-library": [
        MUSIC,
        OPEN,
        ADD,
        Step("damage the library", damage_the_library, round=False),
        Step("start with the damage", start_with_damage, round=False),
        Step("the end", ended_in_words, round=False),
    ],
    "damaged-library-with-a-copy": [
        MUSIC,
        OPEN,
        ADD,
        Step("work until there is a copy", wait_for_a_copy),
        Step("damage the library", damage_the_library, round=False),
        Step("start with the damage", start_with_damage, round=False),
        Step("the end", ended_in_words, round=False),
        Step("restore the copy", restore_the_copy),
        Step("the music is there", the_music_is_there),
        CLOSE,
    ],
    "second-start": [MUSIC, OPEN, ADD, Step("start again", start_again), CLOSE],
    "unmounted-folder": [
        Step("music on a disk of its own", plug_in, round=False),
        OPEN,
        ADD,
        SUGGEST,
        REVIEW,
        Step("pull the disk out", pull_out),
        Step("the answers stay", answers_stay),
        Step("plug it in again", plug_in_again),
        CLOSE,
    ],
}
