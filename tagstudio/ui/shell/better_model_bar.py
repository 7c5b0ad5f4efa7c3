"""The bar that offers the better model once, at the first start; the page Model goes on with it."""

from __future__ import annotations

from tagstudio.ui.background.plugin_states import PluginStates
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

ASKED = "asked_models"  # in the window's state: the names of models that were offered here


class BetterModelBar(NoticeBar):
    """Hidden unless a published model can be fetched that is better, and nobody was asked yet.

    Without a network, or a wish for it, the model that comes with the program suggests.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme)
        self._workspace = workspace
        self._plugins: PluginStates | None = None
        self._stands = False  # from the offer to the press of a button
        self._makes_way = False

    def show_page(self, name: str) -> None:
        """Make way on the screen of the models, which makes the same offer, and in the review."""
        self._makes_way = name in {"model", "review"}
        self.want(self._stands and not self._makes_way)

    def watch(self, plugins: PluginStates) -> None:
        """Look at the states of the plugins when they are known."""
        self._plugins = plugins
        plugins.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        states = self._plugins.states if self._plugins else None
        if states is None:
            return
        from tagstudio.engine.plugins.published_models import better_model, comes_first

        offer = better_model(states)
        if offer is None or not offer.megabytes or not comes_first(states, offer):
            self._decline()
            return
        if offer.name in self._asked() or self._workspace.settings.model:
            return
        self._workspace.remembered.keep_document(ASKED, [*self._asked(), offer.name])
        text = self.tr(
            "Another model to try: {model} ({size} MB to fetch, licence {licence}). {worth}"
        ).format(
            model=offer.name,
            size=decimal(offer.megabytes, 1),
            licence=offer.licence,
            worth=translated(offer.worth),
        )
        self.show_notice(
            text,
            [
                NoticeButton(self.tr("Not now"), self._decline),
                NoticeButton(self.tr("Install"), lambda: self._install(offer.name), main=True),
            ],
        )
        self._stands = True
        self.want(not self._makes_way)

    def _decline(self) -> None:
        self._stands = False
        self.put_away()

    def _asked(self) -> list[str]:
        return [str(one) for one in self._workspace.remembered.document(ASKED, [])]

    def _install(self, name: str) -> None:
        """Fetch the model; it then suggests anew where another one has suggested before."""
        from tagstudio.ui.background import model_jobs

        self._decline()
        model_jobs.install_model(
            self._workspace,
            name,
            then=lambda _: model_jobs.renew_suggestions(self._workspace),
        )
