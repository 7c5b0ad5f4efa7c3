"""The verbs of `random_steps` beyond answers, scans and models: file tags, disasters."""

import copy
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from random_steps_learning import NO_MODEL
from random_steps_model import Row, Written
from random_steps_program import Outcome
from random_steps_sound import FIELDS, Recording, Tags, make, read_tags, sha256, write_tags
from random_steps_walk import (
    FEWEST,
    MODEL_TAGS,
    MOST,
    ViolationError,
    Walk,
    verb,
)

FIELD_OF = {
    "": "genre",
    "genre": "genre",
    "mood": "mood",
    "voice and instrument": "instrument",
    "era": "era",
}
SPARE = 96 << 10  # bytes left on a full disk


# file tags


@verb(6)
def write(walk: Walk) -> None:
    """Write tags into the files of a query; some may have changed since the last scan."""
    stored = walk.stored()
    query = [] if walk.chance.random() < 0.3 else walk.query(stored).words
    options = ["--suggested"] if walk.chance.random() < 0.2 else []
    looked = walk.run("write", *options, "-p", "--json", "--", *query)
    walk.expect(looked, 0, *NO_MODEL)
    if looked.status:
        return
    plan = json.loads(looked.out)
    rows = {row.path: row for row in stored.rows}
    check_problems(rows, plan["problems"])
    before = {one["path"]: sha256(one["path"]) for one in plan["changes"]}
    names = any("artist" in change["fields"] for change in plan["changes"])
    if walk.chance.random() < 0.2 and not names:  # which the other library could not see
        options.append("--keep-time")
    done = walk.run("write", *options, "-y", "--json", "--", *query, kill=True)
    walk.expect(done, 0, "problems")
    group: dict[int, Written] = {}
    for change in plan["changes"]:
        row, path = rows[change["path"]], change["path"]
        one = at(walk, path)
        if one is None or one.number != row.recording:
            raise ViolationError(f"on the wrong recording: {path} is planned, and is {one}")
        check_plan(walk, stored.tag_groups, one, change["fields"])
        found = read_tags(path)
        if found == one.tags:
            if done.status == 0:
                raise ViolationError(f"lost: {path} was not written: {done.out}")
            continue
        after = {field: list(values["after"]) for field, values in change["fields"].items()}
        was = {field: one.tags.get(field, []) for field in after}
        one.tags = with_fields(one.tags, after)
        group[one.number] = Written(was, after, before[path], sha256(path))
    if group and walk.model.writes is not None:
        walk.model.writes.append(group)
    walk.settle(done, walk.model)


def with_fields(tags: Tags, fields: Tags) -> Tags:
    """Return tags with other values in some fields; a field without values is not there."""
    return {key: values for key, values in {**tags, **fields}.items() if values}


def at(walk: Walk, path: str) -> Recording | None:
    """Return the recording whose file is at a path."""
    return next((one for one in walk.world.present() if one.path == path), None)


def check_problems(rows: dict[str, Row], problems: list[dict[str, str]]) -> None:
    """Check that what is said of files that cannot be written is true."""
    for problem in problems:
        path = problem["path"]
        row = rows[path]
        file = Path(path)
        status = file.stat() if file.exists() else None
        state = (status.st_size, status.st_mtime_ns) if status else None
        reasons = {
            "missing": row.missing or status is None,
            "changed": state != (row.size, row.mtime_ns),
        }
        if not reasons.get(problem["code"], False):
            raise ViolationError(f"wrong reasons: {problem}, and it is {row}, {state}")


def check_plan(walk: Walk, groups: dict[str, str], one: Recording, fields: dict) -> None:
    """Check that a plan keeps foreign values, brings each yes, and removes each no.

    An artist that the user named comes, too.
    """
    fields = dict(fields)
    named, artist = walk.model.named.get(one.number), fields.pop("artist", None)
    told = artist and (artist["before"], artist["after"])
    if told != (
        (one.tags["artist"], [named]) if named not in {None, *one.tags["artist"]} else None
    ):
        raise ViolationError(f"lost: {one.marker} is by {named}, {one.tags}; the plan says {told}")
    names = {tag.casefold(): FIELD_OF.get(group, "") for tag, group in groups.items()}
    after = {field: one.tags.get(field, []) for field in FIELDS}
    for field, values in fields.items():
        if values["before"] != after[field]:
            raise ViolationError(f"lost: {one.marker} has {after[field]}, plan says {values}")
        foreign = [value for value in values["before"] if value.casefold() not in names]
        kept = [value for value in values["after"] if value.casefold() not in names]
        if foreign != kept:
            raise ViolationError(f"lost: foreign values of {one.marker}: {values}")
        after[field] = values["after"]
    for tag, (state, _) in walk.model.answers.get(one.number, {}).items():
        holders = [f for f in FIELDS if tag.casefold() in map(str.casefold, after[f])]
        field = names[tag.casefold()]
        if (state == "yes" and field and field not in holders) or (state == "no" and holders):
            raise ViolationError(f"lost: {state} to {tag} of {one.marker}: {after}")


