"""Changes to the vocabulary: names, groups, colours, order, aliases; tags merged and deleted.

Each function looks at the library and returns the change that is wanted, which `make` makes, as one
action for undo. The journal of answers keeps what was said: a merge adds the answers of one tag to
the other, where that has none, and undo takes them back.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.schema import decisions, journal
from tagstudio.library.db.schema import tag_edits as edit_table
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.db.text_folding import clean, folded
from tagstudio.library.tags import part_answers, tag_edits
from tagstudio.library.tags.aliases import LONGEST, TagNames, bare, check_new_name
from tagstudio.library.tags.decisions import next_undo_group
from tagstudio.library.tags.implications import all_implied
from tagstudio.library.tags.people import at_work
from tagstudio.library.tags.tag_edits import TagEdit, TagField
from tagstudio.library.tags.tag_tree import as_text, read_tree
from tagstudio.library.tags.tags import Tag, gone_names, list_tags, said_names, tags_now

COLOURS = {
    "red": "#c0392b",
    "orange": "#d35400",
    "yellow": "#b7950b",
    "green": "#27803f",
    "teal": "#0e7c7b",
    "blue": "#2166ac",
    "purple": "#7d3c98",
    "pink": "#c2447d",
    "brown": "#7e5109",
    "grey": "#707b7c",
}
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class TagChange:
    """What is to become of tags.

    For a tag that is merged or deleted, `answers` counts the answers to it, one a track, and
    `differing` the tracks where the other tag was answered otherwise, which stays. `merged` are the
    tag and the one it becomes.
    """

    edits: tuple[TagEdit, ...]
    answers: int = 0
    differing: int = 0
    merged: tuple[int, int] | None = None


def make(connection: sa.Connection, change: TagChange, at: float | None = None) -> int | None:
    """Make a change as one action; return its undo group, None where there is nothing to change.

    Open the library's `write(durable=True)` for it.
    """
    if not change.edits:
        return None
    group, now = next_undo_group(connection), int(time.time() if at is None else at)
    if change.merged is not None:
        take_answers(connection, *change.merged, group, now)
        take_parts(connection, *change.merged, group, now)
    tag_edits.put(connection, change.edits, group, at=now)
    return group


def tag_called(names: TagNames, name: str) -> Tag:
    """Return the tag that `name` means; raise TagStudioError for none or several."""
    meant = names.meant_by(name)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise TagStudioError(
            "tags.several",
            "{name!r} can mean {tags}; write the one that is meant.",
            name=name,
            tags=", ".join(tag.name for tag in meant),
        )
    if close := ", ".join(names.closest(name)):
        raise TagStudioError(
            "tags.unknown-but",
            "There is no tag {name!r}. Did you mean {others}?",
            name=name,
            others=close,
        )
    raise TagStudioError(
        "tags.unknown",
        "There is no tag {name!r}, and none of a like name.",
        name=name,
    )


def rename(connection: sa.Connection, name: str, new: str) -> TagChange:
    """Show a tag under another name; the answers to it, and what models call it, stay.

    Its former name goes on meaning it, until the user takes that away or gives it to another tag.
    """
    names = TagNames(list_tags(connection))
    tag, wanted = tag_called(names, name), clean(new)
    check_new_name(wanted)
    taken = _taken(connection, names, tag, wanted)
    if folded(wanted) in {folded(one) for one in gone_names(connection)}:
        raise TagStudioError(
            "tags.name-deleted",
            "{name!r} is the name of a tag that you deleted. Choose another, or undo that first.",
            name=wanted,
        )
    also = _also_called(connection, tag, tag.name, wanted)
    return TagChange((*_edits(tag.id, "name", tag.name, wanted), *also, *taken))


def set_export_name(connection: sa.Connection, name: str, new: str) -> TagChange:
    """Call a tag otherwise in files and exports; "": as it is shown."""
    names = TagNames(list_tags(connection))
    tag, wanted = tag_called(names, name), clean(new)
    taken: tuple[TagEdit, ...] = ()
    if wanted:
        check_new_name(wanted)
        taken = _taken(connection, names, tag, wanted)
    kept = "" if wanted == tag.name else wanted
    also = _also_called(connection, tag, tag.export_name, wanted)
    return TagChange((*_edits(tag.id, "export_name", tag.export_name, kept), *also, *taken))


def set_group(connection: sa.Connection, tag_names: Sequence[str], group: str) -> TagChange:
    """Put tags into a group, which may be a new one."""
    names, wanted = TagNames(list_tags(connection)), clean(group)
    if not bare(wanted) or len(wanted) > LONGEST or not wanted.isprintable():
        raise TagStudioError(
            "tags.impossible-group",
            "{group!r} cannot be a group: a name has letters or digits, no line breaks, and at most"
            " {longest} characters.",
            group=group,
            longest=LONGEST,
        )
    tags = [tag_called(names, name) for name in tag_names]
    return TagChange(
        tuple(edit for tag in tags for edit in _edits(tag.id, "group", tag.group, wanted))
    )


def set_colour(connection: sa.Connection, tag_names: Sequence[str], colour: str) -> TagChange:
    """Give tags a colour: a name of COLOURS or "#rrggbb"; "": none."""
    names, wanted = TagNames(list_tags(connection)), colour.strip().casefold()
    wanted = COLOURS.get(wanted, wanted)
    if wanted and not _COLOUR.fullmatch(wanted):
        raise TagStudioError(
            "tags.no-colour",
            "{colour!r} is no colour; write {colours}, or one such as #2166ac.",
            colour=colour,
            colours=", ".join(COLOURS),
        )
    tags = [tag_called(names, name) for name in tag_names]
    return TagChange(
        tuple(edit for tag in tags for edit in _edits(tag.id, "colour", tag.colour, wanted))
    )


def set_order(connection: sa.Connection, tag_names: Sequence[str]) -> TagChange:
    """Let tags stand first in their groups, in this order; with no names, all by name again."""
    tags = list_tags(connection)
    names = TagNames(tags)
    first = list(dict.fromkeys(tag_called(names, name) for name in tag_names))
    groups = {tag.group for tag in first}
    placed = sorted(
        (tag for tag in tags if tag.position is not None and tag not in first),
        key=lambda tag: (tag.position, folded(tag.name)),
    )
    wanted: dict[int, int] = {}
    for group in groups:
        own = [tag for tag in (*first, *placed) if tag.group == group]
        wanted |= {tag.id: place for place, tag in enumerate(own)}
    edits = [
        edit
        for tag in tags
        if not first or tag.group in groups
        for edit in _edits(tag.id, "position", _number(tag.position), _number(wanted.get(tag.id)))
    ]
    return TagChange(tuple(edits))


def together(changes: Iterable[TagChange]) -> TagChange:
    """Return changes that concern no answers as one."""
    edits: dict[tuple[int | None, str], TagEdit] = {}
    for edit in (edit for change in changes for edit in change.edits):
        first = edits.setdefault((edit.tag_id, edit.field), edit)
        if edit.field == "aliases" and first is not edit:
            edits[edit.tag_id, edit.field] = _both(first, edit)
    return TagChange(tuple(edits.values()))


def add_alias(connection: sa.Connection, name: str, alias: str) -> TagChange:
    """Let another name mean a tag, wherever names are read."""
    tag = tag_called(TagNames(list_tags(connection)), name)
    return set_aliases(connection, name, [*aliases_of_tags(connection).get(tag.id, []), alias])


def set_aliases(connection: sa.Connection, name: str, wanted: Sequence[str]) -> TagChange:
    """Let these other names mean a tag, wherever names are read, and none besides."""
    names = TagNames(list_tags(connection))
    tag = tag_called(names, name)
    before = _alias_rows(connection, tag.id)
    known = {folded(one) for one in (tag.name, *tag.other_names)}
    known -= {folded(one) for aliases in before.values() for one in aliases}
    after: dict[str, str] = {}
    taken: list[TagEdit] = []
    for alias in map(clean, wanted):
        if not bare(alias) or len(alias) > LONGEST or not alias.isprintable():
            raise TagStudioError(
                "tags.impossible-alias",
                "{alias!r} cannot be an alias: it has letters or digits, no line breaks, and at"
                " most {longest} characters.",
                alias=alias,
                longest=LONGEST,
            )
        taken += _taken(connection, names, tag, alias)
        if folded(alias) not in known:
            after.setdefault(folded(alias), alias)
    edits: list[TagEdit] = []
    for id, aliases in before.items():
        if id != tag.id:  # of a tag that was merged into this one: they can only go
            kept = [one for one in aliases if folded(one) in after]
            edits += _alias_edits(id, aliases, kept)
            after = {key: one for key, one in after.items() if one not in kept}
    own = _alias_edits(tag.id, before[tag.id], list(after.values()))
    return TagChange((*own, *edits, *taken))


def remove_alias(connection: sa.Connection, name: str, alias: str) -> TagChange:
    """Let a name that the user gave a tag mean it no more."""
    tag = tag_called(TagNames(list_tags(connection)), name)
    known = aliases_of_tags(connection).get(tag.id, [])
    kept = [one for one in known if folded(one) != folded(clean(alias))]
    if len(kept) == len(known):
        if not known:
            raise TagStudioError("tags.no-aliases", "{tag} has no alias.", tag=tag.name)
        raise TagStudioError(
            "tags.no-alias",
            "{tag} does not have the alias {alias!r}; it has {aliases}.",
            tag=tag.name,
            alias=alias,
            aliases=", ".join(known),
        )
    return set_aliases(connection, name, kept)


def aliases_of_tags(connection: sa.Connection) -> dict[int, list[str]]:
    """Return by tag the aliases that the user gave, and the names that it had before, of any.

    Those of the tags that were merged into it are among them.
    """
    columns, now = tag_table.c, tags_now(connection)
    query = sa.select(columns.id, columns.aliases).where(columns.aliases != "")
    found: dict[int, list[str]] = {}
    for row in sorted(connection.execute(query), key=lambda row: (now[row.id] != row.id, row.id)):
        if (kept := now[row.id]) is not None:
            found.setdefault(kept, []).extend(row.aliases.splitlines())
    return found


def set_parents(connection: sa.Connection, name: str, parents: Sequence[str] | None) -> TagChange:
    """Let a yes to a tag imply others; None: what the tree says."""
    names = TagNames(list_tags(connection))
    tag = tag_called(names, name)
    before = connection.scalar(sa.select(tag_table.c.parents).where(tag_table.c.id == tag.id))
    if parents is None:
        return TagChange(_edits(tag.id, "parents", before, None))
    implied, wanted = all_implied(connection), [tag_called(names, one) for one in parents]
    for parent in wanted:
        if parent.id == tag.id or tag.id in implied.get(parent.id, ()):
            raise TagStudioError(
                "tags.circle",
                "{tag} cannot imply {parent}: then it would imply itself.",
                tag=tag.name,
                parent=parent.name,
            )
    after = "\n".join(dict.fromkeys(parent.name for parent in wanted))
    return TagChange(_edits(tag.id, "parents", before, after))


def import_tree(connection: sa.Connection, file: Path | None) -> TagChange:
    """Let the tree of a file say what implies what; None: the one that comes with the program."""
    after = None if file is None else as_text(read_tree(file))
    return TagChange(_edits(None, "tree", tag_edits.of_library(connection, "tree"), after))


def switch_implications(connection: sa.Connection, on: bool) -> TagChange:
    """Switch implications on or off."""
    before = tag_edits.of_library(connection, "implications")
    return TagChange(_edits(None, "implications", before, "on" if on else None))


def delete(connection: sa.Connection, name: str, at: float | None = None) -> TagChange:
    """Take a tag out of all lists; the answers to it stay in the journal."""
    tag = tag_called(TagNames(list_tags(connection)), name)
    now = str(int(time.time() if at is None else at))
    edits = _edits(tag.id, "deleted_at", None, now)
    return TagChange(edits, _count(connection, tag.id))


def merge(connection: sa.Connection, name: str, into: str) -> TagChange:
    """Make one tag of two: what was said of the first counts for the second, too."""
    names = TagNames(list_tags(connection))
    tag, kept = tag_called(names, name), tag_called(names, into)
    if tag.id == kept.id:
        raise TagStudioError(
            "tags.merged-with-itself", "{name!r} is {tag} already.", name=name, tag=kept.name
        )
    if tag.origin == "model" and kept.origin == "user":
        raise TagStudioError(
            "tags.merge-other-way",
            "{tag} is suggested by models, {kept} is your own: merge {kept} into {tag}, then rename"
            " {tag}.",
            tag=tag.name,
            kept=kept.name,
        )
    own, other = decisions.alias(), decisions.alias()
    differing = sa.select(sa.func.count()).where(
        own.c.tag_id == kept.id,
        other.c.tag_id == tag.id,
        own.c.track_id == other.c.track_id,
        own.c.state != other.c.state,
    )
    edits = _edits(tag.id, "merged_into", None, str(kept.id))
    answers = _count(connection, tag.id)
    return TagChange(edits, answers, connection.scalar(differing) or 0, (tag.id, kept.id))


def take_answers(connection: sa.Connection, tag_id: int, kept: int, group: int, at: int) -> None:
    """Add the answers to a tag to those of another, on tracks where that has none."""
    columns = decisions.c
    answered = sa.select(columns.track_id).where(columns.tag_id == kept)
    found = sa.select(
        sa.literal(at),
        columns.track_id,
        sa.literal(kept),
        columns.state,
        columns.source,
        sa.literal(group),
        columns.given_by,
        sa.literal(at_work(connection), sa.BigInteger()),
    ).where(columns.tag_id == tag_id, columns.track_id.not_in(answered))
    names = ("at", "track_id", "tag_id", "state", "source", "undo_group", "given_by", "entered_by")
    connection.execute(sa.insert(journal).from_select(names, found))


def take_parts(connection: sa.Connection, tag_id: int, kept: int, group: int, at: int) -> None:
    """Add the answers to a tag in parts of tracks to another's, where that has none there."""
    track_ids = part_answers.tracks_with_parts(connection)
    known = part_answers.parts_on(connection, track_ids)
    answered = {(one.track_id, one.stretch) for one in known if one.tag_id == kept}
    taken = [
        one._replace(tag_id=kept, at=at)
        for one in known
        if one.tag_id == tag_id and (one.track_id, one.stretch) not in answered
    ]
    part_answers.record(connection, taken, group)


