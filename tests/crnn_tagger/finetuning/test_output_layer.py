from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.finetuning.output_layer import (
    Known,
    fit_output_layer,
    known_of,
    linear_logits,
    widened,
)
from crnn_tagger.model.model_card import ModelCard
from crnn_tagger.model.networks import Network

from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_kit.training_set import read_training_set

MakeExamples = Callable[..., Examples]
Knows = Callable[[Examples], Known]
CPU = torch.device("cpu")
ROCK = 0


@pytest.fixture
def knows(tmp_path: Path, card: ModelCard, network: Network) -> Knows:
    def known(examples: Examples) -> Known:
        examples.save(tmp_path / "examples.npz")
        training_set = read_training_set(tmp_path / "examples.npz", card.tags)
        return known_of(widened(network, 0), training_set, CPU)

    return known


def head_logits(network: Network, features: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return network.head(torch.from_numpy(features.astype(np.float32))).double().numpy()


def test_a_wider_network_gives_the_same_logits_and_0_for_a_new_tag(network: Network) -> None:
    features = np.random.default_rng(0).normal(size=(4, 15, 8))
    found = head_logits(widened(network, 2), features)
    np.testing.assert_allclose(found[:, :50], head_logits(network, features), atol=1e-5)
    assert not found[:, 50:].any()


def test_what_it_fits_is_what_the_network_computes(
    network: Network, knows: Knows, make_examples: MakeExamples
) -> None:
    examples = make_examples(windows=3)
    known = knows(examples)
    learned = fit_output_layer(widened(network, 0), known)
    child = widened(network, 0)
    child.load_state_dict(child.state_dict() | learned)
    of_windows = head_logits(child, examples.features).reshape(60, 3, 50)
    np.testing.assert_allclose(
        linear_logits(learned, known.embeddings), of_windows.mean(axis=1), atol=1e-4
    )


def test_a_tag_without_answers_keeps_its_row_bit_for_bit(
    network: Network, knows: Knows, make_examples: MakeExamples
) -> None:
    wide = widened(network, 0)
    learned = fit_output_layer(wide, knows(make_examples()))
    same = [
        torch.equal(learned["output.weight"][tag], wide.output.weight[tag])
        and torch.equal(learned["output.bias"][tag], wide.output.bias[tag])
        for tag in range(50)
    ]
    assert [tag for tag in range(50) if not same[tag]] == [0, 9]


def test_the_weights_of_answers_count(
    network: Network, knows: Knows, make_examples: MakeExamples
) -> None:
    """Two answers to the same sound, half of the weight each, are as one."""
    examples = make_examples(answered=20)
    twice = [*range(20), *range(60 - 20)]
    doubled = Examples(
        examples.tags,
        np.arange(60),
        ("",) * 60,
        examples.features[twice],
        examples.windows[twice],
        examples.targets[twice],
        examples.weights[twice],
        examples.folds[twice],
        np.arange(60) >= 20,
    )
    once = replace(doubled, weights=doubled.weights.copy())
    once.weights[:20] = 0
    doubled.weights[:40] /= 2
    light = replace(once, weights=once.weights * np.float32(0.3))
    of_once, of_halves, of_light = (
        fit_output_layer(widened(network, 0), knows(one))["output.weight"][ROCK]
        for one in (once, doubled, light)
    )
    torch.testing.assert_close(of_once, of_halves, rtol=1e-3, atol=1e-4)
    assert not torch.allclose(of_once, of_light, rtol=1e-3, atol=1e-4)


def test_an_assumed_no_moves_a_tag_less_than_a_no(
    network: Network, knows: Knows, make_examples: MakeExamples
) -> None:
    examples = make_examples()
    examples.targets[:, 5] = NO
    prior = knows(make_examples()).embeddings
    moved = []
    for weight in (0.3, 1.0):
        examples.weights[:, 5] = weight
        learned = fit_output_layer(widened(network, 0), knows(examples))
        before = linear_logits(
            {n: w.detach() for n, w in widened(network, 0).named_parameters()}, prior
        )
        moved.append((linear_logits(learned, prior) - before)[:, 5].mean())
    assert moved[1] < moved[0] < 0


def test_answers_do_not_change_the_scaling_nor_the_embeddings(
    knows: Knows, make_examples: MakeExamples
) -> None:
    examples = make_examples(windows=2)
    fewer = replace(examples, weights=examples.weights.copy(), targets=examples.targets.copy())
    fewer.weights[3:], fewer.targets[3:] = 0, UNSEEN
    one, other = knows(examples), knows(fewer)
    assert np.array_equal(one.embeddings, other.embeddings)
    assert np.array_equal(one.scaling.projection, other.scaling.projection)


def test_without_a_sample_all_tracks_stand_for_the_library(
    knows: Knows, make_examples: MakeExamples
) -> None:
    examples = make_examples()
    bare = replace(examples, sample=np.zeros_like(examples.sample))
    whole = replace(examples, sample=np.ones_like(examples.sample))
    np.testing.assert_allclose(
        knows(bare).scaling.projection, knows(whole).scaling.projection, atol=1e-6
    )


def test_a_single_answered_track_is_enough(
    network: Network, knows: Knows, make_examples: MakeExamples
) -> None:
    examples = make_examples(answered=1, rest=5)
    examples.targets[0, ROCK] = YES
    known = knows(examples)
    learned = fit_output_layer(widened(network, 0), known)
    before = head_logits(network, examples.features)[0, ROCK]
    assert linear_logits(learned, known.embeddings)[0, ROCK] > before
