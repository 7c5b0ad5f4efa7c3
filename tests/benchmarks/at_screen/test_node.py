from at_screen.node import PRESSED, found, nameless, node_of, outline, plain, texts


def told(role, name="", *children, states=("enabled",), **more):
    """A node as the reader prints it."""
    facts = {"description": "", "text": "", "value": None, "box": [0, 0, 10, 10], **more}
    return {"role": role, "name": name, "states": list(states), "children": list(children), **facts}


WINDOW = node_of(
    told(
        "frame",
        "TagStudio",
        told("push button", "Add a folder", box=[10, 20, 100, 30]),
        told("push button", ""),
        told("text", "Search", text="jazz", states=("enabled", "focused")),
        told("label", "31 tracks"),
        told("menu item", "&Write tags and facts to files…\tCtrl+S", states=()),
    )
)


def test_a_control_is_found_as_a_person_reads_it():
    [button] = found([WINDOW], "add a folder", PRESSED)
    assert button.centre == (60, 35)
    [entry] = found([WINDOW], "Write tags and facts to files...", PRESSED)
    assert not entry.is_enabled
    assert not found([WINDOW], "31 tracks", PRESSED)


def test_marks_of_keys_dots_and_colons_are_not_read_out():
    assert plain("&Directory:") == plain("directory") == "directory"
    assert plain("Save this search…") == "save this search"
    assert plain("Rock && Roll") == "rock & roll"


def test_texts_come_in_the_order_of_the_screen():
    assert texts([WINDOW])[:3] == ["TagStudio", "Add a folder", "Search"]


def test_a_control_without_any_word_is_told():
    assert [node.role for node in nameless([WINDOW])] == ["push button"]


def test_the_outline_says_what_is_disabled():
    lines = outline([WINDOW]).splitlines()
    assert len(lines) == 6
    assert "DISABLED" in lines[-1] and "DISABLED" not in lines[1]
