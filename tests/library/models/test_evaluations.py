from tagstudio.library.db.database import Library
from tagstudio.library.models import evaluations
from tagstudio.library.models.evaluations import Figures, FrozenLabel


def test_a_new_test_set_is_frozen_only_when_labels_differ(small: Library, model_id: int) -> None:
    labels = [FrozenLabel(2, 1, True, "artist a"), FrozenLabel(1, 1, False, "artist b")]
    with small.write() as connection:
        first = evaluations.store_test_set(connection, labels, at=10)
        assert evaluations.store_test_set(connection, reversed(labels), at=20) == first
        second = evaluations.store_test_set(connection, labels[:1], at=30)
        assert evaluations.newest_test_set(connection) == second
        assert evaluations.test_set_called(connection, first.id) == first
    assert first.labels == tuple(sorted(labels))
    assert (first.at, second.at) == (10, 30)
    assert list(first.tag_names) == [1]


def test_an_empty_library_has_no_test_set(small: Library) -> None:
    with small.read() as connection:
        assert evaluations.newest_test_set(connection) is None


def test_stored_scores_never_change(small: Library, model_id: int) -> None:
    figures = (Figures(1, 10, 12, 0.9, 0.8, 0.85, 0.95), Figures(2, 3, 4, None, None, None, None))
    with small.write() as connection:
        frozen = evaluations.store_test_set(connection, [FrozenLabel(1, 1, True, "k")])
        assert evaluations.figures_of(connection, frozen.id, model_id) == ()
        evaluations.store_figures(connection, frozen.id, model_id, figures)
        other = [Figures(1, 0, 0, 0.1, 0.1, 0.1, 0.1)]
        evaluations.store_figures(connection, frozen.id, model_id, other)
        assert evaluations.figures_of(connection, frozen.id, model_id) == figures
