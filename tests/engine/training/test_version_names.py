import os
import threading
import time
from dataclasses import replace

import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.installed_models import InstalledModel, InstalledModels
from tagstudio.engine.training import version_names
from tagstudio.engine.training.version_names import ABANDONED_SECONDS, name_for, reserved
from tagstudio.plugin_api import LearnedFrom, ModelInfo

MINE = LearnedFrom("a" * 32, "/mine/library.db", 7)
YOURS = LearnedFrom("b" * 32, "/yours/library.db", 9)


def installed(*names: str) -> InstalledModels:
    return InstalledModels(InstalledModel(None, ModelInfo(name, "", ())) for name in names)


@pytest.fixture(autouse=True)
def listed(monkeypatch) -> list[str]:
    """The names of the models that a second look finds."""
    names: list[str] = []
    monkeypatch.setattr(version_names, "installed_models", lambda: installed(*names))
    return names


def killed_in(name: str, library: LearnedFrom) -> None:
    """Leave a reservation as a kill does: the block never ends."""
    reserved(name, library).__enter__()


def test_without_a_wish_it_is_the_next_number_that_nobody_holds(home):
    assert name_for("", "crnn", installed("crnn"), MINE) == "crnn-v2"
    killed_in("crnn-v5", YOURS)
    assert name_for("", "crnn-v2", installed("crnn", "CRNN-V4"), MINE) == "crnn-v6"
    assert name_for("", "crnn", installed("crnn", "crnn-v4"), YOURS) == "crnn-v5"


def test_two_libraries_that_look_for_a_name_at_once_get_two(home):
    assert name_for("", "crnn", installed("crnn"), MINE) == "crnn-v2"
    assert name_for("", "crnn", installed("crnn"), YOURS) == "crnn-v3"
    assert name_for("", "crnn", installed("crnn"), MINE) == "crnn-v2"  # it is ours still


def test_a_version_that_was_finished_since_the_look_keeps_its_name(home, listed):
    listed += ["crnn", "crnn-v2"]
    assert name_for("", "crnn", installed("crnn"), MINE) == "crnn-v3"
    killed_in("crnn-v2", YOURS)  # nobody holds it


@pytest.mark.parametrize("name", ["crnn", "Crnn"])
def test_the_name_of_a_model_is_refused_in_any_case_of_letters(home, name):
    with pytest.raises(TagStudioError, match=f"There is a model '{name}' already"):
        name_for(name, "crnn", installed("crnn"), MINE)


def test_the_name_of_a_version_is_its_librarys_to_ask_for_again(home):
    def version(origin: LearnedFrom | None) -> InstalledModels:
        info = ModelInfo("best", "", (), parent="crnn", library=origin)
        return InstalledModels([InstalledModel(None, info)])

    for origin in (MINE, None):  # older versions do not say whose they are
        assert name_for("best", "crnn", version(origin), MINE) == "best"
    with pytest.raises(TagStudioError, match="There is a model 'best' already"):
        name_for("best", "crnn", version(YOURS), MINE)


@pytest.mark.parametrize(("answers", "name"), [(7, "crnn-v2"), (8, "crnn-v3")])
def test_a_training_that_was_stopped_once_its_version_was_made_goes_on_to_judge_it(
    home, listed, answers, name
):
    info = ModelInfo("crnn-v2", "", (), parent="crnn", library=MINE)
    made = InstalledModels([InstalledModel(None, info)])
    listed += ["crnn-v2"]
    killed_in("crnn-v2", MINE)
    now = replace(MINE, last_answer=answers)  # other answers make another version
    assert name_for("crnn-v2", "crnn", made, now) == name


def test_an_impossible_name_is_refused_before_anything_is_written(home):
    with pytest.raises(TagStudioError, match="cannot be a model's name"):
        name_for("../../evil", "crnn", installed("crnn"), MINE)
    assert not list(home.rglob("*evil*"))


def test_a_reserved_name_is_its_librarys_alone(home):
    killed_in("best", YOURS)
    with pytest.raises(TagStudioError, match=r"library /yours/library\.db"):
        name_for("best", "crnn", installed("crnn"), MINE)
    assert name_for("best", "crnn", installed("crnn"), YOURS) == "best"
    # cut off between the version's file and the end of the job
    assert name_for("best", "crnn", installed("crnn", "best"), YOURS) == "best"


def test_of_two_that_reserve_a_name_at_once_the_second_is_refused(home):
    with reserved("crnn-v2", MINE):
        with (
            pytest.raises(TagStudioError, match=r"library /mine/library\.db has just taken"),
            reserved("crnn-v2", YOURS),
        ):
            pytest.fail("both hold the name")
        assert name_for("", "crnn", installed("crnn"), YOURS) == "crnn-v3"


def test_no_name_is_taken_between_the_look_and_the_taking_of_another(home, monkeypatch):
    look, looks, refused = version_names._holder, [], []

    def other() -> None:
        try:
            killed_in("crnn-v2", YOURS)
        except TagStudioError as error:
            refused.append(error)

    rival = threading.Thread(target=other)

    def holder(name: str) -> LearnedFrom | None:
        found = look(name)
        looks.append(name)
        if len(looks) == 1:
            rival.start()
            rival.join(0.2)  # it cannot come between
        return found

    monkeypatch.setattr(version_names, "_holder", holder)
    with reserved("crnn-v2", MINE):
        rival.join()
        assert look("crnn-v2") == MINE
        assert len(refused) == 1


def test_one_s_own_end_does_not_give_the_name_of_another_up(home):
    with reserved("crnn-v2", MINE):
        [file] = (paths.cache_folder() / "training").iterdir()
        past = time.time() - ABANDONED_SECONDS - 1
        os.utime(file, (past, past))
        killed_in("crnn-v2", YOURS)
    assert name_for("", "crnn", installed("crnn"), MINE) == "crnn-v3"


def test_a_failed_training_gives_its_name_back(home):
    with pytest.raises(TagStudioError, match="nothing"), reserved("crnn-v2", MINE):
        raise TagStudioError("t.x", "nothing")
    assert name_for("crnn-v2", "crnn", installed("crnn"), YOURS) == "crnn-v2"


def test_what_was_given_up_a_month_ago_or_is_not_readable_holds_no_name(home):
    killed_in("crnn-v2", YOURS)
    [file] = (paths.cache_folder() / "training").iterdir()
    past = time.time() - ABANDONED_SECONDS - 1
    os.utime(file, (past, past))
    assert name_for("", "crnn", installed("crnn"), MINE) == "crnn-v2"
    file.write_text("[1]")
    with reserved("crnn-v2", MINE):
        assert name_for("", "crnn", installed("crnn"), YOURS) == "crnn-v3"
