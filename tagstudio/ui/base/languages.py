"""The language of the window: the one that was chosen, else the first of the system's it knows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from tagstudio.core.paths import bundled_folder
from tagstudio.ui.base.window_state import LanguageChoice
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

SOURCE = "en"  # the texts as they stand in the program
NAMES: dict[str, str] = {SOURCE: "English", "de": "Deutsch"}  # each in itself
KEYS = (QT_TRANSLATE_NOOP("QShortcut", "Return"),)  # names of keys that Qt leaves in English
TRANSLATIONS = bundled_folder("resources") / "translations"


def language_of(choice: LanguageChoice, system: QLocale) -> str:
    """Return the language to speak, a key of NAMES."""
    if choice != "system":
        return choice
    wanted = (tag.partition("-")[0] for tag in system.uiLanguages())
    return next((language for language in wanted if language in NAMES), SOURCE)


def speak(application: QCoreApplication, choice: LanguageChoice) -> None:
    """Let all texts that are made from here on be in a language, numbers and dates beside them.

    Qt's own texts (buttons, file dialogs, names of keys) come with PySide6.
    """
    system = QLocale.system()
    language = language_of(choice, system)
    if system.name().partition("_")[0] != language:  # else as the system's country writes them
        QLocale.setDefault(QLocale(language))
    if language == SOURCE:
        return
    for name, folder in (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"tagstudio_{language}", str(TRANSLATIONS)),
    ):
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
