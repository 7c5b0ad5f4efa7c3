import pytest

from tagstudio.engine.artists.file_names import KnownNames, NamedFile, artists_of_files

NOTHING = KnownNames(frozenset(), frozenset({"rock", "jazz"}))


def told(
    *stems: str, known: KnownNames = NOTHING, folder: str = "x", album: str = "", artist: str = ""
) -> list[str]:
    files = [NamedFile(stem, artist, album) for stem in stems]
    return artists_of_files(files, folder, known)


ABBA = ["Abba"] * 3


@pytest.mark.parametrize(
    ("stems", "artists"),
    [
        (["Abba - SOS", "Abba - Fernando", "Abba - Waterloo"], ABBA),
        (["SOS - Abba", "Fernando - Abba", "Waterloo - Abba"], ABBA),
        (["01 - Abba - SOS", "02 - Abba - Fernando", "03 - Abba - Waterloo"], ABBA),
        (["01. Abba - SOS", "02. Abba - Fernando", "03. Cher - Believe"], ["Abba", "Abba", "Cher"]),
        (
            ["1-01 Abba - SOS", "1-02 Abba - Fernando", "2-01 Cher - Believe"],
            ["Abba", "Abba", "Cher"],
        ),
        (["A1 Abba - SOS", "A2 Abba - Fernando", "B1 Abba - Waterloo"], ABBA),
        (
            ["Abba - Arrival - 01 - SOS", "Abba - Arrival - 02 - Tiger", "Abba - Ring - 01 - Ring"],
            ABBA,
        ),
        (
            ["Abba - Arrival - SOS", "Abba - Gold - Fernando", "Cher - Hits - Believe"],
            ["Abba", "Abba", "Cher"],
        ),
        (
            ["Sigur Rós – Svefn", "Sigur Rós — Hoppípolla", "Sigur Rós − Ágætis"],
            ["Sigur Rós", "Sigur Rós", "Sigur Rós"],
        ),
        (
            ["Motörhead–Ace", "Motörhead–Bomber", "Motörhead—Overkill"],
            ["Motörhead", "Motörhead", "Motörhead"],
        ),
        (
            ["久石譲 - あの夏へ", "久石譲 - 風の谷", "久石譲 - もののけ姫"],
            ["久石譲", "久石譲", "久石譲"],
        ),
        (["AC_DC - T.N.T.", "AC_DC - Jailbreak", "AC_DC - Thunder"], ["AC_DC", "AC_DC", "AC_DC"]),
        (
            [
                "Sycamore_Drive_-_01_-_Kites",
                "Sycamore_Drive_-_02_-_Sea",
                "Sycamore_Drive_-_03_-_Sun",
            ],
            ["Sycamore Drive", "Sycamore Drive", "Sycamore Drive"],
        ),
        (
            ["01-the_beatles-help", "02-the_beatles-girl", "03-the_beatles-yesterday"],
            ["the beatles", "the beatles", "the beatles"],
        ),
        (["Abba feat. Cher - SOS", "Abba - Fernando", "Abba (ft. Moby) - One"], ABBA),
        (["Prince - 1999", "Prince - Kiss", "Prince - 7"], ["Prince", "Prince", "Prince"]),
        (
            ["50 Cent - In Da Club", "50 Cent - P.I.M.P.", "50 Cent - 21 Questions"],
            ["50 Cent", "50 Cent", "50 Cent"],
        ),
        (["2Pac - Changes", "2Pac - Dear Mama", "10cc - Donna"], ["2Pac", "2Pac", "10cc"]),
        (["Abba - SOS - Live", "Abba - Fernando", "Abba - Waterloo"], ABBA),
        (["SOS - Live - Abba", "Fernando - Abba", "Waterloo - Abba"], ABBA),
        (
            [
                "Bill - Summertime",
                "Bill - So What",
                "Miles - Summertime",
                "Miles - Naima",
                "Miles - Blue",
            ],
            ["Bill", "Bill", "Miles", "Miles", "Miles"],
        ),
        (
            ["Take That - Back", "Take That - Pray", "Take That - Sure"],
            ["Take That", "Take That", "Take That"],
        ),
        (
            ["Abba - SOS", "Abba - Fernando", "Abba - Waterloo", "Intro"],
            ["Abba", "Abba", "Abba", ""],
        ),
        (  # one the other way round, of an artist who stands on the usual side too
            ["Abba - SOS", "Abba - Fernando", "Nina - Sinnerman", "Nightfall - Nina"],
            ["Abba", "Abba", "Nina", "Nina"],
        ),
        (  # of an artist who recurs on that side only
            [*(f"Abba - {n}" for n in "SRTW"), "Naima - Trane", "Giant - Trane"],
            ["Abba"] * 4 + ["Trane"] * 2,
        ),
        (  # of an artist who stands nowhere else, by the title that is known from another one
            [*(f"Abba - {n}" for n in ("SOS", "Ring", "One")), "SOS - Cher"],
            [*ABBA, "Cher"],
        ),
        (  # once several are the other way round, nothing is told of what recurs on neither side
            [*(f"Abba - {n}" for n in "SRTW"), "Naima - Trane", "Giant - Trane", "Dark - Art"],
            [*["Abba"] * 4, "Trane", "Trane", ""],
        ),
        (  # one that is the other way round casts no doubt on the rest
            ["Abba - SOS", "Abba - Ring", "Nina - Sun", "Night - Nina", "Cher - Believe"],
            ["Abba", "Abba", "Nina", "Nina", "Cher"],
        ),
        (  # half of them one way, half the other: two artists or more recur on each side
            [
                *("Abba - SOS", "Abba - Ring", "Cher - Believe", "Cher - Strong"),
                *("Naima - Trane", "Giant - Trane", "Flute - Dolphy", "Glass - Dolphy"),
                "Dark - Art",
            ],
            ["Abba", "Abba", "Cher", "Cher", "Trane", "Trane", "Dolphy", "Dolphy", ""],
        ),
        (  # those who stand on either side
            ["Abba - SOS", "Ring - Abba", "Cher - Believe", "Strong - Cher"],
            ["Abba", "Abba", "Cher", "Cher"],
        ),
        (  # a title that several play is no artist
            ["Bill - Summertime", "Miles - Summertime", *(f"Miles - {n}" for n in "SRT")],
            ["", *["Miles"] * 4],
        ),
    ],
)
def test_the_side_that_recurs_is_the_artist(stems, artists):
    assert told(*stems) == artists


