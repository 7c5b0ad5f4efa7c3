"""How the window shows each kind of job: title, sentence on its report, views that it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from tagstudio.core.messages import Message
from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob, WriteJob
from tagstudio.engine.jobs.library_specs import (
    CheckJob,
    ImportLabelsJob,
    LabelsFromFilesJob,
    ListenCloserJob,
    MeasureJob,
    MergeJob,
    ScanJob,
    SuggestJob,
)
from tagstudio.engine.jobs.model_specs import (
    EvaluateJob,
    ExportVersionJob,
    ImportVersionJob,
    InstallModelJob,
    PromoteJob,
    RollBackJob,
    TrainJob,
)
from tagstudio.engine.jobs.specs import spec_of
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.base.change_event import Topic
from tagstudio.ui.text.message_translation import card_text, translated
from tagstudio.ui.text.number_format import counted

if TYPE_CHECKING:
    from tagstudio.engine.evaluation.evaluate import Evaluation
    from tagstudio.engine.file_tags.write import WriteReport
    from tagstudio.engine.jobs.specs import AnySpec
    from tagstudio.engine.measuring.measure import MeasureReport
    from tagstudio.engine.plugins.handed_versions import HandedVersion
    from tagstudio.engine.plugins.installed_models import InstalledModel
    from tagstudio.engine.scanning.scan import ScanReport
    from tagstudio.engine.tagging.suggest import SuggestReport
    from tagstudio.engine.training.train import TrainReport
    from tagstudio.library.checking.check import CheckReport
    from tagstudio.library.models.judgements import Judgement

NAME_LENGTH = 40  # characters of a name in a title; a folder's may have 255


def title_of(kind: str) -> str:
    """Return the name of a kind of job; an unknown kind is its own name."""
    titles = {
        "scan": QCoreApplication.translate("jobs", "Scanning"),
        "suggest": QCoreApplication.translate("jobs", "Suggesting tags"),
        "listen_closer": QCoreApplication.translate("jobs", "Listening more closely"),
        "demo": QCoreApplication.translate("jobs", "Making the demo"),
        "measure": QCoreApplication.translate("jobs", "Measuring tempo, key and loudness"),
        "check": QCoreApplication.translate("jobs", "Checking the library"),
        "copy": QCoreApplication.translate("jobs", "Copying the library"),
        "export": QCoreApplication.translate("jobs", "Exporting"),
        "write_plan": QCoreApplication.translate("jobs", "Comparing files"),
        "duplicates": QCoreApplication.translate("jobs", "Looking for duplicates"),
        "write": QCoreApplication.translate("jobs", "Writing tags"),
        "write_undo": QCoreApplication.translate("jobs", "Putting files back"),
        "train": QCoreApplication.translate("jobs", "Training"),
        "evaluate": QCoreApplication.translate("jobs", "Measuring"),
        "import": QCoreApplication.translate("jobs", "Importing"),
        "file_labels": QCoreApplication.translate("jobs", "Taking genres over"),
        "merge": QCoreApplication.translate("jobs", "Merging a library"),
        "install": QCoreApplication.translate("jobs", "Installing a model"),
        "export_version": QCoreApplication.translate("jobs", "Writing a version for a colleague"),
        "import_version": QCoreApplication.translate("jobs", "Taking over a version"),
        "compare": QCoreApplication.translate("jobs", "Comparing versions"),
        "gate": QCoreApplication.translate("jobs", "Judging the version"),
        "promote": QCoreApplication.translate("jobs", "Changing the version"),
        "rollback": QCoreApplication.translate("jobs", "Going back to the version before"),
        "curve": QCoreApplication.translate("jobs", "Drawing the learning curve"),
        "differences": QCoreApplication.translate("jobs", "Comparing suggestions"),
    }
    return titles.get(kind, kind)


def title_of_spec(spec: AnySpec) -> str:
    """Return the name of a job: of its kind, with its version, model or folder if it has one."""
    subject = spec.subject().encode(errors="backslashreplace").decode()
    titles = {
        "scan": QCoreApplication.translate("jobs", "Scanning {name}"),
        "suggest": QCoreApplication.translate("jobs", "Suggesting tags with {name}"),
        "train": QCoreApplication.translate("jobs", "Training of {name}"),
        "evaluate": QCoreApplication.translate("jobs", "Measuring {name}"),
        "merge": QCoreApplication.translate("jobs", "Merging {name}"),
        "promote": QCoreApplication.translate("jobs", "Changing to {name}"),
    }
    if not subject or spec.kind not in titles:
        return title_of(spec.kind)
    return titles[spec.kind].format(name=_shortened(subject))


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def title_of_record(record: JobRecord) -> str:
    """Return the name of a recorded job; only its kind's where its spec cannot be read."""
    spec = spec_of(record)
    return title_of(record.kind) if spec is None else title_of_spec(spec)


