"""Genres that stand in the files already, taken over as answers of source "file tag".

The answers of the files are a function of the files: a yes for each tag that a genre of a track
means, by the tag's name, its aliases, or what the librarian chose. Each run brings the answers into
that state, in one action: what is new is added, and what no genre says any more is withdrawn. Three
things a run leaves alone: what a person answered, or took back; tracks whose file could not be
read; and genres that this program wrote into the files itself, which would come back as answers
what was only suggested ([0037] in docs/decisions).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import sqlalchemy as sa

from tagstudio.audio.metadata.file_tags.fields import names_in
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.own_genres import OwnGenres
from tagstudio.engine.correcting.unknown_tags import tag_called
from tagstudio.library.db.database import Library
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS, Query
from tagstudio.library.tags import decisions, genre_choices, tags
from tagstudio.library.tags.aliases import TagNames, check_new_name, new_name_for
from tagstudio.library.tags.decisions import FILE_TAG, Change, Decided, Decision
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tags.taken_back import taken_back
from tagstudio.library.views.browse import track_ids
from tagstudio.plugin_api.vocabulary import TAG_GROUPS

READING = message("files.reading", "reading the genres of the files")


@dataclass(frozen=True)
class FromFilesOptions:
    """Which tracks, and what genres mean.

    `mapped` are pairs of a genre and the name of the tag that it means, "" for none; `new` the
    names of genres that become tags of the user's own. `pretend` writes nothing; `coming` are then
    tags with their groups that the library will know before anything is written.
    """

    query: Query = ALL_TRACKS
    model: Model | None = None
    mapped: tuple[tuple[str, ...], ...] = ()
    new: tuple[str, ...] = ()
    pretend: bool = False
    coming: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GenreInFiles:
    """A genre of the files, as most of them spell it, and the number of tracks that have it.

    `tag` is the name of the tag that it means, "" for none; `is_chosen` tells whether that is what
    the user said. `could_mean` names several tags that it might mean, `nearest` those of like
    names. `new_name` is what a new tag for it would be called, "" where it cannot have one.
    """

    genre: str
    count: int
    tag: str = ""
    is_chosen: bool = False
    could_mean: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    new_name: str = ""


@dataclass
class FromFilesReport:
    """What the files say, and what became of it.

    `tracks` is the number of tracks looked at, `with_genre` of those that have one. `genres` are
    all genres, those of most tracks first. Of the pairs of track and tag that they say, `taken` are
    new answers, `known` were answers of the file already, `answered` are left to the answer of a
    person, and `taken_back` are those that a person made undecided. `withdrawn` are answers that no
    genre says any more. `own` counts genres that this program wrote, `unclear` tracks whose record
    of that is damaged. `undo_group` is None when nothing changed or all was pretended; an id below
    0 in `tag_names` would be new. `in_vain` are genres that something was chosen for and that no
    track has. `said_before` is what was said of the genres that something else was said of now.
    """

    tracks: int = 0
    with_genre: int = 0
    genres: list[GenreInFiles] = field(default_factory=list)
    taken: int = 0
    known: int = 0
    answered: int = 0
    taken_back: int = 0
    withdrawn: int = 0
    own: int = 0
    unclear: int = 0
    undo_group: int | None = None
    changes: tuple[Change, ...] = ()
    tag_names: dict[int, str] = field(default_factory=dict)
    in_vain: tuple[str, ...] = ()
    said_before: tuple[genre_choices.Meaning, ...] = ()

    def summary(self) -> Message:
        """Return what the record of the job says."""
        return message(
            "file-labels.done",
            "Genres taken over: answers new {taken:,}, withdrawn {withdrawn:,}.",
            taken=self.taken,
            withdrawn=self.withdrawn,
        )


def labels_from_files(library: Library, options: FromFilesOptions) -> Job[FromFilesReport]:
    """Bring the answers of the files to what the files say, as one action.

    Raises TagStudioError for a genre that is to mean a tag that there is not, and for a new tag
    that cannot be called so.
    """
    yield Progress(message=READING)
    report = FromFilesReport()
    if options.pretend:
        with library.read() as connection:
            _Run(connection, options, report).run()
    else:
        with library.write(durable=True) as connection:
            _Run(connection, options, report).run()
    return report


class _Run:
    """One run over the tracks of a query."""

    def __init__(
        self, connection: sa.Connection, options: FromFilesOptions, report: FromFilesReport
    ) -> None:
        self._connection = connection
        self._options = options
        self._report = report
        self._key = cache(folded)  # most genres stand in many files
        known = tags.list_tags(connection)
        self._tags = {tag.id: tag for tag in known}
        self._names = TagNames(known)
        self._add_new_tags()
        now = tags.tags_now(connection)
        chosen = genre_choices.chosen_tags(connection).items()
        self._chosen = {
            genre: tag_id if tag_id is None else now[tag_id]
            for genre, tag_id in chosen
            if tag_id is None or now.get(tag_id) is not None  # deleted, or damaged
        }
        again = [(name, name) for name in options.new if self._key(name) in self._chosen]
        self._mapped = (*again, *options.mapped)
        self._chosen |= self._choices()

    def run(self) -> None:
        """Compare what the files say with the answers, and record the differences."""
        genres = self._genres()
        spelt, meant = self._spelt(genres), self._meanings(genres)
        self._report.genres = self._listed(spelt, meant)
        self._report.in_vain = self._in_vain(spelt, meant)
        pairs = {
            (track_id, tag_id): None
            for track_id, of_track in genres.items()
            for genre in of_track
            if (tag_id := meant[self._key(genre)]) is not None
        }
        new, withdrawn = self._differences(genres, pairs)
        if self._options.pretend:
            ids: Mapping[int, int] = {}
        else:
            ids = self._make_tags(meant)
            self._remember(spelt, ids)
        changes = [Change(track, ids.get(tag, tag), "unseen", "yes") for track, tag in new]
        changes += [Change(track, tag, "yes", "unseen") for track, tag in withdrawn]
        self._report.changes = tuple(changes)
        self._report.tag_names = {c.tag_id: self._tags[c.tag_id].name for c in changes}
        if changes and not self._options.pretend:
            made = [Decision(one.track_id, one.tag_id, one.after) for one in changes]
            self._report.undo_group = decisions.record_decisions(self._connection, made, FILE_TAG)

    def _genres(self) -> dict[int, list[str]]:
        """Return by track the genres that its file has from somebody else than this program."""
        options, columns = self._options, tracks.c
        found = track_ids(self._connection, options.query, options.model)
        rows = self._connection.execute(
            sa.select(columns.id, columns.genre, columns.content_hash).where(
                in_ids(columns.id, found), columns.failure_code.is_(None)
            )
        ).all()
        ours = OwnGenres(self._connection)
        standing = cache(lambda text: list(dict.fromkeys(names_in(text))))
        genres: dict[int, list[str]] = {}
        for track_id, text, content_hash in rows:
            written = ours.of(track_id, content_hash)
            if written is None:
                self._report.unclear += 1
                continue
            stand = standing(text)
            genres[track_id] = [one for one in stand if self._key(one) not in written]
            self._report.own += len(stand) - len(genres[track_id])
        self._report.tracks = len(genres)
        self._report.with_genre = sum(map(bool, genres.values()))
        return genres

    def _spelt(self, genres: Mapping[int, Sequence[str]]) -> dict[str, Counter[str]]:
        """Count the spellings of each genre, on each track once; by the folded genre."""
        spelt: dict[str, Counter[str]] = {}
        for of_track in genres.values():
            for key, genre in {self._key(one): one for one in of_track}.items():
                spelt.setdefault(key, Counter())[genre] += 1
        return spelt

    def _meanings(self, genres: Mapping[int, Sequence[str]]) -> dict[str, int | None]:
        """Return the id of the tag that each folded genre means, None for none or several."""
        meant: dict[str, int | None] = {}
        for of_track in genres.values():
            for genre in of_track:
                key = self._key(genre)
                if key in meant:
                    continue
                if key in self._chosen:
                    meant[key] = self._chosen[key]
                else:
                    found = self._names.meant_by(genre)
                    meant[key] = found[0].id if len(found) == 1 else None
        return meant

    def _listed(
        self, spelt: Mapping[str, Counter[str]], meant: Mapping[str, int | None]
    ) -> list[GenreInFiles]:
        found = []
        for key, spellings in spelt.items():
            genre, tag_id = spellings.most_common(1)[0][0], meant[key]
            several = self._names.meant_by(genre)
            is_open = tag_id is None
            found.append(
                GenreInFiles(
                    genre,
                    spellings.total(),
                    "" if tag_id is None else self._tags[tag_id].name,
                    key in self._chosen,
                    tuple(tag.name for tag in several) if is_open and len(several) > 1 else (),
                    tuple(self._names.closest(genre)) if is_open and not several else (),
                    self._new_name(genre) if is_open and not several else "",
                )
            )
        return sorted(found, key=lambda one: (-one.count, self._key(one.genre)))

    def _new_name(self, genre: str) -> str:
        """Return what a new tag for a genre would be called; "" where the name means one."""
        name = new_name_for(genre)
        return "" if self._names.meant_by(name) else name

    def _differences(
        self, genres: Mapping[int, object], pairs: Mapping[tuple[int, int], object]
    ) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the pairs of track and tag to answer, and those whose answer is withdrawn."""
        report = self._report
        current: dict[tuple[int, int], Decided] = {
            (track_id, tag_id): decided
            for track_id, of_track in decisions.current(self._connection, genres).items()
            for tag_id, decided in of_track.items()
            if tag_id in self._tags  # one that was merged or deleted keeps its answers
        }
        undecided = [pair for pair in pairs if pair not in current]
        kept_open = taken_back(self._connection, undecided)
        new = [pair for pair in undecided if pair not in kept_open]
        of_files = {pair for pair, decided in current.items() if decided.source == FILE_TAG}
        withdrawn = sorted(of_files.difference(pairs))
        report.taken, report.withdrawn, report.taken_back = len(new), len(withdrawn), len(kept_open)
        report.known = len(of_files.intersection(pairs))
        report.answered = len(pairs) - len(undecided) - report.known
        return new, withdrawn

    def _add_new_tags(self) -> None:
        """Let names mean tags that are yet to be made: the models', then the user's own."""
        for name, group in self._options.coming:
            if not self._names.meant_by(name):
                self._add(Tag(-len(self._tags) - 1, name, group, "model"))
        for name in map(str.strip, self._options.new):
            if not self._names.meant_by(name):
                check_new_name(name)
                self._add(Tag(-len(self._tags) - 1, name, TAG_GROUPS["genre"], "user"))

    def _add(self, tag: Tag) -> None:
        self._tags[tag.id] = tag
        self._names.add(tag)

    def _choices(self) -> dict[str, int | None]:
        """Return by folded genre what the options say that it means."""
        return {
            self._key(genre): tag_called(self._names, name).id if name else None
            for genre, name in self._mapped
        }

    def _in_vain(
        self, spelt: Mapping[str, object], meant: Mapping[str, int | None]
    ) -> tuple[str, ...]:
        used = set(meant.values())
        mapped = [genre for genre, _ in self._options.mapped if self._key(genre) not in spelt]
        made = [tag.name for id, tag in self._tags.items() if _is_new(tag) and id not in used]
        return (*mapped, *made)

    def _make_tags(self, meant: Mapping[str, int | None]) -> dict[int, int]:
        """Make the new tags that a genre means; return their ids by those they had before."""
        ids = {}
        for tag_id in sorted({one for one in meant.values() if one is not None and one < 0}):
            tag = self._tags[tag_id]
            ids[tag_id] = tags.tag_id(self._connection, tag.name, tag.group, "user")
            self._tags[ids[tag_id]] = tag
        return ids

    def _remember(self, spelt: Mapping[str, Counter[str]], ids: Mapping[int, int]) -> None:
        """Keep what the options say of genres that the files have, for the next run."""
        chosen = {}
        for genre, _ in self._mapped:
            if (key := self._key(genre)) in spelt:
                tag_id = self._chosen[key]
                spelling = spelt[key].most_common(1)[0][0]
                chosen[spelling] = tag_id if tag_id is None else ids.get(tag_id, tag_id)
        self._report.said_before = genre_choices.choose(self._connection, chosen)


def _is_new(tag: Tag) -> bool:
    return tag.id < 0 and tag.origin == "user"
