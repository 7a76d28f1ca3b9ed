# Two commands do everything on a fresh machine with Python ≥ 3.11: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench coverage docs dist lock clean

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(VENV)/ready
	$(BIN)/gaokai-xlsx demo

test: $(VENV)/ready
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py tests/test_labels.py tests/test_reference.py tests/test_docs.py tests/test_licences.py

bench: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m bench

coverage: $(VENV)/ready
	mkdir -p build/coverage
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage html --quiet
	$(BIN)/coverage report

docs: $(VENV)/ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

dist: $(VENV)/ready
	$(BIN)/python release/make_dist.py

lock: $(VENV)/ready
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --extra reports --extra pdf --extra desk --generate-hashes --no-header \
		--no-emit-index-url --output-file release/requirements.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
