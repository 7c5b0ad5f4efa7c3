"""The versions in a tagger's folder, and the roots that they stand on."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.plugin_api import Check, DamagedModel, ModelInfo, TagInfo
from tagstudio.plugin_kit.linear_version import LinearVersion, VersionCard
from tagstudio.plugin_kit.version_file import (
    SUFFIX,
    digest_of,
    load_version,
    name_taken,
    read_card,
    save_version,
)


class Versions:
    """The versions in `folder` as it is now; `roots` are the published models by name."""

    def __init__(self, folder: Path, roots: Iterable[ModelInfo]) -> None:
        self._folder = folder
        self.roots = {info.name: _with_feature_digest(info) for info in roots}

    def found(self) -> list[ModelInfo | DamagedModel]:
        """Describe each version, or say what is wrong with it. A root hides one of its name."""
        names = (path.stem for path in sorted(self._folder.glob(f"*{SUFFIX}")))
        return [self._info_or_damage(name) for name in names if name not in self.roots]

    def info(self, name: str) -> ModelInfo:
        """Describe a version; raise TagStudioError for one that cannot be used."""
        card = read_card(self.file(name))
        root = self.roots.get(card.root)
        if root is None or root.sha256 != card.root_sha256:
            raise _root_is_gone(name, card)
        return replace(
            root,
            name=name,
            sha256=digest_of(self.file(name)),
            tags=_version_tags(card, root),
            title=card.title,
            parent=root.name,
            parameters=root.parameters + len(card.tags) * (card.units + 2),
            library=card.learned_from,
        )

    def load(self, name: str) -> LinearVersion:
        """Load a version; raise TagStudioError for one that is not there or cannot be used."""
        if not self.file(name).exists():
            sound = [one.name for one in self.found() if isinstance(one, ModelInfo)]
            raise TagStudioError(
                "kit.not-installed",
                "The model {model!r} is not installed (installed: {installed}). Install it, or"
                " choose another.",
                model=name,
                installed=", ".join([*self.roots, *sound]) or "none",
            )
        self.info(name)  # raises where its root is not there
        return load_version(self.file(name))

    def add(self, name: str, root: str, source: Path) -> None:
        """Install a version of a root from a file; raise TagStudioError where it does not fit."""
        version = load_version(source)
        known = self.roots.get(root)
        if known is None or (version.card.root, version.card.root_sha256) != (root, known.sha256):
            raise _root_is_gone(name, version.card)
        save_version(self.file(name), version)

    def check(self, name: str) -> Check:
        """Check a version: its file is sound, and its root is there."""
        try:
            tags = len(self.load(name).card.tags)
        except TagStudioError as error:
            return Check(name, False, error.message)
        return Check(name, True, message("kit.version-is-sound", "{tags} tags", tags=tags))

    def check_name(self, name: str, reserved: Iterable[str]) -> None:
        """Raise TagStudioError for a name that a root has, or a model that can be installed."""
        if name.casefold() in {one.casefold() for one in (*self.roots, *reserved)}:
            raise name_taken(name)

    def is_finished(self, name: str, key: str) -> bool:
        """Tell whether the training `key` made the version; raise where its name is taken."""
        if not self.file(name).exists():
            return False
        if load_version(self.file(name)).card.training.get("key") == key:
            return True
        raise name_taken(name)

    def file(self, name: str) -> Path:
        """Return the file of a version."""
        return self._folder / f"{name}{SUFFIX}"

    def _info_or_damage(self, name: str) -> ModelInfo | DamagedModel:
        try:
            return self.info(name)
        except TagStudioError as error:
            return DamagedModel(name, error.message)


def _root_is_gone(name: str, card: VersionCard) -> TagStudioError:
    return TagStudioError(
        "kit.root-is-gone",
        "The version {name} stands on the model {root} as it was when it learned, and that"
        " is not there. Install it again, or remove the version.",
        name=name,
        root=card.root,
    )


def _with_feature_digest(info: ModelInfo) -> ModelInfo:
    """Return a root with a digest of its features: where it gives none, they are its own."""
    if info.feature_digest or not info.feature_shape:
        return info
    named = f"features of {info.name} {info.sha256}"
    return replace(info, feature_digest=hashlib.sha256(named.encode("utf-8")).hexdigest())


def _version_tags(card: VersionCard, root: ModelInfo) -> tuple[TagInfo, ...]:
    """Return the tags of a version: as its root describes them, without the reference scores."""
    known = {tag.name: tag for tag in root.tags}
    return tuple(
        replace(known[tag.name], reference=(), threshold=tag.threshold)
        if tag.name in known
        else tag
        for tag in card.tags
    )
