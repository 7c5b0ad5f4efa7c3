from tagstudio.plugin_api.vocabulary import GROUP_ORDER, TAG_GROUPS, group_place
from tagstudio.ui.text.tag_group_names import group_text, group_title


def test_a_heading_has_its_other_capitals_too(german):
    assert group_title("voice and instrument") == "Stimme und Instrument"
    assert group_text("my word") == "my word"
    assert group_title("my Word") == "My Word"
    assert group_title("") == ""


def test_the_groups_have_one_order_and_unknown_ones_stand_with_the_others():
    groups = ["", "my tags", "tempo", "other", "era", *TAG_GROUPS.values()]
    ordered = sorted(dict.fromkeys(groups), key=group_place)
    assert [one for one in ordered if one != "tempo"] == list(GROUP_ORDER)
    assert ordered.index("tempo") == ordered.index("other") + 1
