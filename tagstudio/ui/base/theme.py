"""The look of the window: two sets of colours, one spacing, following the system or as chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from tagstudio.ui.base.icons import icon_file
from tagstudio.ui.base.window_state import ThemeChoice, WindowState

GRID = 8  # px; distances are multiples or halves of it


@dataclass(frozen=True)
class Colours:
    """Colours by their use, as #rrggbb.

    `quiet` is secondary text, `accent` the one colour that draws the eye and
    `accent_quiet` its background; yes, no and warning are never the only sign of what they mean.
    """

    dark: bool
    window: str
    base: str
    raised: str
    hover: str
    border: str
    text: str
    quiet: str
    accent: str
    accent_quiet: str
    on_accent: str
    yes: str
    yes_quiet: str
    no: str
    no_quiet: str
    warning: str


LIGHT = Colours(
    dark=False,
    window="#f3f4f6",
    base="#ffffff",
    raised="#ffffff",
    hover="#e9ebef",
    border="#d9dce2",
    text="#1c2026",
    quiet="#5f6875",
    accent="#3563c9",
    accent_quiet="#dfe8fa",
    on_accent="#ffffff",
    yes="#1c7a4a",
    yes_quiet="#dcf1e5",
    no="#b03a35",
    no_quiet="#f8e2e0",
    warning="#8a5a00",
)
DARK = Colours(
    dark=True,
    window="#1a1c20",
    base="#202328",
    raised="#282c32",
    hover="#2d3138",
    border="#383d45",
    text="#e3e6ea",
    quiet="#9aa3af",
    accent="#7aa5f5",
    accent_quiet="#293a58",
    on_accent="#0f1520",
    yes="#62c795",
    yes_quiet="#1f3a2c",
    no="#ef8f88",
    no_quiet="#452826",
    warning="#dfb35a",
)


class Theme(QObject):
    """The colours in use; `changed` tells what is painted by hand to paint itself again."""

    changed = Signal()

    def __init__(self, remembered: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self.colours = LIGHT
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """The user's choice."""
        return self._remembered.theme

    def choose(self, choice: ThemeChoice) -> None:
        """Use the light theme, the dark one, or the system's; remembered."""
        self._remembered.theme = choice
        self._apply()

    # The order matters. Fusion is the one style that takes all its colours from the palette, on
    # every system; a native style would mix in its own. The palette is set before the style sheet,
    # whose rules Qt resolves against it, and `changed` comes last, since what is painted by hand
    # measures fonts and sizes that the style sheet sets. A rule on a property (QLabel[role=...])
    # is resolved when a widget is polished: who changes such a property later polishes it again.
    def _apply(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self.choice == "dark" or (self.choice == "system" and system_dark)
        self.colours = DARK if dark else LIGHT
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if application.style().objectName() != "fusion":
            application.setStyle("Fusion")
        application.setPalette(_palette(self.colours))
        application.setStyleSheet(_style_sheet(self.colours))
        self.changed.emit()


def _palette(colours: Colours) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for name, colour in {
        role.Window: colours.window,
        role.Base: colours.base,
        role.AlternateBase: colours.window,
        role.Button: colours.raised,
        role.ToolTipBase: colours.raised,
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.ToolTipText: colours.text,
        role.BrightText: colours.text,
        role.PlaceholderText: colours.quiet,
        role.Highlight: colours.accent_quiet,
        role.HighlightedText: colours.text,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Mid: colours.border,
        role.Midlight: colours.hover,
        role.Dark: colours.border,
        role.Light: colours.raised,
        role.Shadow: colours.border,
    }.items():
        palette.setColor(name, QColor(colour))
    faded = QColor(colours.quiet)
    faded.setAlpha(150)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    return palette


def _style_sheet(c: Colours) -> str:
    """Return the few rules that the palette cannot say; sizes on the grid."""
    shade = "dark" if c.dark else "light"
    return f"""
    QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border};
        padding: 4px 8px; }}
    QMainWindow::separator, QSplitter::handle {{ background: {c.border}; }}
    QStatusBar {{ background: {c.window}; color: {c.quiet}; border-top: 1px solid {c.border}; }}
    QStatusBar::item {{ border: none; }}
    QMenuBar {{ background: {c.window}; border-bottom: 1px solid {c.border}; padding: 2px 4px; }}
    QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {c.hover}; }}
    QMenu {{ background: {c.raised}; border: 1px solid {c.border}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 16px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {c.accent_quiet}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.quiet}; }}
    QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
    QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ background: {c.base}; color: {c.text};
        border: 1px solid {c.border}; border-radius: 6px; padding: 5px 8px; min-height: 18px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus
        {{ border-color: {c.accent}; }}
    QAbstractSpinBox QLineEdit {{ border: none; padding: 0; min-height: 0; }}
    QSpinBox, QDoubleSpinBox {{ padding: 5px 26px 5px 8px; qproperty-alignment: 'AlignRight'; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 20px; border: none;
        subcontrol-origin: border; margin-right: 2px; border-radius: 4px; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin-top: 2px; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin-bottom: 2px; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover
        {{ background: {c.hover}; }}
    QAbstractSpinBox::up-arrow {{ width: 12px; height: 12px;
        image: url("{icon_file(f"spin_up_{shade}").as_posix()}"); }}
    QAbstractSpinBox::down-arrow {{ width: 12px; height: 12px;
        image: url("{icon_file(f"spin_down_{shade}").as_posix()}"); }}
    QCheckBox, QRadioButton {{ spacing: 8px; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px;
        border: 1px solid {c.quiet}; background: {c.base}; border-radius: 4px; }}
    QRadioButton::indicator {{ border-radius: 8px; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{icon_file(f"check_{shade}").as_posix()}"); }}
    QRadioButton::indicator:checked {{ border-color: {c.accent};
        background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0.5 {c.accent}, stop: 0.6 {c.base}); }}
    QLineEdit[wrong="true"] {{ border-color: {c.no}; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QPushButton {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border};
        border-radius: 6px; padding: 6px 14px; min-height: 18px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:checked {{ background: {c.accent_quiet}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:disabled {{ color: {c.quiet}; background: {c.window}; }}
    QPushButton[main="true"] {{ background: {c.accent}; color: {c.on_accent};
        border-color: {c.accent}; }}
    QPushButton[main="true"]:disabled {{ background: {c.border}; color: {c.quiet};
        border-color: {c.border}; }}
    QToolButton {{ background: transparent; color: {c.text}; border: 1px solid transparent;
        border-radius: 6px; padding: 5px; }}
    QToolButton:hover {{ background: {c.hover}; }}
    QToolButton:focus {{ border-color: {c.accent}; }}
    QToolButton:checked {{ background: {c.accent_quiet}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QFrame#rail {{ background: {c.window}; border-right: 1px solid {c.border}; }}
    QFrame#rail QToolButton {{ color: {c.quiet}; padding: 6px 2px; font-size: 8pt; }}
    QFrame#rail QToolButton:checked {{ color: {c.accent}; background: {c.accent_quiet}; }}
    QFrame#unfinished_job_bar {{ background: {c.accent_quiet};
        border-bottom: 1px solid {c.border}; }}
    QFrame#card {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 8px; }}
    QListWidget#pages {{ background: {c.window}; border-right: 1px solid {c.border};
        padding: 8px; }}
    QListWidget#pages::item {{ padding: 8px 12px; border-radius: 6px; }}
    QListWidget#pages::item:hover {{ background: {c.hover}; }}
    QListWidget#pages::item:selected {{ background: {c.accent_quiet}; color: {c.text}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {c.border}; }}
    QTabBar {{ background: transparent; }}
    QTabBar::tab {{ background: transparent; color: {c.quiet}; padding: 8px 4px;
        margin-right: 16px; border: none; border-bottom: 2px solid transparent; }}
    QTabBar::tab:hover {{ color: {c.text}; }}
    QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; }}
    QTabBar::tab:focus {{ color: {c.accent}; }}
    QFrame#panel {{ background: {c.base}; border-top: 1px solid {c.border}; }}
    QAbstractItemView {{ background: {c.base}; color: {c.text}; border: none; outline: none;
        selection-background-color: {c.accent_quiet}; selection-color: {c.text};
        alternate-background-color: {c.window}; }}
    QAbstractScrollArea::corner {{ background: {c.base}; border: none; }}
    QTableView::item {{ padding: 0 {GRID - 3}px; }}
    QTreeView#sidebar {{ background: {c.window}; padding: 8px 0 8px 8px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QHeaderView {{ background: {c.base}; }}
    QHeaderView::section {{ background: {c.base}; color: {c.quiet}; border: none;
        border-bottom: 1px solid {c.border}; padding: 6px 8px; text-align: left; }}
    QHeaderView::section:hover {{ color: {c.text}; }}
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {c.border}; border-radius: 4px; margin: 2px; }}
    QScrollBar::handle:hover {{ background: {c.quiet}; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {c.border}; border: none; border-radius: 3px; max-height: 6px;
        min-height: 6px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QLabel[role="quiet"] {{ color: {c.quiet}; }}
    QLabel[role="error"] {{ color: {c.no}; }}
    QLabel[role="title"] {{ font-size: 16pt; font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: 11pt; font-weight: 600; }}
    """
