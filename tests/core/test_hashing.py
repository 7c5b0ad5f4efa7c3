from tagstudio.core.hashing import point_of


def test_the_point_of_a_text_never_changes():
    assert point_of("abc") == 0xBA7816BF8F01CFEA / 2**64  # SHA-256 of "abc", first 8 bytes
    assert 0 <= point_of("odd \udcff") < 1


def test_points_are_spread_evenly():
    points = [point_of(str(number)) for number in range(1000)]
    assert 450 < sum(point < 0.5 for point in points) < 550
