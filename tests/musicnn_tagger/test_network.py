import pytest
import torch
from musicnn_tagger.mel import BANDS, FRAMES
from musicnn_tagger.network import Musicnn, RhythmBlock
from torch.nn import functional


@torch.inference_mode()
def test_shapes_and_parameters(network: Musicnn) -> None:
    patches = torch.rand((2, FRAMES, BANDS))
    front = network.front(patches)
    assert front.shape == (2, 561, FRAMES)
    units = network.judge(front)
    assert units.shape == (2, 200)
    torch.testing.assert_close(network(patches), network.output(units))
    assert sum(weight.numel() for weight in network.parameters()) == 787_159


@pytest.mark.parametrize("frames", [128, 64, 32])
def test_an_even_filter_is_padded_by_one_less_at_the_start(frames: int) -> None:
    """As TensorFlow pads: a filter whose only weight is in its middle shifts nothing."""
    block = RhythmBlock(frames, 1).eval()
    before, behind = block.padding
    assert (before, behind) == (frames // 2 - 1, frames // 2)
    with torch.inference_mode():
        block.conv.weight.zero_()
        block.conv.bias.zero_()
        block.conv.weight[0, 0, before, 0] = 1
        x = torch.rand((1, 1, FRAMES, BANDS))
        norm = block.norm(x.amax(dim=3)[..., None])[..., 0]
        torch.testing.assert_close(block(x), norm)


@torch.inference_mode()
def test_the_maximum_over_bands_is_taken_behind_the_norm(network: Musicnn) -> None:
    """Norms with a negative weight turn the smallest number into the largest."""
    block = network.timbre[0]
    assert (block.norm.weight < 0).any()
    x = torch.rand((1, 1, FRAMES, BANDS))
    sums = functional.conv2d(x, block.conv.weight, block.conv.bias, padding=(3, 0))
    wanted = block.norm(sums.clamp(min=0)).max(dim=3).values
    torch.testing.assert_close(block(x), wanted)
