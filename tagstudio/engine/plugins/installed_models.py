"""Installed models: list, choose the active version, register with the library, install."""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Self

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.plugins.answers import wrong_model, wrong_models
from tagstudio.engine.plugins.discovery import (
    IN_SAFE_MODE,
    SWITCHED_OFF,
    Plugin,
    find_plugins,
    usable_plugins,
)
from tagstudio.engine.plugins.requirements import unmet
from tagstudio.engine.plugins.tagger_process import START_SECONDS, TaggerProcess
from tagstudio.library.db.database import Library
from tagstudio.library.db.identity import library_id
from tagstudio.library.models import models as library_models
from tagstudio.library.models import promotions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.search.pending import is_replaced
from tagstudio.plugin_api import Check, DamagedModel, Manifest, Member, ModelInfo
from tagstudio.plugin_api.manifest import MEASURER

NO_MODEL = message(
    "models.none-installed",
    "No model is installed. Install one with: tagstudio models install msd-crnn",
)


@dataclass(frozen=True)
class InstalledModel:
    """A model that is installed in a plugin."""

    plugin: Plugin
    info: ModelInfo


SLOW_SECONDS = 10.0  # after which a plugin that has not answered is named
_STARTING = "plugins.starting"

_log = logging.getLogger(__name__)

# Keys of messages that name the plugin and say themselves that it does not start.
SENTENCES_ABOUT_A_START = frozenset(
    {
        "tagger.does-not-start",
        "plugins.broken",
        _STARTING,
        "tagger.crashed",
        "tagger.defect",
        SWITCHED_OFF,
        IN_SAFE_MODE,
    }
)


@dataclass(frozen=True)
class PluginState:
    """The result of starting a plugin: its models, sound and damaged, or the problem with it.

    `complaints` are sentences about what a plugin that works does wrong besides.
    """

    plugin: Plugin
    models: tuple[ModelInfo, ...]
    installable: tuple[str, ...]
    problem: Message | None = None
    damaged: tuple[DamagedModel, ...] = ()
    complaints: tuple[Message, ...] = ()


class InstalledModels(tuple[InstalledModel, ...]):
    """The models of all plugins, each plugin's preferred ones first.

    A joint model that its plugin prefers comes before all models of the plugins that it joins.

    `states` are those of the plugins: they say why a model is not there.
    """

    states: tuple[PluginState, ...] = ()

    @classmethod
    def of(cls, states: Iterable[PluginState]) -> Self:
        """Return the models of plugins that were tried."""
        tried = tuple(states)
        models = cls(
            InstalledModel(state.plugin, info)
            for state in tried
            for info in sorted(state.models, key=lambda info: _rank(state.plugin, info.name))
        )
        models = cls(_joint_ones_first(models))
        models.states = tried
        return models

    @property
    def problems(self) -> list[Message]:
        """What is wrong with plugins that do not start, a sentence each.

        A plugin that gives way to another one of its name, or is switched off, is no problem; nor
        is one that measures, since it has no models.
        """
        working = {state.plugin.name for state in self.states if not state.problem}
        working |= {state.plugin.name for state in self.states if state.plugin.is_off}
        return [
            _start_problem(state.plugin.name, state.problem)
            for state in self.states
            if state.problem and state.plugin.name not in working and state.plugin.kind != MEASURER
        ]

    @property
    def off(self) -> list[str]:
        """The plugins whose models are not there since they are switched off, or in safe mode."""
        keys = {SWITCHED_OFF, IN_SAFE_MODE}
        return [s.plugin.name for s in self.states if s.problem and s.problem.key in keys]

    @property
    def damaged(self) -> list[DamagedModel]:
        """The model files that cannot be used."""
        return [one for state in self.states for one in state.damaged]

    def with_model(self, model: InstalledModel) -> Self:
        """Return these models and one that was made since."""
        every = type(self)((*self, model))
        every.states = self.states
        return every

    @property
    def taken(self) -> frozenset[str]:
        """The names that no new model may have: of models, damaged ones, and published ones."""
        names = [one.info.name for one in self] + [one.name for one in self.damaged]
        names += [name for state in self.states for name in state.installable]
        return frozenset(name.casefold() for name in names)


