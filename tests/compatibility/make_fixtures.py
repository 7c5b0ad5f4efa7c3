"""Make `data/`: a home, a library and golden outputs of the code of commit cecba96.

Run it with that code, not with a newer one, from a checkout OLD of that commit. Stand in it too:
the processes of plugins look for the code in the folder that they start in before anywhere else.

    cd OLD
    PYTHONPATH=OLD:OLD/plugins python NEW/tests/compatibility/make_fixtures.py

`data/home/config` and `data/plugins` are written by hand and left alone; all else is made anew.
The tracks lie in a folder /music that need not exist: their feature maps are in the library.
"""
# ruff: noqa: I001 - the old modules are sorted as they were when they were there

import csv
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402
import test_old_home as old_home  # noqa: E402

START = 1_700_000_000  # when the first track came to the library, in seconds since 1970
ARTISTS = 20
TRACKS_EACH = 3
NAMELESS = 3  # tracks whose files name no artist and no album; an import names one
REMOVED = 4  # tracks of a folder that was taken out
OWN_TAG = "dinner"
DIRECTIONS = {"rock": 0, "jazz": 1, OWN_TAG: 2}  # of the feature maps, that each tag goes by


def main() -> None:
    """Make everything in a home of its own, and copy it here."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["TAGSTUDIO_HOME"] = str(home)
        shutil.copytree(old_home.DATA / "home" / "config", home / "config")
        make_model(home / "data" / "models" / "crnn_tagger" / "tiny.safetensors")
        make_tracks(home / "data" / "library.db")
        work_with_it(home, Path(folder))
        add_history(home / "data" / "library.db")
        keep(home)
    make_golden()


def make_model(path: Path) -> None:
    """Write a small CRNN with random weights, whose feature maps are (15, 8)."""
    import torch
    from crnn_tagger.card import Card
    from crnn_tagger.checkpoint import describe, feature_digest, save
    from crnn_tagger.features import MelRecipe
    from crnn_tagger.networks import CRNNConfig, build
    from crnn_tagger.vocabulary import tag_infos

    torch.manual_seed(1)
    config = CRNNConfig(maps=(4, 4, 8, 8), units=8)
    network = build(config).eval()
    for name, tensor in network.state_dict().items():  # a fresh batch norm would do nothing
        if name.endswith("running_mean"):
            tensor.normal_()
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2)
    recipe = MelRecipe()
    card = Card(
        title="Tiny",
        network=describe(config),
        feature_shape=network.feature_shape,
        tags=tag_infos(),
        recipe=recipe,
        source="made for tests",
        licence="MIT",
        feature_digest=feature_digest(network, recipe),
    )
    save(path, network, card)


def make_tracks(file: Path) -> None:
    """Fill a library with tracks, their feature maps and what the model says of them."""
    import torch
    from crnn_tagger.checkpoint import load

    from tagstudio.audio.facts import Facts
    from tagstudio.engine.models import choose_model, installed_models, register
    from tagstudio.library import suggestions, tracks
    from tagstudio.library.database import open_library
    from tagstudio.library.suggestions import Scored
    from tagstudio.library.tracks import NewTrack

    def track(path: str, facts: Facts) -> NewTrack:
        digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).digest()
        return NewTrack(path, 5_000_000, 10**18, digest[:16], facts)

    new = []
    for number in range(ARTISTS * TRACKS_EACH):
        artist, place = divmod(number, TRACKS_EACH)
        kind = ("mp3", "flac", "ogg")[place]
        facts = Facts(
            title=f"Song {number}",
            artist=f"Artist {artist}",
            album=f"Album {artist}",
            albumartist=f"Artist {artist}" if artist % 4 == 0 else "",
            year=1960 + number,
            genre=(("Rock",), ("Jazz", "Bop"), ())[artist % 3],
            track_number=place + 1,
            seconds=180.5 + number,
            hz=44_100,
            channels=2,
            format=kind,
        )
        new.append(track(f"/music/kept/Artist {artist}/{number:02}.{kind}", facts))
    for number in range(NAMELESS):
        facts = Facts(seconds=60.0, format="wav", hz=8000, channels=1)
        new.append(track(f"/music/kept/nameless/{number}.wav", facts))
    odd = "/music/kept/odd/caf\udce9 100%_\u00fcber.mp3"  # a byte that is no UTF-8
    new.append(track(odd, Facts("Ænima [*]", "AC_DC", "Back\\slash?", seconds=61.5, format="mp3")))
    new.append(NewTrack("/music/kept/broken.ogg", 5, 5, None, None, "truncated", "It ends soon."))
    new.append(track("/music/kept/lost.mp3", Facts("Lost", "Nobody", seconds=10.0, format="mp3")))
    new.append(track("/music/kept/unheard.mp3", Facts("Unheard", "Nobody", format="mp3")))
    gone = [
        track(f"/music/removed/{number}.mp3", Facts(f"Gone {number}", "Leaver", format="mp3"))
        for number in range(REMOVED)
    ]
    with open_library(file, writing=True) as library, library.write() as connection:
        tiny = register(connection, choose_model(installed_models(), "tiny"))
        kept = tracks.folder_id(connection, "/music/kept")
        ids = tracks.add_tracks(connection, kept, new, at=START)
        removed = tracks.folder_id(connection, "/music/removed")
        ids += tracks.add_tracks(connection, removed, gone, at=START + 60)
        *_, broken, lost, unheard = ids[: len(new)]
        heard = [id for id in ids if id not in {broken, unheard}]
        maps = make_maps(len(heard))
        home = Path(os.environ["TAGSTUDIO_HOME"])
        network = load(home / "data" / "models" / "crnn_tagger" / "tiny.safetensors").network
        with torch.no_grad():
            scores = network.head(torch.tensor(maps, dtype=torch.float32)).sigmoid().numpy()
        scored = [
            Scored(id, tuple(map(float, scores[row])), maps[row].tobytes(), 1, id == heard[5])
            for row, id in enumerate(heard)
        ]
        suggestions.store(connection, tiny.id, scored, at=START + 100)
        failures = [(unheard, "damaged", "/music/kept/unheard.mp3 is damaged.")]
        suggestions.store_failures(connection, tiny.id, failures, at=START + 100)
        suggestions.store_failures(connection, tiny.id, failures, at=START + 200)
        tracks.mark_missing(connection, [lost], at=START + 300)
        assert heard == [id for id in ids if id not in {broken, unheard}]


def make_maps(count: int) -> np.ndarray:
    """Return feature maps of noise, (count, 15, 8), each with a direction of its own."""
    numbers = np.random.default_rng(3)
    maps = numbers.normal(size=(count, 15, 8)) / 2 + numbers.normal(size=(count, 1, 8))
    return maps.astype("<f2")


def work_with_it(home: Path, folder: Path) -> None:
    """Correct, review, undo, remove a folder, train, measure, promote and roll back."""
    write_labels(home / "data" / "library.db", folder / "labels.csv")
    tiny = ("--model", "tiny")
    for command in (
        ("import", str(folder / "labels.csv"), "--new-tags"),
        ("correct", "artist:AC_DC", "+jazz", "-rock", "+60s", *tiny),
        ("correct", 'artist:"Artist 3"', "+blues", *tiny),
        ("undo",),
        ("correct", 'artist:"Artist 5"', "-pop", "+blues", "--new-tag", *tiny),
        ("undo",),
        ("redo",),
        ("review", 'artist:"Artist 1"', *tiny),
        ("review", 'artist:"Artist 2"', *tiny),
        ("review", 'title:"Song 6"', "--undo", *tiny),
        ("folders", "remove", "/music/removed"),
        ("correct", 'title:"Song 6"', "+chill", *tiny),  # what a test takes back
        # from the answers as they are: nothing below changes one
        ("train", "--depth", "recurrent", "--seed", "7", *tiny, "--name", "tiny-v2"),
        ("lines", "set", "jazz", "0.25", *tiny),
        ("lines", "set", "rock", "0.625", "--model", "tiny-v2"),
        ("lines", "set", OWN_TAG, "0.75", "--model", "tiny-v2"),
        ("models", "promote", "tiny-v2", "--force"),
        ("evaluate", "--model", "tiny-v2"),
        ("suggest", "--model", "tiny-v2"),
        ("train", "--seed", "3", "--depth", "head", *tiny, "--name", "tiny-v3"),
        ("models", "promote", "tiny-v3", "--force"),
        ("models", "rollback"),
    ):
        old_home.ran(*command)


def write_labels(library: Path, file: Path) -> None:
    """Write answers as the feature maps have them, and an artist for the nameless."""
    with closing(sqlite3.connect(library)) as connection:
        rows = connection.execute(
            "SELECT path, features FROM suggestion_features JOIN tracks ON tracks.id = track_id"
        ).fetchall()
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["path", "artist", "tag", "state"])
        for path, features in rows:
            if b"/odd/" in path or b"lost" in path:
                continue
            artist = "Somebody" if b"nameless" in path else ""
            directions = np.frombuffer(features, "<f2").reshape(15, 8).mean(axis=0)
            for tag, place in DIRECTIONS.items():
                state = "yes" if directions[place] > 0 else "no"
                writer.writerow([path.decode(), artist, tag, state])


def add_history(file: Path) -> None:
    """Add what the window and a kill leave behind: jobs of each kind, and writings of files."""
    from tagstudio.library import file_writes, jobs
    from tagstudio.library.database import open_library
    from tagstudio.library.jobs import JobFailure

    learning = {"depth": "recurrent", "parent": "tiny", "reviewed_as_no": True}
    scanning, asking = {"folders": ["/music/kept"]}, {"query": ["artist:x y"], "model": "tiny"}
    ended = [
        ("scan", scanning, "done", 60, 64, ""),
        ("suggest", {"query": [], "model": "tiny"}, "done", 64, 64, ""),
        ("train", learning, "done", 42, 42, ""),
        ("scan", scanning, "failed", 3, 64, "The disk /music is full."),
        ("suggest", asking, "failed", 5, 64, "The tagger stopped. Try again."),
        ("train", learning, "failed", 1, 42, "There is nothing to learn from yet."),
        ("scan", {"folders": ["/music/kept", "/music/more"]}, "cancelled", 1, 64, ""),
        ("scan", {"folders": []}, "interrupted", 9, 64, ""),
        ("suggest", asking, "interrupted", 11, 64, ""),
        ("train", learning | {"depth": "full"}, "interrupted", 12, 42, ""),
    ]
    problems = [
        JobFailure("/music/kept/broken.ogg", "truncated", "It ends soon."),
        JobFailure("/music/kept/odd/caf\udce9 100%_\u00fcber.mp3", "damaged", "It is damaged."),
    ]
    with open_library(file, writing=True) as library, library.write() as connection:
        for number, (kind, arguments, state, done, total, message) in enumerate(ended):
            at = START + 1000 + 100 * number
            job = jobs.start(connection, kind, arguments, at)
            jobs.report(connection, job, done, total)
            if state == "failed" or number == 0:
                jobs.add_failures(connection, job, problems)
            jobs.finish(connection, job, state, at + 50.5, message)
        cut_off = jobs.start(connection, "suggest", asking, START + 5000)  # killed just now
        jobs.report(connection, cut_off, 2, 64)
        for track_id, state in ((1, "written"), (2, "undone"), (3, "kept")):
            group = file_writes.next_group(connection)
            before, after = {"genre": ("Rock",)}, {"genre": ("Rock", "jazz"), "mood": ("chill",)}
            row = file_writes.begin(connection, group, track_id, before, after)
            file_writes.set_state(connection, row, state)
        connection.exec_driver_sql(f"UPDATE file_writes SET at = {START} + 10 * id")


def keep(home: Path) -> None:
    """Copy the models and the library, in one file and packed, to where the tests find them."""
    models = old_home.DATA / "home" / "data" / "models"
    shutil.rmtree(old_home.DATA / "home" / "data", ignore_errors=True)
    shutil.copytree(home / "data" / "models" / "crnn_tagger", models / "crnn_tagger")
    whole = home / "whole.db"
    with closing(sqlite3.connect(home / "data" / "library.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(whole),))
    found = whole.read_bytes()
    for part in (str(home.parent), str(Path.home()), str(Path.cwd())):
        assert os.fsencode(part) not in found, f"the library names {part}"
    old_home.LIBRARY.write_bytes(gzip.compress(found, 9, mtime=0))


def make_golden() -> None:
    """Let the verbs print what they say of the home, each in a home as it was kept."""
    shutil.rmtree(old_home.GOLDEN, ignore_errors=True)
    old_home.GOLDEN.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, commands in old_home.COMMANDS.items():
            os.environ["TAGSTUDIO_HOME"] = str(old_home.unpacked(home / name))
            said = [old_home.said(*command) for command in commands]
            _write(name, said)
        os.environ["TAGSTUDIO_HOME"] = str(old_home.unpacked(home / "sound"))
        _write("sound", old_home.heard(home / "music"))
        os.environ["TAGSTUDIO_HOME"] = str(old_home.unpacked(home / "plugin", plugins=True))
        _write("plugin", old_home.said_with_old_plugin())
    _write("version", old_home.described(old_home.VERSION))


def _write(name: str, document: object) -> None:
    file = old_home.GOLDEN / f"{name}.json.gz"
    text = json.dumps(document, indent=1, ensure_ascii=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
