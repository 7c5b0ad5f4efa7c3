"""A newer version is told once, and nothing is asked unless an address was named."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings
from tagstudio.engine import updates
from tagstudio.engine.updates import Release
from tagstudio.ui.background.by_itself.update_check import update_check_of
from tagstudio.ui.settings_screen.updates import UpdatesPage
from tagstudio.ui.shell.update_bar import UpdateBar

ADDRESS = "https://example.org/newest"


@pytest.fixture
def asked(monkeypatch):
    addresses = []
    answers = [Release("99.0", "https://example.org")]

    def answer(address):
        addresses.append(address)
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    monkeypatch.setattr(updates, "newest_release", answer)
    return addresses, answers


@pytest.fixture
def start(workspace, qtbot):
    def started() -> UpdateBar:
        bar = UpdateBar(workspace)
        qtbot.addWidget(bar)
        bar.watch(update_check_of(workspace))
        return bar

    yield started
    update_check_of(workspace)._stop()


def test_nothing_is_asked_unless_an_address_was_named(start, asked, qtbot):
    bar = start()
    qtbot.wait(50)
    assert asked[0] == [] and bar.isHidden()


def test_a_newer_version_is_told_once_and_asked_for_once_a_week(
    start, asked, workspace, qtbot, monkeypatch
):
    workspace.use(Settings(updates_from=ADDRESS))
    bar = start()
    qtbot.waitUntil(lambda: not bar.isHidden())
    assert "99.0" in bar.text.text() and asked[0] == [ADDRESS]
    again = start()
    qtbot.wait(50)
    assert asked[0] == [ADDRESS] and again.isHidden()
    week = 8 * 24 * 3600
    monkeypatch.setattr(
        "tagstudio.ui.background.by_itself.update_check.time.time", lambda: 4e9 + week
    )
    with qtbot.waitSignal(update_check_of(workspace).found):
        later = start()
    assert len(asked[0]) == 2 and later.isHidden()  # of this version it was told


def test_the_same_version_and_a_server_that_does_not_answer_are_no_news(
    start, asked, workspace, qtbot
):
    workspace.use(Settings(updates_from=ADDRESS))
    asked[1][0] = TagStudioError("updates.unreachable", "It does not answer.")
    bar = start()
    qtbot.waitUntil(lambda: len(asked[0]) == 1)
    qtbot.wait(50)
    assert bar.isHidden()


def test_the_page_keeps_an_address_and_says_how_a_look_ended(workspace, asked, shown, qtbot):
    page = shown(UpdatesPage(workspace))
    assert not page.look.isEnabled()
    page.address.setText("example.org")
    page.address.editingFinished.emit()
    assert "no address of the web" in page.outcome.text()
    assert workspace.settings.updates_from == ""
    page.address.setText(f" {ADDRESS} ")
    page.address.editingFinished.emit()
    assert workspace.settings.updates_from == ADDRESS
    page.look.click()
    qtbot.waitUntil(lambda: "99.0" in page.outcome.text())
    asked[1][0] = TagStudioError("updates.unreachable", "It does not answer.")
    page.look.click()
    qtbot.waitUntil(lambda: page.outcome.text() == "It does not answer.")
    asked[1][0] = Release("0.0.1")
    page.look.click()
    qtbot.waitUntil(lambda: "This is the newest version" in page.outcome.text())
    page.address.clear()
    page.address.editingFinished.emit()
    assert workspace.settings.updates_from == "" and not page.look.isEnabled()
    update_check_of(workspace)._stop()
