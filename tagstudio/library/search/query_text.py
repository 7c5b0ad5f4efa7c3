"""A query as text again, and its tags by role: all of them, any of them, none of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, assert_never

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

Role = Literal["all", "any", "none"]

_PLAIN = re.compile(r"[^\s\",<>=]+")


def quoted(value: str) -> str:
    """Return a tag's name, or a text, as a query has it: in quotes where it must be."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def text_of(query: Query) -> str:
    """Return the text that `query.parse` reads as this query."""
    return " , ".join(" ".join(map(_term, terms)) for terms in query.alternatives)


def _term(term: Term) -> str:
    return ("-" if term.negated else "") + _test(term.test)


def _test(test: Test) -> str:  # noqa: PLR0911, PLR0912 - one for each kind of test
    match test:
        case Text(None, text):
            return (
                quoted(text) if not text.startswith("-") and ":" not in text else _in_quotes(text)
            )
        case Text(field, text):
            return f"{field}:{quoted(text)}"
        case Range():
            return _range(test)
        case InKey(name):
            return f"key:{name}"
        case HasFormat(name):
            return f"format:{quoted(name)}"
        case Tagged(tag):
            return f"tag:{quoted(tag)}"
        case Score():
            return f"tag:{_in_quotes(test.tag)}{test.comparison}{_number(test.limit)}"
        case Disagreement(comparison, limit):
            return f"disagreement:{comparison}{_number(limit)}"
        case DecidedAs(tag, state):
            return f"{state}:{quoted(tag)}"
        case InState(state):
            return f"state:{state}"
        case AnsweredBy(name):
            return f"by:{quoted(name)}"
        case Is(standing):
            return f"is:{standing}"
        case Like(path, limit):
            least = "" if limit is None else f">{_number(limit)}"
            return f"like:{_in_quotes(path) if least else quoted(path)}{least}"
        case InSearch(name):
            return f"search:{quoted(name)}"
    assert_never(test)


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _range(test: Range) -> str:
    low = "" if test.low is None else _number(test.low)
    high = "" if test.high is None else _number(test.high)
    if test.field != "seconds" and low == high:
        return f"{test.field}:{low}"
    return f"{test.field}:{low}..{high}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:f}".rstrip("0")


def liked_path(query: Query) -> str | None:
    """Return the path of the track that a query looks for the like of, None where it does not."""
    tests = (term.test for terms in query.alternatives for term in terms if not term.negated)
    return next((test.path for test in tests if isinstance(test, Like)), None)


def like_query(path: str) -> str:
    """Return the query for the tracks most like the one at a path."""
    return text_of(Query(((Term(Like(path)),),)))


@dataclass(frozen=True)
class TagsByRole:
    """The tags that a query asks for: the tracks have all of `all`, one of `any`, none of `none`.

    `rest` is what else every track must fit.
    """

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    rest: tuple[Term, ...] = ()

    def role_of(self, tag: str) -> Role | None:
        """Return the role of a tag, None for one that is not asked for."""
        key = tag.casefold()
        roles: tuple[Role, ...] = ("all", "any", "none")
        return next((r for r in roles if key in map(str.casefold, getattr(self, r))), None)

    def query(self) -> Query:
        """Return the query that asks for these."""
        common = (*self.rest, *(Term(Tagged(tag)) for tag in self.all))
        common += tuple(Term(Tagged(tag), negated=True) for tag in self.none)
        if not self.any:
            return Query((common,)) if common else Query()
        return Query(tuple((*common, Term(Tagged(tag))) for tag in self.any))

    def with_tag(self, tag: str, role: Role | None) -> "TagsByRole":
        """Return these with a tag in another role, None: in none."""

        def without(tags: Iterable[str]) -> tuple[str, ...]:
            return tuple(one for one in tags if one.casefold() != tag.casefold())

        found = {"all": without(self.all), "any": without(self.any), "none": without(self.none)}
        if role is not None:
            found[role] = (*found[role], tag)
        return TagsByRole(**found, rest=self.rest)


def tags_by_role(query: Query) -> TagsByRole | None:
    """Return the tags of a query by role; None where its alternatives differ in anything else."""
    if not query.alternatives:
        return TagsByRole()
    first, *others = query.alternatives
    common = [term for term in first if all(term in terms for terms in others)]
    own = [[term for term in terms if term not in common] for terms in query.alternatives]
    one_of: list[str] = []
    if others:
        for terms in own:
            if len(terms) != 1 or terms[0].negated or not isinstance(terms[0].test, Tagged):
                return None
            one_of.append(terms[0].test.tag)
    tagged = [(term, term.test.tag) for term in common if isinstance(term.test, Tagged)]
    return TagsByRole(
        tuple(tag for term, tag in tagged if not term.negated),
        tuple(one_of),
        tuple(tag for term, tag in tagged if term.negated),
        tuple(term for term in common if not isinstance(term.test, Tagged)),
    )


def with_tag_everywhere(query: Query, tag: str, role: Role | None) -> Query:
    """Return a query whose alternatives differ in more than a tag, with the tag in a role.

    Each alternative gets the tag, or loses it.
    """
    key = tag.casefold()
    kept = [
        tuple(
            term
            for term in terms
            if not (isinstance(term.test, Tagged) and term.test.tag.casefold() == key)
        )
        for terms in query.alternatives
    ]
    added = () if role is None else (Term(Tagged(tag), negated=role == "none"),)
    return Query(tuple((*terms, *added) for terms in kept if terms or added))
