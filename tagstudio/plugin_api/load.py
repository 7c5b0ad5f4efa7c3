"""Loading a plugin into this process: the served one, and those that it uses."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.manifest import MEASURER, Manifest, read_manifest
from tagstudio.plugin_api.measurer import Measurer
from tagstudio.plugin_api.tagger import PluginContext, Tagger


def load_plugin(folder: Path, context: PluginContext) -> Tagger | Measurer:
    """Import the plugin in `folder` and make what its manifest says; raise as `load_tagger`."""
    manifest = read_manifest(folder)
    if manifest.kind != MEASURER:
        return load_tagger(folder, context)
    measurer = imported_plugin(folder, manifest)(context)
    if not isinstance(measurer, Measurer):
        raise TagStudioError(
            "serve.no-measurer",
            "{factory} of {folder} made no Measurer but {made}.",
            factory=manifest.factory,
            folder=folder,
            made=repr(measurer),
        )
    return measurer


def load_tagger(folder: Path, context: PluginContext) -> Tagger:
    """Import the plugin in `folder` and make its tagger; raise TagStudioError if it is none."""
    manifest = read_manifest(folder)
    if manifest.api > 1:
        return _made(folder, manifest, context)
    from tagstudio.plugin_api import api1  # imports numpy, which not every plugin needs

    api1.install()
    return api1.adapted(_made(folder, manifest, context))


def imported_plugin(folder: Path, manifest: Manifest) -> Callable[[PluginContext], object]:
    """Import the plugin in `folder` and return its factory."""
    sys.path.insert(0, str(folder.parent))
    module = importlib.import_module(f"{manifest.name}.{manifest.module}")
    factory: Callable[[PluginContext], object] = getattr(module, manifest.factory)
    return factory


def _made(folder: Path, manifest: Manifest, context: PluginContext) -> Tagger:
    tagger = imported_plugin(folder, manifest)(context)
    if not isinstance(tagger, Tagger):
        raise TagStudioError(
            "serve.no-tagger",
            "{factory} of {folder} made no Tagger but {made}.",
            factory=manifest.factory,
            folder=folder,
            made=repr(tagger),
        )
    return tagger
