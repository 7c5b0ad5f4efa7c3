"""What an action did, in a few words: "jazz yes on 3 tracks", "deleting the tag sad"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from tagstudio.core.clock import clock
from tagstudio.library.tags.action_summary import ActionSummary
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.tags.part_answers import PartChange
from tagstudio.library.tags.tag_edits import TagEdit
from tagstudio.ui.text.number_format import counted

TAGS_NAMED = 3


def action_text(action: ActionSummary, names: Mapping[int, str], title: str = "") -> str:
    """Return what an action did, "" for nothing; `names` are those of the tags by id.

    With the `title` of the only track that it speaks of, that is named.
    """
    if action.tag_edits:
        return _of_tags(action.tag_edits, names)
    parts = [
        _edited(action, title) if action.facts else _named(action, title),
        _kept(action, title),
        _answered(action, names, title),
        _of_parts(action, names),
    ]
    return ", ".join(filter(None, (*parts, _marked(action, title))))


def track_count(count: int) -> str:
    """Return "1 track", or how many tracks."""
    if count == 1:
        return QCoreApplication.translate("DecisionWriter", "1 track")
    return QCoreApplication.translate("DecisionWriter", "{n} tracks").format(n=counted(count))


def _tracks(count: int, title: str) -> str:
    """Return how many tracks, or which one where its title is given."""
    if title and count == 1:
        printable = title.encode(errors="backslashreplace").decode()
        return QCoreApplication.translate("DecisionWriter", "“{title}”").format(title=printable)
    return track_count(count)


def _where(count: int, title: str) -> str:
    """Return "on 3 tracks", or on which: with its preposition, since that decides the case."""
    if title and count == 1:
        text = QCoreApplication.translate("DecisionWriter", "on {track}")
        return text.format(track=_tracks(count, title))
    if count == 1:
        return QCoreApplication.translate("DecisionWriter", "on 1 track")
    return QCoreApplication.translate("DecisionWriter", "on {n} tracks").format(n=counted(count))


def _answered(action: ActionSummary, names: Mapping[int, str], title: str) -> str:
    """Return "jazz yes on 3 tracks, rock no on 1 track", with where it came from if not by hand."""
    answers = sorted(action.answers.items(), key=lambda item: -item[1])
    text = QCoreApplication.translate("DecisionWriter", "{tag} {answer} on {tracks}")
    said = [
        text.format(tag=names[tag_id], answer=_answer(state), tracks=_tracks(count, title))
        for (tag_id, state), count in answers[:TAGS_NAMED]
    ]
    listed = ", ".join([*said, *_rest(len(answers))])
    if listed and action.source == "file tag":
        text = QCoreApplication.translate("DecisionWriter", "{answers} (from the files’ genres)")
        return text.format(answers=listed)
    if listed and action.source == "import":
        text = QCoreApplication.translate("DecisionWriter", "{answers} (imported)")
        return text.format(answers=listed)
    return listed


def _marked(action: ActionSummary, title: str) -> str:
    if not action.marked:
        return ""
    text = QCoreApplication.translate("DecisionWriter", "{tracks} to review")
    if action.reviewed:
        text = QCoreApplication.translate("DecisionWriter", "{tracks} reviewed")
    if action.again:
        text = QCoreApplication.translate("DecisionWriter", "{tracks} reviewed once more")
    return text.format(tracks=_tracks(action.marked, title))


def _named(action: ActionSummary, title: str) -> str:
    """Return "artist Abba on 3 tracks", "" for nothing."""
    if not action.named:
        return ""
    text = QCoreApplication.translate("DecisionWriter", "artists {where}")
    if action.artist is not None:
        text = QCoreApplication.translate("DecisionWriter", "artist {name} {where}")
    return text.format(name=action.artist or "", where=_where(action.named, title))


def _edited(action: ActionSummary, title: str) -> str:
    """Return "title, album on 3 tracks"."""
    names = {
        "title": QCoreApplication.translate("DecisionWriter", "title"),
        "artist": QCoreApplication.translate("DecisionWriter", "artist"),
        "album": QCoreApplication.translate("DecisionWriter", "album"),
        "bpm": QCoreApplication.translate("DecisionWriter", "tempo"),
        "key": QCoreApplication.translate("DecisionWriter", "key"),
    }
    return QCoreApplication.translate("DecisionWriter", "{facts} {where}").format(
        facts=", ".join(name for field, name in names.items() if field in action.facts),
        where=_where(action.edited, title),
    )


def _kept(action: ActionSummary, title: str) -> str:
    """Return "answer kept on 3 tracks", "" for nothing."""
    if not action.kept:
        return ""
    text = QCoreApplication.translate("DecisionWriter", "in doubt {where}")
    if action.is_kept:
        text = QCoreApplication.translate("DecisionWriter", "answer kept {where}")
    return text.format(where=_where(action.kept, title))


def _of_parts(action: ActionSummary, names: Mapping[int, str]) -> str:
    """Return "jazz yes from 0:42 to 1:10", of several parts their number, "" for nothing."""
    if action.part is not None:
        return _of_part(action.part, names)
    if not action.parts:
        return ""
    text = QCoreApplication.translate("DecisionWriter", "answers to {count} parts")
    return text.format(count=counted(action.parts))


def _of_part(part: PartChange, names: Mapping[int, str]) -> str:
    text = QCoreApplication.translate("DecisionWriter", "{tag} {answer} from {start} to {end}")
    return text.format(
        tag=names[part.tag_id],
        answer=_answer(part.after),
        start=clock(part.start_ms / 1000),
        end=clock(part.end_ms / 1000),
    )


def _of_tags(edits: Sequence[TagEdit], names: Mapping[int, str]) -> str:
    """Return "deleting the tag jazz", "renaming jazz to bebop", by what the edits change."""
    if any(one.field in {"name", "export_name"} for one in edits):
        edits = [one for one in edits if one.field != "aliases"]  # what it was called before
    fields = {one.field for one in edits}
    changed = {names[one.tag_id] for one in edits if one.tag_id is not None}
    tags = sorted(changed, key=str.casefold)
    first = edits[0]
    if not tags or fields == {"parents"}:
        return QCoreApplication.translate("DecisionWriter", "change of what tags imply")
    if fields == {"position"}:
        return QCoreApplication.translate("DecisionWriter", "change of the order of tags")
    if fields == {"merged_into"}:
        text = QCoreApplication.translate("DecisionWriter", "merging {tag} into {other}")
        other = names.get(int(first.after or 0), "")
        return text.format(tag=_listed(tags), other=other)
    if fields == {"name"} and len(edits) == 1:
        text = QCoreApplication.translate("DecisionWriter", "renaming {former} to {name}")
        return text.format(former=first.before, name=first.after)
    texts = {
        "deleted_at": QCoreApplication.translate("DecisionWriter", "deleting the tag {tags}"),
        "group": QCoreApplication.translate("DecisionWriter", "change of the group of {tags}"),
        "colour": QCoreApplication.translate("DecisionWriter", "change of the colour of {tags}"),
        "aliases": QCoreApplication.translate(
            "DecisionWriter", "change of the other names of {tags}"
        ),
        "export_name": QCoreApplication.translate(
            "DecisionWriter", "change of the name of {tags} in files"
        ),
    }
    known = texts.get(first.field) if len(fields) == 1 else None
    text = known or QCoreApplication.translate("DecisionWriter", "change of {tags}")
    return text.format(tags=_listed(tags))


def _listed(tags: Sequence[str]) -> str:
    return ", ".join([*tags[:TAGS_NAMED], *_rest(len(tags))])


def _rest(count: int) -> list[str]:
    """Return how many there are beyond those that are named."""
    if count <= TAGS_NAMED:
        return []
    more = QCoreApplication.translate("DecisionWriter", "{count} more")
    return [more.format(count=counted(count - TAGS_NAMED))]


def _answer(state: DecisionState) -> str:
    return {
        "yes": QCoreApplication.translate("DecisionWriter", "yes"),
        "no": QCoreApplication.translate("DecisionWriter", "no"),
        "unseen": QCoreApplication.translate("DecisionWriter", "undecided"),
    }[state]
