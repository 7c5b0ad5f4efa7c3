"""Which tracks teach nothing for now: nothing was stored of them, and they cannot be heard."""

import sqlalchemy as sa

from tagstudio.library.db.schema import models, suggestion_features, tracks
from tagstudio.library.search.pending import given_up
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_state import readable


def out_of_reach(connection: sa.Connection) -> set[int]:
    """Return the tracks of the library of which no model has stored features, nor can now.

    The file is missing or the scan could not read it, or a model failed on it as often as it tries.
    The trainer leaves them out, so what counts answers to learn from does as well.
    """
    features = suggestion_features.c
    stored = sa.exists().where(
        features.model_id.in_(sa.select(models.c.id)), features.track_id == tracks.c.id
    )
    unheard = sa.or_(~readable(), tracks.c.id.in_(given_up()))
    lost = sa.select(tracks.c.id).where(unheard, ~stored, in_library(tracks.c.id))
    return set(connection.scalars(lost))
