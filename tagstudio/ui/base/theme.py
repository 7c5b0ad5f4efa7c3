"""The look of the window: two sets of colours, one spacing, following the system or as chosen."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from tagstudio.ui.base.focus_ring import FocusRing
from tagstudio.ui.base.icons import icon_file
from tagstudio.ui.base.style_sheet import style_sheet
from tagstudio.ui.base.window_state import ThemeChoice, WindowState

GRID = 8  # px; distances are multiples or halves of it


@dataclass(frozen=True)
class Colours:
    """Colours by their use, as #rrggbb.

    `quiet` is secondary text, `outline` the edge of a control, `accent` the one colour that draws
    the eye and `accent_quiet` its background; yes, no and warning are never the only sign of what
    they mean.
    """

    dark: bool
    window: str
    base: str
    raised: str
    hover: str
    border: str
    outline: str
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
    outline="#7d8590",
    text="#1c2026",
    quiet="#5a636f",
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
    outline="#808893",
    text="#e3e6ea",
    quiet="#a6afba",
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
    """The colours in use; `changed` lets widgets that paint by hand paint again."""

    changed = Signal()

    def __init__(self, remembered: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self.colours = LIGHT
        self._ring = FocusRing(lambda: self.colours.accent, self)
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
        application.setStyleSheet(style_sheet(_style_values(self.colours)))
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
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.quiet))
    return palette


def _style_values(colours: Colours) -> dict[str, object]:
    """Return the colours by name, and the icons that a style sheet can only take from a file."""
    shade = "dark" if colours.dark else "light"
    names = ("spin_up", "spin_down", "check")
    icons = {name: icon_file(f"{name}_{shade}").as_posix() for name in names}
    return {**asdict(colours), **icons}
