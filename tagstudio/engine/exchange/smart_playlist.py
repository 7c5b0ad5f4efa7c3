"""Smart playlists of Navidrome (.nsp): a query as rules, which the server applies by itself.

A server knows what stands in the files. So an answer yes is the genre or mood that `write` puts
there; what is only suggested, an answer no, a score and a state are in no file, and a query that
asks for these has no rules: https://www.navidrome.org/docs/usage/features/smart-playlists/
"""

from typing import Any, TypeAlias, assert_never

from sqlalchemy import Connection

from tagstudio.audio.files.formats import FORMATS
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.engine.file_tags.presets.find import preset_of
from tagstudio.engine.file_tags.presets.preset import ID3, kind_of
from tagstudio.library.search.execute import tag_called
from tagstudio.library.search.query import (
    AnsweredBy,
    DecidedAs,
    Disagreement,
    HasFormat,
    InKey,
    InSearch,
    InState,
    Is,
    Like,
    Query,
    Range,
    Score,
    Tagged,
    Term,
    Test,
    Text,
)
from tagstudio.library.search.saved_searches import query_of_search

Rule: TypeAlias = dict[str, Any]

SUGGESTED = message(
    "nsp.suggested",
    "tag: also finds what is only suggested, which no file holds. Save a search with yes: instead,"
    " for tags that you answered and wrote into the files",
)
NOT_IN_FILES = message(
    "nsp.not-in-files", "answers no, scores, disagreement and states are in no file"
)
_TEXTS = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "albumartist": "albumartist",
    "genre": "genre",
    "path": "filepath",
}
_NUMBERS = {"year": "year", "seconds": "duration", "bpm": "bpm"}
_OPPOSITE = {"is": "isNot", "contains": "notContains", "all": "any", "any": "all"}


def smart_playlist(connection: Connection, name: str, query: Query) -> Rule:
    """Return the rules of a query as the document of a smart playlist.

    Raises TagStudioError, with the reason, for a query that no rules can express.
    """
    try:
        rules = _of_query(connection, query)
    except _NoRuleError as error:
        raise TagStudioError(
            "nsp.no-rule",
            "The search {name!r} cannot be a smart playlist: {reason}. A file .m3u8 takes the"
            " tracks that it finds now.",
            name=name,
            reason=error.reason,
        ) from None
    whole = rules if rules.keys() & {"all", "any"} else {"all": [rules]}
    return {"name": name, "comment": "TagStudio", **whole, "sort": "filepath", "order": "asc"}


class _NoRuleError(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _of_query(connection: Connection, query: Query) -> Rule:
    found = [_all([_of_term(connection, term) for term in terms]) for terms in query.alternatives]
    # Every track: a duration is known of all that a server plays.
    return _any(found) if found else {"gt": {"duration": 0}}


def _is_written(connection: Connection, name: str) -> Rule:
    """Return the rule for a tag that stands in files as the library's preset writes it."""
    tag, preset = tag_called(connection, name), preset_of(connection)
    for place in preset.places:
        is_whole = not (place.separator or place.most) and place.existing != "keep"
        known = {"genre": "genre", "mood": "mood"}.get(place.field)
        if place.field == "grouping" and place.field_in(ID3) == "grp1":
            known = "grouping"
        if known and is_whole and kind_of(tag.group) in place.kinds:
            written = preset.names == "export" and tag.export_name
            return {"is": {known: written or tag.name}}
    raise _NoRuleError(
        message(
            "nsp.no-field",
            "no field that the server knows holds {tag} as a value of its own, as your files are"
            " written now; the preset navidrome writes most tags so",
            tag=tag.name,
        )
    )


def _of_term(connection: Connection, term: Term) -> Rule:
    rule = _of_test(connection, term.test)
    return _negated(rule) if term.negated else rule


def _of_test(connection: Connection, test: Test) -> Rule:
    match test:
        case Text(None, text):
            return {"any": [{"contains": {name: text}} for name in _TEXTS.values()]}
        case Text(field, text):
            return {"contains": {_TEXTS[field or "title"]: text}}
        case InKey() | Range("loudness"):
            raise _NoRuleError(NOT_IN_FILES)
        case Range():
            return _in_range(_NUMBERS[test.field], test)
        case HasFormat():
            endings = [one.suffixes for one in FORMATS if one.name == test.name.lower()]
            names = [suffix.removeprefix(".") for one in endings for suffix in one]
            return _any([{"is": {"filetype": one}} for one in names or [test.name]])
        case DecidedAs(name, "yes"):
            return _is_written(connection, name)
        case InSearch():
            return _of_query(connection, query_of_search(connection, test.name))
        case Tagged():
            raise _NoRuleError(SUGGESTED)
        case DecidedAs() | Score() | Disagreement() | InState() | AnsweredBy() | Is() | Like():
            raise _NoRuleError(NOT_IN_FILES)
    assert_never(test)


def _in_range(field: str, test: Range) -> Rule:
    """Return the rule for a range; without an upper end "more than", as there is no "at least"."""
    least = 0 if test.low is None else _whole(test.low)
    if test.high is not None:
        return {"inTheRange": {field: [least, _whole(test.high)]}}
    below = least - 1 if field == "year" else least
    return {"gt": {field: below}}


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


def _negated(rule: Rule) -> Rule:
    [(name, value)] = rule.items()
    if name in {"all", "any"}:
        return {_OPPOSITE[name]: [_negated(one) for one in value]}
    if name in _OPPOSITE:
        return {_OPPOSITE[name]: value}
    [(field, limit)] = value.items()
    if name == "gt":
        return {"lt": {field: limit + 1 if field == "year" else limit}}
    return {"any": [{"lt": {field: limit[0]}}, {"gt": {field: limit[1]}}]}


def _all(rules: list[Rule]) -> Rule:
    return rules[0] if len(rules) == 1 else {"all": rules}


def _any(rules: list[Rule]) -> Rule:
    return rules[0] if len(rules) == 1 else {"any": rules}
