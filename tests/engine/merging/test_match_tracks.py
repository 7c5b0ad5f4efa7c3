"""Tracks are matched by sound, else by path; folders that lie elsewhere are found by the most."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.merging.match_tracks import MatchedTrack, match_tracks
from tagstudio.library.tracks.absent_tracks import absent_path


def track(id: int, path: str, sound: str = "", seconds: float | None = 60.0, is_there=True):
    content_hash = sound.encode().ljust(16) if sound else None
    return MatchedTrack(id, path, content_hash, seconds, is_there)


def ids(ours, theirs, **given):
    return match_tracks(ours, theirs, "other", **given).ids


def test_the_copy_at_the_same_place_is_meant_else_all_copies():
    ours = [track(1, "/m/a.mp3", "x"), track(2, "/m/b.mp3", "x"), track(3, "/m/c.mp3", "y")]
    assert ids(ours, [track(9, "/m/b.mp3", "x")]) == {9: (2,)}
    assert ids(ours, [track(9, "/m/other.mp3", "x")]) == {9: (1, 2)}


def test_a_track_whose_file_is_away_is_matched_where_no_other_is():
    ours = [track(1, "/m/gone.mp3", "x", is_there=False), track(2, "/m/b.mp3", "x")]
    assert ids(ours, [track(9, "/n/gone.mp3", "x")]) == {9: (2,)}
    assert ids(ours[:1], [track(9, "/n/elsewhere.mp3", "x")]) == {9: (1,)}


def test_another_recording_at_the_same_place_is_another_track():
    ours = [track(1, "/m/a.mp3", "x", 60.0), track(2, "/m/b.mp3", "y", None)]
    assert ids(ours, [track(9, "/m/a.mp3", "z", 70.0)]) == {}
    assert ids(ours, [track(9, "/m/b.mp3", "z", 70.0)]) == {}
    assert ids(ours, [track(9, "/m/a.flac", "z", 61.5)]) == {9: (1,)}


@pytest.mark.parametrize(
    ("here", "there", "root"),
    [
        ("/home/a/Music", "/mnt/nas", ("/mnt/nas", "/home/a/Music")),
        ("/home/a/Music", "/media/usb/old/Music", ("/media/usb/old", "/home/a")),
        ("/Volumes/Musik", r"D:\Anna\Musik", (r"D:\Anna", "/Volumes")),
    ],
)
def test_folders_that_lie_elsewhere_are_found_by_the_ends_of_paths(here, there, root):
    sign = "\\" if "\\" in there else "/"
    names = ["Jazz/Blue/01 Train", "Jazz/Blue/02 Song", "Rock/X/01 Train", "Rock/X/02 Song"]
    ours = [track(n, f"{here}/{name}.mp3", f"a{n}") for n, name in enumerate(names, start=1)]
    theirs = [
        track(10 + n, there + sign + name.replace("/", sign) + ".ogg", f"b{n}")
        for n, name in enumerate(names, start=1)
    ]
    found = match_tracks(ours, theirs, "other")
    assert found.ids == {10 + n: (n,) for n in range(1, 5)}
    assert set(found.how.values()) == {"path"}
    assert [(one.there, one.here) for one in found.roots] == [root]


def test_a_few_tracks_that_agree_by_chance_move_no_folder():
    ours = [track(1, "/m/intro.mp3", "a")]
    theirs = [track(9, "/n/intro.mp3", "b"), *(track(n, f"/n/{n}.mp3") for n in range(20, 24))]
    found = match_tracks(ours, theirs, "other")
    assert (found.ids, found.roots) == ({}, ())


def test_spelling_and_case_of_paths_do_not_count():
    ours = [track(1, "/m/Bj\u00f6rk/J\u00f3ga.mp3", "a")]
    assert ids(ours, [track(9, "/m/bjo\u0308rk/Jo\u0301ga.MP3", "b")]) == {9: (1,)}


def test_what_an_earlier_merge_kept_is_found_again():
    ours = [track(1, absent_path("other", "/n/a.mp3"), is_there=False)]
    assert ids(ours, [track(9, "/n/a.mp3")]) == {9: (1,)}


def test_a_folder_without_tracks_is_no_root():
    with pytest.raises(TagStudioError, match="No track of the other library lies in /x"):
        match_tracks([], [track(9, "/n/a.mp3")], "other", [("/x", "/m")])
