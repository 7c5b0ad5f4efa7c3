import pytest

from tagstudio.core.progress import Progress
from tagstudio.core.settings import Settings
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.ui.background.by_itself.closer_listening import CloserListening
from tagstudio.ui.jobs_screen.listening_card import ListeningCard
from tagstudio.ui.jobs_screen.screen import JobsScreen


@pytest.fixture
def listening(workspace):
    """Three of the six tracks have suggestions from one window."""
    return CloserListening(workspace, lambda: True)


@pytest.fixture
def card(listening, shown):
    made = shown(ListeningCard(listening))
    made.show_state()
    return made


def look(listening, qtbot) -> None:
    with qtbot.waitSignal(listening.changed):
        listening._look()


def test_it_says_what_is_left_and_why_it_waits(workspace, listening, card, qtbot):
    assert card.isHidden()
    look(listening, qtbot)
    assert not card.isHidden()
    assert (card.counts.text(), card.why.text()) == ("3 tracks left", "Begins in a moment.")
    listening._is_on_battery = True
    card.show_state()
    assert "battery" in card.why.text()
    assert card.bar.isHidden()


def test_it_is_paused_and_goes_on_by_its_button(workspace, listening, card, qtbot):
    look(listening, qtbot)
    assert (card.pause.isHidden(), card.go_on.isHidden()) == (False, True)
    card.pause.click()
    assert not workspace.settings.listen_closer
    card.show_state()
    assert card.why.text().startswith("Paused")
    assert (card.pause.isHidden(), card.go_on.isHidden()) == (True, False)
    card.go_on.click()
    card.show_state()
    assert workspace.settings.listen_closer
    assert (card.pause.isHidden(), card.go_on.isHidden()) == (False, True)


def test_it_shows_how_far_the_job_is_and_the_job_has_no_card_of_its_own(
    workspace, listening, card, shown, qtbot
):
    screen = shown(JobsScreen(workspace))
    go_on, done = [True], [0]

    def work():
        while go_on:
            yield Progress(done[0], 900)

    job = listening.job = workspace.run("Listening", "listen_closer", work, quiet=True)
    qtbot.waitUntil(lambda: job.progress.total == 900)
    card.show_state()
    assert card.why.text().startswith("Starting: ")
    assert card.bar.maximum() == 0  # it moves
    assert " of " not in card.counts.text()
    done[0] = 120
    qtbot.waitUntil(lambda: job.progress.done == 120)
    card.show_state()
    assert not card.why.text().startswith("Starting: ")
    assert card.counts.text().startswith("120 of 900")
    assert (card.bar.maximum(), card.bar.value()) == (900, 120)
    assert screen.cards == {}
    assert screen._idle.isHidden()
    go_on.clear()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert not screen._idle.isHidden()
    qtbot.waitUntil(lambda: [job.title for job in screen.table.rows] == ["Listening"])


def test_it_hides_when_all_is_heard(workspace, listening, card, qtbot):
    look(listening, qtbot)
    with workspace.library.write() as connection:
        [model] = models.list_models(connection)
        for id in (1, 2, 3):
            suggestions.store(connection, model.id, [Scored(id, (0.5, 0.5, 0.5), windows=3)])
    look(listening, qtbot)
    assert card.isHidden()
    workspace.use(Settings(windows=5))
    look(listening, qtbot)
    assert not card.isHidden()