@verb(4)
def undo_writing(walk: Walk) -> None:
    """Put back what the last writing changed: to the byte where nobody else changed the file.

    In a folder that was taken out of the library no scan finds what moved: it stays as it is.
    """
    walk.rescan()
    rows = {row.recording: row for row in walk.stored().rows}
    hashes = {number: sha256(row.path) for number, row in rows.items() if Path(row.path).exists()}
    done = walk.run("write", "--undo", "-y", "--json", kill=True)
    walk.expect(done, 0, "problems")
    writes, chosen = walk.model.writes, set()
    if done.status is not None:
        changes = json.loads(done.out)["changes"]
        paths = {change["path"] for change in changes}
        chosen = {row.recording for row in rows.values() if row.path in paths}
    groups = [{}] if writes is None else writes
    for group in reversed(groups):
        there = {number: hashes[number] for number in group if number in hashes}
        if there and (done.killed or there.keys() & chosen):
            elsewhere = {n for n in there if rows[n].path != walk.world.recordings[n].path}
            if any(sha256(rows[n].path) != there[n] for n in elsewhere):
                raise ViolationError("on the wrong recording: an undo changed what lies there now")
            put_back(walk, group, {n: there[n] for n in there.keys() - elsewhere}, done)
            break
    for one in walk.world.present() if writes is None else ():
        found = read_tags(str(one.path))
        fields = (*FIELDS, "artist")
        one.tags = with_fields(one.tags, {field: found.get(field, []) for field in fields})
    walk.model.writes = None if writes is None else [group for group in writes if group]
    walk.settle(done, walk.model)


def put_back(
    walk: Walk,
    group: dict[int, Written],
    there: dict[int, str],
    done: Outcome,
) -> None:
    """Check the files of a writing that was undone, or killed while it was.

    `there` has the hashes of their bytes before.
    """
    for number, bytes_before in there.items():
        one, written = walk.world.recordings[number], group[number]
        found = {field: read_tags(str(one.path)).get(field, []) for field in written.after}
        now = {field: one.tags.get(field, []) for field in written.after}
        wanted = {
            field: written.before[field] if now[field] == written.after[field] else now[field]
            for field in now
        }
        if found not in ([wanted, now] if done.killed else [wanted]):
            raise ViolationError(
                f"lost: {one.marker} has {found} after an undo, wanted {wanted}: {written}"
            )
        if (
            bytes_before == written.sha_after
            and found != now
            and sha256(str(one.path)) != written.sha_before
        ):
            raise ViolationError(f"lost: {one.marker} is not as before to the byte")
        if found == wanted:
            del group[number]
        one.tags = with_fields(one.tags, found)


# outside


@verb(7)
def retag(walk: Walk) -> None:
    """Let another program change the tags of files, not those that tell recordings apart."""
    files = walk.world.present()
    for one in walk.chance.sample(files, min(len(files), walk.chance.randint(1, 3))):
        tags = dict(one.tags)
        kind = walk.chance.randrange(4)
        if kind == 0:
            tags["catalog"] = [f"no. {walk.step}"]
        elif kind == 1:
            tags["genre"] = [walk.chance.choice(["Chamber Folk", "jazz", "Rock/Pop"])]
        elif kind == 2:
            tags["genre"] = [*tags.get("genre", []), f"Foreign {walk.step % 5}"]
            tags["genre"] = list(dict.fromkeys(tags["genre"]))
        else:
            tags["comment"] = [f"seen at step {walk.step}"]
        one.tags = tags
        write_tags(str(one.path), tags)


@verb(7)
def move(walk: Walk) -> None:
    """Rename files, within a root or across."""
    files = walk.world.present()
    for one in walk.chance.sample(files, min(len(files), walk.chance.randint(1, 4))):
        root = walk.chance.choice(walk.world.roots)
        relocate(one, walk.world.free_path(root, one.suffix, walk.chance))


def relocate(one: Recording, path: Path) -> None:
    """Rename the file of a recording."""
    os.rename(str(one.path), path)  # noqa: PTH104
    one.path = str(path)


@verb(4)
def take_away(walk: Walk) -> None:
    """Take files away; some come back later."""
    files = walk.world.present()
    if len(files) <= FEWEST:
        return
    one = walk.chance.choice(files)
    if walk.chance.random() < 0.7:
        relocate(one, walk.world.away / Path(str(one.path)).name)
        one.away = True
    else:
        Path(str(one.path)).unlink()
        one.path = None


