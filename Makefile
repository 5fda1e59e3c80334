# make install: a virtual environment with the program; make campaign: the shipped RYR2 campaign; make test: the tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install campaign test lint format

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "discovery needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --upgrade --quiet pip
	$(BIN)/python -m pip install --quiet --editable '.[fast,umap,dev]' --constraint constraints.txt
	$(BIN)/python -c 'import rdkit.Chem.Draw.rdMolDraw2D' || { echo "RDKit draws with X11's libraries: install libxrender1 and libxext6 (Debian, Ubuntu) or libXrender and libXext (Fedora)"; exit 1; }
	touch $@

campaign: install
	$(BIN)/discovery campaign experiment=ryr2

test: install
	$(BIN)/python -m pytest -n auto --dist loadscope

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