def _joint_ones_first(models: Sequence[InstalledModel]) -> list[InstalledModel]:
    """Move each preferred joint model to where the first model of a plugin that it joins stands."""
    ordered = list(models)
    for model in models:
        manifest = model.plugin.manifest
        if manifest is None or not model.info.members or model.info.name not in manifest.preferred:
            continue
        joined = [place for place, one in enumerate(ordered) if one.plugin.name in manifest.uses]
        ordered.remove(model)
        ordered.insert(min(joined, default=len(ordered)), model)
    return ordered


def _start_problem(plugin: str, problem: Message) -> Message:
    """Return the sentence about a plugin that does not start; some reasons are one already."""
    if problem.key in SENTENCES_ABOUT_A_START:
        return problem
    return message(
        "plugins.does-not-start",
        "The plugin {plugin} does not start: {problem}",
        plugin=plugin,
        problem=problem,
    )


def try_plugin(plugin: Plugin) -> PluginState:
    """Start a plugin and ask for its models; a failure becomes its `problem`, never raises."""
    if plugin.problem or plugin.manifest is None:
        return PluginState(plugin, (), (), plugin.problem)
    if plugin.kind == MEASURER:  # it has no models, and starts when something is to be measured
        return PluginState(plugin, (), (), unmet(plugin.manifest))
    problem: Message | None = None
    found: tuple[Any, ...] = ((), (), ())
    with TaggerProcess(plugin) as tagger:
        try:
            found = tuple(tagger.call(asked) for asked in ("models", "damaged", "installable"))
            problem = wrong_models(plugin.name, *found)
        except TagStudioError as error:
            problem = error.message
    models, damaged, installable = ((), (), ()) if problem else found
    return PluginState(
        plugin, models, installable, problem, damaged, complaints=tuple(tagger.complaints)
    )


class StartingPlugins:
    """Plugins that start side by side, so that one that hangs holds up no other."""

    def __init__(self, plugins: Sequence[Plugin]) -> None:
        self._plugins = plugins
        self._states: dict[int, PluginState] = {}
        # daemons: who interrupts the wait need not wait for them
        numbers = range(len(plugins))
        self._threads = [Thread(target=self._start, args=(one,), daemon=True) for one in numbers]
        for thread in self._threads:
            thread.start()

    def _start(self, number: int) -> None:
        self._states[number] = try_plugin(self._plugins[number])

    @property
    def is_done(self) -> bool:
        """Tell whether all have started, or failed to."""
        return not any(thread.is_alive() for thread in self._threads)

    def states(self, seconds: float | None = None) -> list[PluginState]:
        """Wait for the states, `seconds` at most; a plugin without one has a problem for now."""
        until = None if seconds is None else time.monotonic() + seconds
        for thread in self._threads:
            thread.join(None if until is None else max(0.0, until - time.monotonic()))
        return [
            self._states.get(number) or PluginState(plugin, (), (), _starting(plugin))
            for number, plugin in enumerate(self._plugins)
        ]


def _starting(plugin: Plugin) -> Message:
    return message(
        "plugins.starting",
        "The plugin {plugin} has not answered yet; it has {seconds:.0f} s for it.",
        plugin=plugin.name,
        seconds=START_SECONDS,
    )


def try_plugins(plugins: Sequence[Plugin]) -> list[PluginState]:
    """Start plugins side by side; return their states."""
    return StartingPlugins(plugins).states()


