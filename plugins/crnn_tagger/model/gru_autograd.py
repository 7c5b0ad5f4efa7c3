"""A GRU's steps as one operation of autograd with a hand-written backward, for an ensemble.

The tensors are so small that the time of a step is that of launching its operations. Written by
hand the backward has half as many of them, and the gradients of the weights are one matrix product
over all time steps instead of one per step.

With a = the inputs' part, U = the recurrent weights and f(x) = clip(0.2 x + 0.5, 0, 1), the forward
step from the state h to h' is (Cho et al., EMNLP 2014, in the order of Keras 1)

    z = f(a_z + U_z h)           update gate
    r = f(a_r + U_r h)           reset gate
    c = tanh(a_c + U_c (r h))    candidate
    h' = z h + (1 - z) c

Let D be the derivative of the loss by h', which is the sum of the gradient that comes from outside
and the one carried back from the next step. Then, elementwise, the derivatives by the three sums in
the brackets (which are also those by the inputs' parts a) are

    d_c = D (1 - z) (1 - c^2)                    as tanh' = 1 - tanh^2
    d_z = D (h - c) f'
    d_r = (U_c^T d_c) h f'                       as c sees r through r h
    f'  = 0.2 where 0 < f < 1, else 0

and the derivative by h, which is carried to the step before, adds up its four ways into h':

    D z  +  (U_c^T d_c) r  +  U_z^T d_z  +  U_r^T d_r

The gradients of the weights are sums of outer products over steps and batch: of (d_z, d_r) with h,
and of d_c with r h. They depend on nothing that is carried, so they are computed after the loop.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

SLOPE = 0.2  # of the hard sigmoid f of the gates

Dims = tuple[int | None, ...]


def gru_steps(inputs: Tensor, gates: Tensor, candidate: Tensor) -> Tensor:
    """Return the states, (batch, steps, units), of a GRU as `layers.GRU` defines it.

    `inputs` (batch, steps, 3 * units) is the part a; `gates` (2 * units, units) and
    `candidate` (units, units) are the recurrent weights U. Never in half precision.
    """
    with torch.autocast(inputs.device.type, enabled=False):
        whole = torch.promote_types(inputs.dtype, torch.float32)
        converted = (one.to(whole).unsqueeze(0) for one in (inputs, gates, candidate))
        states, _, _ = _Recurrence.apply(*converted)  # type: ignore[no-untyped-call]
    found: Tensor = states.squeeze(1).transpose(0, 1)  # (steps, 1, B, units)
    return found


class _Recurrence(torch.autograd.Function):
    """Inputs and weights, ensemble axis first -> states, gates and candidates, time axis first.

    Only the states have a gradient.
    """

    @staticmethod
    def forward(inputs: Tensor, gates: Tensor, candidate: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        # Slope and offset of f are put into the weights and inputs, so f is a clamp in the loop.
        units = candidate.shape[-1]
        into_gates = (SLOPE * inputs[..., : 2 * units] + 0.5).unbind(dim=2)
        into_candidate = inputs[..., 2 * units :].unbind(dim=2)
        gates, candidate = SLOPE * gates.mT, candidate.mT
        states = inputs.new_empty(inputs.shape[2], *inputs.shape[:2], units)
        gate_values = inputs.new_empty(*states.shape[:-1], 2 * units)  # update, reset
        candidates = torch.empty_like(states)
        state = torch.zeros_like(states[0])
        for step in range(len(states)):
            torch.baddbmm(into_gates[step], state, gates, out=gate_values[step])
            update, reset = gate_values[step].clamp_(0, 1).chunk(2, dim=-1)
            torch.baddbmm(into_candidate[step], reset * state, candidate, out=candidates[step])
            state = torch.lerp(candidates[step].tanh_(), state, update, out=states[step])
        return states, gate_values, candidates

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, ...], output: tuple[Tensor, ...]) -> None:
        _, gates, candidate = inputs
        ctx.mark_non_differentiable(*output[1:])
        ctx.save_for_backward(gates, candidate, *output)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_states: Tensor, *_: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        gates, candidate, states, gate_values, candidates = ctx.saved_tensors
        units = candidate.shape[-1]
        before = torch.cat([torch.zeros_like(states[:1]), states[:-1]])
        update, reset = gate_values.chunk(2, dim=-1)
        open_gates = ((gate_values > 0) & (gate_values < 1)) * SLOPE  # f', (S, C, B, 2 * units)
        to_update = (before - candidates) * open_gates[..., :units]
        to_reset = before * open_gates[..., units:]
        to_candidates = (1 - update) * (1 - candidates.square())
        grad_sums = states.new_empty(*states.shape[:-1], 3 * units)  # d_z, d_r, d_c of every step
        grad_state = torch.zeros_like(states[0])
        for step in reversed(range(len(states))):
            grad_state = grad_state + grad_states[step]
            into_update, into_reset, into_candidates = grad_sums[step].chunk(3, dim=-1)
            torch.mul(grad_state, to_candidates[step], out=into_candidates)
            from_reset = into_candidates @ candidate  # U_c^T d_c, (C, B, units)
            torch.mul(grad_state, to_update[step], out=into_update)
            torch.mul(from_reset, to_reset[step], out=into_reset)
            grad_state = torch.addcmul(grad_state * update[step], from_reset, reset[step])
            grad_state = torch.baddbmm(grad_state, grad_sums[step][..., : 2 * units], gates)
        to_gates = _summed(grad_sums[..., : 2 * units], before)
        to_candidate = _summed(grad_sums[..., 2 * units :], reset * before)
        return grad_sums.permute(1, 2, 0, 3), to_gates, to_candidate

    @staticmethod
    def vmap(info: Any, in_dims: Dims, *inputs: Tensor) -> tuple[tuple[Tensor, ...], Dims]:
        """Put vmap's axis in front, in the place of the ensemble axis of length 1."""
        members = info.batch_size
        stacked = [
            one.expand(members, *one.shape[1:]) if dim is None else one.movedim(dim, 0).squeeze(1)
            for one, dim in zip(inputs, in_dims, strict=True)
        ]
        found = _Recurrence.apply(*stacked)  # type: ignore[no-untyped-call]
        return tuple(one.unsqueeze(2) for one in found), (1, 1, 1)


def _summed(ends: Tensor, starts: Tensor) -> Tensor:
    """Sum outer products over time and batch: (S, C, B, m), (S, C, B, n) -> (C, m, n)."""
    rows = [one.transpose(0, 1).flatten(1, 2) for one in (ends, starts)]  # (C, S * B, ...)
    return rows[0].mT @ rows[1]
