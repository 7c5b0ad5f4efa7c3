"""Which tag the labels of a file mean, and what becomes of those that the library lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.library.tags.aliases import TagNames, bare, check_new_name
from tagstudio.library.tags.tags import Tag

NO_TAG = message("import.no-tag", "no such tag (--new-tags makes it one of your own)")
SEVERAL_TAGS = message("import.several-tags", "the tag's name can mean several tags")
NO_TAG_NAME = message("import.no-tag-name", "the tag's name cannot be one")


@dataclass(frozen=True)
class TagChoices:
    """What is to become of the tags that the library lacks; else their labels are left out.

    `all_new` makes each one of the user's own, `new` these names only; `mapped` are pairs of such a
    name and that of a tag of the library which its labels are taken for. Names are compared as
    everywhere: small and capital letters, blanks and hyphens make no difference.
    """

    all_new: bool = False
    new: tuple[str, ...] = ()
    mapped: tuple[tuple[str, ...], ...] = ()


@dataclass
class UnknownTag:
    """A tag that the library lacks: the number of labels that name it, and tags of like names.

    `becomes` is the name of the tag that these labels are taken for, its own where it is made a tag
    of the user's, "" where they are left out; `can_be_new` tells whether a tag can have this name.
    """

    count: int = 0
    nearest: tuple[str, ...] = ()
    becomes: str = ""
    can_be_new: bool = True


class TagsOfLabels:
    """Finds the tag that each label means; `tags` has them by id, one to be made by an id below 0.

    `unknown` are the tags that the library lacks, by the name that the file spelt first.
    """

    def __init__(self, known: Sequence[Tag], choices: TagChoices, group: str) -> None:
        """Raise TagStudioError where a name is to be taken for a tag that there is not."""
        self.tags = {tag.id: tag for tag in known}
        self.unknown: dict[str, UnknownTag] = {}
        self._group = group
        self._known = TagNames(known)
        self._made: dict[str, Tag] = {}  # by key
        self._spelt: dict[str, str] = {}  # the first spelling, by key
        self._all_new = choices.all_new
        self._new = {_key(name) for name in choices.new}
        self._mapped = {_key(name): tag_called(self._known, tag) for name, tag in choices.mapped}
        self._chosen = {_key(name): name for name in choices.new}
        self._chosen |= {_key(name): name for name, _ in choices.mapped}

    def is_known(self, name: str) -> bool:
        """Tell whether a name means one or several tags of the library."""
        return bool(self._known.meant_by(name))

    def find(self, name: str, group: str) -> int | Message:
        """Return the id of the tag that a label means, or why it has none.

        `group` is the one that the file names for it; "" for none.
        """
        meant = self._known.meant_by(name)
        self._chosen.pop(_key(name), None)
        if len(meant) == 1:
            return meant[0].id
        if meant:
            return SEVERAL_TAGS
        may_be_new = can_be_new(name)
        tag = self._mapped.get(_key(name))
        is_wanted = self._all_new or _key(name) in self._new
        if tag is None and is_wanted and may_be_new:
            tag = self._new_tag(name, group)
        self._count(name, tag, may_be_new)
        if tag is not None:
            return tag.id
        return NO_TAG_NAME if is_wanted else NO_TAG

    def chosen_in_vain(self) -> list[str]:
        """Return the names that something was chosen for and that no label has."""
        return list(self._chosen.values())

    def _new_tag(self, name: str, group: str) -> Tag:
        key = _key(name)
        if key not in self._made:
            tag = Tag(-len(self.tags) - 1, name, group or self._group, "user")
            self._made[key] = self.tags[tag.id] = tag
        return self._made[key]

    def _count(self, name: str, tag: Tag | None, may_be_new: bool) -> None:
        first = self._spelt.setdefault(_key(name), name)
        if first not in self.unknown:
            nearest = tuple(self._known.closest(name))
            becomes = tag.name if tag else ""
            self.unknown[first] = UnknownTag(0, nearest, becomes, may_be_new)
        self.unknown[first].count += 1


def tag_called(known: TagNames, name: str) -> Tag:
    """Return the tag that labels are to be taken for; raises TagStudioError where there is none."""
    meant = known.meant_by(name)
    if len(meant) == 1:
        return meant[0]
    raise _no_target(name, known.closest(name))


def can_be_new(name: str) -> bool:
    """Tell whether a new tag can have this name."""
    try:
        check_new_name(name)
    except TagStudioError:
        return False
    return True


def _key(name: str) -> str:
    """Return what names are compared by; one of signs alone is compared as it is written."""
    return bare(name) or name


def _no_target(name: str, nearest: Iterable[str]) -> TagStudioError:
    if others := ", ".join(nearest):
        return TagStudioError(
            "import.no-target-but",
            "There is no tag {name!r} that labels could be taken for. Did you mean {others}?",
            name=name,
            others=others,
        )
    return TagStudioError(
        "import.no-target",
        "There is no tag {name!r} that labels could be taken for. Name one that the library has.",
        name=name,
    )
