r"""The query language: from text to dataclasses, which `execute` runs.

    coltrane "love supreme" -tag:rock tag:"hard bop">0.4 year:1960..1970 , yes:jazz state:new
    bpm:120..128 key:Am loudness:-14..-8 length:<3:20 by:anna is:disputed

All words must hold; a comma, alone or at the end of a word, separates alternatives; a leading `-`
negates; `like:PATH` finds the tracks most like another one, `like:PATH>0.8` those at least so much;
`by:NAME` finds the tracks that a person answered, `is:disputed` those on which people disagree;
`search:NAME` is a saved search; quotes hold spaces (inside them `\"` and `\\` stand for
`"` and `\`). A word without a field is looked for in all texts of a track. The German words of
`german_words` are understood beside the English ones.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast, get_args

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.musical_keys import as_key
from tagstudio.library.search.german_words import GERMAN_FIELDS, GERMAN_STANDINGS, GERMAN_STATES
from tagstudio.library.tracks.track_state import TRACK_STATES, TrackState

TextField = Literal["title", "artist", "album", "albumartist", "genre", "path"]
RangeField = Literal["year", "seconds", "bpm", "loudness"]
SearchedState: TypeAlias = TrackState | Literal["unreviewed"]
Standing = Literal["disputed"]  # of the answers on a track
ScoreComparison = Literal["<", "<=", ">", ">="]

TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
UNREVIEWED = TRACK_STATES[-2:]  # "suggested" and "new", the last in the order of precedence
STATES: tuple[SearchedState, ...] = (
    "new",
    "suggested",
    "unreviewed",
    "reviewed",
    "failed",
    "missing",
)
STANDINGS: tuple[Standing, ...] = get_args(Standing)
FIELDS = (
    *TEXT_FIELDS,
    "year",
    "seconds",
    "length",
    "format",
    "bpm",
    "key",
    "loudness",
    "tag",
    "yes",
    "no",
    "state",
    "disagreement",
    "by",
    "is",
    "like",
    "search",
)


class QueryError(TagStudioError):
    """A query that cannot be parsed, or that names an unknown tag; the message names known ones."""


@dataclass(frozen=True)
class Text:
    """A track with `text` somewhere in a field, or with None in any of them."""

    field: TextField | None
    text: str


@dataclass(frozen=True)
class Range:
    """A track whose year, length, tempo or loudness lies between two numbers, both included.

    None is no limit.
    """

    field: RangeField
    low: float | None
    high: float | None


@dataclass(frozen=True)
class InKey:
    """A track in this key, in the one spelling of `core.musical_keys`."""

    name: str


@dataclass(frozen=True)
class HasFormat:
    """A track in a file of this format, such as flac."""

    name: str


@dataclass(frozen=True)
class Tagged:
    """A track that has the tag: so decided, or suggested and not decided otherwise."""

    tag: str


@dataclass(frozen=True)
class Score:
    """A track whose score for the tag compares so with `limit`."""

    tag: str
    comparison: ScoreComparison
    limit: float


@dataclass(frozen=True)
class Disagreement:
    """A track about which the members of the joint model disagree so, compared with `limit`."""

    comparison: ScoreComparison
    limit: float


@dataclass(frozen=True)
class DecidedAs:
    """A track for which the user decided "yes" or "no" on the tag."""

    tag: str
    state: Literal["yes", "no"]


@dataclass(frozen=True)
class InState:
    """A track in this state; "unreviewed" stands for the states UNREVIEWED."""

    state: SearchedState


@dataclass(frozen=True)
class AnsweredBy:
    """A track on which the person of this name, in any case, gave an answer that stands."""

    name: str


@dataclass(frozen=True)
class Is:
    """A track whose answers are such: "disputed", where people disagree about a tag of it."""

    standing: Standing


@dataclass(frozen=True)
class Like:
    """A track that sounds like the one at `path`: of the nearest, or at least so similar."""

    path: str
    limit: float | None = None


@dataclass(frozen=True)
class InSearch:
    """A track that the saved search called `name` finds."""

    name: str


Test: TypeAlias = (
    Text
    | Range
    | InKey
    | HasFormat
    | Tagged
    | Score
    | Disagreement
    | DecidedAs
    | InState
    | AnsweredBy
    | Is
    | Like
    | InSearch
)


@dataclass(frozen=True)
class Term:
    """One word of a query: a test that must hold, or must not."""

    test: Test
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """Alternatives, in each of which all terms must hold; none at all means every track."""

    alternatives: tuple[tuple[Term, ...], ...] = ()


ALL_TRACKS = Query()

# The names as an error lists them: in the user's language, and so no join of the tuples above.
_FIELDS_IN_WORDS = message(
    "query.fields",
    "title, artist, album, albumartist, genre, path, year, seconds, length, format, "
    "bpm, key, loudness, tag, yes, no, state, disagreement, by, is, like, search",
)
_STATES_IN_WORDS = message("query.states", "new, suggested, unreviewed, reviewed, failed, missing")
_STANDINGS_IN_WORDS = message("query.standings", "is:disputed")

_WORD = re.compile(
    r"""
    (?P<comma>,(?=\s|$))
    | (?P<minus>-(?=\S))?
      (?:(?P<field>[A-Za-z_]+|[Ll]änge):)?
      (?:
        "(?P<quoted>(?:[^"\\]|\\.)*)" (?P<rest>[^\s,"]*)
        | (?P<unclosed>".*)
        | (?P<plain>\S*?)
      )
      (?=\s|,(?:\s|$)|$)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMPARED = re.compile(r"(?P<name>.*?)(?P<comparison><=|>=|<|>)(?P<limit>.*)", re.DOTALL)
