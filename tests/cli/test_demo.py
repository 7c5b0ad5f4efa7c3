import json

from tagstudio.cli.app import main


def test_the_demo_takes_the_whole_path_with_the_starter(capsys):
    assert main(["demo"]) == 0
    shown = capsys.readouterr()
    assert "tagstudio scan ~/Music" in shown.out
    assert "12 tracks, suggestions of starter" in shown.err
    assert main(["list", "--json"]) == 0
    tracks = json.loads(capsys.readouterr().out)["tracks"]
    assert len(tracks) == 12
    assert all(len(track["suggestions"]) == 50 for track in tracks)
    assert all(track["title"] and track["artist"] for track in tracks)
    assert main(["demo"]) == 0
    assert "12 tracks" in capsys.readouterr().err
