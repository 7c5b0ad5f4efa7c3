from tagstudio.engine.watching.mounts import contains, kind_around, mounted

LISTING = """\
23 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw
28 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
99 28 0:50 / /mnt/my\\040nas rw,relatime shared:9 master:3 - nfs4 nas:/music rw,vers=4.2
"""


def test_the_drives_are_read_with_blanks_in_their_names(tmp_path):
    (tmp_path / "mountinfo").write_text(LISTING)
    found = mounted(tmp_path / "mountinfo")
    assert found == {"/proc": "proc", "/": "ext4", "/mnt/my nas": "nfs4"}
    assert kind_around("/mnt/my nas/Jazz", found) == "nfs4"
    assert kind_around("/mnt/my nas 2", found) == "ext4"


def test_without_a_list_nothing_is_known(tmp_path):
    assert mounted(tmp_path / "none") == {}
    assert kind_around("/music", {}) == ""


def test_a_folder_contains_itself_and_what_lies_in_it():
    assert contains("/music", "/music")
    assert contains("/music", "/music/a")
    assert contains("/", "/music")
    assert not contains("/music", "/music 2")
