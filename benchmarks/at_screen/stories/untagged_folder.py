"""A folder of mp3s that say nothing of themselves: heard, named, answered, written, put back."""

from __future__ import annotations

import time

from at_screen.music import genres, untagged
from at_screen.newcomer import SETTLE, Newcomer
from at_screen.stories.first_minutes import some_of_each
from at_screen.telling import Step

TRACKS = 12
REVIEWED = 8
ARTIST = "Jeremy Korpas"


def bring_music(newcomer: Newcomer) -> str:
    """Have mp3s without tags at home."""
    return f"{len(untagged(newcomer, TRACKS))} files"


def every_track_has_a_title(newcomer: Newcomer) -> str:
    """See in the table by what the tracks can be told apart."""
    newcomer.page("Library")
    for number in range(3):
        newcomer.program.read(f"track{number:02}")
    return "file names"


def say_who_made_them(newcomer: Newcomer) -> str:
    """Give all tracks an artist, which is not written into files."""
    newcomer.find("track")
    newcomer.program.press(newcomer.key("Set the artist…"))
    newcomer.program.until(lambda _: newcomer.dialogs(), "the question who made it")
    newcomer.program.press("Ctrl+A")
    newcomer.program.write(ARTIST)
    newcomer.program.press("Return")
    newcomer.program.until(lambda _: not newcomer.dialogs(), "the question gone")
    newcomer.program.read(ARTIST)
    newcomer.clear_search()
    return ARTIST


def write_into_files(newcomer: Newcomer) -> str:
    """Write what was answered, and find it in the files."""
    newcomer.find("track")
    newcomer.program.press(newcomer.key("Write tags and facts to files…"))
    newcomer.program.click_form("Write {count} files", "Write 1 file")
    _until_written(newcomer)
    written = [file.name for file in sorted(newcomer.music.iterdir()) if genres(file)]
    assert written, "no file has a genre"
    return f"{len(written)} files have genres"


def put_back(newcomer: Newcomer) -> str:
    """Take the writing back, as the menu offers it."""
    newcomer.program.menu("Edit", "Undo the last writing to files…")
    newcomer.program.click_form("Put {count} files back", "Put 1 file back")
    _until_written(newcomer)
    left = [file.name for file in sorted(newcomer.music.iterdir()) if genres(file)]
    assert not left, f"genres are left in {left}"
    return "the files are as they were"


def _until_written(newcomer: Newcomer) -> None:
    time.sleep(SETTLE)
    newcomer.wait_for_jobs()
    if newcomer.dialogs():
        newcomer.program.press("Escape")
        newcomer.program.until(lambda _: not newcomer.dialogs(), "the dialog gone")


ACTS = {
    "untagged-folder": [
        Step("music at home", bring_music, round=False),
        Step("open the program", Newcomer.open, round=False),
        Step("add a folder", Newcomer.add_folder),
        Step("tell the tracks apart", every_track_has_a_title),
        Step("let tags be suggested", Newcomer.suggest),
        Step("review some", lambda n: n.review(REVIEWED, some_of_each)),
        Step("say who made them", say_who_made_them),
        Step("write into the files", write_into_files),
        Step("put them back", put_back),
        Step("close", Newcomer.close, round=False),
    ]
}
