"""`plugins test` for a measurer: what it gives for synthesised sounds, and for broken files."""

from collections.abc import Iterator
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.engine.plugin_workshop.checking.sounds import TrialSounds, make_sounds
from tagstudio.engine.plugins.answers import wrong_measurement
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import Check, Failure, Measurement, TrackRef

Results = dict[Path, list[Measurement | Failure]]


def check_measurer(process: TaggerProcess, folder: Path) -> Iterator[Check]:
    """Yield the checks of a measurer that runs in `process`; `folder` is for the sounds."""
    (folder / "sounds").mkdir()
    sounds = make_sounds(folder / "sounds")
    try:
        results, again = _ask(process, sounds), _ask(process, sounds)
    except TagStudioError as error:
        yield Check("measures", False, error.message)
        return
    yield _check("one result per track", _wrong_number(results))
    yield _check("measures", _wrong_measures(process.plugin.name, results, sounds))
    same = message("measurer.not-the-same", "the same files were measured differently.")
    yield _check("same twice", None if results == again else same)


def _ask(process: TaggerProcess, sounds: TrialSounds) -> Results:
    """Return what the plugin says of each file, asked one at a time, as in daily use."""
    found: Results = {}
    for number, file in enumerate(sounds.all):
        steps = process.stream("measure", tracks=[TrackRef(number, str(file))])
        items = [one for step in steps for one in (step if isinstance(step, tuple) else (step,))]
        found[file] = [one for one in items if isinstance(one, Measurement | Failure)]
    return found


def _wrong_number(results: Results) -> Message | None:
    wrong = [file.name for file, found in results.items() if len(found) != 1]
    if not wrong:
        return None
    return message(
        "measurer.results",
        "there has to be one result for each track; there is none, or more than one, for {names}.",
        names=", ".join(wrong),
    )


def _wrong_measures(plugin: str, results: Results, sounds: TrialSounds) -> Message | None:
    for file, found in results.items():
        for one in found:
            is_failure = isinstance(one, Failure)
            if isinstance(one, Measurement) and (wrong := wrong_measurement(plugin, one)):
                return wrong
            if (file in sounds.broken and not is_failure) or (file in sounds.heard and is_failure):
                return message(
                    "measurer.broken-files",
                    "a broken file has to get a Failure, and a sound file none; not so {name}.",
                    name=file.name,
                )
    return None


def _check(name: str, wrong: Message | None) -> Check:
    return Check(name, wrong is None, wrong or plain(""))