_DECIMAL = r"\d+(\.\d*)?|\.\d+"
JUST = 0.001  # by so many seconds a length is below another one
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LEAST_ALIKE = re.compile(r">=?(?P<limit>0?\.\d+|[01](?:\.0+)?)$")
_EXAMPLES = {
    "year": ("1960", "1970"),
    "seconds": ("2:30", "4:00"),
    "bpm": ("120", "128"),
    "loudness": ("-14", "-8"),
}
_CLOCK = re.compile(r"(?P<minutes>\d+):(?P<seconds>[0-5]\d(?:\.\d+)?)")


def parse(text: str) -> Query:
    """Return `text` as a query; empty text finds all tracks. Raises QueryError."""
    alternatives: list[list[Term]] = [[]]
    for word in _words(text):
        if word["comma"]:
            alternatives.append([])
        else:
            alternatives[-1].append(_term(word))
    return Query(tuple(tuple(terms) for terms in alternatives if terms))


def joined(arguments: Sequence[str]) -> str:
    """Join the arguments into which a shell split a query.

    A shell removes the quotes of `genre:"hard bop"`, so an argument with spaces and one field, at
    its start, gets them back. One that holds more is a query of its own and stays as it is.
    """
    return " ".join(_quoted_again(argument) for argument in arguments)


def _quoted_again(argument: str) -> str:
    fields = re.findall(rf"(?:^|\s)-?(?:{'|'.join((*FIELDS, *GERMAN_FIELDS))}):", argument)
    match = re.fullmatch(r"(-?[A-Za-zä]+:)([^\"]*\s[^\"]*)", argument, re.DOTALL)
    if match is None or len(fields) != 1:
        return argument
    compared = _COMPARED.fullmatch(match[2]) if match[1].endswith(("tag:", "schlagwort:")) else None
    if compared is None:
        return f'{match[1]}"{match[2]}"'
    return (
        f'{match[1]}"{compared["name"].strip()}"{compared["comparison"]}{compared["limit"].strip()}'
    )


def _words(text: str) -> Iterator[re.Match[str]]:
    position = len(text) - len(text.lstrip())
    while position < len(text):
        word = _WORD.match(text, position)
        if word is None or word["unclosed"] is not None:
            raise QueryError(
                "query.unmatched-quotes",
                "The quotes in {text!r} do not match; a quoted text begins and ends"
                ' with ", and inside it \\" stands for a quotation mark.',
                text=text[position:],
            )
        yield word
        position = word.end() + len(text[word.end() :]) - len(text[word.end() :].lstrip())


