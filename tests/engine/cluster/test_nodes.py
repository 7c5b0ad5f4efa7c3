from tagstudio.core.messages import plain
from tagstudio.engine.cluster.nodes import NodeReport, Nodes, NodeTally


def test_the_rate_is_of_the_time_with_work():
    node = NodeTally("k", "a", "10.0.0.1", 2)
    assert node.report(5.0).tracks_per_second == 0.0
    node.begin(10.0)
    node.begin(11.0)  # it works already
    for _ in range(40):
        node.count_heard()
    assert node.report(20.0) == NodeReport("a", "10.0.0.1", 2, 40, 0, 4.0)
    node.rest(30.0)
    node.rest(35.0)
    assert node.report(1000.0).tracks_per_second == 2.0
    node.begin(1000.0)
    assert node.report(1020.0).tracks_per_second == 1.0


def test_why_a_node_hears_no_more_is_told():
    gone, out = NodeTally("1", "a", "x"), NodeTally("2", "b", "y")
    nodes = Nodes({"1": gone, "2": out})
    assert len(list(nodes.usable)) == 2
    gone.is_gone = True
    out.leave_out(plain("its mount is missing"))
    out.leave_out(plain("a later reason"))
    assert list(nodes.usable) == []
    assert [str(one.left_out) for one in nodes.reports(0.0)] == [
        "The node is gone.",
        "its mount is missing",
    ]
