"""Tell whoever has the library open what another one changed: by triggers of the database.

So whatever writes is told of: a window, a command, a script of somebody else's. A notice goes out
with the commit of the transaction that it is about, and equal ones of a transaction are one. It
names the tracks where these are few.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

CHANNEL = "tagstudio"
SENDER = "tagstudio.sender"  # the setting of a session that names its library as it is open
TRACKS_NAMED = 100  # a notice has 8,000 bytes at most; so many ids take less than half of that
Topic: TypeAlias = Literal["tracks", "decisions", "suggestions", "thresholds", "models", "jobs"]

# Tables whose rows are each of a track that a view may show alone.
_BY_TRACK = (
    "journal",
    "review_marks",
    "named_artists",
    "edited_facts",
    "kept_answers",
    "part_answers",
)
TOPICS: Mapping[str, Topic] = {
    "folders": "tracks",
    "removed_tracks": "tracks",
    "suggestions": "suggestions",
    "suggestion_failures": "suggestions",
    "tags": "suggestions",
    "tag_edits": "suggestions",
    "switched_off_vocabularies": "suggestions",
    "library_thresholds": "thresholds",
    "user_thresholds": "thresholds",
    "models": "models",
    "promotions": "models",
    "judgements": "models",
    "measurements": "tracks",
    "jobs": "jobs",
}
# An answer, or a fact that the user gave, changes columns of its track, and is told of already.
_TOLD_OTHERWISE = ("reviewed_at", "title", "artist", "album", "file_title", "file_artist",
                   "file_album")  # fmt: skip

_FUNCTIONS = (
    f"""
    CREATE OR REPLACE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('{CHANNEL}', json_build_object(
            'topic', TG_ARGV[0], 'sender', current_setting('{SENDER}', true))::text);
        RETURN NULL;
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION tell_of_tracks() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ids bigint[];
    BEGIN
        SELECT array_agg(track_id) INTO ids FROM
            (SELECT DISTINCT track_id FROM changed ORDER BY track_id LIMIT {TRACKS_NAMED + 1}) AS t;
        IF ids IS NULL THEN RETURN NULL; END IF;
        IF cardinality(ids) > {TRACKS_NAMED} THEN ids := NULL; END IF;
        PERFORM pg_notify('{CHANNEL}', json_build_object(
            'topic', TG_ARGV[0], 'sender', current_setting('{SENDER}', true), 'tracks', ids)::text);
        RETURN NULL;
    END $$
    """,
)


def notice_statements(tables: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the statements that make the triggers anew, for tables with these columns by name."""
    made = list(_FUNCTIONS)
    for table in _BY_TRACK:
        made += _trigger(
            table,
            "AFTER INSERT",
            "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT"
            " EXECUTE FUNCTION tell_of_tracks('decisions')",
        )
    for table, topic in TOPICS.items():
        made += _trigger(
            table,
            "AFTER INSERT OR UPDATE OR DELETE",
            f"FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('{topic}')",
        )
    told = ", ".join(name for name in tables["tracks"] if name not in _TOLD_OTHERWISE)
    made += _trigger(
        "tracks",
        f"AFTER INSERT OR DELETE OR UPDATE OF {told}",
        "FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('tracks')",
    )
    return made


def _trigger(table: str, when: str, what: str) -> list[str]:
    name = f"{table}_tell"
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} ON {table} {what}",
    ]
