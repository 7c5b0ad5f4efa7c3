"""The first steps: a list over the pages that leads from the first folder to the first version."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from tagstudio.learning.looks import FIRST_TRIAL
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.training_obstacle import training_obstacle_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.shell.first_steps_state import (
    ANSWERED_FIRST,
    STEPS,
    FirstSteps,
    Step,
    read_first_steps,
)
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted

PAGES = {"library", "review", "model"}  # over which the list stands
_CLOSED = "first steps closed"  # the libraries in which it was closed
WAIT_MS = 400  # after a change, so that one look serves many
_WRITING = {"write", "write_undo"}
_WORK: dict[str, Step] = {"scan": "add", "suggest": "suggest", "demo": "suggest", "train": "learn"}


class FirstStepsBar(QFrame):
    """Shows the steps, a sentence on the current one, and the button that does it.

    It is there until it is closed or all is done, and comes back with `open_again`. While the job
    of a step runs, its progress stands there, with a button that stops it.
    """

    moved = Signal()  # whether it leads may have changed
    page_wanted = Signal(str)
    review_wanted = Signal()  # of all that is to review, whatever is selected
    changes_wanted = Signal()  # of the version that waits
    write_wanted = Signal()  # the answers to all tracks, into the files

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("notice_bar")
        self._workspace = workspace
        self._page = ""
        self._is_wanted = str(workspace.library.path) not in self._closed()
        self._asked_for = False  # opened from the menu: stays though all is done
        self._scanned = False  # a scan ended in this window, and what it found is read
        self._is_scan_over = False
        self.steps: FirstSteps | None = None
        self.list = QLabel(textFormat=Qt.TextFormat.RichText)
        self.list.installEventFilter(self)
        self.sentence = QLabel(wordWrap=True)
        self.act = QPushButton()
        self.act.setProperty("main", True)
        self.review = QPushButton(self.tr("Review the first tracks"))
        self.stop = StopButton(self, workspace.jobs, *_WORK)
        self.close_list = QToolButton()
        self.close_list.setAccessibleName(self.tr("Close the first steps"))
        self.close_list.setToolTip(self.tr("Close. Help > First steps shows it again."))
        self._press: Callable[[], object] = lambda: None
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._training = training_obstacle_of(workspace)
        self._lay_out()
        self._connect()
        self.hide()
        self._read()

    def show_page(self, page: str) -> None:
        """Stand over this page, if it is one of the list's."""
        self._page = page
        self._show()

    def open_again(self) -> None:
        """Show the list, though it was closed or all is done."""
        self._is_wanted = self._asked_for = True
        self._keep_closed(is_closed=False)
        self.page_wanted.emit(self._page if self._page in PAGES else "library")
        self._show()
        self.close_list.setFocus()
        self._read()

    def offers(self, step: Step) -> bool:
        """Tell whether the list is there and this is its current step."""
        return self._is_shown() and self.steps is not None and self.steps.current == step

    def leads(self) -> bool:
        """Tell whether the list says what to do next, or will once it is read."""
        return self._is_wanted and (self.steps is None or self.steps.current != "done")

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(GRID // 2)
        texts.addStretch(1)  # on both sides: in the middle, as the buttons are
        for label in (self.list, self.sentence):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            texts.addWidget(label)
        texts.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(texts, 1)
        for button in (self.stop, self.review, self.act, self.close_list):
            layout.addWidget(button)
        lines = 3 * self.fontMetrics().lineSpacing()  # a sentence may take two: nothing jumps
        self.setMinimumHeight(max(self.act.sizeHint().height(), lines + GRID) + 2 * GRID)

    def _connect(self) -> None:
        workspace = self._workspace
        self._timer.timeout.connect(self._read)
        self.act.clicked.connect(self._act)
        self.review.clicked.connect(self.review_wanted)
        self.close_list.clicked.connect(self._close)
        self._training.changed.connect(self._show)
        workspace.changed.connect(self._on_changed)
        workspace.jobs.started.connect(self._on_started)
        workspace.jobs.ended.connect(self._on_ended)
        workspace.closing.connect(self._timer.stop)
        workspace.theme.changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        self.close_list.setIcon(icon("close", self._workspace.theme.colours.quiet))

    def _on_started(self, job: RunningJob) -> None:
        if job.kind in _WORK and not job.quiet:
            job.progressed.connect(self._show)
        self._show()

    def _on_ended(self, job: RunningJob) -> None:
        if job.kind == "scan" and job.state == "done":
            self._is_scan_over = True
            self._read()  # before it is said that nothing was found
        self._show()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic != "thresholds" and not self._timer.isActive():
            self._timer.start()

    def _read(self) -> None:
        """Read how far the library is; nothing where the list is closed."""
        if self._is_wanted:
            self._workspace.ask(read_first_steps, self._keep, owner=self, topic="steps", later=True)

    def _keep(self, steps: FirstSteps) -> None:
        if self.steps is None and steps.current == "done" and not self._asked_for:
            self._is_wanted = False  # a library that went this way long ago
        self.steps = steps
        self._scanned = self._is_scan_over
        self._show()

    def _is_shown(self) -> bool:
        return self._is_wanted and self.steps is not None and self._page in PAGES

    def _show(self, _: object = None) -> None:
        self.setVisible(self._is_shown())
        self.moved.emit()
        if self.steps is None or not self._is_shown():
            return
        current = self.steps.current
        self._show_list(current)
        job = self.stop.job
        listening = job is not None and _WORK[job.kind] == "suggest"
        offered = listening and self.steps.has_suggestions and current != "done"
        self.review.setVisible(offered and self._page != "review")
        first = self.tr("Review the first tracks")
        self.review.setText(self.tr("Review more") if self.steps.answered else first)
        if job is not None:
            self.sentence.setText(self._working(job))
            self.act.hide()
        else:
            self._show_step(self.steps, current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """List all steps where there is room, else the current one; buttons come and go."""
        if event.type() == QEvent.Type.Resize and self.steps is not None:
            self._show_list(self.steps.current)
        return super().eventFilter(watched, event)

    def _show_list(self, current: Step) -> None:
        self.list.setText(self._listed(current))
        if self.list.sizeHint().width() <= self.list.width():
            return
        if current == "done":
            self.list.setText(self.tr("First steps: all are done"))
        else:
            text = self.tr("First steps, {number} of {count}:")
            number = STEPS.index(current) + 1
            text = text.format(number=counted(number), count=counted(len(STEPS)))
            self.list.setText(f"{text} <b>{self._names()[current]}</b>")

    def _names(self) -> dict[Step, str]:
        return {
            "add": self.tr("Add music"),
            "suggest": self.tr("Suggest tags"),
            "review": self.tr("Answer ten tracks"),
            "learn": self.tr("Learn"),
            "use": self.tr("Use what was learned"),
        }

    def _listed(self, current: Step) -> str:
        names = self._names()
        done = self.steps.done if self.steps is not None else set()
        parts = []
        for number, step in enumerate(STEPS, 1):
            if step == current:
                parts.append(f"<b>{number}  {names[step]}</b>")
            else:
                parts.append(f"✓ {names[step]}" if step in done else f"{number}  {names[step]}")
        return self.tr("First steps:") + "   " + "  ›  ".join(parts).replace("  ", "&nbsp; ")

    def _working(self, job: RunningJob) -> str:
        progress = job.progress
        texts = {
            "add": self.tr("Looking for music in your folders."),
            "suggest": self.tr(
                "The model listens to your music. What it has heard can be reviewed already."
            ),
            "learn": self.tr("The model learns from your answers."),
        }
        text = texts[_WORK[job.kind]]
        if job.kind == "demo":
            text = self.tr("TagStudio plays a dozen pieces, and the model listens to them.")
        if _WORK[job.kind] == "learn" or not progress.total:
            return text
        counts = self.tr("{done} of {total}")
        counts = counts.format(done=counted(progress.done), total=counted(progress.total))
        return f"{text} {counts}"

    def _show_step(self, steps: FirstSteps, current: Step) -> None:
        text, button, self._press = self._step(steps, current)
        self.sentence.setText(text)
        worth = steps.worth if current in {"learn", "use"} else None
        self.sentence.setToolTip(translated(worth) if worth else "")
        self.act.setText(button)
        self.act.setVisible(bool(button) and self._page not in self._pages_of(steps, current))

    def _step(self, steps: FirstSteps, current: Step) -> tuple[str, str, Callable[[], object]]:
        """Return the sentence of a step, and its button with what that does."""
        actions = self._workspace.actions
        match current:
            case "add":
                text = self.tr("Add a folder with your music. Nothing in it is changed.")
                if self._scanned and not steps.was_removed:
                    text = self.tr(
                        "No music was found there. Add a folder in which there are sound files,"
                        " such as mp3, m4a, flac, ogg or wav."
                    )
                return text, self.tr("Add a folder"), actions["add_folder"].trigger
            case "suggest":
                return self._listening(steps)
            case "review":
                text = self.tr(
                    "Say yes or no to what is suggested. Tracks answered so far: {done} of"
                    " {wanted}."
                )
                text = text.format(done=counted(steps.answered), wanted=counted(ANSWERED_FIRST))
                return text, self.tr("Review"), self.review_wanted.emit
            case "learn":
                return self._learning(steps)
            case "use":
                return self._using()
        return self._finished(steps)

    def _listening(self, steps: FirstSteps) -> tuple[str, str, Callable[[], object]]:
        """Return what can be listened to, or that nothing can, and the button for it."""
        actions = self._workspace.actions
        if steps.are_missing:
            text = self.tr(
                "The files of all tracks are missing. Connect the disk with the music, then scan"
                " the folders again."
            )
            return text, self.tr("Scan folders again"), actions["rescan"].trigger
        text = self.tr("{tracks} tracks can be heard. Let the model listen to them.")
        text = text.format(tracks=counted(steps.tracks - steps.unheard))
        return text, self.tr("Suggest tags now"), actions["suggest"].trigger

    def _learning(self, steps: FirstSteps) -> tuple[str, str, Callable[[], object]]:
        """Return what can be learned from, or why nothing can, and the button for it."""
        if obstacle := self._training.reason:
            return obstacle, self.tr("Review"), self.review_wanted.emit
        if steps.has_learned:
            text = self.tr(
                "Your first version is on the page Model. Your answers do not show yet that it is"
                " better: go on in Review, then train again."
            )
            return text, self.tr("Review"), self.review_wanted.emit
        text = self.tr(
            "The model can learn from {tracks} tracks. While fewer than {count} are answered, you"
            " decide whether the new version is used."
        ).format(tracks=counted(steps.to_learn_from), count=FIRST_TRIAL)
        if steps.to_learn_from >= FIRST_TRIAL and steps.worth is not None:
            text = translated(steps.worth)
        return text, self.tr("Train on the answers…"), self._workspace.actions["train"].trigger

    def _using(self) -> tuple[str, str, Callable[[], object]]:
        """Return that a version waits, and the button to it."""
        text = self.tr(
            "A version waits on the page Model: look at its changes, and use it if they look right."
        )
        if self._page == "model":
            text = self.tr("A version waits: look at its changes, and use it if they look right.")
        return text, self.tr("Show its changes"), self.changes_wanted.emit

    def _finished(self, steps: FirstSteps) -> tuple[str, str, Callable[[], object]]:
        """Return what is left to do after the last step: tags are written, or were.

        Not while a job writes, nor that all are: what was answered since is not in the files.
        """
        if any(job.kind in _WRITING for job in self._workspace.jobs.jobs):
            text = self.tr("Your files are being changed.")
            return text, "", lambda: None
        if not steps.is_in_use:
            text = self.tr(
                "{version} is no longer in use. “Write tags” puts your answers into the files."
            ).format(version=steps.left)
            return text, self.tr("Write tags…"), self.write_wanted.emit
        text = self.tr(
            "Your own version suggests now. “Write tags” puts your answers into the files."
        )
        if steps.are_written:
            text = self.tr(
                "Your own version suggests now, and tags were written into files. “Write tags”"
                " shows what is not in them yet. The cross closes this list."
            )
        return text, self.tr("Write tags…"), self.write_wanted.emit

    def _pages_of(self, steps: FirstSteps, current: Step) -> set[str]:
        """Return the pages that offer the step themselves, or are where it is done."""
        on = {
            "add": {"library", "review"},
            "suggest": {"review"},
            "review": {"review"},
            "learn": {"review"} if steps.has_learned or self._training.reason else {"model"},
            "use": {"model"},
        }
        return on.get(current, set())

    def _act(self) -> None:
        press = self._press
        self.page_wanted.emit(self._page)  # the button may go, and the focus with it to anywhere
        press()

    def _close(self) -> None:
        self._is_wanted = self._asked_for = False
        self._keep_closed(is_closed=True)
        self._show()

    def _closed(self) -> list[str]:
        return self._workspace.remembered.document(_CLOSED, [])

    def _keep_closed(self, *, is_closed: bool) -> None:
        library = str(self._workspace.library.path)
        others = [one for one in self._closed() if one != library]
        closed = [*others, library] if is_closed else others
        self._workspace.remembered.keep_document(_CLOSED, closed)
