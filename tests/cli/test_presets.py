"""`tagstudio presets`: which one a library writes with."""

import json


def test_what_a_library_wrote_with_before_is_told_and_comes_back(command):
    status, _, err = command("presets", "use", "itunes")
    assert (status, "back to it: tagstudio presets use standard" in err) == (0, True)
    assert "back to it" not in command("presets", "use", "itunes")[2]
    again = json.loads(command("presets", "use", "standard", "--json")[1])
    assert again == {"preset": "standard", "before": "itunes"}
    assert json.loads(command("presets", "--json")[1])["used"] == "standard"