def installed_models() -> InstalledModels:
    """Start all plugins and return their models; one that keeps the others waiting is named."""
    starting = StartingPlugins(find_plugins())
    for state in starting.states(SLOW_SECONDS):
        if state.problem and state.problem.key == _STARTING:
            _log.warning(
                "%s To do without it: tagstudio plugins disable %s",
                state.problem,
                state.plugin.name,
            )
    return InstalledModels.of(starting.states())


def _rank(plugin: Plugin, model: str) -> tuple[int, str]:
    preferred = plugin.manifest.preferred if plugin.manifest else ()
    return (preferred.index(model) if model in preferred else len(preferred), model)


def choose_model(installed: InstalledModels, name: str) -> InstalledModel:
    """Return the model called `name`, or the first one for an empty name.

    Raises TagStudioError, with the true reason, when there is none.
    """
    if installed and not name:
        return installed[0]
    for model in installed:
        if model.info.name == name:
            return model
    if damage := _damage_of(installed, name):
        raise TagStudioError(damage)
    if installed.problems:
        raise TagStudioError(installed.problems[0])
    if not installed:
        raise TagStudioError(NO_MODEL)
    names = ", ".join(model.info.name for model in installed)
    if installed.off:
        raise TagStudioError(
            "models.not-installed-some-off",
            "No model {name!r} is installed; there are: {names}. It may be one of a plugin that is"
            " not used now: {plugins}.",
            name=name,
            names=names,
            plugins=", ".join(installed.off),
        )
    raise TagStudioError(
        "models.not-installed",
        "No model {name!r} is installed; there are: {names}.",
        name=name,
        names=names,
    )


def _damage_of(installed: InstalledModels, name: str) -> Message | None:
    return next((one.reason for one in installed.damaged if one.name == name), None)


def active_model(
    connection: Connection, installed: InstalledModels, name: str = ""
) -> InstalledModel:
    """Return the model called `name`, else the version promoted last, else the preferred one.

    Raises TagStudioError, with the true reason, when it is not installed.
    """
    promoted = promotions.active_promotion(connection)
    if name or not promoted:
        return choose_model(installed, name)
    wanted = library_models.model(connection, promoted[-1])
    if (found := installed_as(installed, wanted)) is not None:
        return found
    raise TagStudioError(
        "models.active-unusable",
        "The active version {name} cannot be used. {reason} If that cannot be mended, go back to"
        " the version before it: tagstudio models rollback",
        name=wanted.name,
        reason=_why_missing(installed, wanted),
    )


def version_before(connection: Connection, installed: InstalledModels) -> InstalledModel | None:
    """Return the version in use before the active one, None where there is none or it is gone."""
    promoted = promotions.active_promotion(connection)
    if not promoted:
        return None
    if len(promoted) == 1:
        return choose_model(installed, "")
    return installed_as(installed, library_models.model(connection, promoted[-2]))


def installed_as(
    installed: Iterable[InstalledModel], wanted: library_models.Model
) -> InstalledModel | None:
    """Return the installed model of a registered one's name and digest, None where it is gone."""
    identity = (wanted.name, wanted.sha256)
    return next((one for one in installed if (one.info.name, one.info.sha256) == identity), None)


def _why_missing(installed: InstalledModels, wanted: library_models.Model) -> Message:
    """Return the reason why a registered model is not among the installed ones, as a sentence."""
    if damage := _damage_of(installed, wanted.name):
        return damage
    for state in installed.states:
        if state.plugin.name == wanted.plugin and state.problem:
            return _start_problem(state.plugin.name, state.problem)
    if all(state.plugin.name != wanted.plugin for state in installed.states):
        return message(
            "models.plugin-gone",
            "Its plugin {plugin} is not there. Put the plugin back.",
            plugin=wanted.plugin,
        )
    if any(model.info.name == wanted.name for model in installed):
        return message(
            "models.other-file",
            "Its file was changed or replaced since it was promoted. Put the file back as it was.",
        )
    return message("models.file-gone", "Its file is gone. Put the file back.")


