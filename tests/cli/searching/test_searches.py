import json


def test_searches_are_saved_used_renamed_and_deleted_by_the_shell(tagstudio):
    assert "No search is saved" in tagstudio("searches", "list")[2]
    assert tagstudio("searches", "save", "flacs", "format:flac")[0] == 0
    found = json.loads(tagstudio("searches", "list", "--json")[1])
    assert found == {"searches": [{"name": "flacs", "query": "format:flac"}]}
    assert tagstudio("list", "search:flacs")[1] == tagstudio("list", "format:flac")[1]
    assert tagstudio("searches", "rename", "flacs", "lossless")[0] == 0
    assert "lossless" in tagstudio("searches", "list")[1]
    status, _, err = tagstudio("searches", "delete", "lossless")
    assert status == 0
    assert "Deleted: format:flac" in err  # what it was, to be typed again
    status, _, err = tagstudio("searches", "delete", "lossless")
    assert (status, err) == (1, "tagstudio: No search is saved in this library.\n")
