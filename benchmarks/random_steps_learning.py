"""The verbs of `random_steps` about models: train, judge, promote, thresholds, artists."""

import json
import sqlite3
from contextlib import closing

from random_steps_model import Action, Believed, Stored
from random_steps_program import Outcome
from random_steps_sound import sha256
from random_steps_walk import MODEL_TAGS, ROOT, VERSIONS, ViolationError, Walk, verb

NO_MODEL = ("No model has suggested", "No model", "nothing from a model")
NOTHING = ("nothing to learn from",)
UNMEASURED = (*NOTHING, "nothing can be measured", "No tag has", "no stored features")
ARTISTS = ("Ada Blå", "The Zephyrs", "artist 3", "Trio, Bengt & Co.")


@verb(5)
def suggest(walk: Walk) -> None:
    """Let the active model suggest, again or not."""
    options = ["--again"] if walk.chance.random() < 0.3 else ["--retry"]
    if walk.chance.random() < 0.2:
        options.append("--quick")
    done = walk.run("suggest", *options, kill=True)
    walk.expect(done, 0)
    walk.settle(done, walk.model)


@verb(3)
def teach(walk: Walk) -> None:
    """Answer for most tracks what can be heard, so that there is something to learn.

    Two recordings may have one title, where one was saved over the file of the other.
    """
    here = [row for row in walk.stored().rows if row.here]
    rows = [row for row in here if walk.chance.random() < 0.8]
    tag = walk.chance.choice(MODEL_TAGS)
    high = {row: walk.world.recordings[row.recording].tone > 850 for row in rows}
    for state, sign in (("yes", "+"), ("no", "-")):
        markers = dict.fromkeys(
            row.title.split()[0] for row in rows if high[row] == (state == "yes")
        )
        words = [word for marker in markers for word in (",", f"title:{marker}")][1:]
        if words:
            done = walk.run("correct", *words, "--", sign + tag, kill=True)
            walk.expect(done, 0)
            chosen = [row for row in here if row.title.split()[0] in markers]
            walk.settle(done, walk.answer(chosen, {tag: state}, "user"))


@verb(6)
def train(walk: Walk) -> None:
    """Train a version on the answers; it belongs to this library, and is used if it is better."""
    options = ["--answers-only"] if walk.chance.random() < 0.2 else []
    for option, share in (("--no-trials", 0.2), ("--holdout", 0.1), ("--if-due", 0.2)):
        options += [option] if walk.chance.random() < share else []
    if walk.chance.random() < 0.3:
        options += ["--name", f"named {walk.step}"]
    walk.expect(walk.run("train", "--check", "--json"), 0)
    done = walk.run("train", *options, "--json", kill=True)
    walk.expect(done, 0, *NOTHING)
    if done.status == 0 and json.loads(done.out).get("due", True):
        take_version(walk, walk.name, done)
        walk.settle(done, after_training(walk.model, done, trials="--no-trials" not in options))
    else:
        walk.settle(done, walk.model, *half_trained(walk.model, walk.stored()))
    forget_versions(walk)


def after_training(model: Believed, done: Outcome, *, trials: bool) -> Believed:
    """Return what must be after a training; checks that what it says of its version is coherent."""
    said = json.loads(done.out)
    after = Believed(**vars(model))
    after.promoted, after.thresholds = list(model.promoted), dict(model.thresholds)
    on_trial = model.promoted[-1:] and model.promoted[-1][1]
    if said["taken_back"]:
        if not on_trial or said["taken_back"] != model.in_use(ROOT):
            raise ViolationError(f"wrong reasons: {said} after {model.promoted}")
        after.take_trials_back()
    usable = ("proven", "on trial") if trials else ("proven",)
    if said["in_use"] != (said["outcome"] in usable):
        raise ViolationError(f"wrong reasons: {said}")
    if said["in_use"]:
        before = after.in_use(ROOT)
        after.put_to_use(said["version"], before, trial=said["outcome"] == "on trial")
    return after