@pytest.mark.parametrize(
    "stems",
    [
        ["Abba - SOS"],
        ["Abba - SOS", "Abba - Fernando"],
        ["Abba - SOS", "Cher - Believe", "Moby - Porcelain"],  # nothing recurs
        ["Track - 01", "Track - 02", "Track - 03"],
        ["Track 1 - a", "Track 1 - b", "Track 1 - c"],
        ["CD 1 - One", "CD 1 - Two", "CD 1 - Three"],
        ["Symphony No. 5 - Allegro", "Symphony No. 5 - Andante", "Symphony No. 5 - Presto"],
        ["BWV 988 - Aria", "BWV 988 - Variatio 1", "BWV 988 - Variatio 2"],
        ["Sonate in A-Dur - Allegro", "Sonate in A-Dur - Largo", "Sonate in A-Dur - Presto"],
        ["2003-05-01 - Rain", "2003-05-01 - Sun", "2003-05-01 - Snow"],
        ["1985 - Rain", "1985 - Sun", "1985 - Snow"],
        ["Rock - a song", "Rock - some song", "Rock - no song"],
        ["VA - SOS", "VA - Believe", "VA - Porcelain"],
        ["Unknown Artist - SOS", "Unknown Artist - Believe", "Unknown Artist - Porcelain"],
        ["blues.00001", "blues.00002", "blues.00003"],
        ["better-day-186374", "upbeat-funk-happy-315162", "upbeat-corporate-1234"],
        ["Jay-Z", "A-ha", "T-Rex"],
        ["Wish You Were Here", "Money", "Time"],
        ["The End - A", "Hello - B", "Some - C", "Other", "Names", "Here"],  # seldom
        ["X - One", "X - Two", "X - Three"],  # a letter
        ["A - X", "A - Y", "B - X", "B - Y"],  # both recur
        ["Abba - SOS", "Abba - Sun", "Cher - SOS", "Cher - Sun"],
        [
            "Abba - SOS",
            "Abba - Ring",
            "Cher - Sun",
            "Seal - Sun",
            "Moby - Sun",
        ],  # one title of many
    ],
)
def test_names_that_only_look_like_the_pattern_tell_nothing(stems):
    assert not any(told(*stems))


def test_artists_that_the_library_knows_tell_the_side():
    stems = ["01 Abba - SOS", "02 Cher - Believe", "03 Moby - Porcelain", "04 Seal - Crazy"]
    assert not any(told(*stems))
    known = KnownNames({"abba", "moby"}, frozenset())
    assert told(*stems, known=known) == ["Abba", "Cher", "Moby", "Seal"]
    backwards = [" - ".join(reversed(stem[3:].split(" - "))) for stem in stems]
    assert told(*backwards, known=known) == ["Abba", "Cher", "Moby", "Seal"]


def test_a_known_artist_may_be_called_as_a_genre_is():
    stems = ["Rock - One", "Rock - Two", "Rock - Three"]
    assert told(*stems, known=KnownNames({"rock"}, {"rock"})) == ["Rock"] * 3


def test_what_all_names_begin_with_is_the_album_where_the_folder_or_the_tags_say_so():
    stems = ["Arrival - SOS", "Arrival - Tiger", "Arrival - Money"]
    assert told(*stems) == ["Arrival"] * 3
    assert not any(told(*stems, folder="Arrival"))
    assert not any(told(*stems, album="arrival"))
    stems = ["Hits - 01 - Abba - SOS", "Hits - 02 - Abba - Tiger", "Hits - 03 - Cher - Believe"]
    assert told(*stems, folder="Hits") == ["Abba", "Abba", "Cher"]
    stems = ["VA - Hits - Abba - SOS", "VA - Hits - Abba - Tiger", "VA - Hits - Cher - Believe"]
    assert told(*stems, folder="Hits") == ["Abba", "Abba", "Cher"]


def test_tags_of_files_there_refute_what_their_names_seem_to_tell():
    stems = ["SOS - Gold", "Tiger - Gold", "Fernando - Gold"]
    assert told(*stems) == ["Gold"] * 3
    assert told(*stems, artist="The Gold") == ["Gold"] * 3
    assert not any(told(*stems, artist="Abba"))