def scanned(report: ScanReport) -> str:
    """Return the counts of a scan."""
    told = [translated(one.message) for one in report.absent]
    if (found := _found(report)) or not told:
        told.insert(
            0, found or QCoreApplication.translate("jobs", "Scanned: nothing is new or changed.")
        )
    if report.overwritten:
        text = QCoreApplication.translate(
            "jobs", "Files that hold another recording now: {count}; see Jobs."
        )
        told.append(text.format(count=counted(len(report.overwritten))))
    if left_out := report.left_out.count():
        text = QCoreApplication.translate("jobs", "Left out: {count}; Jobs says what and why.")
        told.append(text.format(count=counted(left_out)))
    return " ".join(told)


def _found(report: ScanReport) -> str:
    """Return what a scan found, "" for nothing."""
    if (found := report.found()) is None:
        return ""
    text = QCoreApplication.translate("jobs", "Scanned: {found}.")
    return text.format(found=translated(found))


def checked(spec: CheckJob, report: CheckReport) -> str:
    """Return whether the library is sound, or what was mended."""
    if not report.found:
        return _sound(report)
    if not spec.mend:
        return QCoreApplication.translate("jobs", "The library is damaged.")
    if not report.left:
        return QCoreApplication.translate("jobs", "The library was damaged; all of it is mended.")
    text = QCoreApplication.translate("jobs", "Not mended: {what}")
    return text.format(what=" ".join(translated(one.message) for one in report.left))


def _sound(report: CheckReport) -> str:
    """Return what is sound, and which files of music are not there or not readable."""
    translate = QCoreApplication.translate
    text = translate("jobs", "The library itself is sound: tracks, answers and scores.")
    parts = [
        text_of.format(count=counted(count))
        for count, text_of in (
            (report.missing, translate("jobs", "{count} missing")),
            (report.unreadable, translate("jobs", "{count} unreadable")),
        )
        if count
    ]
    if not parts:
        return text
    files = translate("jobs", "Of its {tracks} music files, at the last scan: {found}.")
    return f"{text} {files.format(tracks=counted(report.tracks), found=', '.join(parts))}"


def suggested_as_asked(spec: SuggestJob, report: SuggestReport) -> str:
    """Return the counts of suggesting, or that the suggestions are those of another version now."""
    if spec.renew and not report.suggested and not report.problems:
        text = QCoreApplication.translate("jobs", "The suggestions are those of {model} now.")
        return text.format(model=report.model)
    return suggested(report)


def suggested(report: SuggestReport) -> str:
    """Return the counts of suggesting."""
    if report.is_empty:
        return QCoreApplication.translate(
            "jobs", "There are no tracks yet to suggest tags for. Add a folder with music first."
        )
    if not report.suggested and not report.closer and not report.problems:
        text = QCoreApplication.translate(
            "jobs", "Nothing to do: no track waits for suggestions from {model}."
        )
        return text.format(model=report.model)
    text = QCoreApplication.translate("jobs", "Tracks with suggestions from {model}: {count}.")
    told = [text.format(model=report.model, count=counted(report.suggested))]
    if failed := len(report.problems):
        text = QCoreApplication.translate("jobs", "Not heard: {count}; Jobs says why.")
        told.append(text.format(count=counted(failed)))
    if report.closer:
        text = QCoreApplication.translate("jobs", "Listened to more closely: {count}.")
        told.append(text.format(count=counted(report.closer)))
    return " ".join(told)


def tracks_measured(report: MeasureReport) -> str:
    """Return the counts of measuring tempo, key and loudness."""
    if not report.measured and not report.problems:
        return QCoreApplication.translate(
            "jobs", "Nothing to do: these tracks are measured already."
        )
    text = QCoreApplication.translate(
        "jobs", "Tracks whose tempo, key and loudness were measured: {count}."
    )
    told = [text.format(count=counted(report.measured))]
    if failed := len(report.problems):
        text = QCoreApplication.translate("jobs", "Not measured: {count}; Jobs says why.")
        told.append(text.format(count=counted(failed)))
    return " ".join(told)


def written(report: WriteReport) -> str:
    """Return the counts of a writing."""
    text = QCoreApplication.translate("write_tags", "Tags written to files: {count}.")
    if report.problems:
        text = QCoreApplication.translate(
            "write_tags", "Tags written to files: {count}, not written: {failed}."
        )
    return _file_counts(text, report)


