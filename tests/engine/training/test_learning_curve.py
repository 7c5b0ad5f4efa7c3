import math

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import installed_models
from tagstudio.engine.training.learning_curve import (
    Point,
    _expected_improvement,
    curve_obstacle,
    learning_curve,
)
from tagstudio.engine.training.readiness import readiness
from tagstudio.library.tags import decisions, tag_changes, tags
from tagstudio.library.tags.decisions import Decision

from ..conftest import correct, plain


def test_the_curve_rises_with_the_answers_and_installs_nothing(learning_library):
    correct(learning_library)
    curve = run(learning_curve(learning_library, plain(), "head", "cpu"))
    assert [point.answers for point in curve.points] == sorted(p.answers for p in curve.points)
    assert curve.points[0].answers == 0
    assert curve.points[-1].macro_auc > curve.points[0].macro_auc + 0.1
    assert [model.info.name for model in installed_models()] == ["plain", "starter"]


def test_the_worth_of_more_answers_follows_the_last_doubling():
    points = [Point(0, 0.5), Point(50, 0.6), Point(100, 0.7), Point(200, 0.75)]
    assert _expected_improvement(points) == pytest.approx(0.05 * math.log(220 / 200) / math.log(2))
    assert _expected_improvement([*points[:-1], Point(100, 0.7)]) == 0


def test_too_few_answers_give_no_curve(learning_library):
    correct(learning_library, count=6)
    with pytest.raises(TagStudioError, match="too few answers to draw"):
        run(learning_curve(learning_library, plain(), "head", "cpu"))


def test_whether_a_curve_can_be_drawn_is_known_before(learning_library):
    known = [tag.name for tag in plain().info.tags]
    said = []
    for count in (6, 80):
        correct(learning_library, count=count)
        with learning_library.read() as connection:
            found = readiness(connection)
        said.append(curve_obstacle(found, known))
    assert "no tag has 10 yes and 10 no" in str(said[0])
    assert said[1] is None
    assert "Your own tags (" in str(curve_obstacle(found, []))


def test_own_tags_that_are_left_out_are_called_as_they_are_now(learning_library):
    correct(learning_library)
    with learning_library.write(durable=True) as connection:
        tango = tags.tag_id(connection, "tango", "", "user")
        said = [Decision(id, tango, "yes") for id in (1, 4, 7)]
        decisions.record_decisions(connection, said, "user")
        tag_changes.make(connection, tag_changes.rename(connection, "tango", "tango nuevo"))
    curve = run(learning_curve(learning_library, plain(), "head", "cpu"))
    assert curve.left_out == ("tango nuevo",)
    with learning_library.read() as connection:
        assert "tango nuevo" in str(curve_obstacle(readiness(connection), []))
