"""Tags renamed, merged or deleted after they were written, in files of several formats."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.file_tags.plan import WriteOptions, plan_writes
from tagstudio.engine.file_tags.undo import undo_writing
from tagstudio.engine.file_tags.write import write_planned
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tags import tag_changes, undo_history
from tagstudio.library.tags.write_preset import choose_preset

NAMES = ("a.flac", "b.mp3", "c.ogg", "d.opus", "e.wav", "f.aiff")
NAMES_IN_TURN = ("kitchen", "cook time", "meal")
IDS = range(1, len(NAMES) + 1)
MODEL = RegisteredModel("m", "0" * 64, (RegisteredTag("ambient", "genre", 0.1, 0.5),))


@pytest.fixture(scope="module")
def sounds(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("renamed")
    for number, name in enumerate(NAMES):
        kind = {"format": "OGG", "subtype": "OPUS"} if name.endswith("opus") else {}
        tone = 0.3 * np.sin(np.arange(8000) * (number + 1) / 20)
        soundfile.write(folder / name, tone, 8000, **kind)
        write_file_tags(str(folder / name), name, {"genre": ("Dark Folk",)})
    return {name: (folder / name).read_bytes() for name in NAMES}


@pytest.fixture
def library(tmp_path, sounds) -> Iterator[Library]:
    """Six files of somebody's Dark Folk; written are the model's "ambient" and one's own "kitchen".

    The model suggests "ambient" for the last one, that is not answered.
    """
    folder = tmp_path / "music"
    folder.mkdir()
    for name, sound in sounds.items():
        (folder / name).write_bytes(sound)
    with open_library(tmp_path / "library.db", writing=True) as opened:
        run(scan(opened, [folder]))
        with opened.write() as connection:
            model_id = models.register(connection, "p", MODEL)
            suggestions.store(connection, model_id, [Scored(id, (0.9,)) for id in IDS])
        new = CorrectOptions(new_tags=True)
        correct_tracks(opened, IDS, [Answer("kitchen", "yes")], new)
        correct_tracks(opened, IDS[:-1], [Answer("ambient", "yes")], new)
        write(opened, suggested=True)
        yield opened


def write(library: Library, *, suggested: bool = False) -> int:
    """Write what is planned; return the number of files."""
    with library.read() as connection:
        model = models.find_model(connection)
    plan = run(plan_writes(library, IDS, model, WriteOptions(suggested=suggested)))
    assert plan.problems == []
    return run(write_planned(library, plan)).written


def change(library: Library, made, *arguments: str) -> None:
    with library.write(durable=True) as connection:
        tag_changes.make(connection, made(connection, *arguments))


def genres(tmp_path: Path, field: str = "genre") -> set[tuple[str, ...]]:
    """Return what stands in the files, of all formats the same, in the order of the alphabet."""
    found = (read_file_tags(str(tmp_path / "music" / name)) for name in NAMES)
    return {tuple(sorted(tags.values(field), key=str.casefold)) for tags in found}


def test_the_present_name_takes_the_place_of_the_former_one(library, tmp_path):
    assert genres(tmp_path) == {("ambient", "Dark Folk", "kitchen")}
    change(library, tag_changes.rename, "kitchen", "cook time")
    change(library, tag_changes.rename, "cook time", "dinner")
    change(library, tag_changes.rename, "ambient", "Ambience")
    assert write(library) == len(NAMES)  # also where it is suggested only
    assert genres(tmp_path) == {("Ambience", "Dark Folk", "dinner")}
    assert write(library) == write(library, suggested=True) == 0
    change(library, tag_changes.rename, "Ambience", "ambience")
    change(library, tag_changes.set_export_name, "dinner", "Dinner music")
    write(library)
    assert genres(tmp_path) == {("ambience", "Dark Folk", "Dinner music")}
    run(undo_writing(library))
    assert genres(tmp_path) == {("Ambience", "Dark Folk", "dinner")}


def test_a_former_name_that_was_taken_away_goes_all_the_same(library, tmp_path):
    change(library, tag_changes.rename, "kitchen", "cook time")
    change(library, tag_changes.rename, "cook time", "dinner")
    write(library)
    change(library, tag_changes.rename, "dinner", "meal")
    change(library, tag_changes.remove_alias, "meal", "dinner")
    write(library)
    assert genres(tmp_path) == {("ambient", "Dark Folk", "meal")}


def test_a_tag_that_is_another_now_is_written_once_and_undo_brings_both_back(library, tmp_path):
    change(library, tag_changes.merge, "kitchen", "ambient")
    change(library, tag_changes.rename, "ambient", "Ambience")
    write(library)
    assert genres(tmp_path) == {("Ambience", "Dark Folk")}
    with library.write(durable=True) as connection:
        undo_history.undo(connection)
        undo_history.undo(connection)
    write(library, suggested=True)
    assert genres(tmp_path) == {("ambient", "Dark Folk", "kitchen")}


def test_a_deleted_tag_leaves_the_files_and_the_words_of_others_stay(library, tmp_path):
    correct_tracks(library, IDS, [Answer("Dark Folk", "yes")], CorrectOptions(new_tags=True))
    change(library, tag_changes.delete, "kitchen")
    change(library, tag_changes.rename, "Dark Folk", "folk noir")
    write(library)
    assert genres(tmp_path) == {("ambient", "Dark Folk")}
    change(library, tag_changes.delete, "folk noir")
    assert write(library) == 0


def test_what_is_joined_and_what_stands_in_a_comment_follow_too(library, tmp_path):
    for preset, field, before, after in (
        ("mediamonkey", "genre", "Dark Folk; kitchen; ambient", "Dark Folk; cook time; ambient"),
        ("rekordbox", "comment", "[TagStudio: cook time, ambient]", "[TagStudio: meal, ambient]"),
    ):
        with library.write() as connection:
            choose_preset(connection, preset)
        write(library, suggested=True)
        assert in_one_text(tmp_path, field) == sorted_names(before)
        [former] = {name for name in NAMES_IN_TURN if name in before}
        new = NAMES_IN_TURN[NAMES_IN_TURN.index(former) + 1]
        change(library, tag_changes.rename, former, new)
        write(library, suggested=True)
        assert in_one_text(tmp_path, field) == sorted_names(after)


def sorted_names(text: str) -> list[str]:
    return sorted(re.split(r"[;,:\[\]]\s*", text))


def in_one_text(tmp_path: Path, field: str) -> list[str]:
    """Return the names in the one text that all files have in a field."""
    found = (read_file_tags(str(tmp_path / "music" / name), further=[field]) for name in NAMES)
    [names] = {tuple(sorted_names(tags.stored[field][0])) for tags in found}
    return list(names)
