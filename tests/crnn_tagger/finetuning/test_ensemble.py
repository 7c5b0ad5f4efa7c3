import torch
from crnn_tagger.finetuning.ensemble import Ensemble
from crnn_tagger.model.layers import Block
from torch import nn


def test_copies_see_the_same_and_say_their_own() -> None:
    torch.manual_seed(0)
    layer, inputs = nn.Linear(3, 2), torch.randn(5, 3)
    stack = Ensemble(layer, ["weight"], copies=2)
    with torch.no_grad():
        stack.weights["weight"][1] += 1
        first, second = stack.logits(inputs)
        torch.testing.assert_close(first, layer(inputs))
        torch.testing.assert_close(second, layer(inputs) + inputs.sum(1, keepdim=True))


def test_in_half_precision_weights_learn_and_logits_stay_whole() -> None:
    torch.manual_seed(0)
    module = nn.Sequential(Block(1, 4, (2, 2), 1e-3), nn.Flatten(), nn.Linear(16, 2))
    names = [name for name, _ in module.named_parameters()]
    inputs = torch.randn(3, 1, 4, 4)
    found = []
    for half in (False, True):
        stack = Ensemble(module, names, copies=1, half=half)
        stack.learns(True)
        logits = stack.logits(inputs)
        logits.sum().backward()
        grads = [weight.grad for weight in stack.weights.values()]
        assert logits.dtype == torch.float32
        found.append((logits, torch.cat([grad.flatten() for grad in grads if grad is not None])))
    (exact, gradient), (rounded, roughly) = found
    assert not torch.equal(exact, rounded)
    torch.testing.assert_close(rounded, exact, rtol=0.05, atol=0.05)
    assert torch.cosine_similarity(gradient, roughly, dim=0) > 0.99
