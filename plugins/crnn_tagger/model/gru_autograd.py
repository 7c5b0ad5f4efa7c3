"""A GRU's steps as one step of autograd, for several copies at once: what learning it costs.

The tensors are so small that a step takes as long as its operations are many; written out by hand
the way back has half of them, and the weights' gradients come from all time steps at once.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

SLOPE = 0.2  # of the gates' hard sigmoid

Dims = tuple[int | None, ...]


def gru_steps(inward: Tensor, gates: Tensor, candidate: Tensor) -> Tensor:
    """Return the states, (batch, steps, units), of a GRU as `networks.GRU` describes it.

    `inward` (batch, steps, 3 * units) is what the inputs bring; `gates` (2 * units, units) and
    `candidate` (units, units) are the weights on the state before. Never in half precision.
    """
    with torch.autocast(inward.device.type, enabled=False):
        whole = torch.promote_types(inward.dtype, torch.float32)
        inputs = (one.to(whole).unsqueeze(0) for one in (inward, gates, candidate))
        states, _, _ = _Recurrence.apply(*inputs)  # type: ignore[no-untyped-call]
    found: Tensor = states.squeeze(1).transpose(0, 1)  # (steps, 1, B, units)
    return found


class _Recurrence(torch.autograd.Function):
    """Inputs and weights, copies in front -> states, gates and candidates, time steps in front.

    Only the states have a gradient.
    """

    @staticmethod
    def forward(inward: Tensor, gates: Tensor, candidate: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        units = candidate.shape[-1]
        into_gates = (SLOPE * inward[..., : 2 * units] + 0.5).unbind(dim=2)
        into_candidate = inward[..., 2 * units :].unbind(dim=2)
        gates, candidate = SLOPE * gates.mT, candidate.mT
        states = inward.new_empty(inward.shape[2], *inward.shape[:2], units)
        both = inward.new_empty(*states.shape[:-1], 2 * units)  # update, reset
        tried = torch.empty_like(states)
        state = torch.zeros_like(states[0])
        for step in range(len(states)):
            torch.baddbmm(into_gates[step], state, gates, out=both[step])
            update, reset = both[step].clamp_(0, 1).chunk(2, dim=-1)
            torch.baddbmm(into_candidate[step], reset * state, candidate, out=tried[step])
            state = torch.lerp(tried[step].tanh_(), state, update, out=states[step])
        return states, both, tried

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, ...], output: tuple[Tensor, ...]) -> None:
        _, gates, candidate = inputs
        ctx.mark_non_differentiable(*output[1:])
        ctx.save_for_backward(gates, candidate, *output)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, wanted: Tensor, *_: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        gates, candidate, states, both, tried = ctx.saved_tensors
        units = candidate.shape[-1]
        before = torch.cat([torch.zeros_like(states[:1]), states[:-1]])
        update, reset = both.chunk(2, dim=-1)
        open_gates = ((both > 0) & (both < 1)) * SLOPE
        to_update = (before - tried) * open_gates[..., :units]
        to_reset = before * open_gates[..., units:]
        to_tried = (1 - update) * (1 - tried.square())
        back = states.new_empty(*states.shape[:-1], 3 * units)
        carried = torch.zeros_like(states[0])
        for step in reversed(range(len(states))):
            carried = carried + wanted[step]
            into_update, into_reset, into_tried = back[step].chunk(3, dim=-1)
            torch.mul(carried, to_tried[step], out=into_tried)
            from_reset = into_tried @ candidate  # (C, B, units)
            torch.mul(carried, to_update[step], out=into_update)
            torch.mul(from_reset, to_reset[step], out=into_reset)
            carried = torch.addcmul(carried * update[step], from_reset, reset[step])
            carried = torch.baddbmm(carried, back[step][..., : 2 * units], gates)
        to_gates = _summed(back[..., : 2 * units], before)
        to_candidate = _summed(back[..., 2 * units :], reset * before)
        return back.permute(1, 2, 0, 3), to_gates, to_candidate

    @staticmethod
    def vmap(info: Any, in_dims: Dims, *inputs: Tensor) -> tuple[tuple[Tensor, ...], Dims]:
        """Put the copies in front, where there was one."""
        copies = info.batch_size
        stacked = [
            one.expand(copies, *one.shape[1:]) if dim is None else one.movedim(dim, 0).squeeze(1)
            for one, dim in zip(inputs, in_dims, strict=True)
        ]
        found = _Recurrence.apply(*stacked)  # type: ignore[no-untyped-call]
        return tuple(one.unsqueeze(2) for one in found), (1, 1, 1)


def _summed(ends: Tensor, starts: Tensor) -> Tensor:
    """Sum outer products over time and batch: (S, C, B, m), (S, C, B, n) -> (C, m, n)."""
    rows = [one.transpose(0, 1).flatten(1, 2) for one in (ends, starts)]  # (C, S * B, ...)
    return rows[0].mT @ rows[1]
