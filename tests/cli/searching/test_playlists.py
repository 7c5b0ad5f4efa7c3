"""Saved searches as playlists, kept up to date, and as smart playlists of Navidrome."""

import json

import pytest

# The operators and fields of https://www.navidrome.org/docs/usage/features/smart-playlists/
OPERATORS = {"is", "isNot", "gt", "lt", "contains", "notContains", "inTheRange"}
FIELDS = {
    "title", "artist", "album", "albumartist", "genre", "mood", "filepath", "year", "duration",
    "filetype",
}  # fmt: skip


def rules(found: dict[str, object]) -> set[tuple[str, str]]:
    """Return operator and field of each rule, having checked how they are nested."""
    [(name, value)] = found.items()
    if name in {"all", "any"}:
        assert value
        return {one for rule in value for one in rules(rule)}
    [field] = value
    return {(name, field)}


@pytest.fixture
def saved(tagstudio, tmp_path):
    """Save a search and write it as a playlist; return the status, its document and stderr."""

    def save(query: str, suffix: str = ".nsp", *options: str):
        assert tagstudio("searches", "save", "mine", "--", query)[0] == 0
        file = tmp_path / f"mine{suffix}"
        status, _, err = tagstudio("searches", "playlist", "mine", file, *options)
        return status, file.read_text(encoding="utf-8") if file.exists() else "", err

    return save


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("title:loud", {"all": [{"contains": {"title": "loud"}}]}),
        ("-title:loud", {"all": [{"notContains": {"title": "loud"}}]}),
        ("year:1960..1970", {"all": [{"inTheRange": {"year": [1960, 1970]}}]}),
        ("year:1960..", {"all": [{"gt": {"year": 1959}}]}),
        ("-year:1960..", {"all": [{"lt": {"year": 1960}}]}),
        (
            "artist:a year:1960 , album:b",
            {
                "any": [
                    {
                        "all": [
                            {"contains": {"artist": "a"}},
                            {"inTheRange": {"year": [1960, 1960]}},
                        ]
                    },
                    {"contains": {"album": "b"}},
                ]
            },
        ),
        (
            "-length:60..120",
            {"any": [{"lt": {"duration": 60}}, {"gt": {"duration": 120}}]},
        ),
        ("format:flac", {"any": [{"is": {"filetype": "flac"}}, {"is": {"filetype": "fla"}}]}),
    ],
)
def test_a_query_becomes_rules(saved, query, expected):
    status, text, err = saved(query)
    assert status == 0, err
    found = json.loads(text)
    assert {name: found[name] for name in ("all", "any") if name in found} == expected
    assert (found["name"], found["sort"], found["order"]) == ("mine", "filepath", "asc")


def test_all_that_is_written_is_documented(saved, tagstudio):
    tagstudio("correct", "path:loud", "+shoe gaze", "--new-tag", "--group", "genre")
    query = 'x -y -genre:z path:a format:ogg -format:mp3 yes:"shoe gaze" -yes:"shoe gaze" year:1..2'
    _, text, _ = saved(query + " -year:1..2 length:3.. -length:3.. , albumartist:q")
    found = json.loads(text)
    told = rules({name: found[name] for name in ("all", "any") if name in found})
    assert {operator for operator, _ in told} == OPERATORS
    assert {field for _, field in told} <= FIELDS


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("tag:quiet", "what is only suggested, which no file holds"),
        ("title:a , -no:quiet", "are in no file"),
        ("state:new", "are in no file"),
        ("tag:quiet>0.5", "are in no file"),
        ("yes:banjo", "no field that the server knows holds banjo"),
    ],
)
def test_what_a_server_cannot_know_is_told(saved, tagstudio, query, reason):
    tagstudio("correct", "path:loud", "+banjo", "--new-tag", "--group", "instrument")
    status, text, err = saved(query)
    assert (status, text) == (1, "")
    assert reason in err
    assert "A file .m3u8 takes the tracks that it finds now." in err


def test_a_search_of_a_search_is_taken_apart(saved, tagstudio):
    tagstudio("searches", "save", "inner", "title:a , title:b")
    _, text, _ = saved("-search:inner")
    assert json.loads(text)["all"] == [
        {"notContains": {"title": "a"}},
        {"notContains": {"title": "b"}},
    ]


def test_a_playlist_is_kept_up_to_date_on_request(saved, tagstudio, tmp_path):
    file = tmp_path / "mine.m3u8"
    _, text, err = saved("yes:quiet", ".m3u8", "--relative", "--keep")
    assert text == "#EXTM3U\n"
    assert "searches playlists --update" in err
    tagstudio("correct", "path:loud", "+quiet")
    assert file.read_text() == "#EXTM3U\n"
    assert tagstudio("searches", "playlists", "--update")[0] == 0
    assert file.read_text().splitlines()[-1].endswith("/loud.wav")
    assert not file.read_text().splitlines()[-1].startswith("/")
    listed = json.loads(tagstudio("searches", "playlists", "--json")[1])
    assert listed["playlists"] == [
        {"search": "mine", "file": str(file), "relative": True, "problem": None}
    ]
    tagstudio("searches", "delete", "mine")
    status, out, _ = tagstudio("searches", "playlists", "--update", "--json")
    assert status == 1
    assert json.loads(out)["playlists"][0]["problem"] == "No search is saved in this library."
    assert tagstudio("searches", "playlists", "--forget", file)[0] == 0
    assert json.loads(tagstudio("searches", "playlists", "--json")[1]) == {"playlists": []}
    assert file.exists()


def test_another_kind_of_file_is_refused(saved):
    status, text, err = saved("title:a", ".mp3")
    assert (status, text) == (1, "")
    assert "End it with .m3u8" in err
