"""What a finished bundle is looked through for."""

import finish


def test_what_the_wheel_brings_beside_python_must_be_there(tmp_path):
    package, inside = tmp_path / "site" / "tagstudio", tmp_path / "_internal"
    for file in ("docs/handbook/en/README.md", "docs/handbook/pictures/en/library.png", "a.py"):
        (package / file).parent.mkdir(parents=True, exist_ok=True)
        (package / file).touch()
    there = inside / "tagstudio" / "docs" / "handbook" / "en" / "README.md"
    there.parent.mkdir(parents=True)
    there.touch()
    assert finish.lacking(package, inside) == ["tagstudio/docs/handbook/pictures/en/library.png"]


def test_a_library_is_there_once_and_links_are_no_copies(tmp_path):
    content = b"library" * finish.LARGE
    for name in ("one.so", "inner/one.so.1", "small.so"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"small" if name == "small.so" else content)
    (tmp_path / "link.so").symlink_to("one.so")
    assert finish.copies(tmp_path) == [["inner/one.so.1", "one.so"]]