def rollback(library: Library) -> tuple[str, str]:
    """Undo the last promotion; return the version rolled back and the active one ("": the first).

    Raises TagStudioError when no promotion is in effect.
    """
    with library.write(durable=True) as connection:
        promoted = promotions.active_promotion(connection)
        if not promoted:
            raise TagStudioError(
                "models.no-promotion",
                "No other version was in use before, so there is none to go back to.",
            )
        promotions.record_promotion(connection, "rolled back", promoted[-1], "")
        names = [library_models.model(connection, model_id).name for model_id in promoted]
    return names[-1], names[-2] if len(names) > 1 else ""


def root_model(installed: InstalledModels, model: InstalledModel) -> InstalledModel:
    """Return the oldest installed ancestor of `model`, itself where it has none.

    Raises TagStudioError where versions name each other as their parents.
    """
    by_name = {(one.plugin.name, one.info.name): one for one in installed}
    names = [model.info.name]
    while (parent := by_name.get((model.plugin.name, model.info.parent or ""))) is not None:
        if parent.info.name in names:
            raise TagStudioError(
                "models.circle",
                "The versions {names} name each other as their parents, so none of them is the"
                " first. Rename the file of the one that took an older model's name.",
                names=", ".join(names),
            )
        names.append(parent.info.name)
        model = parent
    return model


def cannot_hear(name: str, tags: Sequence[str]) -> Message | None:
    """Return the sentence on the tags that a model's scores do not tell, None where it has none."""
    if not tags:
        return None
    return message(
        "models.cannot-hear",
        "{name} cannot hear {tags}: its scores for that say nothing about the music. Answers do not"
        " mend it; answer such a tag by hand.",
        name=name,
        tags=", ".join(tags),
    )


def describe_root(
    connection: Connection, installed: InstalledModels, model: InstalledModel
) -> None:
    """Let the library know what the oldest ancestor of `model`, if it knows that, says of its tags.

    Versions whose circle of parents has no oldest are left as they are.
    """
    try:
        root = root_model(installed, model)
    except TagStudioError:
        return
    known = library_models.find_model(connection, root.info.name)
    if known is not None and known.sha256 == root.info.sha256:
        library_models.describe(connection, known.id, _told(root.info))


def learned_elsewhere(connection: Connection, model: InstalledModel) -> Message | None:
    """Return the sentence for a version that learned from another library's answers, else None."""
    origin = model.info.library
    if origin is None or origin.library_id == library_id(connection):
        return None
    return message(
        "models.learned-elsewhere",
        "{name} learned from the answers of another library, {path}.",
        name=model.info.name,
        path=origin.path,
    )


def register_installed(
    connection: Connection, model: InstalledModel, answers: int = 0
) -> library_models.Model:
    """Store the model and its tags in the library, if they are not there, and return its row.

    `answers` is the number of answers it was trained on here, 0 for a published model.
    """
    info = model.info
    registered = RegisteredModel(
        info.name,
        info.sha256,
        tuple(
            RegisteredTag(tag.name, tag.group, tag.base_rate, tag.threshold, tag.vocabulary)
            for tag in info.tags
        ),
        info.title,
        info.parent,
        {
            "source": info.source,
            "licence": info.licence,
            "feature_shape": info.feature_shape,
            "feature_digest": info.feature_digest,
            "answers": answers,
        },
    )
    model_id = library_models.register(connection, model.plugin.name, registered)
    library_models.describe(connection, model_id, _told(info))
    return library_models.model(connection, model_id)


def _told(info: ModelInfo) -> dict[str, Any]:
    """Return what a model says of its tags and of its members, as JSON.

    Also new to a model that is registered.
    """
    reference = {tag.name: [list(pair) for pair in tag.reference] for tag in info.tags}
    return {
        "reference": {name: pairs for name, pairs in reference.items() if pairs},
        "unheard": [tag.name for tag in info.tags if not tag.heard],
        "outputs": len(info.tags),
        "members": [[one.plugin, one.name, one.sha256] for one in info.members],
    }