def _count(connection: sa.Connection, tag_id: int) -> int:
    query = sa.select(sa.func.count()).where(decisions.c.tag_id == tag_id)
    return connection.scalar(query) or 0


def _taken(
    connection: sa.Connection, names: TagNames, tag: Tag, wanted: str
) -> tuple[TagEdit, ...]:
    """Return what takes a name from the tags that were called so before, for `tag` to have it.

    Raises TagStudioError where the name means another tag yet.
    """
    edits: list[TagEdit] = []
    for other in names.meant_by(wanted):
        if other.id == tag.id:
            continue
        left = {folded(one) for one in (other.name, *other.other_names)}
        for id, aliases in _alias_rows(connection, other.id).items():
            former = _former_names(connection, id)
            gone = [one for one in aliases if bare(one) == bare(wanted) and folded(one) in former]
            left -= {folded(one) for one in gone}
            edits += _alias_edits(id, aliases, [one for one in aliases if one not in gone])
        if bare(wanted) in map(bare, left):
            raise TagStudioError(
                "tags.name-taken",
                "{name!r} means the tag {other!r} already. To make one of both, leave the name of"
                " {tag!r} as it is, and merge it with {other!r}.",
                name=wanted,
                other=other.name,
                tag=tag.name,
            )
    return tuple(edits)


