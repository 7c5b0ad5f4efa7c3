"""The members of a joint model, made known to a library with their tags."""

from sqlalchemy import Connection

from tagstudio.engine.plugins.discovery import usable_plugins
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    register_installed,
    try_plugin,
)
from tagstudio.library.db.database import Library
from tagstudio.library.models import models as library_models
from tagstudio.library.models.models import AS_MEMBER, Model
from tagstudio.plugin_api import Member, ModelInfo


def register_with_members(library: Library, model: InstalledModel) -> Model:
    """Store a model in the library as `register_installed` does, its members before it.

    Only the plugins of members that the library does not know whole are started. A member that is
    not installed is left out: nobody can tell what its scores are of. What the library knows as a
    member only is not taken for a model that suggests (`installed_models.used_model`).
    """
    with library.read() as connection:
        unknown = [one for one in model.info.members if not _is_known(connection, one)]
    found = _installed(unknown)
    with library.write() as connection:
        for member in found:
            is_new = not _id_of(connection, _key(member))
            registered = register_installed(connection, member)
            if is_new:
                library_models.describe(connection, registered.id, {AS_MEMBER: True})
        registered = register_installed(connection, model)
        if library_models.facts(connection, registered.id).get(AS_MEMBER):
            library_models.describe(connection, registered.id, {AS_MEMBER: False})
        return registered


def registered_members(connection: Connection, info: ModelInfo) -> tuple[Model | None, ...]:
    """Return the members of a joint model in its order, None for one that is not known."""
    ids = [_id_of(connection, member) for member in info.members]
    return tuple(None if id is None else library_models.model(connection, id) for id in ids)


def _id_of(connection: Connection, member: Member) -> int | None:
    return library_models.id_of(connection, member.plugin, member.name, member.sha256)


def _is_known(connection: Connection, member: Member) -> bool:
    id = _id_of(connection, member)
    return id is not None and library_models.is_whole(connection, id)


def _installed(wanted: list[Member]) -> list[InstalledModel]:
    """Return those of the members that are installed, by starting their plugins."""
    names = {one.plugin for one in wanted}
    plugins = [plugin for plugin in usable_plugins() if plugin.name in names]
    there = InstalledModels.of(map(try_plugin, plugins))
    return [one for one in there if _key(one) in wanted]


def _key(model: InstalledModel) -> Member:
    return Member(model.plugin.name, model.info.name, model.info.sha256)
