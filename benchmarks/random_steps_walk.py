"""A walk of `random_steps`: random steps over two libraries, each compared with the model."""

import copy
import csv
import io
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from random_steps_model import (
    Action,
    Answer,
    Believed,
    Entry,
    Query,
    Row,
    Stored,
    of_same_albums,
    of_same_artists,
)
from random_steps_program import Outcome, Program, install_plugin
from random_steps_sound import Recording, World, make, sha256

MODEL_TAGS = ("jazz", "loud", "sad")
OWN_TAGS = ("zydeco", "cumbia", "Neue Welle", "r & b")
GROUPS = ("genre", "mood", "instrument", "era")
FIRST = 20  # recordings at the start
FEWEST, MOST = 14, 34  # recordings that are there
KILLED = 0.12  # of the commands that change something
AS_ITSELF = 0.15  # of the killed ones: the whole program with its child processes
ROOT = "plain"  # the published model
VERSIONS = 14  # taught; then the oldest unused ones are forgotten
LAST_STATES = 60  # of a library: a copy that is found after a step is of one of them

Verb = Callable[["Walk"], None]
VERBS: dict[str, tuple[float, Verb]] = {}


class ViolationError(Exception):
    """Something that must hold does not; the text has one line per violation."""


def verb(weight: float) -> Callable[[Verb], Verb]:
    """Make a method of the walk one of its verbs."""

    def note(method: Verb) -> Verb:
        VERBS[method.__name__] = weight, method
        return method

    return note


