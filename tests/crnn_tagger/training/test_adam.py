import subprocess
import sys

import pytest
import torch
from crnn_tagger.training.adam import Adam


@pytest.mark.parametrize("fused", [True, False])
def test_it_steps_as_torchs_own(fused: bool) -> None:
    torch.manual_seed(0)
    ours = [torch.randn(3, 2, requires_grad=True), torch.randn(4, requires_grad=True)]
    theirs = [parameter.detach().clone().requires_grad_(True) for parameter in ours]
    one, other = Adam(ours, fused=fused), torch.optim.Adam(theirs, fused=fused)
    for rate in (0.1, 0.05, 0.2):
        one.rate = other.param_groups[0]["lr"] = rate
        for parameters, optimizer in ((ours, one), (theirs, other)):
            optimizer.zero_grad()
            sum(p.square().sum() + p.sum() for p in parameters).backward()  # type: ignore[union-attr]
            optimizer.step()
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))
    assert {name: float(one.tensors()[name]) for name in ("0.step", "1.step")} == {
        "0.step": 3,
        "1.step": 3,
    }


def test_a_parameter_without_a_gradient_stays() -> None:
    moved, still = (torch.ones(2, requires_grad=True) for _ in range(2))
    adam = Adam([moved, still], fused=False)
    adam.rate = 0.1
    moved.sum().backward()
    adam.step()
    assert moved.tolist() == pytest.approx([0.9, 0.9]) and still.tolist() == [1, 1]
    assert adam.tensors()["1.step"] == 0


def test_torchs_compiler_is_not_loaded() -> None:
    program = """
import sys, torch
from crnn_tagger.training.adam import Adam
weight = torch.ones(1, requires_grad=True)
weight.sum().backward()
Adam([weight], fused=True).step()
print("torch._dynamo" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
