"""Photograph every page and dialog, in all sizes, themes and languages, on sheets to look at.

    QT_QPA_PLATFORM=offscreen python benchmarks/screens.py ../shared/data --out FOLDER

Makes a library of real music with titles of all lengths, a damaged file, suggestions, answers and
a trained version, once, in FOLDER/home; then a process for each scale and language opens the
program on it and photographs its pages, and those of an empty library. FOLDER/sheets has a sheet
for each page and size, both themes and languages on it; FOLDER/pictures the pictures themselves.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from event_loop import live
from manifest_labels import answers
from pages import Page, Pages
from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from story import manifest, write_tags

from tagstudio.core import paths
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import open_library
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.languages import speak
from tagstudio.ui.shell.main_window import MainWindow

SIZES = ((800, 600), (1280, 800), (1920, 1080))
SCALED_SIZE = (960, 510)  # a screen of 1920x1080 at 200 %, less its panel and title bar
SCREEN = {"screens": [{"name": "large", "width": 3840, "height": 2160}]}  # where there is none
THEMES = ("light", "dark")
LANGUAGES = ("en", "de")
CLIPS, WHOLE = 96, 6
ANSWERED = 72
LONG = (
    "Concerto for Four Harpsichords and Strings in A minor, BWV 1065 (after Vivaldi, Op. 3 No. 10):"
    " II. Largo, Larghetto, Largo – live at the Elbphilharmonie, the whole night, remastered from"
    " the original tapes"
)
TO_THE_LEFT = "موسيقى الليل والمطر – تسجيل حي من دار الأوبرا, שיר של לילה וגשם"
PICTURES = "🎷🎺 Late night 🌧️ session 👩‍👩‍👧‍👦 №"
LONG_ARTIST = "The Academy of Saint Martin in the Fields Chamber Ensemble & Sir Neville Marriner"
GENRES = ("", "", "Blues", "Hip-Hop/Rap", "Folk, World, & Country", "Zydeco", LONG[:120])
SHEET_WIDTH = 1640  # px
GAP = 12


def main() -> None:
    """Make the library, photograph it by a process for each scale and language, make the sheets."""
    options = arguments()
    if options.language:
        photograph(options)
        return
    home = options.out / "home"
    environment = os.environ | {paths.HOME_VARIABLE: str(home)}
    if not (home / "library.db").exists():
        make_library(options.data, home, environment)
    shutil.rmtree(options.out / "pictures", ignore_errors=True)
    screen = options.out / "screen.json"
    screen.write_text(json.dumps(SCREEN), encoding="utf-8")
    if environment.get("QT_QPA_PLATFORM") == "offscreen":
        environment["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    for scale in options.scales:
        for language in LANGUAGES:
            command = [sys.executable, __file__, str(options.data), "--out", str(options.out)]
            command += ["--language", language, "--scale", str(scale), "--only", options.only]
            subprocess.run(command, check=True, env=environment | {"QT_SCALE_FACTOR": str(scale)})
    make_sheets(options.out)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--out", type=lambda text: Path(text).absolute(), required=True)
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--language", choices=LANGUAGES, help=argparse.SUPPRESS)
    parser.add_argument("--scale", type=int, default=1, help=argparse.SUPPRESS)
    return parser.parse_args()


def make_library(data: Path, home: Path, environment: dict[str, str]) -> None:
    """Scan, suggest, answer and train, as the command line does."""
    music = home / "Music"
    music.mkdir(parents=True)
    labels = copy_music(data, music)
    (home / "labels.csv").write_text(labels, encoding="utf-8")
    (music / "Cut off while it was copied.mp3").write_bytes(b"ID3\x04\x00\x00" + bytes(400))
    for command in (
        ["scan", str(music)],
        ["suggest", "--quick"],
        ["import", str(home / "labels.csv"), "--new-tags"],
        ["train", "--depth", "head"],
        ["suggest", "--quick"],
        ["write", "--yes", "title:2"],
    ):
        program = [sys.executable, "-m", "tagstudio", "--library", str(home / "library.db")]
        done = subprocess.run(program + command, env=environment, check=False)
        print(command[0], done.returncode, flush=True)


def copy_music(data: Path, music: Path) -> str:
    """Copy excerpts and whole tracks with names of all lengths; return answers to them as CSV."""
    rows = manifest(data)
    excerpts = [row for row in rows if row["file"].startswith("clips/gtzan_")]
    whole = [row for row in rows if row["file"].startswith("library/")]
    lines = ["path,tag,state"]
    chosen = [*excerpts[:: max(1, len(excerpts) // CLIPS)], *whole[:WHOLE]]
    for number, row in enumerate(chosen):
        source = data / row["file"]
        target = Path(shutil.copy(source, music / f"{number:03} {source.name}"))
        odd = {5: LONG, 6: TO_THE_LEFT, 7: f"{PICTURES} {number}"}
        title = odd.get(number % 12, f"{row['label'].title()} No. {number}")
        artist = LONG_ARTIST if number % 9 == 4 else row["track"].replace("gtzan:", "Ensemble ")
        genre = GENRES[number % len(GENRES)]
        write_tags(target, title, artist, f"Anthology of {row['label']}", genre)
        if number < ANSWERED:
            given = answers(row["label"], row["tags"])
            lines += [f'"{target}",{tag},{state}' for tag, state in given.items()]
            lines.append(f'"{target}",late at night,{"no" if number % 3 else "yes"}')
    again = whole[0]["file"]
    shutil.copy(data / again, music / f"the same again {Path(again).name}")
    return "\n".join(lines) + "\n"


def photograph(options: argparse.Namespace) -> None:
    """Photograph all pages at one scale, in one language, in both themes and all sizes."""
    application = QApplication(sys.argv[:1])
    speak(application, options.language)
    home = options.out / "home"
    sizes = SIZES if options.scale == 1 else (SCALED_SIZE,)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for file in (home / "library.db", home / "empty.db"):
                look_at(file, options, sizes)
        except BaseException as error:
            failed.append(error)
        application.quit()

    QTimer.singleShot(0, application, work)
    application.exec()
    if failed:
        raise failed[0]


def look_at(file: Path, options: argparse.Namespace, sizes: tuple[tuple[int, int], ...]) -> None:
    """Photograph the pages of one library."""
    with open_library(file, writing=True, copying=False) as library:
        workspace = Workspace(library, Settings(listen_closer=False))
        window = MainWindow(workspace)
        window.show()
        pages = Pages(window)
        for theme in THEMES:
            workspace.theme.choose(theme)
            for width, height in sizes:
                window.resize(QSize(width, height))
                live(0.2)
                label = f"{width}x{height}" if options.scale == 1 else "200-percent"
                suffix = f"{label} {theme} {options.language}"
                for name, shown in found(pages, empty=file.stem == "empty"):
                    if options.only in name:
                        picture(options.out, name, suffix, shown)
        window.close()
        workspace.close()


def found(pages: Pages, *, empty: bool) -> Iterator[Page]:
    """Return the pages of a library, those of an empty one under names of their own."""
    if not empty:
        yield from pages.all()
        return
    for name in ("library", "review", "model", "jobs"):
        pages.window.show_screen(name)
        live(0.3)
        yield f"{name}-empty", pages.window


def picture(out: Path, page: str, suffix: str, shown: object) -> None:
    """Keep a picture as it would be on the screen."""
    folder = out / "pictures" / page
    folder.mkdir(parents=True, exist_ok=True)
    shown.grab().save(str(folder / f"{suffix}.png"))  # type: ignore[attr-defined]


def make_sheets(out: Path) -> None:
    """Put the pictures of each page and size on one sheet."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    sheets = out / "sheets"
    sheets.mkdir(exist_ok=True)
    for folder in sorted((out / "pictures").iterdir()):
        sizes: dict[str, list[tuple[str, QImage]]] = {}
        for file in sorted(folder.glob("*.png")):
            sizes.setdefault(file.stem.split()[0], []).append((file.stem, QImage(str(file))))
        for size, images in sizes.items():
            sheet(images).save(str(sheets / f"{folder.name} {size}.png"))
    del application


def sheet(images: list[tuple[str, QImage]], across: int = 2) -> QImage:
    """Return a picture with all of these, each with its name above it."""
    wide = (SHEET_WIDTH - GAP * (across + 1)) // across
    scaled = [
        (name, image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation))
        for name, image in images
    ]
    rows = [scaled[start : start + across] for start in range(0, len(scaled), across)]
    heights = [max(image.height() for _, image in row) + 24 + GAP for row in rows]
    made = QImage(SHEET_WIDTH, sum(heights) + GAP, QImage.Format.Format_RGB32)
    made.fill(QColor("#808080"))
    painter = QPainter(made)
    painter.setPen(QColor("#ffffff"))
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for place, (name, image) in enumerate(row):
            left = GAP + place * (wide + GAP)
            painter.drawText(QRect(left, top, wide, 24), int(Qt.AlignmentFlag.AlignVCenter), name)
            painter.drawImage(left, top + 24, image)
        top += height
    painter.end()
    return made


if __name__ == "__main__":
    main()
