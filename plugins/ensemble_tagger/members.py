"""The members of joint models: models of other plugins, loaded in this process."""

from collections.abc import Mapping
from dataclasses import dataclass

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.plugin_api import Listening, Member, ModelInfo, Peer, Tagger
from tagstudio.plugin_api.load import load_tagger


@dataclass(frozen=True)
class LoadedMember:
    """A member that is there: its tagger, and what that says of it."""

    tagger: Tagger
    info: ModelInfo

    @property
    def listening(self) -> Listening:
        """What it listens to."""
        found = self.tagger.listening(self.info.name)
        if found is None:
            raise ValueError(f"{self.info.name} was let into a joint model and cannot be heard")
        return found


class Members:
    """The models of the plugins that this one uses; a plugin is loaded when it is first asked."""

    def __init__(self, peers: Mapping[str, Peer]) -> None:
        self._peers = peers
        self._taggers: dict[str, Tagger] = {}

    def models(self) -> list[tuple[str, ModelInfo]]:
        """Return the models that can be members, with the names of their plugins.

        Versions are left out: what they learned is the answers that a joint model's own versions
        are to be judged on. A plugin that cannot be loaded has none.
        """
        found = []
        for plugin in self._peers:
            try:
                infos = self._tagger(plugin).models()
            except TagStudioError:
                continue
            found += [(plugin, info) for info in infos if _can_be_member(info)]
        return found

    def named(self, name: str) -> tuple[str, ModelInfo] | None:
        """Return the model of that name and its plugin, None where there is none."""
        return next((one for one in self.models() if one[1].name == name), None)

    def find(self, member: Member) -> LoadedMember:
        """Return a member as it was when the joint model was made; raise TagStudioError if not."""
        infos = {info.name: info for plugin, info in self.models() if plugin == member.plugin}
        if member.name not in infos:
            raise TagStudioError(
                "ensemble.member-gone",
                "its member {member} is not installed",
                member=member.name,
            )
        if infos[member.name].sha256 != member.sha256:
            raise TagStudioError(
                "ensemble.member-changed",
                "its member {member} is another model now",
                member=member.name,
            )
        return LoadedMember(self._tagger(member.plugin), infos[member.name])

    def check(self, plugin: str, info: ModelInfo) -> None:
        """Raise TagStudioError for a model that others cannot hear."""
        if self._tagger(plugin).listening(info.name) is None or not info.feature_shape:
            raise TagStudioError(
                "ensemble.cannot-be-heard",
                "The model {name} cannot be a member of a joint model: its plugin does not let"
                " others hear with it.",
                name=info.name,
            )

    def begin_thread(self) -> None:
        """Get a thread ready to hear in."""
        for tagger in self._taggers.values():
            tagger.begin_thread()

    def _tagger(self, plugin: str) -> Tagger:
        """Return a plugin's tagger; raise TagStudioError where it cannot be loaded."""
        if plugin not in self._taggers:
            peer = self._peers[plugin]
            try:
                self._taggers[plugin] = load_tagger(peer.folder, peer.context)
            except TagStudioError:
                raise
            except Exception as error:  # the edge: a plugin that cannot even be imported
                raise TagStudioError(
                    message(
                        "ensemble.plugin-broken",
                        "The plugin {plugin} is broken: {kind}: {reason}",
                        plugin=plugin,
                        kind=type(error).__name__,
                        reason=error,
                    )
                ) from error
        return self._taggers[plugin]


def _can_be_member(info: ModelInfo) -> bool:
    return info.parent is None and not info.members