@verb(4)
def bring_back(walk: Walk) -> None:
    """Bring a file back that was taken away."""
    if files := walk.world.taken_away():
        one = walk.chance.choice(files)
        root = walk.chance.choice(walk.world.roots)
        relocate(one, walk.world.free_path(root, one.suffix, walk.chance))
        one.away = False


@verb(5)
def swap(walk: Walk) -> None:
    """Let files of a kind change places, within a root or across."""
    kinds: dict[str, list[Recording]] = {}
    for one in walk.world.present():
        kinds.setdefault(one.suffix, []).append(one)
    chosen = [files for files in kinds.values() if len(files) > 1]
    if not chosen:
        return
    files = walk.chance.choice(chosen)
    ring = walk.chance.sample(files, min(len(files), walk.chance.choice([2, 2, 3])))
    places = [Path(str(one.path)) for one in ring]
    for number, one in enumerate(ring):
        relocate(one, walk.folder / f"on its way {number}.{one.suffix}")
    for one, place in zip(ring, [*places[1:], places[0]], strict=True):
        relocate(one, place)


@verb(3)
def overwrite(walk: Walk) -> None:
    """Save another recording under the name of one, which is gone or lies elsewhere now."""
    one = walk.chance.choice(walk.world.present())
    path = Path(str(one.path))
    if walk.chance.random() < 0.5 and len(walk.world.present()) < MOST:
        relocate(one, walk.world.free_path(walk.world.roots[0], one.suffix, walk.chance))
    else:
        path.unlink()
        one.path = None
    known = [
        walk.world.recordings[number].seconds
        for number in walk.world.held.get(str(path), ())  # the libraries or a copy may know them
    ]
    made = walk.world.new(walk.chance, one.suffix, [one.seconds, *known])
    make(made, path)


@verb(1.5)
def encode_anew(walk: Walk) -> None:
    """Encode a recording anew under its name: it stays the same track in both libraries."""
    one = walk.chance.choice(walk.world.present())
    rescan_both(walk)
    known = [
        any(
            row.path == one.path and row.here and not row.missing
            for row in walk.stored(library).rows
        )
        for library in walk.libraries
    ]
    if all(known):  # else nobody can tell a new encoding from a new recording
        make(one, Path(str(one.path)))
        rescan_both(walk)


def rescan_both(walk: Walk) -> None:
    """Scan all folders of both libraries."""
    chosen = walk.name
    for name in walk.libraries:
        walk.name = name
        walk.rescan()
    walk.name = chosen


@verb(3)
def new_file(walk: Walk) -> None:
    """Add a new recording."""
    if len(walk.world.present()) < MOST:
        walk.add_file()


# disasters


