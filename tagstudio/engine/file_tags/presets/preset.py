"""What a preset is: places in files for kinds of tags.

A kind of tag is its group: genre, mood, instrument (with voices), era; "own" are tags without a
group, as those are that the user makes, and "other" those of any further group. A place is a field
that takes some kinds of tags. In the comment, tags stand in a block of their own, such as
"[TagStudio: jazz, piano]", behind what is written there.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from tagstudio.audio.metadata.file_tags.fields import TAG_FIELDS, Field
from tagstudio.core.messages import Message
from tagstudio.plugin_api.vocabulary import OWN_GROUP, TAG_GROUPS

Kind = Literal["genre", "mood", "instrument", "era", "own", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What becomes of values that others wrote into a field: they stay and the tags come behind them;
# they stay and no tag joins them; or they go where there are tags to write.
Existing = Literal["add", "keep", "replace"]
EXISTING: tuple[Existing, ...] = get_args(Existing)
# The name that the user set for files, if any, else the tag's; or always the tag's.
Names = Literal["export", "tag"]
NAMES: tuple[Names, ...] = get_args(Names)

# The kinds of tags of files (`FileTags.layout`), with the words that presets have for them.
LAYOUTS = ("ID3v2.2", "ID3v2.3", "ID3v2.4", "Vorbis", "APEv2", "MP4", "ASF")
ID3 = "ID3"  # stands for all versions of it
CONTAINERS = (ID3, *LAYOUTS)

# Groups by kind, some named as the kind by a plugin or a user.
_KINDS: dict[str, Kind] = {"": "own", OWN_GROUP.casefold(): "own"}
_KINDS |= {group.casefold(): kind for kind in TAG_FIELDS for group in (kind, TAG_GROUPS[kind])}


@dataclass(frozen=True)
class Place:
    """A field that takes the tags of some `kinds`.

    `elsewhere` names another field for some of CONTAINERS, "" for none there. With a `separator`
    all values are one text, joined by it; without, each is a value of its own where the container
    separates values. At `most` so many values stand there, those of others counted; 0 is any
    number.
    """

    kinds: tuple[Kind, ...]
    field: Field
    elsewhere: Mapping[str, Field] = dataclasses.field(default_factory=dict, hash=False)
    separator: str = ""
    existing: Existing = "add"
    most: int = 0

    def field_in(self, layout: str) -> Field:
        """Return the field in tags of this layout, "" for none."""
        family = ID3 if layout.startswith(ID3) else layout
        return self.elsewhere.get(layout, self.elsewhere.get(family, self.field))

    def fields(self) -> Iterator[Field]:
        """Yield each field that it may have."""
        yield from (one for one in (self.field, *self.elsewhere.values()) if one)


@dataclass(frozen=True)
class Preset:
    """What is written, and how; `about` says in one sentence for whom and where.

    `other_names` are further names that it is found by. `is_own` tells that it is a file of the
    user's.
    """

    name: str
    title: str
    about: Message
    places: tuple[Place, ...]
    names: Names = "export"
    other_names: tuple[str, ...] = ()
    is_own: bool = False

    def places_in(self, layout: str) -> dict[Field, Place]:
        """Return the place of each field that is written in tags of this layout."""
        return {found: one for one in self.places if (found := one.field_in(layout))}

    def fields(self) -> tuple[Field, ...]:
        """Return each field that may be written, in any kind of file."""
        return tuple(dict.fromkeys(found for one in self.places for found in one.fields()))

    def fields_of(self, kind: Kind) -> tuple[Field, ...]:
        """Return the fields that the tags of a kind go into, those of most kinds of files."""
        return tuple(one.field for one in self.places if kind in one.kinds and one.field)

    def kinds(self) -> frozenset[Kind]:
        """Return the kinds of tags that are written."""
        return frozenset(kind for one in self.places for kind in one.kinds)


def kind_of(group: str) -> Kind:
    """Return the kind of the tags of a group."""
    return _KINDS.get(group.casefold(), "other")