def half_trained(model: Believed, stored: Stored) -> list[Believed]:
    """Return what may be believed after a training was killed: a trial ended, a version in use."""
    found = []
    for taken_back in (False, True):
        for put_to_use in (False, True):
            one = Believed(**vars(model))
            one.promoted, one.thresholds = list(model.promoted), dict(model.thresholds)
            if taken_back:
                one.take_trials_back()
            if put_to_use and stored.promoted:
                version, trial = stored.promoted[-1]
                one.put_to_use(version, one.in_use(ROOT), trial=trial)
            found.append(one)
    return found


@verb(1)
def train_at_once(walk: Walk) -> None:
    """Train versions of the same model in both libraries at the same time."""
    places = {name: walk.folder / f"training {name}" for name in walk.libraries}
    running = {
        name: walk.program.start_fork(walk.libraries[name], place, "train", "--json")
        for name, place in places.items()
    }
    ended = {name: walk.program.end_fork(running[name], places[name]) for name in running}
    chosen = walk.name
    for walk.name, done in ended.items():
        walk.note(f"  train of {walk.name} -> {done.status} {done.err[-300:]!r}")
        if "Traceback" in done.err:
            raise ViolationError(f"traceback: train beside another training\n{done.err}")
        walk.expect(done, 0, *NOTHING, "has just taken the name")
        if done.status == 0:
            take_version(walk, walk.name, done)
            walk.settle(done, after_training(walk.model, done, trials=True))
    walk.name = chosen
    forget_versions(walk)


def take_version(walk: Walk, name: str, done: Outcome) -> None:
    """Note a version that a library taught, and check that it says so."""
    version = json.loads(done.out)["version"]
    file = walk.version_file(version)
    if any(version in believed.versions for believed in walk.believed.values()):
        raise ViolationError(f"lost: the version {version} was taught anew")
    walk.believed[name].versions[version] = sha256(file)
    origin = json.loads(file.read_text("utf-8"))["library"]
    if origin["library_id"] != library_id(walk, name):
        raise ViolationError(f"on the wrong recording: {version} of {name} says {origin}")


def library_id(walk: Walk, name: str) -> str:
    """Return the id that a library keeps for life."""
    with closing(sqlite3.connect(walk.libraries[name])) as file:
        [found] = file.execute("SELECT library_id FROM identity").fetchone()
    return str(found)