@verb(2)
def full_disk(walk: Walk) -> None:
    """Let a command run on a disk that is nearly full."""
    if not walk.limited:
        return
    ballast = walk.folder / "ballast"
    free = shutil.disk_usage(walk.folder).free
    try:
        with ballast.open("wb") as file:
            file.write(bytes(max(0, free - walk.chance.choice([0, SPARE // 8, SPARE, 4 * SPARE]))))
    except OSError:
        walk.note("  not a byte is left")
    try:
        on_full_disk(walk)
    finally:
        ballast.unlink(missing_ok=True)


def on_full_disk(walk: Walk) -> None:
    """Answer, import or scan; it is done whole, or refused for want of room."""
    stored = walk.stored()
    rows = [row for row in stored.rows if row.here]
    if not rows:
        return
    marker = walk.chance.choice(rows).title.split()[0]
    tag, state = walk.chance.choice(MODEL_TAGS), walk.chance.choice(("yes", "no"))
    after = walk.answer([row for row in rows if marker in row.title], {tag: state}, "user")
    sign = "+" if state == "yes" else "-"
    for _ in range(2):  # the second time the disk is as full
        done = walk.run("correct", f"title:{marker}", "--", sign + tag)
        walk.expect(done, 0, "full", "make room", "Make room")
        if walk.settle(done, after):
            break
    done = walk.run("scan")
    walk.expect(done, 0, "full", "make room", "Make room", "has no folders")


@verb(1.5)
def restore(walk: Walk) -> None:
    """Restore a copy over a sound or destroyed library, with the answers since, or take it back."""
    library = walk.libraries[walk.name]
    refused = walk.run("restore", "-y")
    walk.expect(refused, 1, "is sound", "There is no intact copy")
    walk.settle(refused, walk.model)
    copies = json.loads(walk.run("restore", "--list", "--json").out)["copies"]
    if not copies:
        return
    check_copies(walk, copies)
    number = walk.chance.randint(1, min(3, len(copies)))
    chosen, before = copies[number - 1], copy.deepcopy(walk.model)
    destroyed = walk.chance.random() < 0.4
    if destroyed:
        with library.open("rb+") as file:
            file.write(bytes(100))
        for log in ("-wal", "-shm"):
            library.with_name(library.name + log).unlink(missing_ok=True)
    done = walk.run("restore", str(number), "-y", *([] if destroyed else ["--force"]))
    walk.expect(done, 0)
    told = "which answers are newer cannot be told" in done.err + done.out
    if not destroyed and told != (chosen["given_since"] is None):
        raise ViolationError(f"wrong reasons: {chosen}: {done.out}{done.err}")
    if destroyed or told:  # then no answer is taken over
        take_copy(walk, chosen["path"])
    take_restored(walk)
    if not destroyed and walk.chance.random() < 0.4:
        walk.expect(walk.run("restore", "--take-back", "-y"), 0)
        walk.believed[walk.name] = before
    for name in ("damaged", "replaced"):
        for left in library.parent.glob(f"{library.name}.{name}*"):
            left.unlink()
    walk.rescan()
    walk.expect(walk.run("suggest"), 0)


def check_copies(walk: Walk, copies: list[dict]) -> None:
    """Check what a sound library says of its copies: how many answers were given since."""
    now = walk.stored().entry
    for one in copies:
        then = walk.stored_at(Path(one["path"]), walk.model).entry
        since = now.answers - then.answers if now.lineage == then.lineage else None
        if one["given_since"] != since:
            raise ViolationError(f"wrong reasons: {one}, and it is {then}, {now}: {since}")


def take_copy(walk: Walk, path: str) -> None:
    """Believe what a copy of the library holds, and no answer since.

    A file that was moved and encoded anew since then is a new recording to the library: its path
    and its content hash are other ones.
    """
    walk.model.say(walk.copied[walk.name][path][1])
    walk.model.appended = {}
    for row in walk.stored_at(Path(path), walk.model).rows:
        one = walk.world.recordings[row.recording]
        if one.path and one.path != row.path and one.hash != row.content_hash:
            lost = walk.world.without_file(one)
            walk.model.part(one.number, row.content_hash, lost.number)


def take_restored(walk: Walk) -> None:
    """Take over what a restore brings back beside the answers: folders, promotions, thresholds."""
    stored = walk.stored()
    if stored.entry.lineage in walk.lineages:
        raise ViolationError("lost: a restored library has the lineage of another state")
    walk.lineages.add(stored.entry.lineage)
    walk.model.promoted, walk.model.thresholds = stored.promoted, stored.thresholds
    walk.model.appended, walk.model.writes = stored.appended, None
    listed = json.loads(walk.run("folders", "list", "--json").out)["folders"]
    kept = {one["path"] for one in listed if one["removed_at"] is None}
    walk.model.removed = {n for n, root in enumerate(walk.world.roots) if str(root) not in kept}


DAMAGES = (
    "UPDATE suggestions SET scores = x'00' WHERE rowid = (SELECT max(rowid) FROM suggestions)",
    "UPDATE suggestions SET scores = 'text' WHERE rowid = (SELECT min(rowid) FROM suggestions)",
    "UPDATE models SET info = '{bro' WHERE id = (SELECT max(id) FROM models)",
    "UPDATE file_writes SET before = '[1' WHERE id = (SELECT max(id) FROM file_writes)",
    "UPDATE jobs SET spec = 'no JSON' WHERE id = (SELECT max(id) FROM jobs)",
    "UPDATE judgements SET details = '{bro' WHERE id = (SELECT max(id) FROM judgements)",
    "UPDATE out_of_fold_scores SET logits = x'00'",
    "UPDATE evaluation_macros SET auc = 'text'",
    "UPDATE library_thresholds SET rule = 'odd'",
    "UPDATE sound_clusters SET cluster = 'text'",
)


@verb(1)
def damaged_row(walk: Walk) -> None:
    """Damage a row, and go on: it stops only itself, and is mended."""
    if not walk.damaging:
        return
    with closing(sqlite3.connect(walk.libraries[walk.name])) as file:
        file.execute(walk.chance.choice(DAMAGES))
        file.commit()
    walk.model.writes, walk.model.appended = None, {}
    for words in (["list"], ["queue"], ["export"], ["write", "-p"], ["thresholds", "list"]):
        walk.expect(walk.run(*words), 0, *NO_MODEL)
    walk.expect(walk.run("suggest", "--again"), 0)
    walk.expect(walk.run("check", "--mend"), 0)
    walk.settle(walk.run("scan"), walk.model)