def _former_names(connection: sa.Connection, tag_id: int) -> set[str]:
    """Return the names, folded, that a tag had before, as it was shown or in files."""
    columns = edit_table.c
    is_name = columns.field.in_(["name", "export_name"])
    query = sa.select(columns.before).where(columns.tag_id == tag_id, is_name)
    return {folded(name) for name in connection.scalars(query) if name}


def _also_called(
    connection: sa.Connection, tag: Tag, former: str, wanted: str
) -> tuple[TagEdit, ...]:
    """Return what lets a tag be found by its former name once it has the one that is wanted."""
    before = _alias_rows(connection, tag.id)[tag.id]
    after = [one for one in before if folded(one) != folded(wanted)]
    known = {folded(one) for one in (wanted, said_names(connection)[tag.id], *after)}
    if former and folded(former) not in known:
        after.append(former)
    return _alias_edits(tag.id, before, after)


def _alias_rows(connection: sa.Connection, tag_id: int) -> dict[int, list[str]]:
    """Return the aliases of a tag and of those that were merged into it, by whose they are."""
    merged = [id for id, kept in tags_now(connection).items() if tag_id in {id, kept}]
    query = sa.select(tag_table.c.id, tag_table.c.aliases).where(tag_table.c.id.in_(merged))
    return {row.id: row.aliases.splitlines() for row in connection.execute(query)}


def _alias_edits(tag_id: int, before: Sequence[str], after: Sequence[str]) -> tuple[TagEdit, ...]:
    return _edits(tag_id, "aliases", "\n".join(before), "\n".join(after))


def _both(first: TagEdit, second: TagEdit) -> TagEdit:
    """Return two changes of the same aliases as one: what either takes away or adds."""
    before = (first.before or "").splitlines()
    afters = [(one.after or "").splitlines() for one in (first, second)]
    kept = [one for one in before if all(one in after for after in afters)]
    new = [one for after in afters for one in after if one not in before]
    return first._replace(after="\n".join(dict.fromkeys([*kept, *new])))


def _edits(
    tag_id: int | None,
    field: TagField | tag_edits.LibraryField,
    before: str | None,
    after: str | None,
) -> tuple[TagEdit, ...]:
    return (TagEdit(tag_id, field, before, after),) if before != after else ()


def _number(position: int | None) -> str | None:
    return None if position is None else str(position)


def sorted_as_placed(tags: Iterable[Tag]) -> list[Tag]:
    """Return tags in the order of their places, those without one by name behind."""
    return sorted(tags, key=lambda t: (t.position is None, t.position or 0, folded(t.name)))