def register_again(library: Library) -> None:
    """Put back what the library lost of those installed models that it knows."""
    installed = installed_models()
    with library.write() as connection:
        known = {(one.name, one.sha256) for one in library_models.list_models(connection)}
        for model in installed:
            if (model.info.name, model.info.sha256) in known:
                register_installed(connection, model)


def shown_model(connection: Connection, name: str) -> library_models.Model | None:
    """Return the model whose suggestions are shown, None before the first suggestion.

    `name`, else the one in use, or another one that stands in for it (`stand_in`). No plugin is
    started: only the library is read. Raises TagStudioError when `name` has suggested nothing in
    this library.
    """
    used = used_model(connection, name)
    if name or used is None:
        return used
    return stand_in(connection, used) or used


def used_model(connection: Connection, name: str) -> library_models.Model | None:
    """Return the model `name`, else the one in use, else any that suggested; None before that.

    Raises TagStudioError when `name` has suggested nothing in this library.
    """
    if name:
        model = library_models.find_model(connection, name)
        if model is None:
            raise TagStudioError(
                "models.no-suggestions-by",
                "This library holds nothing from a model {name!r};"
                " run: tagstudio suggest --model {name}",
                name=name,
            )
        return model
    if promoted := promotions.active_promotion(connection):
        return library_models.model(connection, promoted[-1])
    for model in _preferred(connection):
        return model
    return library_models.find_model(connection, None)


def stand_in(connection: Connection, used: library_models.Model) -> library_models.Model | None:
    """Return the model whose suggestions stay until `used` has replaced them, None for none.

    It is the one that was in use last and has suggestions for tracks that `used` has yet to hear.
    """
    steps = reversed(promotions.history(connection))
    earlier = [library_models.model(connection, step.model_id) for step in steps]
    earlier += _preferred(connection)
    if parent := library_models.find_model(connection, used.parent) if used.parent else None:
        earlier.append(parent)
    for model in {one.id: one for one in earlier if one.id != used.id}.values():
        if not is_replaced(connection, model.id, used.id):
            return model
    return None


def _preferred(connection: Connection) -> list[library_models.Model]:
    """Return the models that the library knows of those that plugins prefer, the best first.

    In the order of `InstalledModels`, so that what is shown is what suggests. Without those that it
    knows as members of a joint model only.
    """
    manifests = [plugin.manifest for plugin in usable_plugins() if plugin.manifest]
    names = [name for manifest in _joining_first(manifests) for name in manifest.preferred]
    found = [library_models.find_model(connection, name) for name in names]
    known = [model for model in found if model is not None]
    return [
        model
        for model in known
        if not library_models.facts(connection, model.id).get(library_models.AS_MEMBER)
    ]


def _joining_first(manifests: Sequence[Manifest]) -> list[Manifest]:
    """Move each plugin that joins models to where the first of the plugins that it uses stands."""
    ordered = list(manifests)
    for manifest in filter(lambda one: one.uses, manifests):
        ordered.remove(manifest)
        used = [place for place, one in enumerate(ordered) if one.name in manifest.uses]
        ordered.insert(min(used, default=len(ordered)), manifest)
    return ordered


def suggesting_model(connection: Connection, name: str) -> library_models.Model:
    """Return the model as `shown_model`; raise TagStudioError before the first suggestion."""
    return _known(shown_model(connection, name))


def model_to_set(connection: Connection, name: str) -> library_models.Model:
    """Return the model whose thresholds are listed and set: `name`, else the one in use.

    Also while another one stands in: what is set for that would end with it. Raises TagStudioError
    before the first suggestion.
    """
    return _known(used_model(connection, name))


def _known(model: library_models.Model | None) -> library_models.Model:
    if model is None:
        raise TagStudioError(
            "models.no-suggestions", "No model has suggested anything yet; run: tagstudio suggest"
        )
    return model


