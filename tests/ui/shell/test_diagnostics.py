from PySide6.QtGui import QGuiApplication


def test_diagnostics_are_copied_and_name_no_track(qtbot, window):
    said = []
    window._workspace.status_changed.connect(said.append)
    QGuiApplication.clipboard().clear()
    window._workspace.actions["copy_diagnostics"].trigger()
    qtbot.waitUntil(lambda: any("Copied" in one for one in said))
    text = QGuiApplication.clipboard().text()
    for word in ("TagStudio:", "Qt:", "Screen:", "Sound:", "tracks: 6", "Last errors"):
        assert word in text, word
    with window._workspace.library.read() as connection:
        titles = connection.exec_driver_sql("select title from tracks").scalars().all()
    assert len(titles) == 6 and not [one for one in titles if one and one in text]
