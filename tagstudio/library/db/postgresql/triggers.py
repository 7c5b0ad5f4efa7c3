"""The triggers of a PostgreSQL library: those of a library file, in PL/pgSQL.

A journal refuses TRUNCATE as well, which fires no trigger of rows. The names are those of the
library file's triggers where one does the same.
"""

APPEND_ONLY = {
    "journal": "the journal of decisions is append-only",
    "review_marks": "the record of review marks is append-only",
    "named_artists": "the journal of named artists is append-only",
    "edited_facts": "the journal of edited facts is append-only",
    "kept_answers": "the journal of kept answers is append-only",
    "part_answers": "the journal of parts of tracks is append-only",
    "tag_edits": "the journal of tags is append-only",
}


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN {body} END $$"
    )


def _row_trigger(name: str, when: str, table: str, function: str, condition: str = "") -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {name} {when} ON {table} FOR EACH ROW {condition}"
        f" EXECUTE FUNCTION {function}"
    )


def _append_only(table: str, sentence: str) -> tuple[str, str]:
    refuse = f"refuse_change('{sentence}')"
    return (
        _row_trigger(f"{table}_is_not_changed", "BEFORE UPDATE OR DELETE", table, refuse),
        f"CREATE OR REPLACE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {refuse}",
    )


_JOURNALS = (
    _function(
        "refuse_change",
        "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';",
    ),
    *(one for table, sentence in APPEND_ONLY.items() for one in _append_only(table, sentence)),
    _function(
        "decide",
        "INSERT INTO decisions (track_id, tag_id, state, source, at, given_by)"
        " VALUES (NEW.track_id, NEW.tag_id, NEW.state, NEW.source, NEW.at, NEW.given_by)"
        " ON CONFLICT (track_id, tag_id) DO UPDATE SET state = excluded.state,"
        " source = excluded.source, at = excluded.at, given_by = excluded.given_by;"
        " RETURN NULL;",
    ),
    _function(
        "forget_decision",
        "DELETE FROM decisions WHERE track_id = NEW.track_id AND tag_id = NEW.tag_id; RETURN NULL;",
    ),
    _row_trigger(
        "journal_decides", "AFTER INSERT", "journal", "decide()", "WHEN (NEW.state <> 'unseen')"
    ),
    _row_trigger(
        "journal_forgets",
        "AFTER INSERT",
        "journal",
        "forget_decision()",
        "WHEN (NEW.state = 'unseen')",
    ),
)

_OLD = "TG_OP IN ('UPDATE', 'DELETE')"
_NEW = "TG_OP IN ('INSERT', 'UPDATE')"
_ANY = "AFTER INSERT OR UPDATE OR DELETE"
_STALE = (
    _function(
        "note_stale_score",
        f"IF {_OLD} THEN INSERT INTO stale_scores (model_id, track_id)"
        " VALUES (OLD.model_id, OLD.track_id) ON CONFLICT DO NOTHING; END IF;"
        f" IF {_NEW} THEN INSERT INTO stale_scores (model_id, track_id)"
        " VALUES (NEW.model_id, NEW.track_id) ON CONFLICT DO NOTHING; END IF;"
        " RETURN NULL;",
    ),
    _row_trigger("suggestion_is_new", _ANY, "suggestions", "note_stale_score()"),
)

_MOVED = (
    "INSERT INTO stale_tracks (track_id) SELECT {row}.id WHERE EXISTS"
    " (SELECT 1 FROM track_columns WHERE block = {row}.id / 1000) ON CONFLICT DO NOTHING;"
)
TRACK_TRIGGERS = (
    _function(
        "note_stale_track",
        f"IF {_OLD} THEN {_MOVED.format(row='OLD')} END IF;"
        f" IF {_NEW} THEN {_MOVED.format(row='NEW')} END IF; RETURN NULL;",
    ),
    _row_trigger(
        "track_is_new",
        "AFTER INSERT OR DELETE OR UPDATE OF id, path, content_hash, artist, genre",
        "tracks",
        "note_stale_track()",
    ),
)

_SOUND = (
    "INSERT INTO stale_sounds (track_id, change)"
    " VALUES ({row}.track_id, (SELECT coalesce(max(change), 0) + 1 FROM stale_sounds))"
    " ON CONFLICT (track_id) DO UPDATE SET change = excluded.change;"
)
_SOUNDS = (
    _function(
        "note_stale_sound",
        f"IF {_OLD} THEN {_SOUND.format(row='OLD')} END IF;"
        f" IF {_NEW} THEN {_SOUND.format(row='NEW')} END IF; RETURN NULL;",
    ),
    _row_trigger("features_are_new", _ANY, "suggestion_features", "note_stale_sound()"),
)

TRIGGERS = (*_JOURNALS, *_STALE, *TRACK_TRIGGERS, *_SOUNDS)

# The tables that have some, the names of all, and how to see which are there and switched on.
TABLES = (*APPEND_ONLY, "tracks", "suggestions", "suggestion_features")
NAMES = tuple(one.split()[4] for one in TRIGGERS if one.startswith("CREATE OR REPLACE TRIGGER"))
AT_WORK = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
PUT_BACK = (*TRIGGERS, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES))
