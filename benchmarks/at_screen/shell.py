"""The facts of a library as the command line tells them: read-only verbs on the same home."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from at_screen.program import TRACES


@dataclass(frozen=True)
class Facts:
    """What the shell says: numbers of tracks by state, of answers by tag, and the model in use.

    `by_tag` has the numbers of yes and no, `versions` the names of the models. `complaints` are
    what the verbs said where they ended with an error, and `defects` those of them that nobody
    should ever read.
    """

    tracks: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    answers: int = 0
    answered_tracks: int = 0
    by_tag: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    ready: bool = False
    model: str = ""
    failures: tuple[str, ...] = ()
    suggested: Mapping[str, int] = field(default_factory=dict)
    decided: int = 0
    complaints: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    with_answers: int = 0

    @property
    def readable(self) -> int:
        """Return the number of tracks whose files are there and can be read."""
        return self.tracks - self.of_state("failed") - self.of_state("missing")

    @property
    def yes(self) -> int:
        """Return the number of tags that were said yes to, over all tracks."""
        return sum(yes for yes, _ in self.by_tag.values())

    @property
    def no(self) -> int:
        """Return the number of tags that were said no to, over all tracks."""
        return sum(no for _, no in self.by_tag.values())

    def of_state(self, state: str) -> int:
        """Return the number of tracks in a state of the query language."""
        return self.states.get(state, 0)

    @property
    def defects(self) -> list[str]:
        """Return what was said that is no sentence for a user."""
        return [one for one in self.complaints if any(trace in one for trace in TRACES)]


class Shell:
    """Runs `tagstudio ... --json` in the environment of the window."""

    def __init__(self, environment: Mapping[str, str], library: str = "") -> None:
        self._environment = dict(environment)
        self._library = ["--library", library] if library else []
        self._complaints: list[str] = []

    def facts(self) -> Facts:
        """Ask all that can be asked without writing."""
        self._complaints = []
        return facts_of(
            self.document("list", "--json"),
            self.document("train", "--check", "--json"),
            self.document("models", "list", "--json"),
            tuple(self._complaints),
        )

    def document(self, *words: str) -> dict[str, Any]:
        """Return what a verb prints as JSON, an empty document where it ended with an error."""
        done = self.run(*words)
        if done.returncode:
            self._complaints.append(done.stderr.strip())
            return {}
        return dict(json.loads(done.stdout))

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a verb and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "tagstudio", *self._library, *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )


def facts_of(
    listed: Mapping[str, Any],
    checked: Mapping[str, Any],
    models: Mapping[str, Any],
    complaints: tuple[str, ...] = (),
) -> Facts:
    """Return the facts in what `list`, `train --check` and `models list` printed."""
    tracks = listed.get("tracks", [])
    return Facts(
        tracks=len(tracks),
        states=Counter(track["state"] for track in tracks),
        answers=checked.get("answers", 0),
        answered_tracks=checked.get("tracks", 0),
        by_tag={one["tag"]: (one["yes"], one["no"]) for one in checked.get("tags", [])},
        ready=checked.get("ready", False),
        model=next((one["name"] for one in models.get("models", []) if one["active"]), ""),
        failures=tuple(str(track["failure"]) for track in tracks if track["failure"]),
        suggested=Counter(
            one["tag"]
            for track in tracks
            for one in track["suggestions"]
            if one["state"] == "suggested"
        ),
        decided=sum(len(track["decisions"]) for track in tracks),
        complaints=complaints,
        versions=tuple(one["name"] for one in models.get("models", [])),
        with_answers=sum(bool(track["decisions"]) for track in tracks),
    )
