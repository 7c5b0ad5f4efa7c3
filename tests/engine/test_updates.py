"""A newer version is told of, whatever an address may answer."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.updates import MOST_BYTES, Release, is_address, newest_release, release_in


@pytest.fixture
def server():
    answers = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}", answers
    made.shutdown()
    made.server_close()


def test_a_number_or_json_names_the_newest_version(server):
    address, answers = server
    answers["/number"] = (200, {}, b"0.7.1\n")
    answers["/json"] = (200, {}, b'{"version": "0.7.1", "page": "https://example.org/x"}')
    answers["/moved"] = (302, {"Location": "/number"}, b"")
    assert newest_release(f"{address}/number") == Release("0.7.1")
    assert newest_release(f"{address}/json") == Release("0.7.1", "https://example.org/x")
    assert newest_release(f"{address}/moved") == Release("0.7.1")


def test_a_redirection_to_a_file_of_this_computer_is_not_followed(server, tmp_path):
    address, answers = server
    (tmp_path / "secret").write_text("9.9.9")
    answers["/file"] = (302, {"Location": f"file://{tmp_path}/secret"}, b"")
    with pytest.raises(TagStudioError, match="does not answer"):
        newest_release(f"{address}/file")


@pytest.mark.parametrize("path", ["/none", "/empty", "/page", "/long", "/list", "/deep"])
def test_what_names_no_version_is_one_sentence(server, path):
    address, answers = server
    answers["/empty"] = (200, {}, b"")
    answers["/page"] = (200, {}, b"<html>9.9</html>")
    answers["/long"] = (200, {}, b"1" * (3 * MOST_BYTES))
    answers["/list"] = (200, {}, b'{"version": ["9.9"], "page": 3}')
    answers["/deep"] = (200, {}, b'{"a":' * 10_000)
    with pytest.raises(TagStudioError, match=r"does not (answer|name a version)"):
        newest_release(f"{address}{path}")


def test_a_server_that_is_not_there_is_one_sentence():
    with pytest.raises(TagStudioError, match=r"http://127.0.0.1:9/x does not answer"):
        newest_release("http://127.0.0.1:9/x")


@pytest.mark.parametrize(
    "text",
    ["", "tagstudio", "file:///etc/passwd", "ftp://a/b", "https://", "http://a b", "http://[x"],
)
def test_only_the_web_is_asked(text):
    assert not is_address(text)
    with pytest.raises(TagStudioError, match="no address of the web"):
        newest_release(text)


def test_newer_is_told_by_the_number_and_not_by_the_letters(monkeypatch):
    monkeypatch.setattr("tagstudio.__version__", "0.9.0")
    assert Release("0.10").is_newer
    assert not Release("0.9").is_newer
    assert not Release("0.9.0rc1").is_newer


def test_a_page_that_is_none_is_left_out():
    told = b'{"version": "1.0", "page": "file:///etc/passwd"}'
    assert release_in(told, "https://x") == Release("1.0")
