"""Tell the whole story in the real window on real files, and photograph it.

    xvfb-run -s "-screen 0 1920x1080x24" python benchmarks/story.py ../shared/data --out FOLDER

On the first day a librarian adds a folder, lets the published network suggest, reviews ten tracks
by keys, takes an answer back, answers more from the table, writes tags into files and puts them
back, trains, uses the new version, goes back, and quits while tags are suggested for a second
folder. On the second day that goes on where it stopped. Each step is checked in the library.
Pictures of all screens in both themes and two sizes, and once more at 200 %, go to FOLDER.
manifest.csv of the material gives the librarian's answers.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import mutagen
import sqlalchemy as sa
from librarian import Librarian
from manifest_labels import GENRES, answers
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from tagstudio.core import paths
from tagstudio.library.db import schema
from tagstudio.library.db.job_records import list_jobs
from tagstudio.library.models import promotions
from tagstudio.library.models.models import find_model
from tagstudio.library.search.query import parse
from tagstudio.library.views.browse import track_ids
from tagstudio.ui.settings_screen.plugins import PluginsPage
from tagstudio.ui.shell import app
from tagstudio.ui.shell.main_window import MainWindow

TRAINED_GENRES = (
    "blues",
    "hiphop",
    "jazz",
    "metal",
)  # enough excerpts each to learn and to measure
EXCERPTS_OF_OTHERS = 3
TRACKS_AT_FIRST = 4  # full-length ones; the rest comes in the second folder
REVIEWED = 10
SIZES = ((1280, 800), (1920, 1080))
PLUGIN, MODEL = "crnn_tagger", "msd-crnn"
WEIGHTS = "published/music_tagger_crnn_weights_theano.h5"


def main() -> None:
    """Make the music, then tell the chapters, each in a process of its own."""
    options = arguments()
    if options.chapter:
        sys.exit(tell(options))
    with tempfile.TemporaryDirectory(prefix="tagstudio-") as folder:
        copy_music(options.data, Path(folder))
        told = [sys.executable, __file__, str(options.data), "--out", str(options.out)]
        plain = os.environ | {paths.HOME_VARIABLE: str(Path(folder) / "home")}
        for chapter, scale in (("first", "1"), ("second", "1"), ("scaled", "2")):
            command = [*told, "--chapter", chapter, "--folder", folder]
            subprocess.run(command, check=True, env=plain | {"QT_SCALE_FACTOR": scale})


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--out", type=lambda text: Path(text).absolute(), required=True)
    parser.add_argument("--chapter", choices=sorted(CHAPTERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def copy_music(data: Path, folder: Path) -> None:
    """Copy excerpts and tracks to Music and More, with title and artist in the files' tags."""
    taken: dict[str, int] = {}
    for row in manifest(data):
        label, source = row["label"], data / row["file"]
        taken[label] = taken.get(label, 0) + 1
        if source.name.startswith("gtzan_"):
            later = label not in TRAINED_GENRES and taken[label] > EXCERPTS_OF_OTHERS
            title = f"{label.title()} {source.stem[-5:]}"
            target = f"{'More' if later else 'Music'}/Excerpts/{label}"
            artist, album = row["track"], f"GTZAN {label}"
        elif row["file"].startswith("library/"):
            taken["library"] = taken.get("library", 0) + 1
            target = "Music/Tracks" if taken["library"] <= TRACKS_AT_FIRST else "More"
            title, _, artist = source.stem.rpartition(" - ")
            album = ""
        else:
            artist, _, title = source.stem.replace("_", " ").partition(" ")
            album, target = "", "More/Excerpts"
        write_tags(Path(shutil.copy(source, made(folder / target))), title, artist, album)


def write_tags(file: Path, title: str, artist: str, album: str, genre: str = "") -> None:
    """Name a copy in its own tags."""
    file.chmod(0o644)
    tags = mutagen.File(file, easy=True)
    tags["title"], tags["artist"] = title, artist
    if album:
        tags["album"] = album
    if genre:
        tags["genre"] = genre
    tags.save()


