"""The dialogs that come when something is wrong or was done, made with what they would show."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from PySide6.QtWidgets import QDialog

from tagstudio.audio.files.safe_change import other_owner
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import settings_file, settings_in
from tagstudio.engine.doubts.settle import OPPOSITE
from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.evaluation.gate import Preview
from tagstudio.engine.evaluation.verdict_words import Circumstances, reason_of
from tagstudio.engine.file_tags.write import WriteReport
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.restoring.restore import ListedCopy, Restorable
from tagstudio.learning.verdict import Evidence, FirstTags, Outcome, Verdict
from tagstudio.learning.witnesses import Testimony
from tagstudio.library.db.backup.copies import Contents, Copy
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import decisions, identity
from tagstudio.library.db.sqlite.connection import driver
from tagstudio.library.db.sqlite.lock import writer_lock
from tagstudio.library.models.judgements import Judgement
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tags.tags import tag_id
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.edit_facts.dialog import FactsDialog
from tagstudio.ui.import_labels.dialog import ImportDialog
from tagstudio.ui.merge_library.dialog import MergeDialog
from tagstudio.ui.model_screen.promotion import PromotionDialog
from tagstudio.ui.settings_screen.install_plugin import InstallPluginDialog
from tagstudio.ui.shell.defects import DefectDialog
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.shell.recovery import RecoveryDialog
from tagstudio.ui.shell.start_problem import library_problem, settings_problem
from tagstudio.ui.write_tags.outcome import WriteOutcome

LONG = "late at night in the rain, with candles"
ANSWERS = 120
A_DAY = 86_400  # seconds
PLUGIN = Path(__file__).parents[1] / "plugins" / "crnn_tagger"


def made_dialogs(window: MainWindow, folder: Path) -> Mapping[str, Callable[[], QDialog]]:
    """Return what makes each dialog, by its name; labels to import are written into `folder`."""
    workspace = window._workspace
    library = workspace.library.path
    return {
        "recovery": lambda: RecoveryDialog(restorable(library, "damaged")),
        "recovery-gone": lambda: RecoveryDialog(restorable(library, "missing")),
        "start-library": lambda: library_problem(locked(library), lambda: None),
        "start-settings": lambda: settings_problem(wrong_settings()),
        "defect": lambda: defect(window),
        "promotion": lambda: PromotionDialog("msd-crnn-v2", preview("on trial"), window),
        "promotion-not-better": lambda: PromotionDialog("msd-crnn-v3", preview(""), window),
        "promotion-unheard": lambda: PromotionDialog("msd-crnn-v4", preview("", tags=0), window),
        "write-outcome": lambda: WriteOutcome(
            workspace, written(), lambda: FactsDialog(workspace, [], window), window
        ),
        "edit-facts": lambda: FactsDialog(workspace, [1, 2, 3], window),
        "import": lambda: ImportDialog(workspace, labels(folder), window),
        "merge": lambda: MergeDialog(workspace, colleague(workspace, folder), window),
        "install-plugin": lambda: InstallPluginDialog(PLUGIN, window),
    }


def restorable(library: Path, condition: str) -> Restorable:
    """Return a library with three safety copies."""
    copies = tuple(
        ListedCopy(
            Copy(datetime(2026, 3, day, 9, 30, tzinfo=UTC), "daily", library, 40 * day, "1"),
            Contents(1200 * day, 400 * day, 40 * day, 1_770_000_000 + A_DAY * day),
            comparable=True,
        )
        for day in (9, 8, 7)
    )
    present = Contents(12_000, 4_000, 400, 1_771_000_000)
    return Restorable(library, condition, None, present, copies)  # type: ignore[arg-type]


def locked(library: Path) -> TagStudioError:
    """Return the error for a library that another program writes."""
    try:
        with writer_lock(library):
            pass
    except TagStudioError as error:
        return error
    raise AssertionError("the window does not hold its library")


def wrong_settings() -> TagStudioError:
    """Return the error for a settings file with a value that is out of its bounds."""
    try:
        settings_in("windows = 0\n", settings_file())
    except TagStudioError as error:
        return error
    raise AssertionError("no window is a number of windows")


def defect(window: MainWindow) -> DefectDialog:
    """Return the dialog of a defect that did not stay the only one."""
    lines = "\n".join(f'  File "tagstudio/ui/somewhere.py", line {line}' for line in range(40))
    dialog = DefectDialog(f"TagStudio\nTraceback:\n{lines}\nIndexError: {LONG}", window)
    dialog.count_another()
    return dialog


def preview(outcome: str, tags: int = 30) -> Preview:
    """Return what using a version would mean."""
    judged = Outcome(outcome) if outcome else Outcome.NOT_BETTER
    said = Testimony(0.02, 0.01, 9 if outcome else 3, tags, np.zeros(tags))
    heard = Evidence(said, said)
    facts = Circumstances(
        ANSWERS, "starter", [f"tag {n}" for n in range(tags)], {}, 9, FirstTags(0, 0, 0, 0)
    )
    reason = reason_of(Verdict(judged, heard, heard, heard, None), facts)
    judgement = Judgement(1, 2, 2, 9, ANSWERS, None, judged.value, reason)
    found = [
        ExpectedTag(f"tag {n}", ANSWERS, n, n + n // 3, n, 3, n // 2, n // 2 - n // 3)
        for n in range(tags)
    ]
    if found:
        found.append(ExpectedTag(LONG, ANSWERS, None, 110, 15, 9, 95))
        found.append(ExpectedTag("gone", ANSWERS, 4, None, 0, 0, 0, 4))
    return Preview(judgement, tuple(found))


def written() -> WriteReport:
    """Return the report of a writing in which files were left as they were."""
    names = [f"/music/Antonio Vivaldi/{LONG} {number}.mp3" for number in range(40)]
    refused = [(name, other_owner(name)) for name in names]
    return WriteReport(problems=[Problem(name, one.code, one.message) for name, one in refused])


def labels(folder: Path) -> Path:
    """Write a file of labels, of which some are of tags that are not known."""
    file = folder / "labels.csv"
    rows = [f'{number:02}.wav,"{tag}",yes' for number in range(12) for tag in ("jazz", LONG)]
    file.write_text("\n".join(["path,tag,state", *rows]))
    return file


def colleague(workspace: Workspace, folder: Path) -> Path:
    """Make the library of a colleague, who says the opposite of a dozen answers, and more."""
    path = folder / "colleague.db"
    with workspace.library.read() as connection, closing(sqlite3.connect(path)) as target:
        driver(connection).backup(target)
    with open_library(path, writing=True, copying=False) as library, library.write() as connection:
        connection.execute(sa.update(identity).values(library_id="c0" * 16))
        rows = connection.execute(sa.select(decisions).limit(12)).all()
        turned = [Decision(one.track_id, one.tag_id, OPPOSITE[one.state]) for one in rows]
        new = tag_id(connection, LONG, "mood", "user")
        said = [*turned, *(Decision(one.track_id, new, "yes") for one in rows)]
        record_decisions(connection, said, "user")
    return path
