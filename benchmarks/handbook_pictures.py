"""Take the pictures of the handbook, from the real program on music that it plays itself.

    QT_QPA_PLATFORM=offscreen python benchmarks/handbook_pictures.py [--home /tmp/Music]

Makes the demo's pieces and some copies of them, answers, also for parts, trains a version, lets a
colleague answer in a library of his own, and photographs the pages and dialogs that the handbook
names, in each language, into docs/handbook/pictures/. The home stands in some of the pictures, so
it has a plain name; it is made once and used again.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from event_loop import live, until
from numpy.typing import NDArray
from pages import NO_SUCH_TRACK, Page, Pages
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tagstudio.core import paths
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import open_library
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.languages import NAMES, speak
from tagstudio.ui.handbook.contents import HANDBOOK
from tagstudio.ui.merge_library.dialog import MergeDialog
from tagstudio.ui.shell.main_window import MainWindow

PICTURES = HANDBOOK / "pictures"
SIZE = QSize(880, 600)  # as wide as the handbook's window shows it
COLLEAGUE = "colleague.db"
COLOURS = 128  # of a picture: enough for flat surfaces and smooth letters
PATIENCE_SECONDS = 60.0
# Answers by what is heard in the pieces, one of them (marked) a slip of the hand, which is doubted.
ANSWERS = {
    "Waltz": "+instrumental -electronic -rock -metal -jazz +beautiful",
    "Blue Corner": "+jazz +instrumental -electronic -rock -metal",
    "Night Line": "+House +dance +electronic -jazz -rock -folk",
    "Relay": "+electronic +electronica -jazz -rock -folk +dance",
    "Tidelands": "+ambient +chillout -rock -jazz -metal -dance",
    "Iron Highway": "+rock -electronic -jazz -ambient -folk",
    "Ashes": "+metal +rock -jazz -ambient -folk -electronic",
    "Orchard": "+folk +acoustic -electronic -metal -rock",
    "Shuffle": "+blues -electronic -metal -ambient",
    "Corner Store": "+Hip-Hop +chillout -metal -rock -jazz",
    "Pixel": "-electronic -jazz -metal -folk",  # the slip: it is as electronic as can be
}
# Answers to parts, of the piece that is reviewed for the picture of them.
IN_PARTS = "Tidelands"
PARTS = {"ambient": ("0:04", "0:14", "--yes"), "electronic": ("0:18", "0:27", "--no")}
CHOSEN_TAG, CHOSEN_PART = "electronic", (18.0, 27.0)  # s
# What a colleague says of the same pieces: something new, and two answers that contradict.
OF_A_COLLEAGUE = {
    "Waltz": "+Mellow +acoustic -beautiful",
    "Blue Corner": "+chillout -instrumental",
    "Orchard": "+guitar",
}
COPIES = {"Blue Corner": "Blue Corner (copy)", "Relay": "Relay, old backup"}


def main() -> None:
    """Make the library once, and take the pictures of each language in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path("/tmp/Music"))
    parser.add_argument("--language", choices=list(NAMES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.language:
        photograph(options.language)
        return
    environment = os.environ | {paths.HOME_VARIABLE: str(options.home)}
    if not (options.home / "ready").exists():
        make_library(environment)
        (options.home / "ready").touch()
    for language in NAMES:
        command = [sys.executable, __file__, "--language", language]
        subprocess.run(command, check=True, env=environment)
    total = sum(file.stat().st_size for file in PICTURES.rglob("*.png"))
    print(f"{total / 1e6:.2f} MB in {PICTURES}")


def make_library(environment: dict[str, str]) -> None:
    """Make the pieces, answer and train, as the command line does; keep a library before that."""

    def tagstudio(*words: str, file: str = "library.db") -> None:
        library = home / "data" / file
        command = [sys.executable, "-m", "tagstudio", "--library", str(library), *words]
        subprocess.run(command, check=True, env=environment)

    home = Path(environment[paths.HOME_VARIABLE])
    shutil.rmtree(home / "data", ignore_errors=True)
    tagstudio("demo")
    folder = home / "data" / "demo"
    shutil.copy(home / "data" / "library.db", home / "data" / "new.db")
    tagstudio("demo", file=COLLEAGUE)
    for title, answers in OF_A_COLLEAGUE.items():
        tagstudio("correct", f'title:"{title}"', *answers.split(), file=COLLEAGUE)
    for title, name in COPIES.items():
        [piece] = folder.glob(f"*{title}*")
        shutil.copy(piece, piece.with_name(f"{name}{piece.suffix}"))
    tagstudio("scan", str(folder))
    tagstudio("suggest")
    for title, answers in ANSWERS.items():
        tagstudio("correct", f'title:"{title}"', *answers.split())
        tagstudio("review", f'title:"{title}"')
    for tag, (start, end, answer) in PARTS.items():
        tagstudio("labels", "part", IN_PARTS, tag, "--from", start, "--to", end, answer)
    tagstudio("train", "--depth", "head")
    tagstudio("correct", "title:Nave", "+chillout", "-dance", "-metal")
    tagstudio("searches", "save", "late night", "tag:chillout -tag:rock")


def photograph(language: str) -> None:
    """Take all pictures in one language."""
    application = QApplication(sys.argv[:1])
    speak(application, language)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for library, pages in (("new", first_steps), ("library", chosen_pages)):
                photograph_library(paths.data_folder() / f"{library}.db", pages, language)
        except BaseException as error:
            failed.append(error)
        application.quit()

    QTimer.singleShot(0, application, work)
    application.exec()
    if failed:
        raise failed[0]


def photograph_library(
    file: Path, chosen: Callable[[Pages], Iterator[Page]], language: str
) -> None:
    """Open a library, and keep a picture of each page that is chosen of it."""
    with open_library(file, writing=True, copying=False) as library:
        workspace = Workspace(library, Settings(listen_closer=False, train_after="never"))
        workspace.theme.choose("light")
        window = MainWindow(workspace)
        window.resize(SIZE)
        window.show()
        live(0.3)
        for name, shown in chosen(Pages(window, blink=0.4)):
            keep(shown, PICTURES / language / f"{name}.png")
        window.close()
        workspace.close()


def first_steps(pages: Pages) -> Iterator[Page]:
    """A library whose tracks have suggestions, and no answers yet."""
    pages.workspace.actions["first_steps"].trigger()
    next(pages.library())
    live(1.0)
    yield "first-steps", pages.window


def chosen_pages(pages: Pages) -> Iterator[Page]:
    """The pages of the window and the dialogs that the handbook shows, by the pictures' names."""
    names = {
        "library-selected": "library",
        "review": "review",
        "model-1": "model",
        "doubts": "doubts",
        "jobs": "jobs",
        "settings-folders": "settings",
        "parts": "parts",
        "settings-thresholds": "thresholds",
    }
    for part in (
        pages.library,
        partial(reviewed, pages),
        pages.model,
        pages.doubts,
        pages.jobs,
        pages.settings,
        partial(reviewed_part, pages),
    ):
        for name, shown in part():
            live(1.5)
            if name in names:
                yield names[name], shown
    yield from dialogs(pages)


def reviewed(pages: Pages) -> Iterator[Page]:
    """A track under review, once its waveform and its timeline are drawn."""
    for name, shown in pages.review():
        if name == "review":
            live(6.0)
        yield name, shown


def reviewed_part(pages: Pages) -> Iterator[Page]:
    """A track of which a part is chosen, and others are answered."""
    screen = pages.window.show_screen("review")
    pages.window.review(pages._ids(f'title:"{IN_PARTS}"'))
    until(lambda: screen._current is not None, "the track", PATIENCE_SECONDS)
    live(6.0)
    screen.view.timeline.part.choose(*CHOSEN_PART)
    tags = [row.tagging.tag for row in screen._rows.rows]
    screen._focus(tags.index(CHOSEN_TAG))
    live(1.0)
    yield "parts", pages.window


def dialogs(pages: Pages) -> Iterator[Page]:
    """The dialogs, each at the size that it takes."""
    window, actions = pages.window, pages.workspace.actions
    screen = window.show_screen("library")
    screen.show_query(NO_SUCH_TRACK)
    screen.show_query("")
    until(lambda: screen.table.ids, "the tracks", PATIENCE_SECONDS)
    ids = list(screen.table.ids)
    for name, opening in {
        "tags": lambda: open_tags(actions["manage_tags"].trigger),
        "writing": lambda: window.write_tags(ids),
        "genres": actions["labels_from_files"].trigger,
        "duplicates": actions["duplicates"].trigger,
        "merging": lambda: window._open_dialog(
            MergeDialog(pages.workspace, paths.data_folder() / COLLEAGUE, window)
        ),
    }.items():
        for _, dialog in pages._dialog(name, opening):
            until(lambda: not pages.workspace.jobs.jobs, name, PATIENCE_SECONDS)
            live(1.0)
            yield name, dialog
        live(0.3)


def open_tags(trigger: Callable[[], object]) -> None:
    """Open the tags, and choose one of them."""
    trigger()
    live(0.5)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    dialog.view.selectRow(3)  # type: ignore[attr-defined]


def keep(shown: QWidget, file: Path) -> None:
    """Keep a picture with few colours, which are chosen by how often they are seen."""
    file.parent.mkdir(parents=True, exist_ok=True)
    image = shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    few = with_few_colours(image)
    few.save(str(file), "PNG", 0)  # 0: as small as it goes


def with_few_colours(image: QImage) -> QImage:
    """Return a picture of COLOURS colours at most, each pixel the nearest of those most seen."""
    wide, high = image.width(), image.height()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(high, image.bytesPerLine())
    pixels = rows[:, : wide * 3].reshape(-1, 3)  # (pixels, 3)
    coarse, inverse, counts = np.unique(
        pixels >> 3, axis=0, return_inverse=True, return_counts=True
    )
    most = np.argsort(-counts)[:COLOURS]
    palette = np.array([pixels[inverse.ravel() == one].mean(axis=0) for one in most])
    exact = (coarse.astype(float) * 8 + 4)[:, None, :] - palette[None]  # (colours, palette, 3)
    nearest = np.square(exact).sum(axis=2).argmin(axis=1)
    nearest[most] = np.arange(len(most))
    return indexed(nearest[inverse.ravel()].astype(np.uint8), palette.round(), wide, high)


def indexed(
    indices: NDArray[np.uint8], palette: NDArray[np.float64], wide: int, high: int
) -> QImage:
    """Return a picture of indices (pixels) into a palette (colours, 3)."""
    data = np.ascontiguousarray(indices.reshape(high, wide))
    image = QImage(data.tobytes(), wide, high, wide, QImage.Format.Format_Indexed8)
    colours = [0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in palette]
    image.setColorTable(colours)
    return image.copy()


if __name__ == "__main__":
    main()
