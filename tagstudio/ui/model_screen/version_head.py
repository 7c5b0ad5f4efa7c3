"""The selected version: its name, its result in one sentence, and the buttons to use it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.evaluation.bootstrap import CERTAINTY
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.version_timeline import VersionEntry, facts_text, state_text
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.form import quiet


class VersionHead(QWidget):
    """Shows one entry of the list."""

    use_wanted = Signal()
    suggest_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ElidedLabel("heading")
        self._facts = ElidedLabel("quiet")
        self._summary = QLabel(wordWrap=True)
        self._own_tags = quiet("")
        self.use = QPushButton(self.tr("Use this version"))
        self.use.clicked.connect(self.use_wanted)
        self.suggest = QPushButton(self.tr("Suggest tags with it"))
        self.suggest.clicked.connect(self.suggest_wanted)
        texts = QVBoxLayout()
        texts.setSpacing(GRID // 2)
        for label in (self._name, self._facts):
            texts.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addLayout(texts, 1)
        row.addWidget(self.suggest)
        row.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(row)
        layout.addWidget(self._summary)
        layout.addWidget(self._own_tags)

    def show_entry(self, entry: VersionEntry) -> None:
        """Show a version."""
        version = entry.version
        self._name.setText(version.name)
        facts = [state_text(entry.state), facts_text(version), version.title]
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._summary.setText(self._sentence(entry))
        own_tags = self._own_tags_text(entry)
        self._own_tags.setText(own_tags)
        self._own_tags.setVisible(bool(own_tags))
        self.use.setVisible(not version.active and version.installed is not None)
        self.use.setProperty("main", entry.state == "proven")
        self.use.style().polish(self.use)
        self.suggest.setVisible(version.active)

    def _own_tags_text(self, entry: VersionEntry) -> str:
        """Return how well it has learned the tags that are the librarian's own."""
        judged = entry.summary.judgement if entry.summary else None
        found = judged.details.get("own_tags", {}) if judged else {}
        if not found:
            return ""
        said = []
        for tag, one in sorted(found.items()):
            text = self.tr("{tag} is not learned yet")
            if one["proven"]:
                text = self.tr("{tag} is learned (ROC-AUC {auc})")
            said.append(text.format(tag=tag, auc=decimal(min(1.0, one["auc"]), 2)))
        return self.tr("Your own tags: {tags}.").format(tags=", ".join(said))

    def _sentence(self, entry: VersionEntry) -> str:
        summary = entry.summary
        if summary is not None and summary.judgement is not None and not entry.version.active:
            return translated(summary.judgement.reason)
        if entry.version.reason:
            return translated(entry.version.reason)
        if entry.state == "gone":
            return self.tr("Its file is missing, so it cannot be used.")
        if summary is None or summary.macro is None:
            if entry.state == "new":
                return self.tr("It was not judged yet. Use this version does so first.")
            return self.tr("It was not measured yet.")
        text = self.tr(
            "Macro ROC-AUC {auc} on your answers, with {certainty} % certainty {low} to {high}."
        )
        macro = summary.macro
        return text.format(
            auc=decimal(macro.auc, 3),
            certainty=CERTAINTY,
            low=decimal(macro.low, 3),
            high=decimal(macro.high, 3),
        )
