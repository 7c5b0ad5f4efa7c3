"""Who may do what in a library of several: three roles of the server, each with more rights.

A reader reads. A librarian answers, marks, edits facts, scans and lets models listen. A curator
also decides what all go by: tags and vocabularies, models and their versions, thresholds, folders.
The roles are called after the database, for those of a server are common to all of its databases.
The server holds everybody to it; what the program says and greys out beforehand follows from it.
"""

import sqlalchemy as sa

from tagstudio.library.db.rights import Right, Role
from tagstudio.library.db.schema import metadata

# Nobody but the owner of the database changes these.
_OF_OWNER = frozenset({"identity"})
# What was said stays: rows are added, and by triggers never changed.
_JOURNALS = frozenset(
    {
        "journal",
        "review_marks",
        "named_artists",
        "edited_facts",
        "kept_answers",
        "part_answers",
    }
)
# `decisions` follows from the journal by a trigger that has its owner's rights.
_BY_TRIGGER = frozenset({"decisions"})
_TRIGGERS_OF_JOURNAL = ("decide", "forget_decision")
_OF_CURATOR = frozenset(
    {
        "folders",
        "tags",
        "models",
        "model_tags",
        "switched_off_vocabularies",
        "library_choices",
        "user_thresholds",
        "member_scales",
        "merged_libraries",
        "genre_choices",
        "same_recordings",
        "sound_clusters",
        "evaluations",
        "evaluation_labels",
        "evaluation_figures",
        "evaluation_macros",
        "promotions",
        "out_of_fold_scores",
        "judgements",
    }
)
_JOURNALS_OF_CURATOR = frozenset({"tag_edits"})
# Everything else changes with a scan, with listening, or with an answer.
_OF_LIBRARIAN = frozenset(
    {
        "tracks",
        "removed_tracks",
        "track_texts",
        "search_texts",
        "track_artists",
        "library_thresholds",
        "suggestions",
        "suggestion_features",
        "suggestion_failures",
        "score_columns",
        "stale_scores",
        "track_columns",
        "stale_tracks",
        "sound_matrix",
        "stale_sounds",
        "measurements",
        "measurement_failures",
        "jobs",
        "job_failures",
        "saved_searches",
        "file_writes",
        "leases",
        "action_tokens",
        "people",
    }
)
_KINDS = (_OF_OWNER, _JOURNALS, _BY_TRIGGER, _OF_CURATOR, _JOURNALS_OF_CURATOR, _OF_LIBRARIAN)


def role_of(table: str) -> Role | None:
    """Return the least role that may change a table, None for its owner only."""
    if table in _OF_LIBRARIAN | _JOURNALS | _BY_TRIGGER:
        return Role.LIBRARIAN
    if table in _OF_CURATOR | _JOURNALS_OF_CURATOR:
        return Role.CURATOR
    return None


def unsorted_tables() -> list[str]:
    """Return the tables of the schema of which the roles do not know who may change them."""
    return [
        table.name
        for table in metadata.sorted_tables
        if sum(table.name in kind for kind in _KINDS) != 1
    ]


def roles_script(database: str, schema: str = "public") -> str:
    """Return the SQL that makes the three roles of a library and lets nobody else in.

    For psql, by the owner of the database, and to be run again after each migration: what it makes
    is the same each time.
    """
    names = {role: _quoted(f"{database}_{role}") for role in Role}
    reader, librarian, curator = (names[role] for role in Role)
    everybody, where = ", ".join(names.values()), _quoted(schema)
    lines = [
        "-- The roles of a TagStudio library: who may do what in it. Run it as the owner of the",
        "-- database, again after each new version of TagStudio:",
        "--   tagstudio --library ADDRESS library roles | psql --single-transaction DATABASE",
        "-- A person gets a name and a role (and writes the password into ~/.pgpass):",
        f"--   CREATE ROLE berta LOGIN; \\password berta; GRANT {librarian} TO berta;",
    ]
    for role, name in names.items():
        literal = f"{database}_{role}".replace("'", "''")
        lines.append(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{literal}') THEN"
            f" CREATE ROLE {name} NOLOGIN; END IF; END $$;"
        )
    lines += [
        f"GRANT {reader} TO {librarian};",
        f"GRANT {librarian} TO {curator};",
        f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC, {everybody};",
        f"REVOKE ALL ON SCHEMA {where} FROM PUBLIC, {everybody};",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {where} FROM PUBLIC, {everybody};",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {where} FROM PUBLIC, {everybody};",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {where} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {reader};",
        f"GRANT USAGE ON SCHEMA {where} TO {reader};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {where} TO {reader};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {where} TO {librarian};",
    ]
    for tables, granted, grantee in (
        (_JOURNALS, "INSERT", librarian),
        (_OF_LIBRARIAN, "INSERT, UPDATE, DELETE", librarian),
        (_JOURNALS_OF_CURATOR, "INSERT", curator),
        (_OF_CURATOR, "INSERT, UPDATE, DELETE", curator),
    ):
        there = sorted(tables & metadata.tables.keys())
        listed = ", ".join(f"{where}.{_quoted(name)}" for name in there)
        lines.append(f"GRANT {granted} ON {listed} TO {grantee};")
    lines += [
        f"ALTER FUNCTION {where}.{name}() SECURITY DEFINER SET search_path = {where}, pg_temp;"
        for name in _TRIGGERS_OF_JOURNAL
    ]
    return "\n".join(lines) + "\n"


def rights(connection: sa.Connection) -> frozenset[Right]:
    """Return what the user of a connection may do."""
    asked = sa.select(*(sa.func.has_table_privilege(one.value, "INSERT") for one in Right))
    answers = connection.execute(asked).one()
    return frozenset(one for one, may in zip(Right, answers, strict=True) if may)


def members(connection: sa.Connection, role: Role | None) -> list[str]:
    """Return the people who have a role of this library, and the owner of the database."""
    query = sa.text(
        "WITH RECURSIVE inside AS (SELECT oid FROM pg_roles WHERE rolname = :role"
        " UNION SELECT member FROM pg_auth_members, inside WHERE roleid = inside.oid)"
        " SELECT rolname FROM pg_roles, inside WHERE pg_roles.oid = inside.oid AND rolcanlogin"
        " UNION SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    )
    database = connection.scalar(sa.func.current_database().select())
    return sorted(connection.scalars(query, {"role": f"{database}_{role}"}))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
