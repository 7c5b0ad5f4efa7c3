import pytest
import torch
from crnn_tagger.inference.bfloat16 import HalfBlock, has_bfloat16, paired, paired_weight
from crnn_tagger.model.layers import Block
from torch import Tensor, nn
from torch.nn.functional import conv2d


def rms(of: Tensor) -> float:
    return of.square().mean().sqrt().item()


def test_pairs_keep_what_rounding_loses() -> None:
    torch.manual_seed(0)
    x, weight = torch.randn(1, 2, 32, 64), torch.randn(8, 2, 3, 3)
    exact = conv2d(x, weight)
    assert paired(x).dtype == torch.bfloat16
    in_pairs = conv2d(paired(x).float(), paired_weight(weight).bfloat16().float())
    rounded = conv2d(x.bfloat16().float(), weight.bfloat16().float())
    assert rms(in_pairs - exact) < rms(rounded - exact) / 50


@pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16")
@pytest.mark.parametrize("first", [False, True])
def test_a_block_in_half_precision_is_off_by_the_rounding_of_what_it_gives(first: bool) -> None:
    torch.manual_seed(0)
    block = Block(16, 32, (2, 4), 1e-5).requires_grad_(False)
    block.norm = nn.Identity()
    assert block.conv.bias is not None
    block.conv.bias.mul_(100)  # of some size, and of none that bfloat16 holds
    x = torch.randn(2, 16, 24, 48)
    if not first:  # what the block before it gives
        x = x.bfloat16()
        block.conv.weight.copy_(block.conv.weight.bfloat16())
    exact = block(x.float())
    found = HalfBlock(block, first)(x)
    assert found.dtype == torch.bfloat16
    assert rms(found.float() - exact) < 1.5 * rms(exact.bfloat16().float() - exact)