def _term(word: re.Match[str]) -> Term:
    quoted = word["quoted"] is not None
    value = _ESCAPED.sub(r"\1", word["quoted"]) if quoted else word["plain"]
    rest = (word["rest"] or "") if quoted else ""
    return Term(_test(word["field"], value, rest, quoted), bool(word["minus"]))


def _test(field: str | None, value: str, rest: str, quoted: bool) -> Test:
    if field is None:
        return Text(None, value + rest)
    name = GERMAN_FIELDS.get(field.lower(), field.lower())
    if name not in FIELDS:
        raise QueryError(
            "query.unknown-field",
            "There is no field {field!r}; the fields are {fields}."
            ' To look for the text itself, put it in quotes: "{text}".',
            field=field,
            fields=_FIELDS_IN_WORDS,
            text=f"{field}:{value}{rest}",
        )
    if name == "tag":
        return _tag(value, rest, quoted)
    if name == "like" and value + rest:
        return _like(value, rest, quoted)
    if not value + rest:
        raise QueryError(
            "query.no-value",
            "{field}: what is looked for is missing after the colon.",
            field=field.lower(),
        )
    if name in TEXT_FIELDS:
        return Text(name, value + rest)
    try:
        return _MAKERS[name](value + rest)
    except QueryError as error:
        if "field" not in error.message.values:
            raise
        said = {**error.message.values, "field": field.lower()}  # as it was typed
        raise QueryError(replace(error.message, values=said)) from None


def _tag(value: str, rest: str, quoted: bool) -> Test:
    compared = _COMPARED.fullmatch(rest if quoted else value)
    name = value if quoted else (compared["name"] if compared else value)
    if not name or (quoted and rest and (compared is None or compared["name"])):
        raise QueryError(
            "query.malformed-tag",
            'A tag is asked for as tag:jazz, tag:"hard rock" or tag:jazz>0.4.',
        )
    if compared is None:
        return Tagged(name)
    limit = _number(compared["limit"], "tag")
    if limit > 1:
        raise _wrong_score(compared["limit"])
    return Score(name, cast(ScoreComparison, compared["comparison"]), limit)


def _like(value: str, rest: str, quoted: bool) -> Like:
    """Return what is asked for; a path may hold signs of comparison, so only a number ends it."""
    ending = rest if quoted else value + rest
    compared = _LEAST_ALIKE.search(ending)
    path = (value if quoted else "") + (ending[: compared.start()] if compared else ending)
    if not path:
        raise QueryError(
            "query.no-value",
            "{field}: what is looked for is missing after the colon.",
            field="like",
        )
    return Like(path, float(compared["limit"]) if compared else None)


def _disagreement(value: str) -> Disagreement:
    compared = _COMPARED.fullmatch(value)
    limit = compared["limit"] if compared else ""
    if (
        compared is None
        or compared["name"]
        or not re.fullmatch(_DECIMAL, limit, re.ASCII)
        or float(limit) > 1
    ):
        raise QueryError(
            "query.malformed-disagreement",
            "Disagreement is compared with a number from 0 to 1, as in disagreement:>0.5, not"
            " {value!r}.",
            value=value,
        )
    return Disagreement(cast(ScoreComparison, compared["comparison"]), float(limit))


def _state(value: str) -> InState:
    state = GERMAN_STATES.get(value.lower(), value.lower())
    if state not in STATES:
        raise QueryError(
            "query.unknown-state",
            "There is no state {value!r}; the states are {states}.",
            value=value,
            states=_STATES_IN_WORDS,
        )
    return InState(state)


def _is(value: str) -> Is:
    standing = GERMAN_STANDINGS.get(value.lower(), value.lower())
    if standing not in STANDINGS:
        raise QueryError(
            "query.unknown-standing",
            "is:{value} asks for nothing that is known; there is {standings}.",
            value=value,
            standings=_STANDINGS_IN_WORDS,
        )
    return Is(standing)


