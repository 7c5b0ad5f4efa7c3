"""The judge: a candidate version beside the one in use and the proven one, on all answers.

`learning.verdict` has the rules; this hears the case and writes the verdict down. The same answers
give the same verdict: it is read again, not made again, so that asking twice spends one look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from tagstudio.core.progress import Job
from tagstudio.engine.evaluation.out_of_fold import made_by_an_older_way, store_figures
from tagstudio.engine.evaluation.out_of_reach import out_of_reach
from tagstudio.engine.evaluation.stand import Stand, stand
from tagstudio.engine.evaluation.verdict_words import Circumstances, reason_of, taken_back
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    active_model,
    installed_as,
    register_installed,
    root_model,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcesses
from tagstudio.learning.looks import next_look
from tagstudio.learning.verdict import (
    MAX_P_OF_OWN_TAG,
    Case,
    Evidence,
    Outcome,
    Verdict,
    decide,
    evidence,
    first_tags,
    is_taken_back,
    own_tag_evidence,
)
from tagstudio.learning.witnesses import Witness, admitted_by
from tagstudio.library.db.database import Library
from tagstudio.library.models import judgements, out_of_fold_scores, promotions
from tagstudio.library.models.judgements import Judgement
from tagstudio.library.models.models import model as registered_model
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags.decisions import newest_entry
from tagstudio.library.tags.tags import said_tags
from tagstudio.library.views.browse import count
from tagstudio.plugin_api.ranking_metrics import tag_aucs

_T = TypeVar("_T")
_TRIAL_HOLDS = "trial_holds"  # in the details: whether these answers leave the trial as it is


@dataclass(frozen=True)
class Sides:
    """A candidate, the version in use, and the last one that came into use for good.

    A version of an older way, without shadows, is held against by its root in its stead.
    """

    candidate: InstalledModel
    used: InstalledModel
    proven: InstalledModel

    @property
    def all_three(self) -> tuple[InstalledModel, InstalledModel, InstalledModel]:
        """The candidate, the version in use, and the proven one."""
        return self.candidate, self.used, self.proven


def sides_of(
    connection: Connection, installed: InstalledModels, candidate: InstalledModel
) -> Sides:
    """Return a candidate with the versions that it is held against."""
    used = active_model(connection, installed)
    root = root_model(installed, candidate)
    proven_id = promotions.proven_version(connection)
    if proven_id is None:
        return Sides(candidate, used, root)
    proven = installed_as(installed, registered_model(connection, proven_id))
    return Sides(candidate, used, proven or root)


def judge(
    library: Library,
    installed: InstalledModels,
    sides: Sides,
    taggers: TaggerProcesses,
    now: Stand | None = None,
) -> Job[Judgement]:
    """Return the verdict on a candidate by the answers of now, and store it with its figures.

    `now` is the stand that they were heard with already, if they were.
    """
    with library.write() as connection:
        ids = _registered(connection, sides)
        stored = _stored(connection, ids)
    if stored is not None:
        return stored
    if now is None:
        now = yield from stand(library, installed, _to_score(sides, installed), taggers)
    with library.write(durable=True) as connection:
        judgement = _judgement(connection, installed, now, sides, ids)
        judgements.store_judgement(connection, judgement)
        if (logits := now.logits.get(sides.candidate.info.name)) is not None:
            out_of_fold_scores.store(connection, ids[0], now.tracks.track_ids, logits)
        store_figures(connection, _to_score(sides, installed), now)
    return judgement


def judge_with_trial(
    library: Library,
    installed: InstalledModels,
    candidate: InstalledModel,
    taggers: TaggerProcesses,
) -> Job[tuple[str, Judgement]]:
    """Judge the version on trial, then a candidate, by the same answers.

    Returns the name of the version that was taken back, "" where none is, and the verdict on the
    candidate.
    """
    with library.write() as connection:
        sides = sides_of(connection, installed, candidate)
        stored = _stored(connection, _registered(connection, sides))
        on_trial = promotions.is_on_trial(connection)
    if stored is not None and stored.details.get(_TRIAL_HOLDS, not on_trial):
        return "", stored
    now = yield from stand(library, installed, _to_score(sides, installed), taggers)
    ended = _end_trial(library, installed, sides.used, now)
    if ended:
        with library.read() as connection:
            sides = sides_of(connection, installed, candidate)
    return ended, (yield from judge(library, installed, sides, taggers, now))


def _end_trial(
    library: Library, installed: InstalledModels, used: InstalledModel, now: Stand
) -> str:
    """Take the version on trial back where later answers speak against it; return its name."""
    with library.write(durable=True) as connection:
        if not promotions.is_on_trial(connection):
            return ""
        heard = _evidence_on_trial(connection, installed, used, now)
        if heard is None or not is_taken_back(heard):
            return ""
        model = register_installed(connection, used)
        promotions.record_promotion(connection, "taken back", model.id, taken_back(heard))
    return used.info.name


def _evidence_on_trial(
    connection: Connection, installed: InstalledModels, used: InstalledModel, now: Stand
) -> Evidence | None:
    """Return what the answers say of the version on trial, beside the proven one."""
    proven = sides_of(connection, installed, used).proven
    before, after = view_name(now, installed, proven), used.info.name
    if before not in now.views or after not in now.views:
        return None
    return evidence(now.tracks.of_tags(now.tags), now.views[before], now.views[after])


def _to_score(sides: Sides, installed: InstalledModels) -> list[InstalledModel]:
    """Return the versions to score, each once; roots stand in for versions of an older way."""
    roots = [root_model(installed, one) for one in sides.all_three]
    every = (*sides.all_three, *roots)
    return list({(one.info.name, one.info.sha256): one for one in every}.values())


def _registered(connection: Connection, sides: Sides) -> list[int]:
    return [register_installed(connection, one).id for one in sides.all_three]


def _stored(connection: Connection, ids: list[int]) -> Judgement | None:
    last = newest_entry(connection)
    for one in judgements.judgements_of(connection, ids[0]):
        if [one.model_id, one.used_id, one.proven_id] == ids and one.last_answer == last:
            return one
    return None


def view_name(now: Stand, installed: InstalledModels, version: InstalledModel) -> str:
    """Return the version whose view counts for another: itself, else its root."""
    name = version.info.name
    return name if name in now.views else root_model(installed, version).info.name


def _judgement(
    connection: Connection, installed: InstalledModels, now: Stand, sides: Sides, ids: list[int]
) -> Judgement:
    used, proven = (view_name(now, installed, one) for one in (sides.used, sides.proven))
    name = sides.candidate.info.name
    tracks = len(now.tracks.track_ids)
    own = _own_tags(now, name)
    details: dict[str, Any] = {"own_tags": own}
    if promotions.is_on_trial(connection):
        heard = _evidence_on_trial(connection, installed, sides.used, now)
        details[_TRIAL_HOLDS] = heard is None or not is_taken_back(heard)
    if name not in now.views:
        reason, verdict = made_by_an_older_way(name), None
    else:
        done, at = judgements.last_look(connection)
        look = done + 1 if tracks >= next_look(at) else None
        case = Case(
            now.tracks.of_tags(now.tags),
            now.tracks.known,
            now.views[name],
            now.views[used],
            now.views[proven],
            look,
        )
        verdict = decide(case, own_tags_proven=any(one["proven"] for one in own.values()))
        first = first_tags(case)
        known_artists = len(set(case.answered.groups[case.known].tolist()))
        ranked = _ranked_by_tag(case, now.tags, verdict)
        called = {said: tag.name for said, tag in said_tags(connection).items()}
        facts = Circumstances(
            tracks,
            sides.used.info.name,
            [called.get(tag, tag) for tag in now.tags],
            _renamed(own, called),
            known_artists,
            first,
            _renamed(ranked, called),
            count(connection, ALL_TRACKS, None) - len(out_of_reach(connection)),
        )
        reason = reason_of(verdict, facts)
        details |= {**_details(now, verdict), "first_tags": vars(first)}
    candidate_id, used_id, proven_id = ids
    return Judgement(
        candidate_id,
        used_id,
        proven_id,
        now.last_answer,
        tracks,
        verdict.look if verdict else None,
        (verdict.outcome if verdict else Outcome.NOT_BETTER).value,
        reason,
        details,
    )


def _renamed(by_tag: Mapping[str, _T], called: Mapping[str, str]) -> dict[str, _T]:
    """Return what is known of tags by what they are called now, not by what models call them."""
    return {called.get(tag, tag): one for tag, one in by_tag.items()}


def _ranked_by_tag(
    case: Case, tags: Sequence[str], verdict: Verdict
) -> dict[str, tuple[float, float]]:
    """Return the ROC-AUC of the version in use and of the candidate, of tags by name.

    Of those alone at which the verdict says that the candidate may have become worse.
    """
    admitted = admitted_by(Witness.ALL, case.answered, case.candidate.highest)
    before, after = (
        tag_aucs(admitted[:, verdict.harmed], view.percentiles[:, verdict.harmed])
        for view in (case.used, case.candidate)
    )
    names = [tags[column] for column in verdict.harmed]
    return dict(zip(names, zip(before.tolist(), after.tolist(), strict=True), strict=True))


def _own_tags(now: Stand, name: str) -> dict[str, dict[str, Any]]:
    """Return what the answers say of each own tag of a version."""
    found = {}
    for tag, view in now.own_tags.get(name, {}).items():
        [said] = own_tag_evidence(now.tracks.of_tags([tag]), view)
        found[tag] = {
            "auc": 0.5 + said.difference,
            "p": said.p,
            "artists": said.groups,
            "proven": said.p <= MAX_P_OF_OWN_TAG,
        }
    return found


def _details(now: Stand, verdict: Verdict) -> dict[str, Any]:
    heard = {
        "used": verdict.against_used,
        "proven": verdict.against_proven,
        "known": verdict.known,
    }
    return {
        "evidence": {name: _plain(one) for name, one in heard.items()},
        "harmed": [now.tags[column] for column in verdict.harmed],
    }


def _plain(heard: Evidence) -> dict[str, dict[str, float]]:
    return {
        name: {
            "difference": said.difference,
            "p": said.p,
            "artists": said.groups,
            "tags": said.tags,
        }
        for name, said in (("asked by both", heard.both), ("all", heard.all))
    }
