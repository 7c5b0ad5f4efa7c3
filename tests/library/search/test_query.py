import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.core.paths import bundled_folder
from tagstudio.library.search.german_words import GERMAN_FIELDS, GERMAN_STANDINGS, GERMAN_STATES
from tagstudio.library.search.query import (
    ALL_TRACKS,
    FIELDS,
    STANDINGS,
    STATES,
    DecidedAs,
    HasFormat,
    InState,
    Query,
    QueryError,
    Range,
    Score,
    Tagged,
    Term,
    Test,
    Text,
    joined,
    parse,
)

ONE_TERM = {
    "coltrane": Text(None, "coltrane"),
    '"love supreme"': Text(None, "love supreme"),
    '"tag:jazz"': Text(None, "tag:jazz"),
    '"-x"': Text(None, "-x"),
    '"a,"': Text(None, "a,"),
    "-": Text(None, "-"),
    "a,b": Text(None, "a,b"),
    'rock"n"roll': Text(None, 'rock"n"roll'),
    r'"say \"hi\" \\"': Text(None, 'say "hi" \\'),
    "artist:monk": Text("artist", "monk"),
    "ARTIST:Monk": Text("artist", "Monk"),
    "albumartist:x": Text("albumartist", "x"),
    "title:50%": Text("title", "50%"),
    "path:/music/x": Text("path", "/music/x"),
    r"path:C:\Music": Text("path", "C:\\Music"),
    'genre:"hard bop"': Text("genre", "hard bop"),
    "year:1960": Range("year", 1960, 1960),
    "year:1960..1970": Range("year", 1960, 1970),
    "year:..1970": Range("year", None, 1970),
    "year:1960..": Range("year", 1960, None),
    "seconds:100..200.5": Range("seconds", 100, 200.5),
    "seconds:200": Range("seconds", 200, 201),
    "length:3:20": Range("seconds", 200, 201),
    "length:3:20..1:01:00": None,
    "length:3:20..4:00": Range("seconds", 200, 240),
    "year:>1960": Range("year", 1961, None),
    "year:<=1960": Range("year", None, 1960),
    "bpm:>=120": Range("bpm", 120, None),
    "bpm:<120.5": Range("bpm", None, 120.4),
    "loudness:>-14": Range("loudness", -13, None),
    "length:<0:10": Range("seconds", None, 9.999),
    "length:<=0:10": Range("seconds", None, 10.999),
    "length:>0:10": Range("seconds", 11, None),
    "seconds:>=10.5": Range("seconds", 10.5, None),
    "format:FLAC": HasFormat("FLAC"),
    "tag:jazz": Tagged("jazz"),
    'tag:"hard rock"': Tagged("hard rock"),
    "tag:hip-hop": Tagged("hip-hop"),
    "tag:jazz>0.4": Score("jazz", ">", 0.4),
    "tag:jazz>=.4": Score("jazz", ">=", 0.4),
    "tag:jazz<1": Score("jazz", "<", 1.0),
    'tag:"hard rock"<=0.25': Score("hard rock", "<=", 0.25),
    "yes:jazz": DecidedAs("jazz", "yes"),
    'no:"hard rock"': DecidedAs("hard rock", "no"),
    **{f"state:{state}": InState(state) for state in STATES},
    "state:NEW": InState("new"),
}

ERRORS = {
    "artst:monk": f"no field 'artst'.*{', '.join(FIELDS)}.*quotes",
    "http://x": "no field 'http'",
    "artist:": "missing after the colon",
    'artist:""': "missing after the colon",
    "year:": "missing",
    "year:..": "no number or range.*year:1960..1970",
    "year:sixties": "'sixties' is no number",
    "year:1960-1970": "'1960-1970' is no number",
    "year:1e3": "is no number",
    "year:nan": "is no number",
    "year:1970..1960": "empty: 1970 is more than 1960",
    "length:3:99": "is no number.*length:2:30.*length:<4:00",
    "length:<0:10:0": "is no number",
    "length:10<20": "is no number",
    "year:>": "is no number",
    "year:3:20": "is no number",
    "length:3:20..1:01:00": "is no number",
    "state:done": f"no state 'done'.*{', '.join(STATES)}",
    "tag:": "tag:jazz",
    "tag:>0.4": "tag:jazz",
    'tag:"hard rock"0.4': "tag:jazz",
    'tag:"hard rock"x>0.4': "tag:jazz",
    "tag:jazz>": "number from 0 to 1",
    "tag:jazz>high": "number from 0 to 1.*'high'",
    "tag:jazz>1.5": "number from 0 to 1",
    '"never closed': "quotes",
    'genre:"never closed': "quotes",
}


@pytest.mark.parametrize(
    ("text", "test"), [(text, test) for text, test in ONE_TERM.items() if test is not None]
)
def test_a_word(text: str, test: Test) -> None:
    assert parse(text) == Query(((Term(test),),))
    assert parse(f"  {text}\t ") == parse(text)


