import torch
from crnn_tagger.model.gru_autograd import _Recurrence, gru_steps
from crnn_tagger.model.layers import GRU
from torch.func import functional_call, vmap


def test_the_states_are_those_of_the_plain_loop() -> None:
    torch.manual_seed(0)
    gru, inputs = GRU(6, 4), torch.randn(3, 15, 6)
    with torch.inference_mode():
        plain = gru(inputs)
    trained = gru(inputs)
    assert trained.requires_grad and not plain.requires_grad
    torch.testing.assert_close(trained, plain.clone())


def test_the_gradients_are_those_of_finite_differences() -> None:
    torch.manual_seed(1)
    copies, batch, steps, units = 2, 3, 4, 3
    inward = torch.randn(copies, batch, steps, 3 * units, dtype=torch.float64)
    inward[0, 0, :, 0] = 20.0  # a gate that is wide open passes no gradient
    gates = torch.randn(copies, 2 * units, units, dtype=torch.float64)
    candidate = torch.randn(copies, units, units, dtype=torch.float64)
    inputs = tuple(one.requires_grad_() for one in (inward, gates, candidate))
    assert torch.autograd.gradcheck(lambda *every: _Recurrence.apply(*every)[0], inputs)


def test_copies_side_by_side_learn_as_each_alone() -> None:
    torch.manual_seed(2)
    gru, inputs = GRU(6, 4).requires_grad_(False), torch.randn(3, 5, 6)
    stacked = {
        name: torch.stack([weight + 0.1 * torch.randn_like(weight) for _ in range(3)])
        for name, weight in gru.named_parameters()
    }
    for weight in stacked.values():
        weight.requires_grad_()
    together = vmap(lambda weights: functional_call(gru, weights, (inputs,)))(stacked)
    together.square().sum().backward()
    for copy in range(3):
        alone = {name: weight[copy].detach().clone() for name, weight in stacked.items()}
        for weight in alone.values():
            weight.requires_grad_()
        states = functional_call(gru, alone, (inputs,))
        torch.testing.assert_close(together[copy], states)
        states.square().sum().backward()
        for name, weight in alone.items():
            grad = stacked[name].grad
            assert grad is not None and weight.grad is not None
            torch.testing.assert_close(grad[copy], weight.grad, rtol=1e-4, atol=1e-5)


def test_in_half_precision_the_steps_stay_whole() -> None:
    torch.manual_seed(3)
    inward = torch.randn(2, 5, 9)
    gates, candidate = torch.randn(6, 3), torch.randn(3, 3)
    with torch.autocast("cpu", torch.bfloat16):
        states = gru_steps(inward, gates, candidate)
    assert states.dtype == torch.float32
    torch.testing.assert_close(states, gru_steps(inward, gates, candidate))
