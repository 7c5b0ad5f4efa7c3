"""The style sheet: the few rules that the palette cannot say; sizes on the grid of 8 px."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

# `$name` is a colour of `theme.Colours` or the path of an icon.
_RULES = Template("""
    QToolTip { background: $raised; color: $text; border: 1px solid $border;
        padding: 4px 8px; }
    QMainWindow::separator, QSplitter::handle { background: $border; }
    QStatusBar { background: $window; color: $quiet; border-top: 1px solid $border; }
    QStatusBar::item { border: none; }
    QMenuBar { background: $window; border-bottom: 1px solid $border; padding: 2px 4px; }
    QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
    QMenuBar::item:selected { background: $hover; }
    QMenu { background: $raised; border: 1px solid $border; padding: 4px; }
    QMenu::item { padding: 6px 24px 6px 16px; border-radius: 4px; }
    QMenu::item:selected { background: $accent_quiet; color: $text;
        border-left: 3px solid $accent; padding-left: 13px; }
    QMenu::item:disabled { color: $quiet; }
    QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
    QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: $base; color: $text;
        border: 1px solid $outline; border-radius: 6px; padding: 5px 8px; min-height: 18px;
        selection-background-color: $accent; selection-color: $on_accent;
        placeholder-text-color: $quiet; }
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus
        { border-color: $accent; }
    QInputDialog QLineEdit { min-width: 336px; }
    QAbstractSpinBox QLineEdit { border: none; padding: 0; min-height: 0; }
    QSpinBox, QDoubleSpinBox { padding: 5px 26px 5px 8px; qproperty-alignment: 'AlignRight'; }
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 20px; border: none;
        subcontrol-origin: border; margin-right: 2px; border-radius: 4px; }
    QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 2px; }
    QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 2px; }
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover
        { background: $hover; }
    QAbstractSpinBox::up-arrow { width: 12px; height: 12px;
        image: url("$spin_up"); }
    QAbstractSpinBox::down-arrow { width: 12px; height: 12px;
        image: url("$spin_down"); }
    QCheckBox, QRadioButton { spacing: 8px; }
    QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
        border: 1px solid $quiet; background: $base; border-radius: 4px; }
    QRadioButton::indicator { border-radius: 8px; }
    QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
    QCheckBox::indicator:checked { background: $accent; border-color: $accent;
        image: url("$check"); }
    QRadioButton::indicator:checked { border-color: $accent;
        background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0.5 $accent, stop: 0.6 $base); }
    QLineEdit[wrong="true"] { border-color: $no; }
    QComboBox::drop-down { border: none; width: 20px; }
    QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled
        { color: $quiet; background: $window; border-color: $border; }
    QCheckBox:disabled, QRadioButton:disabled { color: $quiet; }
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled
        { border-color: $outline; background: $window; }
    QCheckBox::indicator:checked:disabled { background: $outline; }
    QRadioButton::indicator:checked:disabled
        { background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0.5 $outline, stop: 0.6 $window); }
    QPushButton { background: $raised; color: $text; border: 1px solid $outline;
        border-radius: 6px; padding: 6px 14px; min-height: 18px; }
    QPushButton:hover { background: $hover; }
    QPushButton:checked { background: $accent_quiet; border: 2px solid $accent;
        padding: 5px 13px; }
    QPushButton:focus { border-color: $accent; }
    QPushButton:disabled { color: $quiet; background: $window; border-color: $border; }
    QPushButton[main="true"] { background: $accent; color: $on_accent;
        border-color: $accent; }
    QPushButton[main="true"]:disabled { background: $window; color: $quiet;
        border-color: $border; }
    QToolButton { background: transparent; color: $text; border: 1px solid transparent;
        border-radius: 6px; padding: 5px; }
    QToolButton[chip="true"] { border-color: $border; }
    QToolButton:hover { background: $hover; }
    QToolButton:focus { border-color: $accent; }
    QToolButton:checked { background: $accent_quiet; border-color: $accent; }
    QToolButton::menu-indicator { image: none; }
    QFrame#rail { background: $window; border-right: 1px solid $border; }
    QFrame#rail QToolButton { color: $quiet; padding: 6px 2px; font-size: 8pt; }
    QFrame#rail QToolButton:checked { color: $accent; background: $accent_quiet;
        border: none; border-left: 3px solid $accent; padding-left: 1px; }
    QFrame#notice_bar { background: $accent_quiet;
        border-bottom: 1px solid $border; }
    QFrame#notice_bar[kind="failure"] { background: $no_quiet; }
    QFrame#card { background: $base; border: 1px solid $border; border-radius: 8px; }
    QListWidget#pages { background: $window; border-right: 1px solid $border;
        padding: 8px; }
    QListWidget#pages::item { padding: 8px 12px; border-radius: 6px; }
    QListWidget#pages::item:hover { background: $hover; }
    QListWidget#pages::item:selected { background: $accent_quiet; color: $text;
        border-left: 3px solid $accent; padding-left: 9px; }
    QComboBox QAbstractItemView::item:selected { border-left: 3px solid $accent;
        background: $accent_quiet; color: $text; }
    QTabWidget::pane { border: none; border-top: 1px solid $border; }
    QTabBar { background: transparent; }
    QTabBar::tab { background: transparent; color: $quiet; padding: 8px 4px;
        margin-right: 8px; border: none; border-bottom: 2px solid transparent; }
    QTabBar::tab:hover { color: $text; }
    QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
    QTabBar::tab:focus { color: $accent; }
    QFrame#panel { background: $base; border-top: 1px solid $border; }
    QAbstractItemView, QTextEdit, QPlainTextEdit { background: $base; color: $text;
        border: 2px solid transparent; outline: none;
        selection-background-color: $accent_quiet; selection-color: $text;
        alternate-background-color: $window; }
    QAbstractItemView:focus, QTextEdit:focus, QPlainTextEdit:focus { border-color: $accent; }
    QAbstractItemView[by_mouse="true"]:focus { border-color: transparent; }
    QComboBox QAbstractItemView, QListView#completions, QListView#completions:focus
        { border: 1px solid $outline; }
    QListView#completions::item { padding: 4px 8px; }
    QListWidget#pages:focus { border: 2px solid $accent; }
    QListWidget#pages[by_mouse="true"]:focus { border: none; border-right: 1px solid $border; }
    QAbstractScrollArea::corner { background: $base; border: none; }
    QTableView::item { padding: 0 5px; }
    QTableView::indicator { width: 14px; height: 14px; border: 1px solid $quiet;
        background: $base; border-radius: 4px; }
    QTableView::indicator:checked { background: $accent; border-color: $accent;
        image: url("$check"); }
    QTreeView#sidebar { background: $window; padding: 8px 0 8px 8px; }
    QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
    QHeaderView { background: $base; border: none; }
    QHeaderView::section { background: $base; color: $quiet; border: none;
        border-bottom: 1px solid $border; padding: 6px 8px; text-align: left; }
    QHeaderView::section:hover { color: $text; }
    QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-origin: border;
        subcontrol-position: top center; width: 10px; height: 10px; margin-top: -2px; }
    QHeaderView::up-arrow { image: url("$spin_up"); }
    QHeaderView::down-arrow { image: url("$spin_down"); }
    QScrollBar { background: transparent; border: none; margin: 0; }
    QScrollBar:vertical { width: 12px; }
    QScrollBar:horizontal { height: 12px; }
    QScrollBar::handle { background: $outline; border-radius: 4px; margin: 2px; }
    QScrollBar::handle:hover { background: $quiet; }
    QScrollBar::handle:vertical { min-height: 32px; }
    QScrollBar::handle:horizontal { min-width: 32px; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
    QProgressBar { background: $border; border: none; border-radius: 3px; max-height: 6px;
        min-height: 6px; }
    QProgressBar::chunk { background: $accent; border-radius: 3px; }
    QLabel[role="quiet"] { color: $quiet; }
    QLabel[role="error"] { color: $no; }
    QLabel[role="title"] { font-size: 16pt; font-weight: 600; }
    QLabel[role="heading"] { font-size: 11pt; font-weight: 600; }
    """)


def style_sheet(values: Mapping[str, object]) -> str:
    """Return the rules with the colours and the icons' paths filled in."""
    return _RULES.substitute(values)