@pytest.mark.parametrize("text", [text for text in ONE_TERM if text != "-" and ONE_TERM[text]])
def test_a_leading_minus_negates(text: str) -> None:
    [[term]] = parse(f"-{text}").alternatives
    assert term == Term(ONE_TERM[text] or Text(None, ""), negated=True)


@pytest.mark.parametrize(("text", "message"), ERRORS.items())
def test_an_impossible_query_raises_an_explanation(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse(text)


def test_all_words_must_hold() -> None:
    parsed = parse('artist:coltrane tag:"hard bop">0.4 -tag:rock year:1960..1970 love')
    assert parsed == Query(
        (
            (
                Term(Text("artist", "coltrane")),
                Term(Score("hard bop", ">", 0.4)),
                Term(Tagged("rock"), negated=True),
                Term(Range("year", 1960, 1970)),
                Term(Text(None, "love")),
            ),
        )
    )


@pytest.mark.parametrize("text", ["a b , c", "a b, c", "a b ,c,", ", a b , , c"])
def test_commas_separate_alternatives(text: str) -> None:
    words = [[term.test for term in terms] for terms in parse(text).alternatives]
    expected = [[Text(None, "a"), Text(None, "b")], [Text(None, "c")]]
    if text == "a b ,c,":  # a comma in front of a word belongs to it
        expected = [[Text(None, "a"), Text(None, "b"), Text(None, ",c")]]
    assert words == expected


@pytest.mark.parametrize("text", ['tag:"a b", x', 'tag:"a b">0.5, x', '"a b", x', "year:1960, x"])
def test_a_comma_may_follow_quotes_and_numbers(text: str) -> None:
    assert len(parse(text).alternatives) == 2


@pytest.mark.parametrize("text", ["", "  ", ",", " , , "])
def test_empty_text_finds_all_tracks(text: str) -> None:
    assert parse(text) == ALL_TRACKS


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["artist:coltrane", "tag:jazz"], "artist:coltrane tag:jazz"),
        (["genre:hard bop"], 'genre:"hard bop"'),
        (["-genre:hard bop", "x"], '-genre:"hard bop" x'),
        (["tag:hard rock>0.4"], 'tag:"hard rock">0.4'),
        (["tag:hard rock"], 'tag:"hard rock"'),
        (["artist:coltrane tag:jazz"], "artist:coltrane tag:jazz"),
        (["love supreme"], "love supreme"),
        (['genre:"hard bop"'], 'genre:"hard bop"'),
        ([], ""),
    ],
)
def test_arguments_of_a_shell_are_joined_into_a_query(arguments: list[str], text: str) -> None:
    assert joined(arguments) == text


@given(st.text())
def test_any_text_is_a_query_or_an_error(text: str) -> None:
    try:
        parsed = parse(text)
    except QueryError:
        return
    assert isinstance(parsed, Query)


@given(st.text(min_size=1))
def test_any_text_can_be_looked_for_in_quotes(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parse(f'artist:"{escaped}"') == Query(((Term(Text("artist", text)),),))


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("jahr:1990..", "year:1990.."),
        ("Titel:naima interpret:coltrane", "title:naima artist:coltrane"),
        ('schlagwort:"hard bop">0.4 -ja:jazz nein:rock', 'tag:"hard bop">0.4 -yes:jazz no:rock'),
        ("zustand:geprüft , status:Fehlend", "state:reviewed , state:missing"),
        ("länge:3:20 laenge:100..", "length:3:20 length:100.."),
        ("ist:strittig von:anna wie:/a/b.mp3>0.8", "is:disputed by:anna like:/a/b.mp3>0.8"),
    ],
)
def test_german_words_are_understood_whatever_the_window_speaks(german: str, english: str) -> None:
    assert parse(german) == parse(english)


def test_every_field_and_state_has_a_german_word() -> None:
    assert set(GERMAN_FIELDS.values()) == set(FIELDS)
    assert set(GERMAN_STATES.values()) == set(STATES)
    assert set(GERMAN_STANDINGS.values()) == set(STANDINGS)


def test_an_error_names_the_field_as_it_was_typed() -> None:
    with pytest.raises(QueryError, match="jahr: 'abc' is no number"):
        parse("jahr:abc")
    assert joined(["interpret:john coltrane"]) == 'interpret:"john coltrane"'


def test_german_errors_name_the_german_words() -> None:
    folder = bundled_folder("resources") / "translations" / "messages" / "de"
    texts = tomllib.loads((folder / "library.toml").read_text(encoding="utf-8"))
    listed = {key: texts[f"query.{key}"].split(", ") for key in ("fields", "states")}
    assert set(listed["fields"]) == {*GERMAN_FIELDS} - {"laenge", "status"}
    assert listed["states"] == [*GERMAN_STATES]
    assert texts["query.standings"] == ", ".join(f"ist:{word}" for word in GERMAN_STANDINGS)


def test_english_errors_name_all_words() -> None:
    for wrong, words in (("yeer:1", FIELDS), ("state:x", STATES)):
        with pytest.raises(QueryError, match=", ".join(words)):
            parse(wrong)
