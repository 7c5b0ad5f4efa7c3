"""`tagstudio models`: list, install, verify, train, compare and promote models."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from tagstudio.cli.handed_versions import export_version, import_version
from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table, run_with_bar
from tagstudio.cli.printing.renewal import renew, renewal_as_dict, say_renewed
from tagstudio.cli.printing.score_tables import (
    comparison_as_dict,
    print_comparison,
    print_expected_tags,
)
from tagstudio.cli.train_new import train_new_model
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress, may_be_there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tagstudio.cli.invocation import Invocation
    from tagstudio.core.messages import Message
    from tagstudio.engine.plugins.installed_models import (
        InstalledModel,
        InstalledModels,
        PluginState,
    )

app = typer.Typer(no_args_is_help=True, help="List, install, train and verify models.")
app.command("train-new")(train_new_model)
app.command("export")(export_version)
app.command("import")(import_version)


@app.command("list")
def list_models(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """List the installed models; an asterisk marks the one that suggests in this library."""
    from tagstudio.engine.plugins.installed_models import NO_MODEL, installed_models

    installed = installed_models()
    used = _used_in(invocation(context).library, installed)
    if as_json:
        models = [_as_dict(model) | used.state_of(model) for model in installed]
        damaged = [{"name": one.name, "reason": str(one.reason)} for one in installed.damaged]
        print_json({"models": models, "damaged": damaged})
    elif installed:
        _print_models(installed, used)
    elif not installed.damaged and not installed.problems:
        answer(str(NO_MODEL))
    for reason in [*(one.reason for one in installed.damaged), *installed.problems, *used.remarks]:
        answer(str(reason))
    if not as_json:
        _say_unheard(installed)


@app.command("show")
def show_model(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="An installed model.")],
    as_json: AsJson = False,
) -> None:
    """Show one model: its members, if it is made of several, its vocabularies and its tags."""
    from tagstudio.cli.printing.model_details import details_as_dict, print_details
    from tagstudio.engine.plugins.installed_models import choose_model, installed_models

    installed = installed_models()
    model = choose_model(installed, name)
    used = _used_in(invocation(context).library, installed)
    if as_json:
        found = _as_dict(model) | used.state_of(model) | details_as_dict(model, installed)
        print_json(found)
        return
    print_details(model, installed)
    if unheard := _unheard(model):
        answer(str(unheard))


def _say_unheard(installed: "InstalledModels") -> None:
    """Say once for each tag which of the models cannot hear it."""
    deaf: dict[str, list[str]] = {}
    for model in installed:
        for tag in model.info.tags:
            if not tag.heard:
                deaf.setdefault(tag.name, []).append(model.info.name)
    for name, names in deaf.items():
        answer(
            f"{name} is not heard by {', '.join(names)}: the scores for it say nothing about the"
            " music, and answers do not mend that; answer it by hand."
        )


def _unheard(model: "InstalledModel") -> "Message | None":
    from tagstudio.engine.plugins.installed_models import cannot_hear

    return cannot_hear(model.info.name, [tag.name for tag in model.info.tags if not tag.heard])


_WORDS = {
    "proven": "proven",
    "probable": "probably better",
    "open": "too little to tell",
    "older": "made by an older way",
    "candidate": "not better so far",
}


class _Used(NamedTuple):
    """The model that suggests in the library; remarks on it and on versions from elsewhere."""

    active: "InstalledModel | None"
    remarks: "list[Message]"
    on_trial: bool
    outcomes: "Mapping[str, tuple[str, str]]"

    def state_of(self, model: "InstalledModel") -> dict[str, Any]:
        """Return whether a model suggests, and what the judge said of it last, None for nothing."""
        active = model == self.active
        outcome, _ = self.outcomes.get(model.info.sha256, (None, ""))
        return {"active": active, "on_trial": active and self.on_trial, "outcome": outcome}

    def words_for(self, model: "InstalledModel") -> str:
        """Return the same in plain words."""
        from tagstudio.engine.evaluation.verdict_words import judged_state

        state = self.state_of(model)
        if state["active"]:
            return "on trial" if state["on_trial"] else "in use"
        if (judged := self.outcomes.get(model.info.sha256)) is None:
            return ""
        return _WORDS[judged_state(*judged)]


def _used_in(path: LibraryAddress, installed: "InstalledModels") -> _Used:
    from tagstudio.engine.plugins.installed_models import active_model, learned_elsewhere
    from tagstudio.library.db.database import open_library
    from tagstudio.library.models.judgements import newest_outcomes
    from tagstudio.library.models.promotions import is_on_trial

    if not may_be_there(path):
        return _Used(installed[0] if installed else None, [], False, {})
    with open_library(path, writing=False) as library, library.read() as connection:
        outcomes = newest_outcomes(connection)
        remarks = [learned_elsewhere(connection, model) for model in installed]
        try:
            active = active_model(connection, installed)
        except TagStudioError as error:
            known = {*(one.reason for one in installed.damaged), *installed.problems}
            left = [one for one in (error.message, *remarks) if one and one not in known]
            return _Used(None, left, False, outcomes)
        on_trial = is_on_trial(connection)
    return _Used(active, [one for one in remarks if one], on_trial, outcomes)


def _print_models(installed: "InstalledModels", used: _Used) -> None:
    table = plain_table("", "Model", "State", "Tags", "Description", "SHA-256")
    for model in installed:
        info = model.info
        mark = "*" if model == used.active else ""
        row = (info.name, used.words_for(model), str(len(info.tags)), info.title)
        table.add_row(mark, *row, info.sha256[:12])
    print_table(table)


def _as_dict(model: "InstalledModel") -> dict[str, Any]:
    info = model.info
    return {
        "name": info.name,
        "plugin": model.plugin.name,
        "title": info.title,
        "sha256": info.sha256,
        "source": info.source,
        "licence": info.licence,
        "parent": info.parent,
        "members": [member.name for member in info.members],
        "tags": [tag.name for tag in info.tags],
        "unheard": [tag.name for tag in info.tags if not tag.heard],
        "library": info.library.path if info.library else None,
    }


@app.command("install")
def install_model(
    name: Annotated[str, typer.Argument(help="Such as msd-crnn.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take this file instead of the network's."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Install a published model: downloaded and checked by its SHA-256, or from a file."""
    from tagstudio.engine.jobs.model_specs import InstallModelJob
    from tagstudio.engine.plugins.discovery import usable_plugins
    from tagstudio.engine.plugins.installed_models import states_with, try_plugins

    states = try_plugins(usable_plugins())
    _, job = InstallModelJob(name=name, source=source).begin(known=states)
    model = run_with_bar(job, InstallModelJob.kind)
    if as_json:
        print_json(_as_dict(model))
    else:
        print(f"{model.info.name} is installed: {model.info.title}.")
        _recommend(states_with(states, model))


