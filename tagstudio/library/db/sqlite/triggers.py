"""The triggers of a library file: what its journals promise, what is derived from other tables."""

# The invariants of the journals, held by SQLite itself. They are append-only: UPDATE and DELETE
# abort, and so does REPLACE, for the writing connection turns recursive_triggers on. `decisions` is
# a function of the journal: each inserted row sets, or with 'unseen' deletes, the row of its track
# and tag, in the same transaction.
JOURNAL_TRIGGERS = (
    "CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal of decisions is append-only'); END",
    "CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal of decisions is append-only'); END",
    "CREATE TRIGGER journal_decides AFTER INSERT ON journal WHEN NEW.state <> 'unseen'"
    " BEGIN INSERT INTO decisions (track_id, tag_id, state, source, at, given_by)"
    " VALUES (NEW.track_id, NEW.tag_id, NEW.state, NEW.source, NEW.at, NEW.given_by)"
    " ON CONFLICT (track_id, tag_id) DO UPDATE SET state = excluded.state,"
    " source = excluded.source, at = excluded.at, given_by = excluded.given_by; END",
    "CREATE TRIGGER journal_forgets AFTER INSERT ON journal WHEN NEW.state = 'unseen'"
    " BEGIN DELETE FROM decisions WHERE track_id = NEW.track_id AND tag_id = NEW.tag_id; END",
    "CREATE TRIGGER review_marks_are_not_changed BEFORE UPDATE ON review_marks"
    " BEGIN SELECT RAISE(ABORT, 'the record of review marks is append-only'); END",
    "CREATE TRIGGER review_marks_are_not_deleted BEFORE DELETE ON review_marks"
    " BEGIN SELECT RAISE(ABORT, 'the record of review marks is append-only'); END",
    "CREATE TRIGGER named_artists_are_not_changed BEFORE UPDATE ON named_artists"
    " BEGIN SELECT RAISE(ABORT, 'the journal of named artists is append-only'); END",
    "CREATE TRIGGER named_artists_are_not_deleted BEFORE DELETE ON named_artists"
    " BEGIN SELECT RAISE(ABORT, 'the journal of named artists is append-only'); END",
    "CREATE TRIGGER edited_facts_are_not_changed BEFORE UPDATE ON edited_facts"
    " BEGIN SELECT RAISE(ABORT, 'the journal of edited facts is append-only'); END",
    "CREATE TRIGGER edited_facts_are_not_deleted BEFORE DELETE ON edited_facts"
    " BEGIN SELECT RAISE(ABORT, 'the journal of edited facts is append-only'); END",
    "CREATE TRIGGER kept_answers_are_not_changed BEFORE UPDATE ON kept_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of kept answers is append-only'); END",
    "CREATE TRIGGER kept_answers_are_not_deleted BEFORE DELETE ON kept_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of kept answers is append-only'); END",
    "CREATE TRIGGER part_answers_are_not_changed BEFORE UPDATE ON part_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of parts of tracks is append-only'); END",
    "CREATE TRIGGER part_answers_are_not_deleted BEFORE DELETE ON part_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of parts of tracks is append-only'); END",
    "CREATE TRIGGER tag_edits_are_not_changed BEFORE UPDATE ON tag_edits"
    " BEGIN SELECT RAISE(ABORT, 'the journal of tags is append-only'); END",
    "CREATE TRIGGER tag_edits_are_not_deleted BEFORE DELETE ON tag_edits"
    " BEGIN SELECT RAISE(ABORT, 'the journal of tags is append-only'); END",
)

# What is in `score_columns` does not count for a track whose row of `suggestions` has changed,
# whoever changed it.
_STALE = "INSERT INTO stale_scores (model_id, track_id) VALUES"
STALE_TRIGGERS = (
    "CREATE TRIGGER suggestion_is_new AFTER INSERT ON suggestions"
    f" BEGIN {_STALE} (NEW.model_id, NEW.track_id) ON CONFLICT DO NOTHING; END",
    "CREATE TRIGGER suggestion_is_changed AFTER UPDATE ON suggestions"
    f" BEGIN {_STALE} (OLD.model_id, OLD.track_id), (NEW.model_id, NEW.track_id)"
    " ON CONFLICT DO NOTHING; END",
    "CREATE TRIGGER suggestion_is_deleted AFTER DELETE ON suggestions"
    f" BEGIN {_STALE} (OLD.model_id, OLD.track_id) ON CONFLICT DO NOTHING; END",
)

