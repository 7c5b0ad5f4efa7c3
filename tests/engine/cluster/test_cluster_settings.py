import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.cluster.cluster_settings import ClusterSettings, Share, share_of


@pytest.mark.parametrize("address", ["auto", "head:6379", "10.0.0.1:6379", "[fe80::1]:6379"])
def test_addresses(address):
    ClusterSettings(address).check()


@pytest.mark.parametrize(
    "address", ["head", "head:", ":6379", "head:0", "head:70000", "ray://head:10001", "a b:1"]
)
def test_what_is_no_address_is_named(address):
    with pytest.raises(TagStudioError) as error:
        ClusterSettings(address).check()
    assert repr(address) in str(error.value)


@pytest.mark.parametrize(
    "wrong", [{"path_maps": ("here=there",)}, {"batches": ("tpu=3",)}, {"batches": ("cuda",)}]
)
def test_other_mistakes_are_named_before_anything_begins(wrong):
    with pytest.raises(TagStudioError):
        ClusterSettings("auto", **wrong).check()


def test_a_part_of_several_gpus_is_refused():
    ClusterSettings("auto", gpus=0.25).check()
    ClusterSettings("auto", gpus=2.0).check()
    with pytest.raises(TagStudioError, match=r"not 1\.5"):
        ClusterSettings("auto", gpus=1.5).check()


def test_batch_sizes_by_device():
    assert ClusterSettings("auto", batches=("cuda=128", "cpu=8")).batch_by_device == {
        "cuda": 128,
        "cpu": 8,
    }


@pytest.mark.parametrize(
    ("resources", "settings", "device", "share"),
    [
        ({"CPU": 2.0}, {}, "auto", Share(1, 2, 0.0)),
        ({"CPU": 2.0}, {"cpus": 1}, "auto", Share(2, 1, 0.0)),
        ({"CPU": 40.0}, {}, "auto", Share(2, 20, 0.0)),
        ({"CPU": 64.0}, {}, "cpu", Share(4, 16, 0.0)),
        ({"CPU": 2.0}, {"cpus": 4}, "auto", Share(0, 4, 0.0)),
        ({}, {}, "auto", Share(0, 0, 0.0)),  # the machine of the command: --num-cpus=0
        ({"CPU": 16.0, "GPU": 1.0}, {"gpus": 0.25}, "auto", Share(4, 4, 0.25)),
        ({"CPU": 16.0, "GPU": 1.0}, {"gpus": 0.1}, "cuda", Share(10, 1, 0.1)),
        ({"CPU": 2.0, "GPU": 1.0}, {"gpus": 0.25}, "cuda", Share(2, 1, 0.25)),
        ({"CPU": 16.0, "GPU": 4.0}, {"gpus": 2.0}, "auto", Share(2, 8, 2.0)),
        ({"CPU": 16.0, "GPU": 1.0}, {"gpus": 0.0}, "auto", Share(1, 16, 0.0)),
        ({"CPU": 16.0, "GPU": 1.0}, {}, "cpu", Share(1, 16, 0.0)),
        ({"CPU": 16.0}, {}, "cuda", Share(0, 0, 0.0)),
        ({"CPU": 16.0, "GPU": 1.0}, {"gpus": 0.0}, "cuda", Share(0, 0, 0.0)),
    ],
)
def test_a_node_is_shared_out_by_what_it_has(resources, settings, device, share):
    assert share_of(ClusterSettings("auto", **settings), resources, device) == share
