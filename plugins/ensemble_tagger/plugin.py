"""The adapter between TagStudio's plugin API and joint models.

A joint model is heard once for all members: a track is decoded at the highest rate that any of them
wants, each gets its windows at its own rate, and only then each makes its own spectrogram.
"""

import hashlib
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.resample import resampled
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.progress import Job
from tagstudio.plugin_api import (
    DamagedModel,
    Heard,
    Listening,
    Member,
    ModelInfo,
    Notice,
    PluginContext,
    Tagger,
)
from tagstudio.plugin_api.model_names import check_model_name
from tagstudio.plugin_api.reference_scores import with_reference_scores
from tagstudio.plugin_kit.linear_tagger import LinearTagger

from .joint_model import (
    LEAST_MEMBERS,
    MOST_MEMBERS,
    SUFFIX,
    JointModel,
    read_joint_model,
    write_joint_model,
)
from .members import LoadedMember, Members
from .recommended import BOTH, FILE, members_of_both, recommended_weights
from .vocabulary import JointVocabulary, joint_vocabulary


def create(context: PluginContext) -> Tagger:
    """Return the tagger over the joint models in the folder of `context`."""
    return EnsembleTagger(context)


class JointRoot(NamedTuple):
    """A joint model whose members are there: what is said of it, they, and its tags."""

    info: ModelInfo
    members: tuple[LoadedMember, ...]
    vocabulary: JointVocabulary


