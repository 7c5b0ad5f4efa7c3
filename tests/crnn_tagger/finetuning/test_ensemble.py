import torch
from crnn_tagger.finetuning.ensemble import Ensemble
from crnn_tagger.model.layers import Block
from torch import nn


def test_members_have_the_same_inputs_and_weights_of_their_own() -> None:
    torch.manual_seed(0)
    layer, inputs = nn.Linear(3, 2), torch.randn(5, 3)
    ensemble = Ensemble(layer, ["weight"], members=2)
    with torch.no_grad():
        ensemble.weights["weight"][1] += 1
        first, second = ensemble.logits(inputs)
        torch.testing.assert_close(first, layer(inputs))
        torch.testing.assert_close(second, layer(inputs) + inputs.sum(1, keepdim=True))


def test_in_bfloat16_gradients_are_alike_and_logits_stay_float32() -> None:
    torch.manual_seed(0)
    module = nn.Sequential(Block(1, 4, (2, 2), 1e-3), nn.Flatten(), nn.Linear(16, 2))
    names = [name for name, _ in module.named_parameters()]
    inputs = torch.randn(3, 1, 4, 4)
    found = []
    for half in (False, True):
        ensemble = Ensemble(module, names, members=1, half=half)
        ensemble.train(True)
        logits = ensemble.logits(inputs)
        logits.sum().backward()
        grads = [weight.grad for weight in ensemble.weights.values()]
        assert logits.dtype == torch.float32
        found.append((logits, torch.cat([grad.flatten() for grad in grads if grad is not None])))
    (exact, gradient), (rounded, rounded_gradient) = found
    assert not torch.equal(exact, rounded)
    torch.testing.assert_close(rounded, exact, rtol=0.05, atol=0.05)
    assert torch.cosine_similarity(gradient, rounded_gradient, dim=0) > 0.99
