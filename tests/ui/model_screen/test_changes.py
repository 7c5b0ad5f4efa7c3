from types import SimpleNamespace

from tagstudio.engine.evaluation.version_diff import Differences, TagDifference
from tagstudio.engine.jobs.model_specs import VersionDiff
from tagstudio.ui.model_screen.changes import ChangesPanel


def test_no_title_of_the_tags_is_cut_where_there_is_room(german, workspace, shown):
    panel = shown(ChangesPanel(workspace))
    panel._ask_for_tracks = lambda *_: None
    panel.resize(790, 400)  # px, of a window of 1280
    tags = tuple(TagDifference(f"tag {n}", 2, 0, True, None) for n in range(3))
    before, after = (SimpleNamespace(name=name, tags=()) for name in ("starter", "starter-v2"))
    panel.show_difference(VersionDiff(before, after, Differences(37, tags, None)))
    header = panel.tag_view.horizontalHeader()
    for column in range(header.count()):
        assert header.sectionSize(column) >= header.sectionSizeHint(column), column
    assert [panel.tags.index(0, column).data() for column in (1, 2)] == ["+2", ""]
