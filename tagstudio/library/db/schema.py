"""The tables of the library file, as the newest migration leaves them.

Times are whole seconds since 1970 (UTC) unless a comment says otherwise. A change here needs a
migration beside it in `migrations/versions/`; a test compares the two.
"""

import os

import sqlalchemy as sa

APPLICATION_ID = 0x54475374  # "TGSt": tells a library from any other SQLite file

metadata = sa.MetaData()


class FilePath(sa.types.TypeDecorator[str]):
    """A path as Python spells it (`os.fsdecode`), stored as its bytes, which may not be UTF-8."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        """Give SQLite the bytes the file system knows."""
        return None if value is None else os.fsencode(value)

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> str | None:
        """Give Python its own spelling of those bytes."""
        return None if value is None else os.fsdecode(value)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _reference(name: str, column: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(column), nullable=False, primary_key=key)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


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
    sa.Column("content_hash", sa.LargeBinary),  # 16 bytes over the sound, not over the file's tags
    _text("title"),
    _text("artist"),
    _text("album"),
    _text("albumartist"),
    sa.Column("year", sa.Integer),
    _text("genre"),  # several are joined with "; "
    sa.Column("track_number", sa.Integer),
    sa.Column("seconds", sa.Float),
    sa.Column("hz", sa.Integer),
    sa.Column("channels", sa.Integer),
    _text("format"),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("missing_since", sa.Integer),
    sa.Column("reviewed_at", sa.Integer),
    sa.Column("failure_code", sa.Text),  # why the scan could not read the file
    sa.Column("failure_message", sa.Text),
    sa.Index("tracks_by_content", "content_hash"),
    sa.Index("tracks_by_year", "year"),
    sa.Index("tracks_by_seconds", "seconds"),
    sa.Index("tracks_by_added", "added"),
    sa.Index("tracks_by_format", "format"),
    sa.Index("tracks_by_state", "missing_since", "failure_code", "reviewed_at"),
)

# The tracks that no folder of the library holds any more: out of every list, and kept. A table of
# its own, for it is nearly always empty and is looked into by id, at once.
removed_tracks = sa.Table(
    "removed_tracks",
    metadata,
    _reference("track_id", "tracks.id", key=True),
)

# What sorting and searching by one field look at: the texts of a track, folded (texts.folded), an
# empty one NULL.
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
    sa.Index("track_texts_by_title", "title"),
    sa.Index("track_texts_by_artist", "artist"),
    sa.Index("track_texts_by_album", "album"),
)

# All of these texts in one, a line each, in a table narrow enough to be read from end to end.
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
    sa.UniqueConstraint("model_id", "tag_id"),
)

# The thresholds that the librarian set, each in the place of that of one model.
user_thresholds = sa.Table(
    "user_thresholds",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.CheckConstraint("threshold > 0 AND threshold <= 1", name="possible_threshold"),
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

# Apart from `suggestions`, which is read often: 3.8 kB a track that only training reads.
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

# The scores once more, as an index for filtering and sorting by tag and score. Without foreign
# keys: three look-ups for each of 50 rows a track, for rows that are made from `suggestions`.
suggestion_scores = sa.Table(
    "suggestion_scores",
    metadata,
    sa.Column("model_id", sa.Integer, primary_key=True),
    sa.Column("tag_id", sa.Integer, primary_key=True),
    sa.Column("score", sa.Float, primary_key=True),
    sa.Column("track_id", sa.Integer, primary_key=True),
    sqlite_with_rowid=False,
)

suggestion_failures = sa.Table(
    "suggestion_failures",
    metadata,
    _reference("model_id", "models.id", key=True),
    _reference("track_id", "tracks.id", key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
)

# The user's decisions, the dearest rows of all: triggers refuse to change or delete one. An undo
# appends the former states as a group of its own and names the group it takes back in `undoes`.
journal = sa.Table(
    "journal",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
    _reference("track_id", "tracks.id"),
    _reference("tag_id", "tags.id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("undo_group", sa.Integer, nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.CheckConstraint("state IN ('yes', 'no', 'unseen')", name="known_state"),
    sa.CheckConstraint(
        "source IN ('user', 'file tag', 'import', 'album rule')", name="known_source"
    ),
    sa.Index("journal_by_track", "track_id", "tag_id"),
    sa.Index("journal_by_undo_group", "undo_group"),
)

# Which tracks were marked as reviewed or as open again, in the groups of the journal, for undo:
# append-only as the journal. `before` and `after` are what tracks.reviewed_at was and became.
review_marks = sa.Table(
    "review_marks",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
    _reference("track_id", "tracks.id"),
    sa.Column("before", sa.Integer),
    sa.Column("after", sa.Integer),
    sa.Column("undo_group", sa.Integer, nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.Index("review_marks_by_track", "track_id"),
    sa.Index("review_marks_by_undo_group", "undo_group"),
)

# The newest state in the journal per track and tag, kept by a trigger; no row means unseen.
decisions = sa.Table(
    "decisions",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
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
    _text("message"),
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
    sa.Column("message", sa.Text, nullable=False),
    sa.Index("job_failures_by_job", "job_id"),
)

# The artist that an import named for a track whose file names none; it decides the track's side.
split_artists = sa.Table(
    "split_artists",
    metadata,
    _reference("track_id", "tracks.id", key=True),
    sa.Column("artist", sa.Text, nullable=False),  # folded
)

# A slice on which versions are measured: tracks and answers as they stood when it was frozen, so
# that a later correction changes no old figure and every version can be measured on the same.
evaluations = sa.Table(
    "evaluations",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
)

evaluation_labels = sa.Table(
    "evaluation_labels",
    metadata,
    _reference("evaluation_id", "evaluations.id", key=True),
    _reference("track_id", "tracks.id", key=True),
    _reference("tag_id", "tags.id", key=True),
    sa.Column("yes", sa.Boolean, nullable=False),
    sa.Column("split_key", sa.Text, nullable=False),  # the artist, say: see splits
    sqlite_with_rowid=False,
)

# The figures of one version on one slice; those of a tag with too little data are NULL.
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

# Which version was made the active one, when and why; a rollback takes the newest promotion back.
promotions = sa.Table(
    "promotions",
    metadata,
    _id(),
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    _reference("model_id", "models.id"),  # promoted, or rolled back
    sa.Column("reason", sa.Text, nullable=False),
    sa.CheckConstraint("kind IN ('promoted', 'forced', 'rolled back')", name="known_kind"),
)

# What was written into sound files, a row per file and writing; `write_group` is one writing, over
# however many files. A row is made before its file is touched, so none changes without one.
file_writes = sa.Table(
    "file_writes",
    metadata,
    _id(),
    sa.Column("write_group", sa.Integer, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
    _reference("track_id", "tracks.id"),
    sa.Column("before", sa.Text, nullable=False),  # a JSON object: field -> its values in the file
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.CheckConstraint(
        "state IN ('begun', 'written', 'undoing', 'undone', 'kept')", name="known_state"
    ),
    sa.Index("file_writes_by_state", "state", "write_group"),
    sa.Index("file_writes_by_track", "track_id"),
)

JOURNAL_TRIGGERS = (
    "CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal of decisions is append-only'); END",
    "CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal of decisions is append-only'); END",
    "CREATE TRIGGER journal_decides AFTER INSERT ON journal WHEN NEW.state <> 'unseen'"
    " BEGIN INSERT INTO decisions (track_id, tag_id, state, source, at)"
    " VALUES (NEW.track_id, NEW.tag_id, NEW.state, NEW.source, NEW.at)"
    " ON CONFLICT (track_id, tag_id) DO UPDATE"
    " SET state = excluded.state, source = excluded.source, at = excluded.at; END",
    "CREATE TRIGGER journal_forgets AFTER INSERT ON journal WHEN NEW.state = 'unseen'"
    " BEGIN DELETE FROM decisions WHERE track_id = NEW.track_id AND tag_id = NEW.tag_id; END",
    "CREATE TRIGGER review_marks_are_not_changed BEFORE UPDATE ON review_marks"
    " BEGIN SELECT RAISE(ABORT, 'the record of review marks is append-only'); END",
    "CREATE TRIGGER review_marks_are_not_deleted BEFORE DELETE ON review_marks"
    " BEGIN SELECT RAISE(ABORT, 'the record of review marks is append-only'); END",
)
for _trigger in JOURNAL_TRIGGERS:
    sa.event.listen(metadata, "after_create", sa.DDL(_trigger))  # type: ignore[no-untyped-call]
