"""What a version has beyond its parent: the weights that learning changed, and its card.

So a version of a model of megabytes is a file of kilobytes. The shadows are left out: they are of
use only where the answers are that they did not see.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import message
from tagstudio.plugin_kit.handed_version import title_elsewhere, without_path

from .checkpoint import (
    METADATA_KEY,
    built_network,
    check_finite,
    load,
    read_card,
    save,
    shortest,
    state_of,
    unusable,
)
from .model_card import InvalidModelError, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor


def save_changes(version: Path, parent: Path, target: Path) -> None:
    """Write to `target` the weights of a version that are not its parent's, with its card.

    Raises TagStudioError where one of the two cannot be used.
    """
    import safetensors.torch

    made = load(version)
    before = state_of(load(parent).network)
    changed = {
        name: shortest(weight.contiguous())
        for name, weight in state_of(made.network).items()
        if not _is_same(weight, before.get(name))
    }
    card = replace(
        made.card,
        title=title_elsewhere(made.card.title),
        training=without_path(made.card.training),
    )
    content = safetensors.torch.save(changed, {METADATA_KEY: to_json(card)})
    with replaced_atomically(target) as temporary:
        temporary.write_bytes(content)


def add_changes(source: Path, parent: Path, target: Path) -> None:
    """Write to `target` the version whose changes `source` has, on its parent.

    Raises TagStudioError where anything does not fit, or a model is there already.
    """
    import safetensors
    import safetensors.torch

    card = read_card(source)
    try:
        network = built_network(card)
        changed = safetensors.torch.load(source.read_bytes())
        check_finite(changed)
        state = _joined(changed, state_of(load(parent).network), state_of(network))
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise unusable(source, error) from error
    network.load_state_dict(state, assign=True)
    save(target, network, card, new=True)


def _is_same(weight: Tensor, before: Tensor | None) -> bool:
    return before is not None and weight.shape == before.shape and bool((weight == before).all())


def _joined(
    changed: Mapping[str, Tensor], before: Mapping[str, Tensor], wanted: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Return the weights of a network: those that changed, the others as they were."""
    whole = {name: changed.get(name, before.get(name)) for name in wanted}
    odd = changed.keys() - wanted.keys()
    odd |= {name for name, weight in whole.items() if not _fits(weight, wanted[name])}
    if odd:
        raise InvalidModelError(
            message(
                "crnn.unfit-weights",
                "its weights are not those of its network ({names})",
                names=", ".join(sorted(odd)[:3]),
            )
        )
    return {
        name: weight.to(wanted[name].dtype) for name, weight in whole.items() if weight is not None
    }


def _fits(weight: Tensor | None, wanted: Tensor) -> bool:
    if weight is None or weight.shape != wanted.shape:
        return False
    return weight.is_floating_point() == wanted.is_floating_point()
