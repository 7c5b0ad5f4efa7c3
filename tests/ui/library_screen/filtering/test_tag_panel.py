from PySide6.QtCore import Qt

from tagstudio.ui.library_screen.filtering.tag_panel import TagRoles

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def test_titles_stand_on_the_side_of_the_cells_below_them(qtbot):
    roles = TagRoles(None)
    roles.show_tags([("jazz", 3)])
    role, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    for column in range(roles.columnCount()):
        title = roles.headerData(column, across, role)
        cell = roles.index(0, column).data(role) or LEFT
        assert Qt.AlignmentFlag(title) & Qt.AlignmentFlag(cell) & (LEFT | RIGHT)