# So it is with `track_columns`, for a track of a block that is written.
_MOVED = (
    "INSERT INTO stale_tracks (track_id) SELECT {row}.id WHERE EXISTS"
    " (SELECT 1 FROM track_columns WHERE block = {row}.id / 1000) ON CONFLICT DO NOTHING;"
)
TRACK_TRIGGERS = (
    f"CREATE TRIGGER track_is_new AFTER INSERT ON tracks BEGIN {_MOVED.format(row='NEW')} END",
    "CREATE TRIGGER track_is_changed AFTER UPDATE OF id, path, content_hash, artist, genre"
    f" ON tracks BEGIN {_MOVED.format(row='OLD')} {_MOVED.format(row='NEW')} END",
    f"CREATE TRIGGER track_is_deleted AFTER DELETE ON tracks BEGIN {_MOVED.format(row='OLD')} END",
)

# What the file of vectors says does not count for a track whose features have changed.
_SOUND = "INSERT INTO stale_sounds (track_id, change) VALUES"
_NEXT = "(SELECT coalesce(max(change), 0) + 1 FROM stale_sounds)"
_AGAIN = "ON CONFLICT (track_id) DO UPDATE SET change = excluded.change"
SOUND_TRIGGERS = (
    "CREATE TRIGGER features_are_new AFTER INSERT ON suggestion_features"
    f" BEGIN {_SOUND} (NEW.track_id, {_NEXT}) {_AGAIN}; END",
    "CREATE TRIGGER features_are_changed AFTER UPDATE ON suggestion_features"
    f" BEGIN {_SOUND} (OLD.track_id, {_NEXT}) {_AGAIN};"
    f" {_SOUND} (NEW.track_id, {_NEXT}) {_AGAIN}; END",
    "CREATE TRIGGER features_are_deleted AFTER DELETE ON suggestion_features"
    f" BEGIN {_SOUND} (OLD.track_id, {_NEXT}) {_AGAIN}; END",
)

# The three letters that follow each other anywhere in `search_texts`, with the tracks whose text
# has them, as SQLite's full text index holds them; the line break behind a text is for its last two
# letters. It has no texts of its own (content=''), nor places of the letters in them (detail=none),
# and is a tenth of the texts' size: it tells which texts are worth looking into. Derived: see
# `trigrams`.
TRIGRAMS = "text_trigrams"
TRIGRAM_TABLES = (
    f"CREATE VIRTUAL TABLE {TRIGRAMS} USING fts5(text, content='', columnsize=0, detail=none,"
    " tokenize='trigram case_sensitive 1')",
    f"CREATE VIRTUAL TABLE {TRIGRAMS}_terms USING fts5vocab({TRIGRAMS}, row)",
)
_INDEXED = f"INSERT INTO {TRIGRAMS} (rowid, text) VALUES (NEW.track_id, NEW.text || char(10))"
_UNINDEXED = (
    f"INSERT INTO {TRIGRAMS} ({TRIGRAMS}, rowid, text)"
    " VALUES ('delete', OLD.track_id, OLD.text || char(10))"
)
TRIGRAM_TRIGGERS = (
    f"CREATE TRIGGER text_is_new AFTER INSERT ON search_texts BEGIN {_INDEXED}; END",
    "CREATE TRIGGER text_is_changed AFTER UPDATE ON search_texts WHEN OLD.text IS NOT NEW.text"
    f" BEGIN {_UNINDEXED}; {_INDEXED}; END",
    f"CREATE TRIGGER text_is_deleted AFTER DELETE ON search_texts BEGIN {_UNINDEXED}; END",
)

TRIGGERS = (
    *JOURNAL_TRIGGERS,
    *STALE_TRIGGERS,
    *TRACK_TRIGGERS,
    *SOUND_TRIGGERS,
    *TRIGRAM_TRIGGERS,
)
