import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.tags.aliases import bare
from tagstudio.library.tags.tag_tree import as_text, as_toml, bundled_tree, read_tree
from tagstudio.plugin_api.vocabulary import LASTFM_TAGS


def known_names() -> set[str]:
    from musicnn_tagger.tags import MAGNATAGATUNE_TAGS

    names = [tag.name for tag in LASTFM_TAGS] + [name for name, _ in MAGNATAGATUNE_TAGS]
    return {bare(name) for name in names}


def test_the_tree_that_comes_with_the_program_names_tags_that_there_are():
    tree = bundled_tree()
    assert tree["House"] == ("electronic",)
    spelt = {bare(one) for name, parents in tree.items() for one in (name, *parents)}
    assert spelt <= known_names()


def test_a_tree_is_written_as_it_is_read(tmp_path):
    file = tmp_path / "tree.toml"
    tree = {'a "b"': ("c", "Größe"), "d": ()}
    file.write_text(as_toml(tree), "utf-8")
    assert read_tree(file) == tree
    assert as_text(tree) == '{"a \\"b\\"": ["c", "Größe"], "d": []}'


def test_beets_tree_is_read(tmp_path):
    file = tmp_path / "genres-tree.yaml"
    file.write_text(
        "- african:\n    - afrobeat\n    - kuduro\n- rock:\n    - metal:\n      - 80s\n"
    )
    assert read_tree(file) == {
        "afrobeat": ("african",),
        "kuduro": ("african",),
        "metal": ("rock",),
        "80s": ("metal",),
    }


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.yaml", b"a: b", "no list of names"),
        ("a.yaml", b"- a: b", "neither a name"),
        ("a.yaml", b"- [a, b]", "neither a name"),
        ("a.yaml", b"- a:\n  - a b: [", "expected"),
        ("a.yaml", b"- a\n- b", "no tag in it implies another"),
        ("a.yaml", b"- a:\n  - b:\n    - A-", "'b' would imply itself"),
        ("a.yaml", b"\xff\xfe\x00", "UTF-8"),
        ("a.yaml", b"[" * 5000, "can"),
        ("a.toml", b"x = 1", "no table"),
        ("a.toml", b"[implies]\na = 3", "'a' does not have a list"),
        ("a.toml", b"[implies", "Expected"),
        ("a.toml", b'[implies]\na = "b"\nb = ["a"]', "would imply itself"),
    ],
)
def test_what_is_no_tree_is_refused_with_the_reason(tmp_path, name, content, reason):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(TagStudioError, match="cannot be read as a tree of tags") as refused:
        read_tree(file)
    assert reason in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TagStudioError, match=r"gone\.yaml"):
        read_tree(tmp_path / "gone.yaml")
