# make demo   set up, make a small library, suggest tags, print them
# make test   all tests
# make check  format, lint, types, layers
# make wheel  the wheel that carries program and bundled plugin
# make bundle  the program with a Python of its own, as .deb and .tar.zst: docs/packaging.md
# make translations  bring the translations of the window up to date with its texts

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := packaging/constraints.txt
INSTALLED := $(VENV)/.installed
SYSTEM := $(VENV)/.system
TRANSLATION := resources/translations/tagstudio_de.ts

# Third-party music and weights for the tests; used where they are there.
REAL_DATA ?= ../shared/data

# Many a test waits, for another process or a timer: half as many workers again as processors.
WORKERS ?= $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Modules are compiled once, not anew in each of the many processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check format wheel bundle translations clean

demo: $(INSTALLED)
	TAGSTUDIO_HOME=$(CURDIR)/demo $(BIN)/tagstudio demo

test: $(INSTALLED)
	TAGSTUDIO_TEST_DATA=$(abspath $(REAL_DATA)) QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 \
		$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wheel: $(INSTALLED)
	$(BIN)/python -m build --wheel --no-isolation

bundle:
	packaging/bundle/build

# New texts come in unfinished: translate them in the .ts (pyside6-linguist), then run this again.
translations: $(INSTALLED)
	$(BIN)/pyside6-lupdate -extensions py tagstudio/ui -locations none -no-obsolete -ts $(TRANSLATION)
	$(BIN)/pyside6-lrelease $(TRANSLATION)

# torch first and pinned: any other spelling can pull a different build of it.
$(INSTALLED): pyproject.toml $(CONSTRAINTS) $(SYSTEM)
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) "torch==$(shell sed -n 's/^torch==//p' $(CONSTRAINTS))"
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) hatchling editables
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --no-build-isolation --editable ".[archive,dev,fast,lab]"
	touch $@

$(SYSTEM): packaging/debian-packages.txt packaging/system-packages
	packaging/system-packages packaging/debian-packages.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	touch $@

clean:
	rm -rf $(VENV) demo dist build
