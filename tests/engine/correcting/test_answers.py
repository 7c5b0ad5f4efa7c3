from tagstudio.audio.metadata.facts import Facts
from tagstudio.engine.correcting.answers import answers
from tagstudio.library.db.database import open_library
from tagstudio.library.tags import decisions, tag_changes, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.tracks.tracks import NewTrack


def test_every_answer_of_the_library_is_in_the_split_of_its_artist(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.write() as connection:
            new = [
                NewTrack(f"/music/{n}.mp3", 1, 1, bytes([n]) * 16, Facts(artist=f"A{n // 2}"))
                for n in range(60)
            ]
            ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
            jazz = tags.tag_id(connection, "jazz", "genre", "user")
            given = [Decision(id, jazz, "yes" if id % 2 else "no") for id in ids[:-1]]
            decisions.record_decisions(connection, [*given, Decision(ids[-1], jazz, "yes")], "user")
            decisions.record_decisions(connection, [Decision(ids[-1], jazz, "unseen")], "user")
        with library.read() as connection:
            found = answers(connection)
        assert found.by_track == {id: {jazz: bool(id % 2)} for id in ids[:-1]}
        assert found.tag_names[jazz] == "jazz"
        splits = {split: found.on(split) for split in ("train", "validation", "test")}
        assert sorted(id for on in splits.values() for id in on) == ids[:-1]
        assert all(splits.values())
        assert all(found.split(id) == split for split, on in splits.items() for id in on)
        for first, second in zip(ids[:-2:2], ids[1:-1:2], strict=True):  # of one artist
            assert found.split(first) == found.split(second)
        with library.write() as connection:
            folders.remove(connection, "/music")
            assert answers(connection).by_track == {}


def test_merged_tags_teach_what_was_said_of_each(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{n}.mp3", 1, 1, bytes([n]) * 16) for n in range(1, 5)]
        tracks.add_tracks(connection, folder, new)
        names = (("House", "model"), ("techno", "model"), ("club", "user"), ("gone", "user"))
        house, techno, club, gone = (
            tags.tag_id(connection, name, "genre", origin) for name, origin in names
        )
        given = [(1, techno), (2, club), (3, house), (4, gone)]
        for track, tag in given:
            decisions.record_decisions(connection, [Decision(track, tag, "yes")], "user")
        for change in (
            lambda: tag_changes.merge(connection, "club", "House"),
            lambda: tag_changes.merge(connection, "techno", "House"),
            lambda: tag_changes.rename(connection, "House", "Haus"),
            lambda: tag_changes.delete(connection, "gone"),
        ):
            tag_changes.make(connection, change())
        # techno still learns from its own; what was said of the librarian's club is House's
        found = answers(connection)
        assert found.by_track == {1: {techno: True}, 2: {house: True}, 3: {house: True}}
        assert found.tag_names[house] == "House"
        decisions.record_changes(connection, [Decision(1, house, "no")], "user")
        assert answers(connection).by_track[1] == {techno: True, house: False}
