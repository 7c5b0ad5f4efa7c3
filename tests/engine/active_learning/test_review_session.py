from tagstudio.engine.active_learning import review_session
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import ReviewSession, next_session
from tagstudio.library.db.database import open_library
from tagstudio.library.models import models


def test_steps_end_before_the_first_track_and_one_past_the_last() -> None:
    session = ReviewSession([7, 8])
    assert (session.current, session.next) == (7, 8)
    assert not session.step(-1)
    assert session.step(1)
    assert (session.current, session.next) == (8, None)
    assert session.step(5)
    assert (session.current, session.next) == (None, None)
    assert not session.step(1)
    assert session.step(-1)
    assert session.current == 8


def test_go_to_moves_to_a_track_and_brings_one_in_that_was_not_in_the_session() -> None:
    session = ReviewSession((7, 8, 9))
    session.go_to(9)
    assert session.current == 9
    session.go_to(4)
    assert (session.current, session.next) == (4, 9)
    assert list(session.track_ids) == [7, 8, 4, 9]


def test_what_was_finished_and_taken_back_comes_again_behind_the_last_track() -> None:
    session = ReviewSession([1, 2, 3, 4])
    for _ in range(3):
        session.finish()
    session.know_reviewed({1, 9})
    assert (session.current, session.next, session.done) == (4, 2, 1)
    session.finish()
    assert (session.current, session.next) == (2, 3)
    session.step(-1)
    session.finish()  # once more, which leads past what is reviewed
    assert session.current == 2
    session.step(1)  # skipped
    session.finish()
    assert session.is_finished
    session.know_reviewed({1, 3})
    assert session.current == 4


def test_an_undo_that_leads_on_leads_over_no_track() -> None:
    session = ReviewSession([1, 2, 3])
    session.go_to(3)
    assert session.next == 1
    session.step(1)
    assert session.current == 1


def test_an_empty_session_has_no_track() -> None:
    session = ReviewSession()
    assert (session.current, session.next, session.step(1)) == (None, None, False)


def test_the_next_session_has_the_most_informative_tracks(tmp_path, add_six, monkeypatch) -> None:
    with open_library(tmp_path / "my.db", writing=True) as library:
        model_id = add_six(library)
        with library.read() as connection:
            model = models.model(connection, model_id)
            session = next_session(connection, model, Order.UNCERTAIN)
            monkeypatch.setattr(review_session, "BATCH_SIZE", 1)
            shorter = next_session(connection, model, Order.UNCERTAIN)
    assert session.to_review == 2  # as the Library counts; 6 has no suggestions yet
    assert sorted(session.track_ids) == [2, 3]  # 1 is reviewed, 4 missing, 5 failed, 6 unscored
    assert set(session.asked) == {2, 3}
    assert "jazz" not in session.asked[2]  # decided already
    assert list(shorter.track_ids) == list(session.track_ids)[:1]


def test_a_track_that_is_left_out_lets_the_current_one_stay_or_the_next_move_up():
    session = ReviewSession([1, 2, 3, 4], dict.fromkeys((1, 2, 3, 4), ()), place=1)
    session.leave_out(1)
    assert (session.current, session.next) == (2, 3)
    session.leave_out(3)
    assert (session.current, session.next) == (2, 4)
    session.leave_out(2)
    assert session.current == 4
    session.leave_out(4)
    assert session.current is None
    assert session.asked == {}
