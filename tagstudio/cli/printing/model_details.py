"""One installed model in all detail: what it is made of, and the tags that it knows."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tagstudio.cli.printing.output import plain_table, print_table, printable
from tagstudio.plugin_api.vocabulary import group_place

if TYPE_CHECKING:
    from tagstudio.engine.plugins.installed_models import InstalledModel
    from tagstudio.plugin_api import Member, TagInfo


def details_as_dict(
    model: "InstalledModel", installed: "Sequence[InstalledModel]"
) -> dict[str, Any]:
    """Return the members of a model and its tags with their vocabularies, as JSON has them."""
    known, named = _tags_of_members(model, installed), _vocabularies(model, installed)
    return {
        "members": [
            {**vars(one), "installed": _member(one, installed) is not None}
            for one in model.info.members
        ],
        "vocabularies": _counted(named),
        "tags": [
            {
                "tag": tag.name,
                "group": tag.group,
                "vocabularies": named.get(tag.name.casefold(), []),
                "base_rate": tag.base_rate,
                "heard": tag.heard,
                "members": known.get(tag.name.casefold(), []),
                "weights": _weights(model, tag, known.get(tag.name.casefold(), [])),
            }
            for tag in _by_group(model.info.tags)
        ],
    }


def print_details(model: "InstalledModel", installed: "Sequence[InstalledModel]") -> None:
    """Print a model: its facts, its members and its tags."""
    info = model.info
    print(f"{printable(info.name)}: {printable(info.title)}")
    facts = (
        ("Plugin", model.plugin.name),
        ("SHA-256", info.sha256),
        ("Trained from", info.parent or ""),
        ("Source", info.source),
        ("Licence", info.licence),
    )
    for name, value in facts:
        if value:
            print(f"{name}: {printable(value)}")
    if vocabularies := _counted(_vocabularies(model, installed)):
        counts = (f"{printable(name)} ({count})" for name, count in vocabularies.items())
        print(f"Vocabularies: {', '.join(counts)}")
    if info.members:
        _print_members(model, installed)
    _print_tags(model, installed)


def _print_members(model: "InstalledModel", installed: "Sequence[InstalledModel]") -> None:
    table = plain_table("Member", "Plugin", "Tags", "Description", "SHA-256")
    for one in model.info.members:
        found = _member(one, installed)
        told = (
            ("?", "not installed")
            if found is None
            else (str(len(found.info.tags)), printable(found.info.title))
        )
        table.add_row(printable(one.name), one.plugin, *told, one.sha256[:12])
    print_table(table)


def _print_tags(model: "InstalledModel", installed: "Sequence[InstalledModel]") -> None:
    known, named = _tags_of_members(model, installed), _vocabularies(model, installed)
    names = [one.name for one in model.info.members]
    is_weighted = any(tag.weights for tag in model.info.tags)
    more = [*map(printable, names)] if is_weighted else ["Known to"] if names else []
    table = plain_table("Tag", "Group", "Vocabulary", "Base rate", *more)
    for tag in _by_group(model.info.tags):
        vocabularies = ", ".join(named.get(tag.name.casefold(), []))
        row = [printable(tag.name), printable(tag.group), printable(vocabularies)]
        row.append(f"{tag.base_rate:.1%}")
        if is_weighted:
            weights = _weights(model, tag, known.get(tag.name.casefold(), []))
            row += [f"{weights[name]:.1%}" if name in weights else "" for name in names]
        elif names:
            row.append(", ".join(map(printable, known.get(tag.name.casefold(), []))))
        table.add_row(*row)
    print_table(table)
    if is_weighted:
        print(
            "Below a member stands the weight of what it says of a tag; nothing: it lacks the tag."
        )


def _weights(model: "InstalledModel", tag: "TagInfo", known: Sequence[str]) -> dict[str, float]:
    """Return the weight of each member that knows a tag, by name; none where it is not told."""
    said = zip(model.info.members, tag.weights, strict=False)
    return {member.name: weight for member, weight in said if weight or member.name in known}


def _by_group(tags: "Sequence[TagInfo]") -> "list[TagInfo]":
    return sorted(tags, key=lambda tag: (group_place(tag.group), tag.name.casefold()))


def _counted(vocabularies: dict[str, list[str]]) -> dict[str, int]:
    """Return how many tags are of each vocabulary, the largest first."""
    return dict(Counter(name for names in vocabularies.values() for name in names).most_common())


def _vocabularies(
    model: "InstalledModel", installed: "Sequence[InstalledModel]"
) -> dict[str, list[str]]:
    """Return by folded name of a tag the vocabularies that the model and its members name."""
    members = [_member(one, installed) for one in model.info.members]
    found: dict[str, list[str]] = {tag.name.casefold(): [] for tag in model.info.tags}
    for info in (model.info, *(one.info for one in members if one)):
        for tag in info.tags:
            names = found.get(tag.name.casefold())
            if names is not None and tag.vocabulary and tag.vocabulary not in names:
                names.append(tag.vocabulary)
    return found


def _member(one: "Member", installed: "Sequence[InstalledModel]") -> "InstalledModel | None":
    wanted = (one.plugin, one.name, one.sha256)
    keys = {(it.plugin.name, it.info.name, it.info.sha256): it for it in installed}
    return keys.get(wanted)


def _tags_of_members(
    model: "InstalledModel", installed: "Sequence[InstalledModel]"
) -> dict[str, list[str]]:
    """Return by folded name of a tag the members that know it."""
    known: dict[str, list[str]] = {}
    for one in model.info.members:
        found = _member(one, installed)
        for tag in found.info.tags if found else ():
            known.setdefault(tag.name.casefold(), []).append(one.name)
    return known