def put_back(report: WriteReport) -> str:
    """Return the counts of putting files back."""
    text = QCoreApplication.translate("write_tags", "Files put back: {count}.")
    if report.problems:
        text = QCoreApplication.translate(
            "write_tags", "Files put back: {count}. Files that could not be written: {failed}."
        )
    return _file_counts(text, report)


def _file_counts(text: str, report: WriteReport) -> str:
    counts = text.format(count=counted(report.written), failed=counted(len(report.problems)))
    return " ".join([counts, *map(translated, report.notes)])


def installed(model: InstalledModel) -> str:
    """Return that a model is installed."""
    text = QCoreApplication.translate("work", "{model} is installed: {title}.")
    return text.format(model=model.info.name, title=card_text(model.plugin.name, model.info.title))


def handed(spec: ExportVersionJob, report: HandedVersion) -> str:
    """Return where a version was written, and what its reader needs."""
    text = QCoreApplication.translate(
        "work", "{version} is in {file}. Who gets it needs {parent}, too."
    )
    return text.format(version=report.name, file=spec.target, parent=report.parent)


def trained(report: TrainReport) -> str:
    """Return what became of a new version, and on how many tracks one's own tags stand with it."""
    found = [translated(report.summary())]
    if report.own_tags:
        from tagstudio.engine.evaluation.expected_tags import sentence_on

        found += [translated(sentence_on(one)) for one in report.own_tags]
        found.append(
            QCoreApplication.translate(
                "work", "The way back: Go back to the version before, on the page Model."
            )
        )
    return " ".join(found)


def measured(report: Sequence[Evaluation]) -> str:
    """Return which versions were measured, or why there is nothing to see."""
    if any(one.macro_auc is not None for one in report):
        text = QCoreApplication.translate("work", "Measured on your answers: {models}.")
        return text.format(models=", ".join(one.model for one in report))
    return too_few_to_measure()


def too_few_to_measure() -> str:
    """Return that no tag can be measured yet, and what it takes."""
    text = QCoreApplication.translate(
        "work",
        "There are too few answers to measure single tags: none has {count} yes and {count} no"
        " yet.",
    )
    return text.format(count=MIN_PER_CLASS_TO_MEASURE)


def promoted(spec: PromoteJob, judgement: Judgement) -> str:
    """Return that a version is the active one now, and why."""
    text = QCoreApplication.translate("work", "{model} is the active version now. {reason}")
    return text.format(model=spec.version, reason=translated(judgement.reason))


def rolled_back(versions: tuple[str, str]) -> str:
    """Return the version that is no longer active, and the one that is."""
    left, active = versions
    text = QCoreApplication.translate("work", "{left} is no longer active; {active} is.")
    first = QCoreApplication.translate("work", "the installed model")
    return text.format(left=left, active=active or first)


@dataclass(frozen=True)
class JobKind:
    """How the window shows a kind of job.

    `changes` is told to the views while the job runs and at its end, `tells` only after it is done;
    `sentence` makes the sentence for the status bar from the spec and the report.
    """

    changes: Topic = "jobs"
    sentence: Callable[[Any, Any], Message | str] | None = None
    tells: Topic | None = None


KINDS: Mapping[type[AnySpec], JobKind] = {
    ScanJob: JobKind("tracks", lambda _, report: scanned(report)),
    CheckJob: JobKind("tracks", checked),
    SuggestJob: JobKind("suggestions", suggested_as_asked),
    ListenCloserJob: JobKind("suggestions"),
    MeasureJob: JobKind("tracks", lambda _, report: tracks_measured(report)),
    ImportLabelsJob: JobKind(sentence=lambda _, report: report.summary(), tells="decisions"),
    LabelsFromFilesJob: JobKind(sentence=lambda _, report: report.summary(), tells="decisions"),
    MergeJob: JobKind(sentence=lambda _, report: report.summary(), tells="tracks"),
    WriteJob: JobKind("tracks", lambda _, report: written(report)),
    UndoWriteJob: JobKind("tracks", lambda _, report: put_back(report)),
    TrainJob: JobKind(sentence=lambda _, report: trained(report), tells="models"),
    EvaluateJob: JobKind(sentence=lambda _, report: measured(report), tells="models"),
    PromoteJob: JobKind(sentence=promoted, tells="models"),
    RollBackJob: JobKind(sentence=lambda _, report: rolled_back(report), tells="models"),
    InstallModelJob: JobKind(sentence=lambda _, report: installed(report), tells="models"),
    ExportVersionJob: JobKind(sentence=handed),
    ImportVersionJob: JobKind(sentence=lambda _, report: installed(report), tells="models"),
}
