from dataclasses import replace

import pytest
import torch
from crnn_tagger.from_scratch.student import Student
from crnn_tagger.from_scratch.targets import Scale, Targets
from crnn_tagger.model.networks import CRNNConfig, K2C1Config, build
from torch import nn

SCALE = Scale(torch.tensor([-2.0, 0.0, 1.0]), torch.tensor([0.5, 1.0, 2.0]))
K2C1 = K2C1Config(maps=(4, 4, 4, 4, 4), units=4, tags=3)
CRNN = CRNNConfig(maps=(2, 2, 4, 4), units=4, tags=3, input_norm=False)


@pytest.mark.parametrize("config", [K2C1, CRNN])
def test_the_plain_network_has_the_logits_of_the_student(config: K2C1Config | CRNNConfig) -> None:
    student = Student(build(config), SCALE).eval()
    inputs = torch.randn(2, 96, 1366)
    with torch.no_grad():
        outputs, _ = student(inputs)
        logits = student.plain(student.weights())(inputs)
    assert torch.allclose(logits, SCALE.logits(outputs), atol=1e-5)


def test_a_recurrent_network_has_an_auxiliary_output() -> None:
    assert Student(build(K2C1), SCALE).auxiliary is None
    student = Student(build(CRNN), SCALE).eval()
    outputs, auxiliary = student(torch.randn(2, 96, 1366))
    assert auxiliary is not None and auxiliary.shape == outputs.shape
    targets = Targets(torch.zeros(2, 3), torch.ones(2, 3))
    alone = student.loss((outputs, None), targets)
    both = student.loss((outputs, auxiliary), targets)
    assert torch.allclose(both, alone + 0.3 * student.loss((auxiliary, None), targets))


def test_the_auxiliary_output_alone_reaches_the_convolutions() -> None:
    student = Student(build(replace(CRNN, block_dropout=0.0)), SCALE)
    nn.init.zeros_(student.network.output.weight)  # nothing comes back through the GRUs
    outputs = student(torch.randn(2, 96, 1366))
    student.loss(outputs, Targets(torch.ones(2, 3), torch.ones(2, 3))).backward()
    assert student.network.blocks[0].conv.weight.grad.abs().max() > 0


def test_the_moving_average_slows_down_with_the_steps() -> None:
    student = Student(build(K2C1), SCALE)
    mean = student.weights()
    with torch.no_grad():
        student.network.output.bias.fill_(1.0)
    before = mean["output.bias"].clone()
    student.average_into(mean, steps=8)
    assert torch.allclose(mean["output.bias"], before + (1 - before) / 2)
    before = mean["output.bias"].clone()
    student.average_into(mean, steps=1_000_000)
    assert torch.allclose(mean["output.bias"], before + (1 - before) / 1000, atol=1e-6)


def test_gains_stay_positive_only_where_pooling_comes_first() -> None:
    student = Student(build(K2C1), SCALE)
    gain = student.blocks[0].norm.weight
    nn.init.constant_(gain, -1)
    student.keep_gains_positive()
    assert (gain == -1).all()
    student.pool_first(True)
    student.keep_gains_positive()
    assert (gain == 1e-3).all()