def forget_versions(walk: Walk) -> None:
    """Remove the files of old versions that no library uses: each training starts them all."""
    used = {name for believed in walk.believed.values() for name, _ in believed.promoted}
    for believed in walk.believed.values():
        for version in list(believed.versions)[: -VERSIONS // 2]:
            if version not in used:
                walk.version_file(version).unlink()
                del believed.versions[version]


@verb(3)
def promote(walk: Walk) -> None:
    """Put a version to use, by its verdict or by force; another library's says whose it is."""
    foreign = {
        version: name for name, believed in walk.believed.items() for version in believed.versions
    }
    if not foreign:
        return
    version = walk.chance.choice(list(foreign))
    force = walk.chance.random() < 0.7
    words = ["promote", version, *(["--force"] if force else []), "--json"]
    done = walk.run("models", *words, kill=True)
    reasons = ("is the active version already", *UNMEASURED)
    walk.expect(done, 0, *reasons, *([] if force else ["stays a candidate"]))
    told = "learned from the answers of another library" in done.out
    if done.status == 0 and told != (foreign[version] != walk.name):
        raise ViolationError(f"wrong reasons: {version} of {foreign[version]}: {done.out}")

    def used(trial: bool) -> Believed:
        before = walk.model.in_use(ROOT)
        return walk.after(lambda one: one.put_to_use(version, before, trial=trial))

    if done.status == 1:
        walk.settle(done, walk.model)
    elif done.status == 0:
        walk.settle(done, used(json.loads(done.out)["outcome"] == "on trial"))
    else:
        walk.settle(done, used(trial=False), used(trial=True))


@verb(3)
def roll_back(walk: Walk) -> None:
    """Go back to the version before, on trial or not."""
    had = bool(walk.model.promoted)
    done = walk.run("models", "rollback", kill=True)
    walk.expect(done, 0 if had else 1, "there is none to go back to")
    if had:
        walk.settle(done, walk.after(lambda believed: believed.promoted.pop()))


@verb(3)
def evaluate(walk: Walk) -> None:
    """Measure versions, on all answers or on a frozen test set, and look at their history."""
    versions = [ROOT, *walk.model.versions]
    one, other = walk.chance.choice(versions), walk.chance.choice(versions)
    words = walk.chance.choice(
        [
            ["evaluate", "--json"],
            ["evaluate", "--model", one, "--json"],
            ["evaluate", "--holdout", "--json"],
            ["models", "compare", one, other, "--json"],
        ]
    )
    stored = walk.stored()
    unanswered = not any(row.here and stored.answers.get(row.recording) for row in stored.rows)
    done = walk.run(*words, kill=True)
    walk.expect(done, 0, *UNMEASURED, *(["no answers to measure on"] if unanswered else []))
    walk.settle(done, walk.model)
    walk.expect(walk.run("models", "history", "--json"), 0)


@verb(5)
def threshold(walk: Walk) -> None:
    """Set the threshold of a tag for the active model, by a rule, or take it back."""
    listed = walk.run("thresholds", "list", "--json")
    walk.expect(listed, 0, *NO_MODEL)
    if listed.status:
        return
    model, tag = json.loads(listed.out)["model"], walk.chance.choice(MODEL_TAGS)
    if model != walk.model.in_use(ROOT):
        raise ViolationError(f"lost: the thresholds are those of {model}: {walk.model.promoted}")
    value = round(walk.chance.uniform(0.05, 0.95), 3)
    rule = walk.chance.choice(["score", "share", "precision", "reset"])
    words = ["set", tag, *([] if rule == "score" else [f"--{rule}"]), str(value)]
    done = walk.run("thresholds", *(["reset", tag] if rule == "reset" else words), kill=True)
    few = ("Answer more", "No threshold reaches") if rule == "precision" else ("has scores",)
    walk.expect(done, 0, *few)

    def change(believed: Believed) -> None:
        believed.thresholds.pop((model, tag), None)
        if rule != "reset":
            believed.thresholds[model, tag] = rule, value

    walk.settle(done, walk.model if done.status else walk.after(change), walk.after(change))


# who made a track


@verb(6)
def artists(walk: Walk) -> None:
    """Say who made the tracks of a query, or take that back; copies of a recording follow."""
    stored = walk.stored()
    query, clear = walk.query(stored), walk.chance.random() < 0.3
    artist = None if clear else walk.chance.choice(ARTISTS)
    ids = {row.id for row in query.found(stored.rows)}
    firsts = {stored.originals.get(id, id) for id in ids}
    reach = [
        row.recording
        for row in stored.rows
        if row.id in ids | firsts or stored.originals.get(row.id, row.id) in firsts
    ]
    action = Action()
    for number in reach:
        if (before := walk.model.named.get(number)) != artist:
            action.namings.append((number, before, artist))
    words = ["clear"] if artist is None else ["set", artist]
    walk.expect(walk.run("artists", *words, "-p", "--", *query.words), 0)
    done = walk.run("artists", *words, "--", *query.words, kill=True)
    walk.expect(done, 0)
    walk.settle(done, walk.after(lambda believed: believed.act(action)))
    check_artists(walk)


def check_artists(walk: Walk) -> None:
    """Check that the artist of each track is who the user said, else what the file says."""
    listed = walk.run("artists", "list", "--json")
    walk.expect(listed, 0)
    rows = {row.path: row for row in walk.stored().rows if row.here}
    told = {one["path"]: one for one in json.loads(listed.out)["tracks"]}
    if told.keys() != rows.keys():
        raise ViolationError(f"lost: artists lists others: {sorted(told.keys() ^ rows.keys())}")
    for path, row in rows.items():
        name = walk.model.named.get(row.recording)
        wanted = (name, "you") if name else (row.artist, "file")
        if (told[path]["artist"], told[path]["from"]) != wanted:
            raise ViolationError(f"lost: {told[path]} was made by {wanted}")
