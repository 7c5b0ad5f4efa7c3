"""The bar that offers the better model once; the page Model goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tagstudio.library.models import suggestions
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.plugin_states import PluginStates
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

if TYPE_CHECKING:
    from tagstudio.engine.plugins.published_models import PublishedModel

ASKED = "asked_models"  # in the window's state: the names of models that were offered here


class BetterModelBar(NoticeBar):
    """Hidden unless a published model can be fetched that is better, and nobody was asked yet.

    Without a network, or a wish for it, the model that comes with the program suggests. What it
    suggests is seen first, and as long as something else leads (`is_led`), that alone does.
    """

    def __init__(self, workspace: Workspace, is_led: Callable[[], bool]) -> None:
        super().__init__(workspace.theme)
        self._workspace = workspace
        self._is_led = is_led
        self._plugins: PluginStates | None = None
        self._stands = False  # from the offer to the press of a button
        self._makes_way = False
        workspace.jobs.ended.connect(self._on_ended)

    def show_page(self, name: str) -> None:
        """Make way on the screen of the models, which makes the same offer, and in the review."""
        self._makes_way = name in {"model", "review"}
        self._show()

    def watch(self, plugins: PluginStates) -> None:
        """Look at the states of the plugins when they are known."""
        self._plugins = plugins
        plugins.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Look again whether there is something to offer, and whether this is the time for it."""
        states = self._plugins.states if self._plugins else None
        if states is None:
            return
        from tagstudio.engine.plugins.published_models import better_model, comes_first

        offer = better_model(states)
        if offer is None or not offer.megabytes or not comes_first(states, offer):
            self._decline()
            return
        self._show()
        if self._is_led() or offer.name in self._asked() or self._workspace.settings.model:
            return
        self._workspace.ask(
            suggestions.are_any,
            lambda are_any: self._offer(offer) if are_any else None,
            owner=self,
            topic="suggestions",
            later=True,
        )

    def _on_ended(self, job: RunningJob) -> None:
        if job.kind == "suggest":
            self.look()

    def _offer(self, offer: PublishedModel) -> None:
        if self._is_led() or offer.name in self._asked():  # meanwhile
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
        self._show()

    def _show(self) -> None:
        self.want(self._stands and not self._makes_way and not self._is_led())

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