def install(
    name: str, source: Path | None, known: Sequence[PluginState] | None = None
) -> Job[InstalledModel]:
    """Install the model `name` with the plugin that knows it, from `source` or from the network.

    `known` are the states of the usable plugins, where these were asked already. Raises
    TagStudioError when no plugin knows the model or the file is not the expected one.
    """
    states = try_plugins(usable_plugins()) if known is None else known
    offers = [state.plugin for state in states if name in state.installable]
    # Whose preferred model cannot be installed now says why.
    offers += [
        s.plugin for s in states if s.plugin.manifest and name in s.plugin.manifest.preferred
    ]
    for plugin in offers:
        with TaggerProcess(plugin) as tagger:
            info = yield from tagger.work("install", name=name, source=source)
        if wrong := wrong_model(plugin.name, info):
            raise TagStudioError(wrong)
        return InstalledModel(plugin, info)
    if problems := InstalledModels.of(states).problems:
        raise TagStudioError(problems[0])
    raise TagStudioError(
        "models.not-installable",
        "There is no model {name!r} to install; there are: {names}.",
        name=name,
        names=", ".join(known for state in states for known in state.installable),
    )


def states_with(states: Sequence[PluginState], model: InstalledModel) -> list[PluginState]:
    """Return the states of plugins now that `model` is installed; `states` are those of before.

    Those alone are started again that it changes: its own plugin, and who joins models of that.
    """
    changed = [
        one.plugin
        for one in states
        if one.plugin.name == model.plugin.name
        or (one.plugin.manifest and model.plugin.name in one.plugin.manifest.uses)
    ]
    renewed = {one.plugin.name: one for one in try_plugins(changed)}
    return [renewed.get(one.plugin.name, one) for one in states]


def combine(name: str, members: Sequence[str]) -> InstalledModel:
    """Make the joint model `name` of installed models, by the plugin that joins theirs.

    Raises TagStudioError where a member is not there, or no plugin joins them.
    """
    installed = installed_models()
    if name.casefold() in installed.taken:
        raise TagStudioError(
            "models.name-taken",
            "There is a model {name!r} already, or one of that name can be installed. Choose"
            " another name.",
            name=name,
        )
    chosen = [choose_model(installed, member) for member in members]
    joined = {model.plugin.name for model in chosen}
    for plugin in usable_plugins():
        if plugin.manifest and joined and joined <= set(plugin.manifest.uses):
            asked = [Member(one.plugin.name, one.info.name, one.info.sha256) for one in chosen]
            with TaggerProcess(plugin) as tagger:
                return InstalledModel(plugin, tagger.call("combine", name=name, members=asked))
    raise TagStudioError(
        "models.not-joined",
        "No plugin joins models of {plugins}. A plugin that does names them in `uses`.",
        plugins=", ".join(sorted(joined)),
    )


def verify(reference: Path | None) -> Job[list[Check]]:
    """Check the models of all plugins; with a `reference` folder their scores as well.

    Each plugin knows its own reference files and passes over the others'; a folder without any of
    them fails a check. A plugin that fails in it is a check that is not passed; the others are
    checked all the same.
    """
    checks: list[Check] = []
    models: set[str] = set()
    for plugin in usable_plugins():
        try:
            with TaggerProcess(plugin) as tagger:
                models |= {one.name for one in (*tagger.call("models"), *tagger.call("damaged"))}
                for check in tagger.stream("verify", reference=reference):
                    if isinstance(check, Check):
                        checks.append(check)
                        yield Progress(len(checks), None, check.name)
        except TagStudioError as error:
            checks.append(Check(plugin.name, False, error.message))
    if reference and all(check.name in models for check in checks):
        detail = message("models.no-reference", "no plugin knows reference files that are in it")
        checks.append(Check(str(reference), False, detail))
    return checks
