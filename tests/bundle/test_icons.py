"""Icons of the three systems hold the images that their tables name."""

import struct

import icons

PNG = b"\x89PNG\r\n\x1a\n"


def test_an_icon_of_windows_points_at_its_images():
    made = icons.ico({16: icons.png(16), 256: icons.png(256)})
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    for number, side in enumerate((16, 0)):
        entry = struct.unpack_from("<BBBBHHII", made, 6 + 16 * number)
        assert entry[0] == side
        assert made[entry[7] : entry[7] + 8] == PNG
        assert entry[7] + entry[6] <= len(made)


def test_an_icon_of_macos_is_as_long_as_it_says():
    made = icons.icns({"ic07": icons.png(128)})
    assert made[:4] == b"icns"
    assert struct.unpack_from(">I", made, 4) == (len(made),)
    assert made[8:12] == b"ic07"
    assert made[16:24] == PNG
