"""The tables of the library file, as the newest migration leaves them.

Times are whole seconds since 1970 (UTC) unless a comment says otherwise. A change here needs a
migration beside it in `migrations/versions/`; a test compares the two.
"""

from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.column_types import FilePath, MessageText, as_in_sqlite
from tagstudio.library.db.postgresql import triggers as postgresql
from tagstudio.library.db.sqlite import triggers as sqlite

APPLICATION_ID = 0x54475374  # "TGSt": tells a library from any other SQLite file

# Marks the columns of `tracks` that the scan reads out of a file: one for each field of
# audio.metadata.facts.Facts, called as the field. Storing and showing tracks derive their columns
# from these.
FACT = {"fact": True}

metadata = sa.MetaData()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _reference(name: str, column: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(column), nullable=False, primary_key=key)


def _text(name: str, info: dict[str, bool] | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="", info=info)


def _entry(*said: sa.Column[Any]) -> list[sa.Column[Any]]:
    """Return the columns of a journal: when what was said, in which action, where, and by whom.

    The rows of one action have one `undo_group`. An undo appends the former states as a group of
    its own, whose `undoes` is the group it takes back; a redo does the same with an undo's group.
    `said_in` is the library that an entry came from by a merge, NULL: it was said in this one.
    `given_by` is the person whose word it is, `entered_by` the one whose action wrote it down, who
    may be another one: by an import, a merge or an undo; both of `people`, NULL: not known. No
    foreign keys, for salvage.
    """
    return [
        _id(),
        sa.Column("at", sa.Integer, nullable=False),
        *said,
        sa.Column("undo_group", sa.Integer, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("said_in", sa.Integer),
        sa.Column("given_by", sa.Integer),
        sa.Column("entered_by", sa.Integer),
    ]


def _indexes_of(name: str, *keys: str) -> list[sa.Index]:
    """Return the indexes of the journal `name`: by what is spoken of, by action, by undo."""
    return [
        sa.Index(f"{name}_by_{keys[0].removesuffix('_id')}", *keys),
        sa.Index(f"{name}_by_undo_group", "undo_group"),
        # Whose newest action it is, and what is undone, is asked at each undo.
        sa.Index(f"{name}_by_person", "entered_by", "undo_group"),
        sa.Index(
            f"{name}_by_undone",
            "undoes",
            "undo_group",
            sqlite_where=sa.text("undoes IS NOT NULL"),  # in PostgreSQL too: schema_version
        ),
    ]


def _changed(type_: type[sa.Text] | type[sa.Integer]) -> list[sa.Column[Any]]:
    """Return the columns of a value before an entry and after it."""
    return [sa.Column("before", type_), sa.Column("after", type_)]


identity = sa.Table(
    "identity",  # one row
    metadata,
    sa.Column("library_id", sa.Text, primary_key=True),
    _text("lineage"),  # a random token since each restore; empty before the first
    sqlite_with_rowid=False,
)

folders = sa.Table(
    "folders",
    metadata,
    _id(),
    sa.Column("path", FilePath, nullable=False, unique=True),
    sa.Column("removed_at", sa.Integer),  # NULL: in the library
)

tracks = sa.Table(
    "tracks",
    metadata,
    _id(),
    _reference("folder_id", "folders.id"),
    sa.Column("path", FilePath, nullable=False, unique=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("mtime_ns", sa.Integer, nullable=False),
    sa.Column(
        "content_hash", sa.LargeBinary
    ),  # 16 bytes; of the audio data, not of the file's tags
    _text("title", FACT),
    _text("artist", FACT),
    _text("album", FACT),
    _text("albumartist", FACT),
    sa.Column("year", sa.Integer, info=FACT),
    _text("genre", FACT),  # several are joined with "; "
    sa.Column("track_number", sa.Integer, info=FACT),
    sa.Column("seconds", sa.Float, info=FACT),
    sa.Column("hz", sa.Integer, info=FACT),
    sa.Column("channels", sa.Integer, info=FACT),
    _text("format", FACT),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("missing_since", sa.Integer),
    sa.Column("reviewed_at", sa.Integer),
    sa.Column("failure_code", sa.Text),  # why the scan could not read the file
    sa.Column("failure_message", MessageText),
    # The length of the whole track as a tagger decoded it (plugin_api.Prediction.seconds): the
    # seconds of it that were heard. NULL: never measured by decoding; `seconds` is the header's.
    sa.Column("heard_seconds", sa.Float),
    # What the file says where the user's word stands in `title`, `artist` or `album`; NULL: it
    # stands there itself.
    sa.Column("file_title", sa.Text),
    sa.Column("file_artist", sa.Text),
    sa.Column("file_album", sa.Text),
    # The file's time of change (POSIX), which no tagger sets back as it may do with `mtime_ns`.
    # NULL: not known, so that the next scan takes the file as it is and notes the time.
    sa.Column("ctime_ns", sa.Integer),
    sa.Index("tracks_by_content", "content_hash"),
    sa.Index("tracks_by_year", "year"),
    sa.Index("tracks_by_seconds", "seconds"),
    sa.Index("tracks_by_added", "added"),
    sa.Index("tracks_by_format", "format"),
    # In the order of precedence of the states (track_state.PRECEDENCE): a state's tracks are then
    # one range of the index, the columns before its own being NULL.
    sa.Index("tracks_by_state", "missing_since", "failure_code", "reviewed_at"),
)

FACT_COLUMNS = tuple(column for column in tracks.c if column.info == FACT)

# The tracks that no folder of the library contains any more: in no list, but never deleted. A table
# of its own, for it is nearly always empty, and `NOT IN` an empty table costs nothing.
removed_tracks = sa.Table(
    "removed_tracks",
    metadata,
    _reference("track_id", "tracks.id", key=True),
)

# The texts of a track, folded (text_folding.folded), for sorting and searching by one field; an
# empty text is NULL, so that it sorts last.
track_texts = sa.Table(
    "track_texts",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    sa.Column("title", sa.Text),
    sa.Column("artist", sa.Text),
    sa.Column("album", sa.Text),
    sa.Column("albumartist", sa.Text),
    sa.Column("genre", sa.Text),
    sa.Column("path", sa.Text, nullable=False),
    # By which lists show the track: see tracks.shown_names.
    sa.Column("shown_artist", sa.Text),
    sa.Column("shown_title", sa.Text),
    sa.Index("track_texts_by_artist", "artist"),
    sa.Index("track_texts_by_album", "album"),
    sa.Index("track_texts_by_shown_artist", "shown_artist"),
    sa.Index("track_texts_by_shown_title", "shown_title"),
)

# All texts of a track in one, separated by line breaks, for searching in any field: one scan over a
# table narrow enough for it.
search_texts = sa.Table(
    "search_texts",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    sa.Column("text", sa.Text, nullable=False),
)

tags = sa.Table(
    "tags",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # the name, folded
    _text("group"),
    sa.Column("origin", sa.Text, nullable=False),
    # What the user made of the tag, as `tag_edits` has it. A tag that was renamed has its first
    # name in `said`, by which models and training know it; else that is empty.
    _text("said"),
    _text("export_name"),  # in files and exports; "": `name`
    _text("colour"),  # "#rrggbb"
    sa.Column("position", sa.Integer),  # in its group, from 0; NULL: by name, behind these
    _text("aliases"),  # other names, one a line
    sa.Column("parents", sa.Text),  # what the tag implies, one a line; NULL: what the tree says
    sa.Column("merged_into", sa.Integer),  # the tag that this one is now; no key, for salvage
    sa.Column("deleted_at", sa.Integer),
    # Since when the library has the tag: on a track that was reviewed before, nobody left it alone.
    sa.Column("added", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("origin IN ('model', 'user')", name="known_origin"),
)

models = sa.Table(
    "models",
    metadata,
    _id(),
    sa.Column("plugin", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    _text("title"),
    sa.Column("parent", sa.Text),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("info", sa.Text, nullable=False, server_default="{}"),  # a JSON object
    sa.UniqueConstraint("plugin", "name", "sha256"),
)

model_tags = sa.Table(
    "model_tags",
    metadata,
    _reference("model_id", "models.id", key=True),
    sa.Column("position", sa.Integer, primary_key=True),  # the column of the scores, from 0
    _reference("tag_id", "tags.id"),
    sa.Column("base_rate", sa.Float, nullable=False),
    sa.Column("threshold", sa.Float, nullable=False),
    _text("vocabulary"),  # the set of tags that the model has it from, such as last.fm; "": none
    sa.UniqueConstraint("model_id", "tag_id"),
)

# The vocabularies that the user switched off for this library.
switched_off_vocabularies = sa.Table(
    "switched_off_vocabularies",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, nullable=False),
    sqlite_with_rowid=False,
)

# The thresholds that follow from the library's scores and answers, each instead of that of
# model_tags for the same model and tag. `without_answers` is what it would be but for the answers,
# `journal_id` the newest entry of the journal that was taken into account.
# What the librarian chose for this library, by name.
library_choices = sa.Table(
    "library_choices",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

library_thresholds = sa.Table(
    "library_thresholds",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("threshold", sa.Float, nullable=False),
    _text("rule"),  # one of library.models.library_thresholds.Rule
    sa.Column("without_answers", sa.Float, nullable=False),
    sa.Column("journal_id", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("threshold > 0 AND threshold <= 1", name="possible_threshold"),
    sa.CheckConstraint("without_answers > 0 AND without_answers <= 1", name="possible_before"),
    sqlite_with_rowid=False,
)

# The thresholds that the user set, each instead of all others for the same model and tag, with the
# rule by which it was set: a score, or a target precision or share of the tracks.
user_thresholds = sa.Table(
    "user_thresholds",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.Column("rule", sa.Text, nullable=False, server_default="score"),
    sa.Column("target", sa.Float),  # the precision or share; NULL for a score
    sa.CheckConstraint("threshold > 0 AND threshold <= 1", name="possible_threshold"),
    sqlite_with_rowid=False,
)

# What a threshold of a joint model moves by, in log-odds, so that as many tracks of the library
# reach it by the member alone. Derived.
member_scales = sa.Table(
    "member_scales",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("member_id", "models.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("shift", sa.Float, nullable=False),
    sqlite_with_rowid=False,
)

suggestions = sa.Table(
    "suggestions",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("track_id", "tracks.id", key=True),
    sa.Column("scores", sa.LargeBinary, nullable=False),  # little-endian float32, in tag order
    sa.Column("windows", sa.Integer, nullable=False),
    sa.Column("partial", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.Integer, nullable=False),
)

# The feature maps, 3.8 kB a window, which only training reads; apart from `suggestions`, so that
# reading scores does not read them.
suggestion_features = sa.Table(
    "suggestion_features",
    metadata,
    sa.Column("model_id", sa.Integer, primary_key=True),
    sa.Column("track_id", sa.Integer, primary_key=True),
    sa.Column("features", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(
        ["model_id", "track_id"], ["suggestions.model_id", "suggestions.track_id"]
    ),
)

# The scores of `suggestions` once more, turned, for filtering and sorting by one tag: those of a
# tag for the SCORE_BLOCK tracks whose ids, divided by SCORE_BLOCK, give `block`; little-endian
# float32 in the order of the ids, NaN for a track without scores. So many fill a page of SQLite.
# Without foreign keys, for it is derived (see models/score_columns).
SCORE_BLOCK = 1000

score_columns = sa.Table(
    "score_columns",
    metadata,
    sa.Column("model_id", sa.Integer, primary_key=True),
    sa.Column("block", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),  # of the tag in the scores
    sa.Column("scores", sa.LargeBinary, nullable=False),
    sa.CheckConstraint(f"length(scores) = {4 * SCORE_BLOCK}", name="whole_block"),
)

# The tracks whose row in `suggestions` has changed since their block of `score_columns` was
# written: noted by triggers.
stale_scores = sa.Table(
    "stale_scores",
    metadata,
    sa.Column("model_id", sa.Integer, primary_key=True),
    sa.Column("track_id", sa.Integer, primary_key=True),
    sqlite_with_rowid=False,
)

# Of SCORE_BLOCK tracks each, what the review queue goes by: big-endian numbers of 8 bytes in the
# order of the ids. Without foreign keys, for it is derived (see tracks/track_columns).
track_columns = sa.Table(
    "track_columns",
    metadata,
    sa.Column("block", sa.Integer, primary_key=True),
    sa.Column("orders", sa.LargeBinary, nullable=False),
    sa.Column("artists", sa.LargeBinary, nullable=False),
    sa.Column("genres", sa.LargeBinary, nullable=False),
)

# The tracks of written blocks of which one of these has changed since: noted by triggers.
stale_tracks = sa.Table(
    "stale_tracks", metadata, sa.Column("track_id", sa.Integer, primary_key=True)
)

# The file of vectors beside the library that is in line with it, but for `stale_sounds`; one row or
# none (see library/similar).
sound_matrix = sa.Table(
    "sound_matrix",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),  # 32 hexadecimal digits, as in the file's name
    sqlite_with_rowid=False,
)

# The tracks whose features have changed since that file was written, noted by triggers; a later
# change of the library has a larger `change`.
stale_sounds = sa.Table(
    "stale_sounds",
    metadata,
    sa.Column("track_id", sa.Integer, primary_key=True),
    sa.Column("change", sa.Integer, nullable=False),
    sa.Index("stale_sounds_by_change", "change"),
)

suggestion_failures = sa.Table(
    "suggestion_failures",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("track_id", "tracks.id", key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", MessageText, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
)

# What a plugin measured of a track, and the tempo and key that count: the user's word (as
# `edited_facts` has it), else what was measured. Without a plugin only the user's word stands here.
measurements = sa.Table(
    "measurements",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    _text("plugin"),
    _text("version"),  # of the plugin
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("bpm", sa.Float),
    sa.Column("key", sa.Text),  # as core.musical_keys spells it
    sa.Column("measured_bpm", sa.Float),
    sa.Column("other_bpm", sa.Float),  # its half or double, the other way to count
    sa.Column("bpm_confidence", sa.Float),  # 0 to 1
    sa.Column("measured_key", sa.Text),
    sa.Column("key_confidence", sa.Float),
    sa.Column("loudness", sa.Float),  # LUFS, integrated
    sa.Column("loudness_range", sa.Float),  # LU
    sa.Column("true_peak", sa.Float),  # dBTP
    sa.Index("measurements_by_bpm", "bpm"),
    sa.Index("measurements_by_key", "key"),
    sa.Index("measurements_by_loudness", "loudness"),
)

measurement_failures = sa.Table(
    "measurement_failures",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    _text("plugin"),
    _text("version"),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", MessageText, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
)

# The journal of the user's decisions, append-only: triggers refuse to change or delete a row.
journal = sa.Table(
    "journal",
    metadata,
    *_entry(
        _reference("track_id", "tracks.id"),
        _reference("tag_id", "tags.id"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    ),
    sa.CheckConstraint("state IN ('yes', 'no', 'unseen')", name="known_state"),
    sa.CheckConstraint(
        "source IN ('user', 'file tag', 'import', 'album rule', 'settled')", name="known_source"
    ),
    *_indexes_of("journal", "track_id", "tag_id", "given_by"),
)

# The journal of review marks, for undo: append-only, with undo groups counted together with those
# of `journal`. `before` and `after` are the old and the new value of tracks.reviewed_at.
review_marks = sa.Table(
    "review_marks",
    metadata,
    *_entry(_reference("track_id", "tracks.id"), *_changed(sa.Integer)),
    *_indexes_of("review_marks", "track_id"),
)

# The newest state in the journal per track and tag, maintained by triggers; no row means unseen.
decisions = sa.Table(
    "decisions",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("given_by", sa.Integer),
    sa.CheckConstraint("state IN ('yes', 'no')", name="known_state"),
    sa.Index("decisions_by_tag", "tag_id", "state", "track_id"),
    sqlite_with_rowid=False,
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("spec", sa.Text, nullable=False),  # a JSON object: see engine/jobs/specs
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("finished", sa.Float),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("total", sa.Integer),
    sa.Column("message", MessageText, nullable=False, server_default=""),
    sa.CheckConstraint(
        "state IN ('running', 'done', 'cancelled', 'failed', 'interrupted')", name="known_state"
    ),
)

job_failures = sa.Table(
    "job_failures",
    metadata,
    _id(),
    _reference("job_id", "jobs.id"),
    sa.Column("path", FilePath, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", MessageText, nullable=False),
    sa.Index("job_failures_by_job", "job_id"),
)

# The artist of a track whose file names none, by where it is told. The names of files and folders
# are looked at once: an empty artist says that they tell none.
track_artists = sa.Table(
    "track_artists",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    sa.Column("origin", sa.Text, primary_key=True, nullable=False),
    sa.Column("artist", sa.Text, nullable=False),
    sa.CheckConstraint("origin IN ('import', 'file name', 'folder')", name="known_origin"),
    sqlite_with_rowid=False,
)

# The journal of the artists that the user named, append-only, with undo groups counted together
# with those of `journal`. The newest `after` of a track is what holds; NULL: no word of the user.
named_artists = sa.Table(
    "named_artists",
    metadata,
    *_entry(_reference("track_id", "tracks.id"), *_changed(sa.Text)),
    *_indexes_of("named_artists", "track_id"),
)

# The journal of the titles, albums, tempi and keys that the user gave, append-only, with undo
# groups counted together with those of `journal`. The newest `after` of a track and field is what
# holds; NULL: no word of the user.
edited_facts = sa.Table(
    "edited_facts",
    metadata,
    *_entry(
        _reference("track_id", "tracks.id"),
        sa.Column("field", sa.Text, nullable=False),
        *_changed(sa.Text),
    ),
    sa.CheckConstraint("field IN ('title', 'album', 'bpm', 'key')", name="known_field"),
    *_indexes_of("edited_facts", "track_id"),
)

# The answers that the user was asked about again and kept, so that they are not doubted again:
# append-only; rows share their undo groups with those of `journal`. `after` is how many answers
# there were to the tag when this one, of `state`, was kept; NULL: it is not kept. The newest row of
# a track, tag and state is what holds.
kept_answers = sa.Table(
    "kept_answers",
    metadata,
    *_entry(
        _reference("track_id", "tracks.id"),
        _reference("tag_id", "tags.id"),
        sa.Column("state", sa.Text, nullable=False),
        *_changed(sa.Integer),
    ),
    sa.CheckConstraint("state IN ('yes', 'no')", name="known_state"),
    *_indexes_of("kept_answers", "track_id"),
)

# The journal of the answers to parts of tracks, append-only, with undo groups counted together with
# those of `journal`. A part is a stretch of a track, in milliseconds from its beginning; `after` of
# the newest row of a track, tag and stretch is what holds.
part_answers = sa.Table(
    "part_answers",
    metadata,
    *_entry(
        _reference("track_id", "tracks.id"),
        _reference("tag_id", "tags.id"),
        sa.Column("start_ms", sa.Integer, nullable=False),
        sa.Column("end_ms", sa.Integer, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("former_source", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    ),
    sa.CheckConstraint(
        "before IN ('yes', 'no', 'unseen') AND after IN ('yes', 'no', 'unseen')",
        name="known_states",
    ),
    sa.CheckConstraint("start_ms >= 0 AND end_ms > start_ms", name="begins_before_it_ends"),
    *_indexes_of("part_answers", "track_id"),
)

# The journal of what the user made of tags, append-only, with undo groups counted together with
# those of `journal`. `field` is the column of `tags` in which `after` holds, or, without a tag, a
# word on all of them: "tree" (a JSON object: name -> parents) or "implications" ("on").
tag_edits = sa.Table(
    "tag_edits",
    metadata,
    *_entry(
        sa.Column("tag_id", sa.Integer, sa.ForeignKey("tags.id")),
        sa.Column("field", sa.Text, nullable=False),
        *_changed(sa.Text),
    ),
    *_indexes_of("tag_edits", "tag_id"),
)

# The libraries that entries of the journals came from by a merge, directly or by way of another
# one: the id of each, and where its file lay when something was taken over from it first.
merged_libraries = sa.Table(
    "merged_libraries",
    metadata,
    _id(),
    sa.Column("library_id", sa.Text, nullable=False),
    _text("path"),
    sa.UniqueConstraint("library_id"),
)

# Who gave answers, or ran what wrote entries of the journals, each by a name as it is in Settings.
people = sa.Table(
    "people",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.UniqueConstraint("name"),
)

# The searches that the user saved, by name.
saved_searches = sa.Table(
    "saved_searches",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.UniqueConstraint("name"),
)

# What the librarian said that a genre in the files means: a tag of the library; NULL: none of them.
genre_choices = sa.Table(
    "genre_choices",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False),  # the genre, folded
    sa.Column("genre", sa.Text, nullable=False),
    sa.Column("tag_id", sa.Integer, sa.ForeignKey("tags.id")),
    sa.UniqueConstraint("key"),
)

# The track that first held the recording of a track in another encoding, itself for most: a row for
# each track whose features were compared.
same_recordings = sa.Table(
    "same_recordings",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    _reference("original_id", "tracks.id"),
    sa.Index("same_recordings_by_original", "original_id"),
)

# The acoustic cluster of a track of which neither artist nor album is known. A cluster is called by
# the content key of the track that founded it.
sound_clusters = sa.Table(
    "sound_clusters",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    sa.Column("cluster", sa.LargeBinary, nullable=False),
)

# A frozen test set: tracks and answers as they were when it was made, so that a later correction
# changes no old score and every version can be evaluated on the same answers.
evaluations = sa.Table(
    "evaluations",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
    # Of all answers up to this entry of the journal, out of fold. NULL: of `evaluation_labels`.
    sa.Column("last_answer", sa.Integer),
)

evaluation_labels = sa.Table(
    "evaluation_labels",
    metadata,
    _reference("evaluation_id", "evaluations.id", key=True),
    _reference("track_id", "tracks.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("yes", sa.Boolean, nullable=False),
    sa.Column("split_key", sa.Text, nullable=False),  # its artist, say: see artist_splits
    sqlite_with_rowid=False,
)

# The scores of one version on one frozen test set, per tag: ROC-AUC with its 95 % confidence
# interval (low, high), and average precision; NULL for a tag with too few answers.
evaluation_figures = sa.Table(
    "evaluation_figures",
    metadata,
    _reference("evaluation_id", "evaluations.id", key=True),
    _reference("model_id", "models.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("positives", sa.Integer, nullable=False),
    sa.Column("negatives", sa.Integer, nullable=False),
    sa.Column("roc_auc", sa.Float),
    sa.Column("average_precision", sa.Float),
    sa.Column("low", sa.Float),
    sa.Column("high", sa.Float),
    sqlite_with_rowid=False,
)

# The history of the active version; a rollback takes the newest promotion back.
# The mean ROC-AUC of a version over the tags that an evaluation can measure, with its 95 %
# bootstrap interval over artists.
evaluation_macros = sa.Table(
    "evaluation_macros",
    metadata,
    _reference("evaluation_id", "evaluations.id", key=True),
    _reference("model_id", "models.id", key=True),
    sa.Column("auc", sa.Float, nullable=False),
    sa.Column("low", sa.Float, nullable=False),
    sa.Column("high", sa.Float, nullable=False),
    sqlite_with_rowid=False,
)

promotions = sa.Table(
    "promotions",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    _reference("model_id", "models.id"),  # promoted or rolled back
    sa.Column("reason", MessageText, nullable=False),
    sa.CheckConstraint(
        "kind IN ('promoted', 'forced', 'rolled back', 'trial', 'taken back')", name="known_kind"
    ),
)

# What copies of a version that never saw the answers on a track say of it: float32 logits in the
# order of the version's tags. For the tracks that were answered when it was judged.
out_of_fold_scores = sa.Table(
    "out_of_fold_scores",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("track_id", "tracks.id", key=True),
    sa.Column("logits", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What the judge said of a version, by the answers up to `last_answer`, beside the version in use
# and the proven one. The numbers in `look` are those of the looks that were spent on proofs.
judgements = sa.Table(
    "judgements",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
    _reference("model_id", "models.id"),
    _reference("used_id", "models.id"),
    _reference("proven_id", "models.id"),
    sa.Column("last_answer", sa.Integer, nullable=False),
    sa.Column("tracks", sa.Integer, nullable=False),  # answered
    sa.Column("look", sa.Integer),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", MessageText, nullable=False),
    sa.Column("details", sa.Text, nullable=False),  # a JSON object
    sa.Index("judgements_by_model", "model_id"),
)

# The journal of tags written into audio files, a row per file; the rows of one command have one
# `write_group`. A row is inserted before its file is changed, so no file changes without a row.
file_writes = sa.Table(
    "file_writes",
    metadata,
    _id(),
    sa.Column("write_group", sa.Integer, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
    _reference("track_id", "tracks.id"),
    sa.Column("before", sa.Text, nullable=False),  # a JSON object: field -> values in the file
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # Nanoseconds; the last change of the file's status when its undo was refused, NULL: it was not.
    sa.Column("refused_ctime_ns", sa.Integer),
    # Random; a restore may give the id again. Empty in rows of earlier schemas.
    _text("token"),
    # A JSON object: field -> the names of ours that stand in it after the write, and between which
    # separator; NULL in rows of earlier schemas, whose names follow from before and after.
    sa.Column("ours", sa.Text),
    sa.CheckConstraint(
        "state IN ('begun', 'written', 'undoing', 'undone', 'kept')", name="known_state"
    ),
    sa.Index("file_writes_by_state", "state", "write_group"),
    sa.Index("file_writes_by_track", "track_id"),
)

# Who has a track before them, in a library of several: the person, a random token of the library as
# that process has it open, and until when (by the clock of the database, see clock.server_now) if
# it is not renewed. Derived; it stays empty in a library file, which has one window.
leases = sa.Table(
    "leases",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    _text("person"),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", sa.Float, nullable=False),  # with a fraction
    sa.Index("leases_by_holder", "holder"),
)

# The actions that a window of a library of several has written, by their random tokens, and when: a
# try whose COMMIT got no answer is told from one that was not written (see action_tokens).
action_tokens = sa.Table(
    "action_tokens",
    metadata,
    sa.Column("token", sa.Text, primary_key=True, nullable=False),
    sa.Column("at", sa.Float, nullable=False),  # with a fraction
)

for _table in metadata.tables.values():
    for _column in _table.columns:
        _column.type = as_in_sqlite(_column.type)

_DDL = {
    "sqlite": (*sqlite.TRIGRAM_TABLES, *sqlite.TRIGGERS),
    "postgresql": postgresql.TRIGGERS,
}
for _dialect, _statements in _DDL.items():
    for _statement in _statements:
        _ddl = sa.DDL(_statement)  # type: ignore[no-untyped-call]
        sa.event.listen(metadata, "after_create", _ddl.execute_if(dialect=_dialect))
