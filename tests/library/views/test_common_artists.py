from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.common_artists import CommonArtists, common_artists


def artists(library, *facts: Facts) -> CommonArtists:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/m")
        new = [
            NewTrack(f"/m/{number}.mp3", 1, 1, bytes([number]) * 16, fact)
            for number, fact in enumerate(facts)
        ]
        return common_artists(connection, tracks.add_tracks(connection, folder, new))


def test_artists_are_counted_those_of_most_tracks_first(library):
    abba, cher = Facts(artist="Abba"), Facts(artist="Cher")
    found = artists(library, cher, abba, abba, Facts())
    assert found == CommonArtists(("Abba", "Cher"), 1, "file", None, "", "m")


def test_tracks_without_artists_tell_what_groups_them(library):
    found = artists(library, Facts(album="Gold"), Facts(album="Gold"))
    assert found == CommonArtists((), 2, None, "album", "Gold", "m")


def test_a_folder_stands_for_tracks_of_which_nothing_else_is_known(library):
    assert artists(library, Facts(), Facts(title="SOS")).folder == ""


def test_of_no_tracks_there_are_no_artists(library):
    assert artists(library) == CommonArtists((), 0, None, None, "")
