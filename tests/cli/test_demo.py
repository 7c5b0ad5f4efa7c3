import json

from tagstudio.cli.app import main


def test_the_demo_takes_the_whole_path(capsys, real_data):
    weights = real_data / "published" / "music_tagger_crnn_weights_theano.h5"
    assert main(["demo", "--from", str(weights)]) == 0
    shown = capsys.readouterr()
    assert "tagstudio scan ~/Music" in shown.out
    assert "12 tracks, suggestions of msd-crnn" in shown.err
    assert main(["list", "--json"]) == 0
    tracks = json.loads(capsys.readouterr().out)["tracks"]
    assert len(tracks) == 12
    assert all(len(track["suggestions"]) == 50 for track in tracks)
    assert all(track["title"] and track["artist"] for track in tracks)
    assert main(["demo"]) == 0
    assert "12 tracks" in capsys.readouterr().err


def test_without_network_and_weights_the_sentence_says_what_to_do(capsys, monkeypatch):
    for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    assert main(["demo"]) == 1
    shown = capsys.readouterr()
    assert "--from" in shown.err
    assert "Traceback" not in shown.err