def genres(file: Path) -> list[str]:
    """Return the genres in a file's own tags."""
    return list(mutagen.File(file, easy=True).get("genre", []))


def made(folder: Path) -> Path:
    """Return a folder that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def manifest(data: Path) -> list[dict[str, str]]:
    """Return the rows of the manifest."""
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tell(options: argparse.Namespace) -> int:
    """Open the program as `tagstudio` does, and play a chapter in it."""
    failed: list[BaseException] = []

    def play() -> None:
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        try:
            CHAPTERS[options.chapter](Story(Librarian(found[0], options.out), options))
        except BaseException as error:
            traceback.print_exc()
            failed.append(error)
            found[0].grab().save(str(options.out / "failed.png"))
            found[0].close()

    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(True)
    QTimer.singleShot(500, application, play)
    app.run(options.folder / "library.db")
    return 1 if failed else 0


class Story:
    """The steps; each does something by hand and then looks into the library."""

    def __init__(self, librarian: Librarian, options: argparse.Namespace) -> None:
        self.by_hand = librarian
        self.window, self.workspace = librarian.window, librarian.workspace
        self.data, self.folder = options.data, options.folder
        self.known = {Path(row["file"]).name: row for row in manifest(options.data)}

    def step(self, name: str, do: Callable[[], str]) -> None:
        """Do a step and print what came of it."""
        since = time.monotonic()
        print(f"{name}: {do()} ({time.monotonic() - since:.1f} s)", flush=True)

    def count(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        """Return how many rows of the library there are."""
        with self.workspace.library.read() as connection:
            found = sa.select(sa.func.count()).select_from(table).where(*where)
            return connection.execute(found).scalar_one()

    def suggested(self) -> int:
        """Return the number of tracks with suggestions of the published network."""
        with self.workspace.library.read() as connection:
            known = find_model(connection, MODEL)
        return self.count(schema.suggestions, schema.suggestions.c.model_id == known.id)

    def add_folder(self, name: str, tracks: int) -> str:
        """Add a folder through its dialog and have it scanned."""
        self.by_hand.choosing(self.folder / name)
        self.by_hand.job(lambda: self.by_hand.press("Ctrl+O"))
        assert self.count(schema.tracks) == tracks, self.count(schema.tracks)
        assert self.count(schema.tracks, schema.tracks.c.failure_code.is_not(None)) == 0
        return f"{tracks} tracks"

    def install(self) -> str:
        """Install the published weights from their file."""
        self.by_hand.press("Ctrl+5")
        screen = self.window.show_screen("settings")
        page = screen.page(PluginsPage)
        screen.list.setCurrentRow(screen.list.count() - 2)
        self.by_hand.until(lambda: PLUGIN in page.rows, "the offers of the plugin")
        row = page.rows[PLUGIN]
        row.names.setCurrentText(MODEL)
        self.by_hand.look("settings-install")
        self.by_hand.choosing(self.data / WEIGHTS)
        return self.by_hand.job(lambda: self.by_hand.click(row.from_file)).result.info.name

    def suggest(self) -> str:
        """Let the model suggest for all tracks."""
        self.by_hand.job(lambda: self.by_hand.press("Ctrl+G"))
        suggested, tracks = self.suggested(), self.count(schema.tracks)
        assert suggested == tracks and self.count(schema.suggestion_failures) == 0
        return f"suggestions for {suggested} tracks"

    def review(self) -> str:
        """Review ten tracks by keys alone, as the manifest says."""
        self.by_hand.press("Ctrl+2")
        screen, before = self.window.show_screen("review"), self.count(schema.journal)
        seen, keys = [], 0
        while len(seen) <= REVIEWED:
            if (
                screen._session.current is None
            ):  # gone through all that had suggestions when it began
                self.by_hand.press("Space")
            self.by_hand.until(lambda: screen._current is not None, "the next track")
            track = screen._current.track
            if not seen or seen[-1] != track.id:
                seen.append(track.id)
            row = screen._rows.rows[screen._place()]
            self.by_hand.press(self.key_for(Path(track.path).name, row.tagging.tag))
            keys += 1
        self.by_hand.until(lambda: screen._answers.unwritten == 0, "the answers on the disk")
        written = self.count(schema.journal) - before
        assert written, "no answer was written"
        return f"{REVIEWED} tracks, {keys} keys, {written} answers"

    def key_for(self, file: str, tag: str) -> str:
        """Return the key with which the manifest answers."""
        state = answers(self.known[file]["label"], self.known[file]["tags"]).get(tag)
        return {"yes": "Y", "no": "N", None: "S"}[state]

    def undo(self) -> str:
        """Take the last answer back, and make it again."""
        screen, decided = self.window.show_screen("review"), self.count(schema.decisions)
        journal = self.count(schema.journal)
        self.by_hand.press("U")
        self.by_hand.until(lambda: self.count(schema.decisions) == decided - 1, "undo")
        assert self.count(schema.journal) == journal + 1, "undo adds to the journal"
        self.by_hand.until(screen.view.status.text, "what was undone")
        sentence = screen.view.status.text()
        self.by_hand.press("Ctrl+Shift+Z")
        self.by_hand.until(lambda: self.count(schema.decisions) == decided, "redo")
        return sentence

    def answer_from_table(self) -> str:
        """Answer four genres on all their excerpts, a selection at a time."""
        self.by_hand.press("Ctrl+1")
        for label in TRAINED_GENRES:
            folder = f"Music/Excerpts/{label}"
            self.select(f"path:{folder.lower()}/", len([*(self.folder / folder).iterdir()]))
            for tag in (GENRES[other] for other in TRAINED_GENRES):
                self.answer(tag, yes=tag == GENRES[label])
            if label == "jazz":
                self.by_hand.look("library-selection")
                self.by_hand.press("Ctrl+R")  # all of them are reviewed
                self.by_hand.until(lambda: self.reviewed() > 0, "the marks")
        decided = self.count(schema.decisions)
        assert decided >= 4 * 4 * 35, decided
        return f"{decided} decisions"

    def reviewed(self) -> int:
        """Return how many tracks are marked as reviewed."""
        with self.workspace.library.read() as connection:
            return len(track_ids(connection, parse("state:reviewed"), None))

    def select(self, query: str, tracks: int) -> None:
        """Find so many tracks by typing, and select them all."""
        screen = self.window.show_screen("library")
        self.by_hand.press("Ctrl+F")
        self.by_hand.write(query)
        self.by_hand.press("Return")
        self.by_hand.press("Down")
        self.by_hand.until(lambda: screen.table.query == parse(query), query)
        self.by_hand.until(lambda: self.are_found(screen.table.ids, query, tracks), query)
        self.by_hand.press("Ctrl+A")
        self.by_hand.until(lambda: len(screen.view.selected_ids()) == tracks, "the selection")

    def are_found(self, ids: Sequence[int], query: str, tracks: int) -> bool:
        """Tell whether these are the tracks that the query finds, so many."""
        with self.workspace.library.read() as connection:
            found = track_ids(connection, parse(query), None)
        return set(ids) == set(found) and len(ids) == tracks

    def answer(self, tag: str, *, yes: bool) -> None:
        """Say yes or no to a tag on the selected tracks."""
        screen, before = self.window.show_screen("library"), self.count(schema.journal)
        self.by_hand.press("Ctrl+T")
        self.by_hand.write(tag)
        if yes:
            self.by_hand.press("Return")
        else:
            self.by_hand.click(screen.selection.no)
        self.by_hand.until(lambda: self.count(schema.journal) > before, f"{tag} on a selection")
        screen.view.setFocus()

    def write_tags(self) -> str:
        """Write what was said of the jazz into its files, and put all back."""
        files = sorted((self.folder / "Music/Excerpts/jazz").iterdir())
        before = [genres(file) for file in files]
        self.select("path:music/excerpts/jazz/", len(files))
        self.by_hand.press("Ctrl+S")
        self.write_staged("write-tags")
        written = [genres(file) for file in files]
        assert written != before, "nothing was written"
        self.workspace.actions["undo_write"].trigger()
        self.write_staged("put-back")
        assert [genres(file) for file in files] == before, "not all is back"
        return f"{sorted(set().union(*written))} in {len(files)} files, and back"

    def write_staged(self, picture: str) -> None:
        """Agree to the changes that a dialog shows."""
        dialog = self.by_hand.dialog()
        self.by_hand.until(dialog.agree.isEnabled, "the differences")
        self.by_hand.look(picture, dialog)
        self.by_hand.job(lambda: self.by_hand.click(dialog.agree))

    def train(self) -> str:
        """Learn from the answers, and see the curves."""
        self.by_hand.press("Ctrl+3")
        screen = self.window.show_screen("model")
        self.by_hand.click(screen.view.train_button)
        dialog = self.by_hand.dialog()
        self.by_hand.look("model-learn", dialog)
        dialog.depths.setFocus()
        self.by_hand.press("Up")  # the output layer only: quick on any machine
        assert dialog.spec.depth == "head", dialog.spec
        self.by_hand.job(dialog.accept)
        trained = self.count(schema.models, schema.models.c.parent.is_not(None))
        assert trained == 1, trained
        assert screen.view.training.epochs.loss.epochs, "no curve was drawn"
        self.by_hand.look("model-trained")
        return screen.view.training._status.text()

    def promote(self) -> str:
        """Use the new version; where the gate holds it back, insist."""
        screen = self.window.show_screen("model")
        self.by_hand.until(screen.view.head.use.isVisible, "the new version in the list")
        self.by_hand.click(screen.view.head.use)
        self.by_hand.until(
            lambda: self.promoted() == 1 or self.by_hand.dialog() is not None, "the gate's verdict"
        )
        box = self.by_hand.dialog()
        if box is not None:
            assert isinstance(box, QMessageBox)
            self.by_hand.look("model-held-back", box)
            self.by_hand.agree(box)
            self.by_hand.until(lambda: self.promoted() == 1, "promotion")
        with self.workspace.library.read() as connection:
            newest = promotions.history(connection)[-1]
        return f"{newest.kind}; {newest.reason}"

    def promoted(self) -> int:
        """Return the number of promotions that hold."""
        with self.workspace.library.read() as connection:
            return len(promotions.active_promotion(connection))

    def measure(self) -> str:
        """Measure the versions, look at what would change, draw the learning curve."""
        screen = self.window.show_screen("model")
        self.by_hand.job(lambda: self.by_hand.click(screen.view.measure_button))
        self.by_hand.job(lambda: self.by_hand.click(screen.view.training.draw))
        self.by_hand.look("model-curve")
        return screen.view.training._improvement.text()

    def roll_back(self) -> str:
        """Go back to the version before."""
        screen = self.window.show_screen("model")
        self.by_hand.job(lambda: self.by_hand.click(screen.view.back))
        assert self.promoted() == 0
        return self.window.statusBar().currentMessage()

    def quit_at_work(self) -> str:
        """Quit while tags are being suggested."""
        self.by_hand.press("Ctrl+G")
        jobs = self.workspace.jobs
        self.by_hand.until(lambda: jobs.jobs and jobs.jobs[0].progress.done > 2, "the first tracks")
        self.by_hand.press("Ctrl+4")
        self.by_hand.look("jobs-at-work")
        assert jobs.jobs, "suggesting ended before it could be cut off"
        done = jobs.jobs[0].progress
        self.by_hand.press("Ctrl+Q")
        return f"at {done.done} of {done.total}"

    def go_on(self) -> str:
        """Take up the offer to go on."""
        offer = self.window._unfinished_job_bar
        self.by_hand.until(offer.isVisible, "the offer to go on")
        before, tracks = self.suggested(), self.count(schema.tracks)
        assert 0 < before < tracks, "nothing was cut off"
        table = self.window.show_screen("library").table
        self.by_hand.until(lambda: table.ids and table.track(0) is not None, "the first rows")
        self.by_hand.look("go-on")
        self.by_hand.job(lambda: self.by_hand.click(offer.buttons[-1]))
        assert self.suggested() == tracks
        with self.workspace.library.read() as connection:
            states = [one.state for one in list_jobs(connection) if one.kind == "suggest"]
        assert states[:2] == ["done", "interrupted"], states
        return f"{before} of {tracks} were kept, the rest has suggestions now"

    def pictures(self, suffix: str) -> None:
        """Keep a picture of every screen."""
        hand, window = self.by_hand, self.window
        library = window.show_screen("library")
        library.show_query("")
        hand.until(lambda: len(library.table.ids) == self.count(schema.tracks), "all tracks")
        library.view.clearSelection()
        hand.until(lambda: library.table.track(0) is not None, "the first rows")
        hand.look(f"library-{suffix}")
        library.view.selectRow(2)
        hand.until(library.selection._tags.text, "the tags of the selection")
        hand.look(f"library-selected-{suffix}")
        review = window.show_screen("review")
        with self.workspace.library.read() as connection:
            whole = track_ids(connection, parse("length:60.."), None)
        window.review(whole[:REVIEWED])
        hand.until(lambda: review.view.timeline.peak_seconds() is not None, "the tag timeline")
        hand.look(f"review-{suffix}")
        model = window.show_screen("model")
        hand.until(
            lambda: model._summaries and not self.workspace.jobs.jobs, "the scores of the versions"
        )
        for place in range(model.view.tabs.count()):
            model.view.tabs.setCurrentIndex(place)
            hand.look(f"model-{place}-{suffix}")
        window.show_screen("jobs")
        hand.look(f"jobs-{suffix}")
        settings = window.show_screen("settings")
        for place in range(settings.list.count()):
            settings.list.setCurrentRow(place)
            hand.look(f"settings-{place}-{suffix}")
        self.dialog_pictures(suffix)

    def dialog_pictures(self, suffix: str) -> None:
        """Keep a picture of the key sheet and of the About box."""
        for name in ("keys", "about"):
            self.workspace.actions[name].trigger()
            dialog = self.by_hand.dialog()
            self.by_hand.look(f"{name}-{suffix}", dialog)
            dialog.close()

    def empty_pictures(self) -> None:
        """Keep pictures of the screens before there is anything."""
        for theme in ("light", "dark"):
            self.workspace.theme.choose(theme)
            for name in ("library", "review", "jobs"):
                self.window.show_screen(name)
                self.by_hand.look(f"{name}-empty-{theme}")
        self.workspace.theme.choose("light")


def first_day(story: Story) -> None:
    """From an empty library to a version, and away in the middle of work."""
    story.by_hand.size(*SIZES[0])
    story.empty_pictures()
    copied = {
        name: sum(1 for _ in (story.folder / name).rglob("*.*")) for name in ("Music", "More")
    }
    story.step("add a folder", lambda: story.add_folder("Music", copied["Music"]))
    story.step("install a model", story.install)
    story.step("suggest", story.suggest)
    story.step("review by keys", story.review)
    story.step("undo and redo", story.undo)
    story.step("answer from the table", story.answer_from_table)
    story.step("write tags and put back", story.write_tags)
    story.step("train", story.train)
    story.step("promote", story.promote)
    story.step("measure, learning curve", story.measure)
    story.step("roll back", story.roll_back)
    story.step("add more", lambda: story.add_folder("More", sum(copied.values())))
    story.step("quit at work", story.quit_at_work)


def second_day(story: Story) -> None:
    """Go on with what was cut off, then look at everything."""
    story.step("go on after restart", story.go_on)
    for theme in ("light", "dark"):
        story.workspace.theme.choose(theme)
        for width, height in SIZES:
            story.by_hand.size(width, height)
            story.pictures(f"{theme}-{width}x{height}")
    story.window.close()


def scaled(story: Story) -> None:
    """Look at everything on a screen of twice the density."""
    for theme in ("light", "dark"):
        story.workspace.theme.choose(theme)
        story.by_hand.size(*SIZES[0])
        story.pictures(f"{theme}-200")
    story.window.close()


CHAPTERS: dict[str, Callable[[Story], None]] = {
    "first": first_day,
    "second": second_day,
    "scaled": scaled,
}

if __name__ == "__main__":
    main()
