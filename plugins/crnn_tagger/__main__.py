"""Tag files without the host: python -m crnn_tagger FILE..."""

import argparse
import sys
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.paths import cache_folder, models_folder
from tagstudio.core.progress import run
from tagstudio.core.settings import DEVICES
from tagstudio.plugin_api import (
    Failure,
    Notice,
    PluginContext,
    Prediction,
    PredictOptions,
    TrackRef,
)

from .model.checkpoint import SUFFIX
from .plugin import CRNNTagger

NAME = "crnn_tagger"
SHOWN_TAGS = 10


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return 0, or 1 when something could not be done."""
    parser = _parser()
    given = parser.parse_intermixed_args(arguments)
    if not given.files and not given.install:
        parser.error("name a FILE to tag")
    try:
        return _install(given) if given.install else _tag(given)
    except TagStudioError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(NAME, description="Score the 50 last.fm tags of audio files.")
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--model", default="msd-crnn", help="an installed model or its file")
    parser.add_argument("--device", default="auto", choices=DEVICES)
    parser.add_argument("--windows", type=int, default=3, help="29 s windows per track")
    parser.add_argument("--install", metavar="MODEL", help="install a published model instead")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="its weight file")
    return parser


def _install(given: argparse.Namespace) -> int:
    context = PluginContext(models_folder(NAME), cache_folder())
    info = run(CRNNTagger(context).install(given.install, given.source))
    print(f"{info.name}: {info.title}, {info.source}")
    return 0


def _tag(given: argparse.Namespace) -> int:
    folder, model = models_folder(NAME), given.model
    if model.endswith(SUFFIX):
        folder, model = Path(model).parent, Path(model).stem
    tagger = CRNNTagger(PluginContext(folder, cache_folder()))
    tracks = [TrackRef(index, path) for index, path in enumerate(given.files)]
    failed = 0
    for steps in tagger.predict(tracks, PredictOptions(model, given.device, given.windows)):
        names = [tag.name for info in tagger.models() if info.name == model for tag in info.tags]
        for step in steps:
            _show(step, given.files, names)
            failed += isinstance(step, Failure)
    return 1 if failed else 0


def _show(step: Notice | Prediction | Failure, files: list[str], names: list[str]) -> None:
    match step:
        case Notice(message=text) | Failure(message=text):
            print(text, file=sys.stderr)
        case Prediction():
            print(files[step.track_id])
            ranked = sorted(zip(step.scores, names, strict=True), reverse=True)
            for score, name in ranked[:SHOWN_TAGS]:
                print(f"  {score:.3f}  {name}")


if __name__ == "__main__":
    sys.exit(main())
