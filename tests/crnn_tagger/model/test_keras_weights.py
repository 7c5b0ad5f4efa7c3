import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from crnn_tagger.model import keras_weights
from crnn_tagger.model.keras_weights import CNN_THEANO, CRNN_TENSORFLOW, CRNN_THEANO, download, read
from crnn_tagger.model.layers import GRU, FrameNorm
from crnn_tagger.model.networks import CRNN, K2C2

from tagstudio.core.errors import TagStudioError


@pytest.fixture
def weights(real_data: Path) -> Path:
    return real_data / "published"


def array(path: Path, layer: str, name: str) -> torch.Tensor:
    with h5py.File(path) as file:
        return torch.from_numpy(file[layer][f"{layer}_{name}"][()])


@pytest.mark.parametrize("reading", ["published", "corrected"])
def test_every_parameter_of_the_networks_is_filled(
    weights: Path, reading: keras_weights.Reading
) -> None:
    for file, kind in ((CRNN_THEANO, CRNN), (CRNN_TENSORFLOW, CRNN), (CNN_THEANO, K2C2)):
        config, network = read(weights / file.name, reading)
        assert isinstance(network, kind)
        assert not network.training
        assert config.norm_eps == (1e-6 if reading == "corrected" else 1e-3)
        assert all(tensor.isfinite().all() for tensor in network.state_dict().values())


def test_the_corrected_norm_divides_by_the_stored_deviation(weights: Path) -> None:
    path = weights / CRNN_THEANO.name
    _, network = read(path, "corrected")
    assert isinstance(network, CRNN) and isinstance(network.input_norm, FrameNorm)
    x = torch.randn(2, 96, 1440)
    mean, deviation, gamma, beta = (
        array(path, "bn_0_freq", name).double()
        for name in ("running_mean", "running_std", "gamma", "beta")
    )
    expected = gamma * (x.double() - mean) / (deviation + 1e-6) + beta
    np.testing.assert_allclose(network.input_norm(x).detach(), expected, rtol=1e-5, atol=1e-4)
    assert deviation[:37] == pytest.approx(0.001)  # of zero padding: sqrt(0 + 1e-6)


def test_the_published_norm_takes_the_deviation_for_a_variance(weights: Path) -> None:
    path = weights / CRNN_THEANO.name
    _, network = read(path, "published")
    norm = network.blocks[2].norm  # type: ignore[union-attr,index]
    x = torch.randn(2, 128, 3, 3)
    mean, spread, gamma, beta = (
        array(path, "bn3", name).double().reshape(-1, 1, 1)
        for name in ("running_mean", "running_std", "gamma", "beta")
    )
    expected = gamma * (x.double() - mean) / (spread + 1e-3).sqrt() + beta
    np.testing.assert_allclose(norm(x).detach(), expected, rtol=1e-5, atol=1e-4)


def test_the_gates_of_the_gru_are_where_they_belong(weights: Path) -> None:
    path = weights / CRNN_THEANO.name
    _, network = read(path, "corrected")
    gru = network.gru2
    assert isinstance(gru, GRU)
    for index, gate in enumerate("zrh"):
        rows = slice(32 * index, 32 * (index + 1))
        assert torch.equal(gru.inward.weight[rows], array(path, "gru2", f"W_{gate}").T)
        assert torch.equal(gru.inward.bias[rows], array(path, "gru2", f"b_{gate}"))
    assert torch.equal(gru.gates.weight[32:], array(path, "gru2", "U_r").T)
    assert torch.equal(gru.candidate.weight, array(path, "gru2", "U_h").T)


def test_a_changed_file_is_not_read(weights: Path, tmp_path: Path) -> None:
    content = bytearray((weights / CRNN_THEANO.name).read_bytes())
    content[len(content) // 2] ^= 1
    changed = tmp_path / CRNN_THEANO.name
    changed.write_bytes(content)
    with pytest.raises(TagStudioError, match=r"none of the published weight files.*Fetch"):
        read(changed, "corrected")


def test_a_file_is_known_by_its_content_whatever_its_name(weights: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "download(1)"
    renamed.write_bytes((weights / CNN_THEANO.name).read_bytes())
    assert isinstance(read(renamed, "corrected")[1], K2C2)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match=r"absent\.h5 cannot be read: it is not there"):
        read(tmp_path / "absent.h5", "corrected")


# ---- fetching, from a server on this machine


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "served"
    folder.mkdir()
    serve = partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        monkeypatch.setattr(keras_weights, "BASE_URL", f"http://127.0.0.1:{running.server_port}/")
        yield folder
        running.shutdown()
        thread.join()


def test_a_file_is_fetched_once(weights: Path, server: Path, tmp_path: Path) -> None:
    served = server / CRNN_THEANO.name
    served.write_bytes((weights / CRNN_THEANO.name).read_bytes())
    fetched = download(CRNN_THEANO, tmp_path / "cache")
    assert fetched.read_bytes() == served.read_bytes()
    served.unlink()
    assert download(CRNN_THEANO, tmp_path / "cache") == fetched


def test_something_else_at_the_address_is_refused(server: Path, tmp_path: Path) -> None:
    (server / CRNN_THEANO.name).write_text("Please log in to the guest network")
    with pytest.raises(TagStudioError, match=r"not the published one.*--from FILE"):
        download(CRNN_THEANO, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_offline_tells_the_address_and_the_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keras_weights, "BASE_URL", "http://127.0.0.1:9/")  # nobody listens there
    with pytest.raises(TagStudioError, match=r"theano\.h5 .*--from FILE.*127\.0\.0\.1:9/"):
        download(CRNN_THEANO, tmp_path / "cache")
