"""Switch plugins off and on, remove them, and go into safe mode, from wherever in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugins.discovery import enter_safe_mode
from tagstudio.ui.background.workspace import Workspace

translate = QCoreApplication.translate


def switch_plugin(workspace: Workspace, name: str, *, on: bool) -> None:
    """Switch a plugin off or on; what prevents that is said."""
    from tagstudio.engine.plugin_workshop.installing import install

    try:
        install.switch(name, on=on)
        workspace.use(load_settings())
    except TagStudioError as error:
        workspace.say(error.message)


def use_safe_mode(workspace: Workspace) -> None:
    """Use only the plugins that come with the program, until it ends."""
    enter_safe_mode()
    workspace.tell("models")
    workspace.say(
        translate(
            "plugin_switches",
            "Safe mode: only the plugins that come with TagStudio are used until it is closed.",
        )
    )


def ask_to_remove(parent: QWidget, workspace: Workspace, name: str) -> QMessageBox:
    """Ask whether to remove a plugin of the user's, and do it if so; its models stay."""
    text = translate("plugin_switches", "Remove the plugin {name}?").format(name=name)
    box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", text, parent=parent)
    box.setInformativeText(
        translate("plugin_switches", "Its folder is deleted. The models that it made stay.")
    )
    agree = box.addButton(translate("plugin_switches", "Remove"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(translate("plugin_switches", "Keep"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    agree.clicked.connect(lambda: _remove(workspace, name))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def _remove(workspace: Workspace, name: str) -> None:
    from tagstudio.engine.plugin_workshop.installing import install

    try:
        models = install.remove_plugin(name)
        workspace.use(load_settings())
    except TagStudioError as error:
        workspace.say(error.message)
        return
    text = translate("plugin_switches", "{name} is removed.").format(name=name)
    if models.is_dir():
        stay = translate("plugin_switches", "The models that it made stay in {folder}.")
        text = f"{text} {stay.format(folder=models)}"
    workspace.say(text)
