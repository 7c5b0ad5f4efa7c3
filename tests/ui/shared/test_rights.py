"""What a role does not let one do is grey before it is tried, and says whom to ask."""

import pytest

from tagstudio.library.db.postgresql.roles import roles_script
from tagstudio.library.db.rights import EVERYTHING, Right
from tagstudio.ui.background.rights import NEEDED
from tagstudio.ui.base.actions import SPECS
from tagstudio.ui.settings_screen.folders import FoldersPage

CURATOR = "Only a curator of this library may do that"


def test_every_action_that_needs_a_right_is_one_and_every_right_is_asked_for():
    assert {id for ids in NEEDED.values() for id in ids} <= {spec.id for spec in SPECS}
    assert NEEDED.keys() == EVERYTHING


def test_a_file_lets_everything(tmp_path):
    from tagstudio.library.db.database import open_library

    with open_library(tmp_path / "library.db", writing=True) as library:
        assert library.rights == EVERYTHING
        assert all(library.refusal(right) is None for right in Right)


@pytest.fixture
def librarian(postgresql, address, opened):
    """The window of a user who has the role of a librarian."""
    user = f"one_of_{address.name}"
    postgresql.execute(roles_script(address.name), database=address.name)
    postgresql.execute(f"CREATE ROLE {user} LOGIN", f'GRANT "{address.name}_librarian" TO {user}')
    yield opened("librarian", user)
    roles = [f'"{address.name}_{role}"' for role in ("reader", "librarian", "curator")]
    postgresql.execute(f"DROP OWNED BY {', '.join(roles)}", database=address.name)
    postgresql.execute(f"DROP ROLE {', '.join([user, *roles])}")


def test_the_window_of_a_librarian_greys_out_what_is_a_curators(qtbot, librarian, shown):
    called = []
    actions = librarian.actions
    actions.bind("", {"add_folder": lambda: called.append("folder"), "rescan": lambda: None})
    actions["add_folder"].trigger()
    assert not called
    assert not actions["add_folder"].isEnabled()
    assert actions["add_folder"].toolTip().startswith(CURATOR)
    assert actions["rescan"].isEnabled()
    page = shown(FoldersPage(librarian))
    qtbot.waitUntil(lambda: bool(page.table.rows), timeout=30_000)
    page.view.selectRow(0)
    assert not page.add.isEnabled()
    assert not page.remove.isEnabled()
    assert page.remove.toolTip().startswith(CURATOR)
    assert page.rescan.isEnabled()


def test_what_is_tried_all_the_same_is_refused_with_the_same_sentence(qtbot, librarian):
    from tagstudio.library.tracks import folders

    def remove(library):
        with library.write(durable=True) as connection:
            folders.remove(connection, "/music")
        return ""

    with qtbot.waitSignal(librarian.decisions.failed, timeout=30_000) as failed:
        librarian.decisions.act(remove, lambda: None)
    assert failed.args[0].startswith(CURATOR)
