from tagstudio.ui.shell.about import _licence, _name


def test_the_name_of_a_requirement_ends_at_its_version_or_marker():
    wanted = ["numpy", "PySide6-Essentials", "torch", "a.b_c"]
    given = ["numpy>=2", "PySide6-Essentials!=6.12.0,>=6.8", "torch", "a.b_c; extra == 'x'"]
    assert [_name(one) for one in given] == wanted


def test_a_licence_is_the_expression_the_classifiers_or_the_first_row_of_the_text():
    classifier = "License :: OSI Approved :: MIT License"
    assert _licence({"license_expression": "MIT", "classifier": [classifier]}) == "MIT"
    assert _licence({"classifier": ["Topic :: Sound", classifier]}) == "MIT License"
    assert _licence({"license": "BSD 3-Clause\n\nCopyright"}) == "BSD 3-Clause"
    assert _licence({}) == "?"
