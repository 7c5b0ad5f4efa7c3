from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from musicnn_tagger import front_end
from musicnn_tagger.front_end import front_end_for
from musicnn_tagger.mel import BANDS, FRAMES
from musicnn_tagger.network import Musicnn

from tagstudio.core.errors import TagStudioError

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def patches() -> torch.Tensor:
    return torch.rand((3, FRAMES, BANDS), generator=torch.Generator().manual_seed(0)) * 4


@torch.inference_mode()
def test_openvino_gives_torchs_numbers_in_any_thread(
    network: Musicnn, patches: torch.Tensor
) -> None:
    pytest.importorskip("openvino")
    wanted = network.front(patches)
    found = front_end_for(network, CPU, "openvino")
    assert "OpenVINO" in str(found.message)
    with ThreadPoolExecutor(3) as pool:
        for maps in pool.map(found.run, [patches] * 6):
            assert maps.shape == wanted.shape == (3, 561, FRAMES)
            torch.testing.assert_close(maps, wanted, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
def test_torch_takes_patches_one_by_one(network: Musicnn, patches: torch.Tensor) -> None:
    found = front_end_for(network, CPU, "torch")
    assert "PyTorch" in str(found.message)
    torch.testing.assert_close(found.run(patches), network.front(patches), atol=1e-4, rtol=1e-4)


def test_without_openvino_torch_runs_the_network(
    network: Musicnn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise ImportError("No module named 'openvino'")

    monkeypatch.setattr(front_end, "silent_openvino", missing)
    assert "PyTorch" in str(front_end_for(network, CPU, "auto").message)
    with pytest.raises(TagStudioError, match=r"No module named 'openvino'.*Install it"):
        front_end_for(network, CPU, "openvino")
