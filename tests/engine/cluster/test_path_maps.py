import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.cluster.path_maps import PathMap, parse_path_map, path_there


def there(path: str, *written: str, names: tuple[str, ...] = ("nas-1", "10.0.0.2")) -> str:
    return path_there(path, [parse_path_map(one) for one in written], names)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("/here=/there", PathMap("/here", "/there")),
        ("/here/=/there/", PathMap("/here", "/there")),
        ("NAS-1@/here=/there", PathMap("/here", "/there", "nas-1")),
        ("10.0.0.2@/a b/c=/mnt/a=b", PathMap("/a b/c", "/mnt/a=b", "10.0.0.2")),
        ("/a@b=/c", PathMap("/a@b", "/c")),
        (r"C:\music=D:\music", PathMap(r"C:\music", r"D:\music")),
        (r"pc@C:\music=/music", PathMap(r"C:\music", "/music", "pc")),
        ("/=/mnt", PathMap("/", "/mnt")),
    ],
)
def test_what_is_written_is_read(written, found):
    assert parse_path_map(written) == found


@pytest.mark.parametrize(
    "written", ["", "/here", "here=/there", "/here=there", "=", "@/a=/b", "node@here=there", "a@b"]
)
def test_what_is_no_path_map_is_named(written):
    with pytest.raises(TagStudioError) as error:
        parse_path_map(written)
    assert repr(written) in str(error.value)


def test_a_file_is_where_its_folder_is():
    assert there("/here/a/b.mp3", "/here=/there") == "/there/a/b.mp3"
    assert there("/here", "/here=/there") == "/here"  # no file of the folder
    assert there("/here and there/b.mp3", "/here=/there") == "/here and there/b.mp3"
    assert there("/other/b.mp3", "/here=/there") == "/other/b.mp3"
    assert there("/a/b.mp3", "/=/mnt") == "/mnt/a/b.mp3"
    assert there("/here/b.mp3", "/here=/") == "/b.mp3"
    assert there(r"C:\music\a\b.mp3", r"C:\music=/music") == r"/music/a\b.mp3"


def test_the_map_of_a_node_goes_first_by_its_name_or_address():
    maps = ("/here=/all", "nas-1@/here=/one", "nas-2@/here=/two")
    assert there("/here/b.mp3", *maps) == "/one/b.mp3"
    assert there("/here/b.mp3", *maps, names=("NAS-2", "10.0.0.3")) == "/two/b.mp3"
    assert there("/here/b.mp3", *maps, names=("nas-3", "10.0.0.4")) == "/all/b.mp3"
    assert there("/here/b.mp3", "10.0.0.2@/here=/by address") == "/by address/b.mp3"


def test_the_longest_beginning_goes_first_but_after_a_nodes_own():
    maps = ("/music=/m", "/music/old=/archive")
    assert there("/music/old/b.mp3", *maps) == "/archive/b.mp3"
    assert there("/music/old/b.mp3", *maps[::-1]) == "/archive/b.mp3"
    assert there("/music/old/b.mp3", *maps, "nas-1@/music=/own") == "/own/old/b.mp3"
