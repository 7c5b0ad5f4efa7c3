from tagstudio.library.db.database import Library
from tagstudio.library.models import models, promotions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag


def test_the_history_grows_and_rollbacks_uncover_what_stood_before(library: Library) -> None:
    tag = (RegisteredTag("jazz", "genre", 0.1),)
    with library.write() as connection:
        one, two = (
            models.register(connection, "p", RegisteredModel(name, name, tag)) for name in "ab"
        )
        assert promotions.active_promotion(connection) == []
        promotions.record_promotion(connection, "promoted", one, "better", at=1)
        promotions.record_promotion(connection, "forced", two, "because", at=2)
        assert promotions.active_promotion(connection) == [one, two]
        promotions.record_promotion(connection, "rolled back", two, "", at=3)
        assert promotions.active_promotion(connection) == [one]
        promotions.record_promotion(connection, "promoted", two, "after all", at=4)
        assert promotions.active_promotion(connection) == [one, two]
        steps = promotions.history(connection)
    assert [(step.at, step.kind, step.model) for step in steps] == [
        (1, "promoted", "a"),
        (2, "forced", "b"),
        (3, "rolled back", "b"),
        (4, "promoted", "b"),
    ]