def _year(value: str) -> Range:
    low, high = _limits(value, "year")
    return Range("year", low, high)


def _seconds(value: str) -> Range:
    low, high = _limits(value, "seconds")
    if low is not None and low == high and ".." not in value:
        high = low + 1  # "3:20" on a clock face is anything up to 3:21
    return Range("seconds", low, high)


def _measure(field: RangeField, value: str) -> Range:
    """Return a range of tempi or of loudness, which is negative."""
    low, high = _limits(value, field)
    return Range(field, low, high)


def _key(value: str) -> InKey:
    key = as_key(value)
    if key is None:
        raise QueryError(
            "query.no-key",
            "{value!r} is no key; write one as key:Am, key:F#m, key:C or, as on a DJ's wheel,"
            " key:8A.",
            value=value,
        )
    return InKey(key)


def _limits(value: str, field: str) -> tuple[float | None, float | None]:
    compared = _COMPARED.fullmatch(value)
    if compared is not None and not compared["name"]:
        return _compared(compared["comparison"], _number(compared["limit"], field), field)
    low_text, dots, high_text = value.partition("..")
    low = _number(low_text, field) if low_text else None
    high = (_number(high_text, field) if high_text else None) if dots else low
    if low is None and high is None:
        raise _wrong_range(field, value)
    if low is not None and high is not None and low > high:
        raise QueryError(
            "query.empty-range",
            "{field}:{value} is empty: {low} is more than {high}.",
            field=field,
            value=value,
            low=low_text,
            high=high_text,
        )
    return low, high


def _compared(sign: str, limit: float, field: str) -> tuple[float | None, float | None]:
    """Return the range, ends included, of the numbers that are above or below a limit.

    They are compared as they are shown: whole ones with whole ones, others by tenths. A length is
    shown in whole seconds, as on a clock face, so one of 3:20 is below 3:21.
    """
    step = 1.0 if limit == int(limit) else 0.1
    if field == "seconds":
        below = limit if sign in {"<", ">="} else limit + step
        return (None, round(below - JUST, 3)) if sign in {"<", "<="} else (below, None)
    if sign in {"<", "<="}:
        return None, limit if sign == "<=" else round(limit - step, 3)
    return limit if sign == ">=" else round(limit + step, 3), None


def _number(text: str, field: str) -> float:
    clock = _CLOCK.fullmatch(text) if field == "seconds" else None
    if clock:
        return int(clock["minutes"]) * 60 + float(clock["seconds"])
    sign = "-?" if field == "loudness" else ""
    if not re.fullmatch(f"{sign}({_DECIMAL})", text, re.ASCII):
        raise _wrong_score(text) if field == "tag" else _wrong_range(field, text)
    return float(text)


def _wrong_range(field: str, value: str) -> QueryError:
    low, high = _EXAMPLES[field]
    return QueryError(
        "query.malformed-range",
        "{field}: {value!r} is no number or range; write {field}:{low}, {field}:{low}..{high},"
        " {field}:>{low} or {field}:<{high}.",
        field=field,
        value=value,
        low=low,
        high=high,
    )


def _wrong_score(value: str) -> QueryError:
    return QueryError(
        "query.malformed-score",
        "A score is compared with a number from 0 to 1, as in tag:jazz>0.4, not {value!r}.",
        value=value,
    )


_MAKERS: dict[str, Callable[[str], Test]] = {
    "year": _year,
    "seconds": _seconds,
    "length": _seconds,
    "bpm": lambda value: _measure("bpm", value),
    "loudness": lambda value: _measure("loudness", value),
    "key": _key,
    "format": HasFormat,
    "yes": lambda value: DecidedAs(value, "yes"),
    "no": lambda value: DecidedAs(value, "no"),
    "state": _state,
    "disagreement": _disagreement,
    "by": AnsweredBy,
    "is": _is,
    "search": InSearch,
}