def _recommend(states: "Sequence[PluginState]") -> None:
    """Name the model that is better still, if there is one to be installed."""
    from tagstudio.engine.plugins.published_models import better_model

    if better := better_model(states):
        answer(f"{better.worth} To get it: tagstudio models install {better.name}")


@app.command("combine")
def combine_models(
    name: Annotated[str, typer.Argument(help="Name of the joint model.")],
    members: Annotated[list[str], typer.Argument(help="Two or more published models.")],
    as_json: AsJson = False,
) -> None:
    """Make a joint model of installed ones: each tag has the mean of what they say."""
    from tagstudio.engine.plugins.installed_models import combine

    model = combine(name, members)
    if as_json:
        print_json(_as_dict(model))
    else:
        print(f"{model.info.name} is made of {_listed(members)}.")


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


@app.command("verify")
def verify_models(
    reference: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder with the published weights and example clips: compare the scores too.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the installed models, and with --reference the scores they give."""
    from tagstudio.engine.plugins.installed_models import verify

    checks = run_with_bar(verify(reference and reference.expanduser().absolute()), "verify")
    if as_json:
        rows = [{"name": c.name, "passed": c.passed, "detail": str(c.detail)} for c in checks]
        print_json({"checks": rows})
    else:
        table = plain_table("", "Check", "Figures")
        for check in checks:
            table.add_row("ok" if check.passed else "FAILED", check.name, str(check.detail))
        print_table(table)
    failed = sum(not check.passed for check in checks)
    if failed:
        raise TagStudioError(
            "models.checks-failed",
            "{failed} of {count} checks failed. A published model can be installed anew; a version"
            " of your own comes back with a copy of its file, or is trained again.",
            failed=failed,
            count=len(checks),
        )
    if not checks:
        raise TagStudioError(
            "models.nothing-to-check", "There is nothing to check: no model is installed."
        )


@app.command("promote")
def promote_version(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A trained version.")],
    force: Annotated[bool, typer.Option("--force", help="Override the gate; it is noted.")] = False,
    pretend: Annotated[
        bool,
        typer.Option(
            "--pretend", "-p", help="Show the verdict, and how many tracks would get each tag."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a version to use: for good if it is proven better, on trial if it probably is."""
    if pretend:
        _preview_promotion(invocation(context), name, as_json)
        return
    from tagstudio.engine.evaluation.gate import PromotionRefusedError
    from tagstudio.engine.jobs.model_specs import PromoteJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    spec = PromoteJob(version=name, force=force, device=call.settings.device)
    with open_library(call.library, writing=True) as library:
        try:
            judged = run_with_bar(run(library, spec), "measure")
        except PromotionRefusedError as refusal:
            raise TagStudioError(
                "models.refused", "{refusal} (--force overrides this.)", refusal=refusal.message
            ) from refusal
        renewal = renew(call, library, spec.device)
    if as_json:
        said = {"active": name, "outcome": judged.outcome, "reason": str(judged.reason)}
        print_json({**said, "renewal": renewal_as_dict(renewal)})
        return
    was_forced = force and judged.outcome == "not better"
    judgement = f"As it was judged before: {judged.reason}" if was_forced else judged.reason
    print(f"{name} is the active version now. {judgement}")
    say_renewed(renewal)


def _preview_promotion(call: "Invocation", name: str, as_json: bool) -> None:
    from tagstudio.engine.evaluation.gate import preview
    from tagstudio.library.db.database import open_library

    with open_library(call.library, writing=True) as library:
        found = run_with_bar(preview(library, name, call.settings.device), "measure")
    if as_json:
        judged = found.judgement
        said = {"outcome": judged.outcome, "reason": str(judged.reason)}
        print_json({"version": name, **said, "judgement": dict(judged.details), "tags": found.tags})
    else:
        print(found.judgement.reason)
        print_expected_tags(found.tags)


@app.command("rollback")
def roll_back(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Go back to the version that was active before the last promotion."""
    from tagstudio.engine.jobs.model_specs import RollBackJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.db.database import open_library

    call, spec = invocation(context), RollBackJob()
    with open_library(call.library, writing=True) as library:
        left, active = run_with_bar(run(library, spec), spec.kind)
        renewal = renew(call, library, call.settings.device)
    if as_json:
        said = {"rolled_back": left, "active": active or None}
        print_json({**said, "renewal": renewal_as_dict(renewal)})
    else:
        print(f"{left} is no longer active; {active or 'the installed model'} is.")
        say_renewed(renewal)


@app.command("history")
def show_history(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """List promotions and rollbacks, with the reason for each."""
    from datetime import UTC, datetime

    from tagstudio.library.db.database import open_library
    from tagstudio.library.models.promotions import history

    library_file = invocation(context).library
    with open_library(library_file, writing=False) as library, library.read() as connection:
        steps = history(connection)
    if as_json:
        print_json({"history": steps})
        return
    if not steps:
        answer("No version was promoted yet.")
        return
    table = plain_table("When (UTC)", "Change", "Version", "Why")
    for step in steps:
        when = datetime.fromtimestamp(step.at, UTC).strftime("%Y-%m-%d %H:%M")
        table.add_row(when, step.kind, step.model, str(step.reason))
    print_table(table)


@app.command("compare")
def compare_versions(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help="A version.")],
    after: Annotated[str, typer.Argument(help="Another version.")],
    as_json: AsJson = False,
) -> None:
    """Compare two versions on your answers, and the tags that they suggest differently."""
    from tagstudio.engine.jobs.model_specs import CompareVersionsJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    spec = CompareVersionsJob(before=before, after=after, device=call.settings.device)
    with open_library(call.library, writing=True) as library:
        found = run_with_bar(run(library, spec), spec.kind)
    if as_json:
        print_json({**comparison_as_dict(found.comparison), "differences": found.differences})
    else:
        print_comparison(found.comparison, found.differences)
