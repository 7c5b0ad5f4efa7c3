"""Bring up to date who made which track: artists by names, then recordings and groups by sound."""

from tagstudio.core.progress import Job
from tagstudio.engine.artists.group_by_sound import group_by_sound, sounds_wait
from tagstudio.engine.artists.infer_names import infer_names
from tagstudio.library.db.database import Library
from tagstudio.library.tracks.track_artists import not_looked_at


def groups_wait(library: Library) -> bool:
    """Tell whether `update_groups` has anything to do."""
    with library.read() as connection:
        return bool(not_looked_at(connection)) or sounds_wait(connection)


def update_groups(library: Library) -> Job[None]:
    """Look at the names that were not looked at, and compare the sound of new tracks."""
    yield from infer_names(library)
    yield from group_by_sound(library)