class EnsembleTagger(LinearTagger):
    """Tagger over joint models, and the versions that were taught from them."""

    def __init__(self, context: PluginContext) -> None:
        super().__init__(context)
        self._members = Members(context.peers)
        self._prepared: dict[tuple[str, str], JointRoot] = {}

    def roots(self) -> list[ModelInfo]:
        """Return the joint models whose members are all there."""
        found = map(self._root_or_damage, self._files())
        return [one.info for one in found if isinstance(one, JointRoot)]

    def damaged(self) -> list[DamagedModel]:
        """Return the joint models that cannot be used, and why, and such versions."""
        found = map(self._root_or_damage, self._files())
        return [one for one in found if isinstance(one, DamagedModel)] + super().damaged()

    def installable(self) -> list[str]:
        """Return the recommended joint model, where its members are installed."""
        return [BOTH] if members_of_both(self._members) else []

    def install(self, name: str, source: Path | None) -> Job[ModelInfo]:
        """Combine the recommended members; there is nothing to fetch."""
        yield from ()
        members = members_of_both(self._members) if name == BOTH else None
        if members is None or source is not None:
            raise TagStudioError(
                "ensemble.cannot-install",
                "The joint model {name} is made of installed models and of no file. Install"
                " musicnn-msd, and msd-crnn for more; then install {name}.",
                name=name,
            )
        path = self._file_of(name)
        if path.exists():  # of members that were there before
            path.unlink()
        return self.combine(name, members)

    def combine(self, name: str, members: Sequence[Member]) -> ModelInfo:
        """Make a joint model of installed ones; see `Tagger.combine`."""
        check_model_name(name)
        if not LEAST_MEMBERS <= len(set(members)) == len(members) <= MOST_MEMBERS:
            raise TagStudioError(
                "ensemble.number-of-members",
                "A joint model has {least} to {most} different members.",
                least=LEAST_MEMBERS,
                most=MOST_MEMBERS,
            )
        found = [self._installed(member) for member in members]
        taken = [one.name for one in self.models()] + [one.name for one in self.damaged()]
        if name.casefold() in {one.casefold() for one in taken}:
            raise TagStudioError(
                "ensemble.model-exists",
                "There is a model {name!r} already. Choose another name.",
                name=name,
            )
        names = [member.name for member in found]
        model = JointModel(" + ".join(names), tuple(found), recommended_weights(names))
        write_joint_model(self._file_of(name), model)
        return self._root(self._file_of(name)).info

    def listening(self, model: str) -> Listening:
        """Return the highest rate and the longest window that any member wants."""
        return _listening(self._root(self._file_of(model)))

    def prepare(self, model: str, device: str) -> list[Notice]:
        """Load the members."""
        root = self._root(self._file_of(model))
        notices = []
        for member in root.members:
            notices += member.tagger.prepare(member.info.name, device)
        self.hears_in_threads = all(member.tagger.hears_in_threads for member in root.members)
        self._prepared[model, device] = root
        return notices

    def begin_thread(self) -> None:
        """Get a thread ready for each of the members' libraries."""
        self._members.begin_thread()

    def hear(self, model: str, device: str, windows: Sequence[NDArray[np.float32]]) -> Heard:
        """Return what the members say of windows together."""
        root = self._prepared_root(model, device)
        decoded = _listening(root)

        def heard(member: LoadedMember) -> Heard:
            own = [_for_member(window, decoded, member) for window in windows]
            return member.tagger.hear(member.info.name, device, own)

        return _joint(root, [heard(member) for member in root.members])

    def embed(self, model: str, device: str, features: NDArray[np.float16]) -> Heard:
        """Return what the members say of windows by their features, together."""
        root = self._prepared_root(model, device)
        sizes = [prod(member.info.feature_shape) for member in root.members]
        parts = np.split(features, np.cumsum(sizes)[:-1], axis=1)
        return _joint(
            root,
            [
                member.tagger.embed(
                    member.info.name, device, part.reshape(-1, *member.info.feature_shape)
                )
                for member, part in zip(root.members, parts, strict=True)
            ],
        )

    def _prepared_root(self, model: str, device: str) -> JointRoot:
        if (model, device) not in self._prepared:
            self.prepare(model, device)
        return self._prepared[model, device]

    def _installed(self, member: Member) -> Member:
        """Return an installed model as a member; raise TagStudioError where it cannot be one."""
        found = self._members.named(member.name)
        if found is None:
            names = ", ".join(info.name for _, info in self._members.models()) or "none"
            raise TagStudioError(
                "ensemble.no-such-member",
                "There is no published model {name!r} to combine; there are: {names}. A joint model"
                " is made of these, and learns from your answers itself.",
                name=member.name,
                names=names,
            )
        plugin, info = found
        self._members.check(plugin, info)
        return Member(plugin, info.name, info.sha256)

    def _files(self) -> list[Path]:
        return sorted(self.context.models.glob(f"*{SUFFIX}"))

    def _file_of(self, model: str) -> Path:
        return self.context.models / f"{model}{SUFFIX}"

    def _root_or_damage(self, path: Path) -> JointRoot | DamagedModel:
        try:
            return self._root(path)
        except TagStudioError as error:
            return DamagedModel(path.stem, error.message)

    def _root(self, path: Path) -> JointRoot:
        """Read a joint model; raise TagStudioError where it or a member of it cannot be used."""
        model = read_joint_model(path)
        try:
            members = tuple(map(self._members.find, model.members))
        except TagStudioError as error:
            raise TagStudioError(
                "ensemble.unusable",
                "The joint model {name} cannot be used: {reason}. Install what lacks as it was, or"
                " remove {name} and combine it again.",
                name=path.stem,
                reason=error.message,
            ) from error
        infos = [member.info for member in members]
        digest = joint_digest([info.feature_digest or info.sha256 for info in infos])
        vocabulary = joint_vocabulary([info.tags for info in infos], model.weights)
        info = ModelInfo(
            path.stem,
            sha256_of(path),
            with_reference_scores(vocabulary.tags, digest, FILE),
            title=model.title,
            source=", ".join(dict.fromkeys(info.source for info in infos)),
            licence=", ".join(dict.fromkeys(info.licence for info in infos)),
            feature_shape=(sum(prod(info.feature_shape) for info in infos),),
            feature_digest=digest,
            parameters=sum(info.parameters for info in infos),
            members=model.members,
        )
        return JointRoot(info, members, vocabulary)


def _listening(root: JointRoot) -> Listening:
    every = [member.listening for member in root.members]
    return Listening(max(one.sample_rate for one in every), max(one.seconds for one in every))


def _joint(root: JointRoot, heard: Sequence[Heard]) -> Heard:
    """Return what the members said as what the joint model says."""
    weights = root.vocabulary.weights
    logits = sum(one.logits @ of_one for one, of_one in zip(heard, weights, strict=True))
    return Heard(
        np.asarray(logits, np.float32),
        np.concatenate([one.embeddings for one in heard], axis=1),
        np.concatenate([one.features.reshape(len(one.features), -1) for one in heard], axis=1),
        tuple(one.logits for one in heard),
    )


def _for_member(
    window: NDArray[np.float32], decoded: Listening, member: LoadedMember
) -> NDArray[np.float32]:
    """Return a window at a member's rate, its middle where the member wants less of it."""
    wanted = member.listening
    samples = resampled(window, decoded.sample_rate, wanted.sample_rate)
    spare = max(0, len(samples) - wanted.samples)
    return samples[spare // 2 : spare // 2 + wanted.samples]


def joint_digest(digests: Sequence[str]) -> str:
    """Return the digest of joint features, from those of the members in their order."""
    return hashlib.sha256("\n".join(("joint features", *digests)).encode("utf-8")).hexdigest()
