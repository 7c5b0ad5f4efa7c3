import torch
from crnn_tagger.finetuning.head import _destandardized, widened
from crnn_tagger.model.networks import Network


def test_before_training_a_new_output_gives_its_base_rate(network: Network) -> None:
    wider = widened(network, [0.25])
    features = torch.randn(4, 15, 8)
    with torch.no_grad():
        torch.testing.assert_close(wider.head(features)[:, :50], network.head(features))
        torch.testing.assert_close(wider.head(features)[:, 50].sigmoid(), torch.full((4,), 0.25))


def test_units_of_the_spread_and_of_the_embedding_give_the_same_logits() -> None:
    torch.manual_seed(0)
    embedded = torch.randn(5, 4) * 3 + 2
    mean, spread = embedded.mean(0), embedded.std(0, correction=0)
    standard = {"weight": torch.randn(2, 3, 4), "bias": torch.randn(2, 3)}
    found = _destandardized(standard, mean, spread)
    for member in range(2):
        expected = ((embedded - mean) / spread) @ standard["weight"][member].T
        expected += standard["bias"][member]
        logits = embedded @ found["output.weight"][member].T + found["output.bias"][member]
        torch.testing.assert_close(logits, expected)