class Walk:
    """The state of a walk in `folder`; it can be pickled, and goes on where it was."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed, self.step = folder, seed, 0
        self.home, self.world = folder / "home", World(folder)
        self.libraries = {name: folder / f"{name}.db" for name in ("one", "two")}
        self.believed = {name: Believed() for name in self.libraries}
        self.past: dict[str, dict[Entry, bytes]] = {name: {} for name in self.libraries}
        self.copied: dict[str, dict[str, tuple[int, bytes]]] = {name: {} for name in self.libraries}
        self.lineages = {""}  # of all states of the libraries
        self.counts: Counter[str] = Counter()
        self.kills: Counter[str] = Counter()
        self.log: list[str] = []
        self.chance = random.Random(f"{seed}")
        self.program = Program(self.home)
        self.limited = self.damaging = False
        self.seconds = 0.0
        self.violations: list[str] = []
        self.begin()

    def begin(self) -> None:
        """Make the music, scan it into both libraries, and let the model suggest."""
        install_plugin(self.home)
        for _ in range(FIRST):
            self.add_file()
        for name in self.libraries:
            self.name = name
            roots = [str(root) for root in self.world.roots]
            self.expect(self.run("scan", *roots), 0)
            self.expect(self.run("suggest"), 0)
        self.compare()

    def go(self) -> str:
        """Take one step, and compare; return the verb. Raises ViolationError."""
        self.chance = random.Random(f"{self.seed}:{self.step}")
        self.name = self.chance.choice(list(self.libraries))
        weights = [weight for weight, _ in VERBS.values()]
        [chosen] = self.chance.choices(list(VERBS), weights)
        self.note(f"step {self.step}: {chosen} on {self.name}")
        VERBS[chosen][1](self)
        self.compare()
        self.counts[chosen] += 1
        self.step += 1
        return chosen

    # what every step does

    @property
    def model(self) -> Believed:
        """Return what must be in the library of this step."""
        return self.believed[self.name]

    def stored(self, name: str = "") -> Stored:
        """Read the file of a library, by default that of this step."""
        name = name or self.name
        return self.stored_at(self.libraries[name], self.believed[name])

    def stored_at(self, path: Path, believed: Believed) -> Stored:
        """Read a library or a copy of one in which `believed` is believed."""
        parted = {code: self.world.recordings[n] for code, n in believed.parted.items()}
        return Stored(path, self.world.by_hash() | parted)

    def note(self, line: str) -> None:
        """Add a line to the log of what was done."""
        self.log = [*self.log[-300:], line]

    def run(self, *arguments: str, kill: bool = False) -> Outcome:
        """Run a command; with `kill` it is sometimes killed at a random moment."""
        library = self.libraries[self.name]
        if not kill or self.chance.random() > KILLED:
            done = self.program.here(library, *arguments)
        elif self.chance.random() < AS_ITSELF:
            done = self.program.itself(library, *arguments, chance=self.chance)
        else:
            done = self.program.fork(library, *arguments, chance=self.chance)
        if done.killed:
            self.kills[arguments[0]] += 1
        self.note(f"  {' '.join(arguments)} -> {done.status} {done.err[-300:]!r}")
        if "Traceback" in done.err or "defect of TagStudio" in done.err:
            raise ViolationError(f"traceback: {' '.join(arguments)}\n{done.err}")
        return done

    def expect(self, done: Outcome, status: int, *reasons: str) -> None:
        """Check how a command that was not killed ended, and that its reason is one of these."""
        if done.killed or done.status == 0 == status:
            return
        if done.status in {0, 2}:
            raise ViolationError(f"wrong reasons: status {done.status}: {done.out}{done.err}")
        if not any(reason in done.err + done.out for reason in reasons):
            raise ViolationError(f"wrong reasons: {done.err or done.out!r}, wanted {reasons}")

    def settle(self, done: Outcome, after: Believed, *half_way: Believed) -> bool:
        """Take `after` for what must be, unless a kill came before it; tell whether it was.

        After a kill it may also be what is believed `half_way`.
        """
        stored = self.stored()
        if done.killed or done.status:
            if not stored.differences(self.model):
                return False
            if done.status:
                raise ViolationError("resurrected: a refused command changed the library")
        for one in half_way if done.killed else ():
            after = after if stored.differences(one) else one
        if wrong := stored.differences(after):
            raise ViolationError("\n".join(wrong))
        self.believed[self.name] = after
        self._remember(self.name, stored)
        return True

    def compare(self) -> None:
        """Compare files, rows and both faces with the model. Raises ViolationError."""
        wrong = self.world.wrong_files()
        for name in self.libraries:
            stored = self.stored(name)
            wrong += stored.wrong + stored.differences(self.believed[name])
            wrong += self._wrong_features(stored)
            self.believed[name].appended = stored.appended
            self._remember(name, stored)
            wrong += self._wrong_copies(name)
        wrong += self._wrong_listings(self.stored())
        wrong += self._wrong_versions() + self._wrong_in_use()
        if wrong:
            raise ViolationError("\n".join(wrong))

    def _wrong_features(self, stored: Stored) -> list[str]:
        """Return the tracks that have the features of another recording."""
        wrong = []
        for number, code in stored.features.items():
            one = self.world.recordings[number]
            level, tone = np.frombuffer(code, "<f2").astype(float)[:2]
            if abs(level - one.level) > 0.1 or abs(tone - one.tone / 1000) > 0.06:
                wrong.append(
                    f"on the wrong recording: features of {one.marker}: {level:.2f} {tone:.2f},"
                    f" wanted {one.level:.2f} {one.tone / 1000:.2f}"
                )
        return wrong

    def _wrong_listings(self, stored: Stored) -> list[str]:
        """Return what `list --json` and `export` say otherwise than the model."""
        listed = self.run("list", "--json", "--limit", "0")
        exported = self.run("export", "--format", "jsonl")
        self.expect(listed, 0)
        self.expect(exported, 0)
        rows = {row.path: row for row in stored.rows if row.here}
        decided = {
            one["path"]: {
                tag["tag"]: tag["state"] for tag in one["tags"] if tag["source"] != "model"
            }
            for one in map(json.loads, exported.out.splitlines())
        }
        tracks = {one["path"]: one for one in json.loads(listed.out)["tracks"]}
        wrong = []
        if not rows.keys() == tracks.keys() == decided.keys():
            odd = (rows.keys() ^ tracks.keys()) | (rows.keys() ^ decided.keys())
            wrong.append(f"lost: {self.name} lists not all tracks, or others: {sorted(odd)}")
        for path in rows.keys() & tracks.keys() & decided.keys():
            number = rows[path].recording
            wanted = {t: a[0] for t, a in self.model.answers.get(number, {}).items()}
            for told, answers in (("list", tracks[path]["decisions"]), ("export", decided[path])):
                if answers != wanted:
                    wrong.append(f"lost: {told} says {answers} of {path}, wanted {wanted}")
            if (tracks[path]["state"] == "reviewed") != (
                number in self.model.reviewed and not rows[path].missing
            ):
                wrong.append(f"lost: list says {tracks[path]['state']} of {path}")
        return wrong

    def _wrong_versions(self) -> list[str]:
        """Return the versions whose files are not those that their libraries taught."""
        wrong = []
        for believed in self.believed.values():
            for version, sha in believed.versions.items():
                file = self.version_file(version)
                if not file.exists() or sha256(file) != sha:
                    wrong.append(f"lost: the version {version} is another one, or gone")
        return wrong

    def _wrong_in_use(self) -> list[str]:
        """Return what is wrong with the version in use: there is always one, and it is found."""
        listed = self.run("models", "list", "--json")
        self.expect(listed, 0)
        active = [one["name"] for one in json.loads(listed.out)["models"] if one["active"]]
        wanted = [self.model.in_use(ROOT)]
        return [] if active == wanted else [f"lost: in use is {active}, wanted {wanted}"]

    def version_file(self, version: str) -> Path:
        """Return the file of a version."""
        return self.home / "data" / "models" / "crnn_tagger" / f"{version}.json"

    def _remember(self, name: str, stored: Stored) -> None:
        past = self.past[name]
        past.pop(stored.entry, None)
        past[stored.entry] = self.believed[name].said()
        while len(past) > LAST_STATES:
            past.pop(next(iter(past)))

    def _wrong_copies(self, name: str) -> list[str]:
        """Note what the new copies of a library must hold; return what is wrong with them."""
        library, known = self.libraries[name], self.copied[name]
        found = {
            str(file): file.stat().st_mtime_ns
            for file in library.with_name(f"{library.name}.backups").glob("[!.]*.db")
        }
        self.copied[name] = {path: one for path, one in known.items() if path in found}
        wrong = []
        for path, made in found.items():
            if path in known and known[path][0] == made:
                continue
            said = self.past[name].get(self.stored_at(Path(path), self.believed[name]).entry)
            if said is None:
                wrong.append(f"lost: the copy {path} is of no moment of the library")
                continue
            self.copied[name][path] = made, said
            held = Believed()
            held.say(said)
            stored = self.stored_at(Path(path), held)
            held.promoted, held.thresholds = stored.promoted, stored.thresholds
            now = self.stored(name)
            if stored.entry.lineage == now.entry.lineage:  # the library has all rows of its copy
                held.appended = {
                    table: now.appended[table][: len(rows)]
                    for table, rows in stored.appended.items()
                }
            wrong += [f"{line} in the copy {path}" for line in stored.differences(held)]
        return wrong

    # choosing

    def query(self, stored: Stored) -> Query:
        """Return a random query."""
        rows = [row for row in stored.rows if row.here] or stored.rows
        row, other = self.chance.choice(rows), self.chance.choice(rows)
        tag = self.chance.choice([*MODEL_TAGS, "zydeco"])
        marker, marker2 = row.title.split()[0], other.title.split()[0]
        answers = self.model.answers
        known = tag in stored.tag_groups
        choices = [
            Query([f"title:{marker}"], lambda one: marker in one.title),
            Query([marker], lambda one: marker in one.title),
            Query(
                [f"title:{marker}", ",", f"title:{marker2}"],
                lambda one: marker in one.title or marker2 in one.title,
            ),
            Query([f'path:"{Path(row.path).name}"'], lambda one: Path(row.path).name in one.path),
            Query(['path:"disc 1"'], lambda one: "disc 1" in one.path),
            Query(
                [f'artist:"{row.artist}"'],
                lambda one: row.artist.casefold() in one.artist.casefold(),
            ),
            Query(
                [f'album:"{row.album}"', f"-title:{marker2}"],
                lambda one: row.album in one.album and marker2 not in one.title,
            ),
            Query(["state:missing"], lambda one: one.missing),
        ]
        if known:
            choices += [
                Query([f"yes:{tag}"], lambda one: _state(answers, one, tag) == "yes"),
                Query(
                    [f"no:{tag}", "-state:missing"],
                    lambda one: _state(answers, one, tag) == "no" and not one.missing,
                ),
            ]
        return self.chance.choice([*choices[:4], *choices])

    def statement(self) -> tuple[list[str], dict[str, str | None]]:
        """Return random answers as words, and by tag: yes, no, or None for undecided."""
        tags = self.chance.sample([*MODEL_TAGS, *MODEL_TAGS, *OWN_TAGS], self.chance.randint(1, 3))
        given: dict[str, str | None] = {}
        words = []
        for tag in dict.fromkeys(tags):
            sign = self.chance.choices("+-?", (5, 3, 2))[0]
            given[tag] = {"+": "yes", "-": "no", "?": None}[sign]
            words.append(sign + (tag.upper() if self.chance.random() < 0.1 else tag))
        return words, given

    def add_file(self) -> Recording:
        """Make a new recording with a file of its own."""
        made = self.world.new(self.chance)
        root = self.chance.choice(self.world.roots)
        make(made, self.world.free_path(root, made.suffix, self.chance))
        return made

    def rescan(self) -> None:
        """Scan all folders of the library and check what must be known then."""
        done = self.run("scan")
        self.expect(done, 0, "has no folders")
        if done.status == 0:
            self.check_scanned(range(len(self.world.roots)))

    def check_scanned(self, roots: Sequence[int]) -> None:
        """Check that a scan of these roots, as far as they are in the library, found all."""
        stored, wrong = self.stored(), []
        rows = {row.recording: row for row in stored.rows}
        places = {
            str(root): number in roots and number not in self.model.removed
            for number, root in enumerate(self.world.roots)
        }
        here = {one.number: one for one in self.world.present()}
        for one in here.values():
            root = next(root for root in places if str(one.path).startswith(root + os.sep))
            row = rows.get(one.number)
            if not places[root]:
                continue
            if row is None or row.path != one.path or row.missing or not row.here:
                wrong.append(f"lost: {one.marker} at {one.path} is {row} after a scan")
                continue
            names = [one.tags[key][0] for key in ("title", "artist", "album")]
            names[1] = self.model.named.get(one.number) or names[1]
            if [row.title, row.artist, row.album] != names:
                wrong.append(f"on the wrong recording: names of {row}, wanted {names}")
        if all(places.values()):
            wrong += [
                f"lost: {row} is not there, and not missing"
                for row in stored.rows
                if row.here and not row.missing and row.recording not in here
            ]
        if wrong:
            raise ViolationError("\n".join(wrong))

    # answers

    def answer(self, rows: Sequence[Row], given: dict[str, str | None], source: str) -> Believed:
        """Return what must be after these answers to these tracks."""
        action = Action()
        for number in dict.fromkeys(row.recording for row in rows):
            for tag, state in given.items():
                before = self.model.answer(number, tag)
                if (before[0] if before else None) != state:
                    after: Answer | None = (state, source) if state else None
                    action.changes.append((number, tag, before, after))
        return self.after(lambda believed: believed.act(action))

    def after(self, change: Callable[[Believed], None]) -> Believed:
        """Return what must be after a change."""
        believed = copy.deepcopy(self.model)
        change(believed)
        return believed

    @verb(18)
    def correct(self) -> None:
        """Answer for the tracks of a query, their albums or their artists."""
        stored = self.stored()
        query, (words, given) = self.query(stored), self.statement()
        given = {_spelled(stored.tag_groups, tag): state for tag, state in given.items()}
        extent = self.chance.choices(["", "--album", "--artist"], (6, 1, 1))[0]
        reach = query.found(stored.rows)
        if extent == "--album":
            reach = of_same_albums(reach, stored.rows)
        elif extent == "--artist":
            reach = of_same_artists(reach, stored.rows)
        known = {tag.casefold() for tag in stored.tag_groups}
        options = [extent] if extent else []
        if any(tag.casefold() not in known for tag in given):
            refused = self.run("correct", *query.words, "--", *words)
            self.expect(refused, 1, "There is no tag")
            self.settle(refused, self.model)
            options.append("--new-tag")
        if self.chance.random() < 0.2:
            options += ["--group", self.chance.choice(GROUPS)]
        after = self.answer(reach, given, "album rule" if extent else "user")
        pretended = self.run("correct", "-p", *options, *query.words, "--", *words)
        self.expect(pretended, 0)
        done = self.run("correct", *options, *query.words, "--", *words, kill=True)
        self.expect(done, 0)
        # A new tag keeps the spelling that it was first written in.
        self.settle(done, self._respelled(after))

    def _respelled(self, after: Believed) -> Believed:
        known = self.stored().tag_groups
        for number, tags in after.answers.items():
            after.answers[number] = {_spelled(known, tag): one for tag, one in tags.items()}
        for action in (*after.undo, *after.redo):
            action.changes = [(r, _spelled(known, tag), b, a) for r, tag, b, a in action.changes]
        return after

    @verb(8)
    def undo(self) -> None:
        """Take the last action back, or several."""
        for _ in range(self.chance.choice([1, 1, 2, 4])):
            done = self.run("undo", kill=True)
            self.expect(done, 0)
            self.settle(done, self.after(Believed.take_back))

    @verb(7)
    def redo(self) -> None:
        """Do again what was taken back, or several."""
        for _ in range(self.chance.choice([1, 1, 2, 4])):
            done = self.run("redo", kill=True)
            self.expect(done, 0)
            self.settle(done, self.after(Believed.do_again))

    @verb(7)
    def import_labels(self) -> None:
        """Import labels from a CSV file, by path or by title and artist."""
        stored = self.stored()
        overwrite = self.chance.random() < 0.4
        rows = [row for row in stored.rows if row.here]
        chosen = self.chance.sample(rows, min(len(rows), self.chance.randint(1, 8)))
        action, text, used = Action(), io.StringIO(), False
        named: set[Row] = set()
        writer = csv.writer(text)
        writer.writerow(["path", "title", "artist", "tag", "state"])
        for one in chosen:
            tag, state = (
                self.chance.choice([*MODEL_TAGS, "cumbia"]),
                self.chance.choice(("yes", "no")),
            )
            called = _only_one([other for other in rows if other.title == one.title])
            by_name = called is not None and self.chance.random() < 0.3
            row = called if by_name and called else one
            if row in named:
                continue
            named.add(row)
            names = ["", row.title, row.artist] if by_name else [row.path, "", ""]
            writer.writerow([*names, tag, state])
            tag = _spelled(stored.tag_groups, tag)
            before = self.model.answer(row.recording, tag)
            by_hand = before is not None and before[1] in {"user", "album rule"}
            if by_hand and before is not None and before[0] != state and not overwrite:
                continue
            used = True
            if before is None or before[0] != state:
                action.changes.append((row.recording, tag, before, (state, "import")))
        writer.writerow(["/nowhere/at all.mp3", "", "", "jazz", "yes"])
        file = self.folder / "labels.csv"
        file.write_text(text.getvalue(), "utf-8")
        options = ["--new-tags", *(["--overwrite"] if overwrite else [])]
        done = self.run("import", str(file), *options, kill=True)
        if used:
            self.expect(done, 0)
        else:
            self.expect(done, 1, "0 used")
        self.settle(done, self._respelled(self.after(lambda believed: believed.act(action))))

    @verb(6)
    def review(self) -> None:
        """Mark the tracks of a query as reviewed, or take the marks back."""
        stored = self.stored()
        query, off = self.query(stored), self.chance.random() < 0.35
        numbers = dict.fromkeys(row.recording for row in query.found(stored.rows))
        marks = [(n, off, not off) for n in numbers if (n in self.model.reviewed) == off]
        done = self.run("review", *(["--undo"] if off else []), "--", *query.words, kill=True)
        self.expect(done, 0)
        self.settle(done, self.after(lambda believed: believed.act(Action([], marks))))

    # the library

    @verb(12)
    def scan(self) -> None:
        """Scan all folders; after a kill once more."""
        options = ["--again"] if self.chance.random() < 0.1 else []
        done = self.run("scan", *options, kill=True)
        self.expect(done, 0, "has no folders")
        self.settle(done, self.model)
        if done.killed and self.chance.random() < 0.5:
            return
        self.rescan()

    @verb(4)
    def remove_folder(self) -> None:
        """Take a folder out of the library; its answers stay."""
        number = self.chance.randrange(len(self.world.roots))
        root = self.world.roots[number]
        done = self.run("folders", "remove", str(root), kill=True)
        self.expect(done, 1 if number in self.model.removed else 0, "is no folder of the library")
        listed = json.loads(self.run("folders", "list", "--json").out)["folders"]
        removed = {one["path"] for one in listed if one["removed_at"] is not None}
        kept = {one["path"] for one in listed if one["removed_at"] is None}
        is_out = str(root) not in kept
        if done.status == 0 and not is_out:
            raise ViolationError(f"lost: {root} was removed and is there: {removed}")
        self.model.removed -= {number}
        self.model.removed |= {number} if is_out else set()
        self.settle(done, self.model)

    @verb(6)
    def scan_one_folder(self) -> None:
        """Scan one folder, and put it back where it was removed."""
        number = self.chance.randrange(len(self.world.roots))
        done = self.run("scan", str(self.world.roots[number]), kill=True)
        self.expect(done, 0)
        listed = json.loads(self.run("folders", "list", "--json").out)["folders"]
        kept = {one["path"] for one in listed if one["removed_at"] is None}
        if done.status == 0 or str(self.world.roots[number]) in kept:
            self.model.removed.discard(number)
        self.settle(done, self.model)
        if done.status == 0:
            self.check_scanned([number])

    @verb(3)
    def look(self) -> None:
        """Use what only looks."""
        stored = self.stored()
        query = self.query(stored)
        listed = self.run("list", "--json", "--", *query.words)
        self.expect(listed, 0)
        found = {one["path"] for one in json.loads(listed.out)["tracks"]}
        if found != {row.path for row in query.found(stored.rows)}:
            raise ViolationError(f"lost: {query.words} finds {found}")
        for words in (["queue"], ["models", "history"], ["models", "list"], ["thresholds", "list"]):
            self.expect(self.run(*words), 0, "Nothing", "No model has suggested")
        done = self.run("export", "--format", "csv", "-o", str(self.folder / "out.csv"), kill=True)
        self.expect(done, 0)
        self.expect(self.run("restore", "--list", "--json"), 0)


def _spelled(known: Iterable[str], tag: str) -> str:
    """Return a tag as the library spells it, which keeps the spelling of the first time."""
    return next((one for one in known if one.casefold() == tag.casefold()), tag)


def _only_one(rows: Sequence[Row]) -> Row | None:
    """Return the one of the rows that is there, or else the only one, None where it is open."""
    there = [row for row in rows if not row.missing] or rows
    return there[0] if len(there) == 1 else None


def _state(answers: dict[int, dict[str, Answer]], row: Row, tag: str) -> str | None:
    answer = answers.get(row.recording, {}).get(tag)
    return answer[0] if answer else None
