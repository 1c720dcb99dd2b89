# The two commands: `make site` builds the demonstration archive, `make test` passes the tests.
# Both set up everything they need in .venv; the second time they start at once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# An editable install leaves this to the first command, and to every one where Python may not write.
COMPILE := $(BIN)/python -m compileall -q site_builder

.PHONY: site test quick slow check fix golden bench lock clean

site: $(VENV)/site.stamp
	@$(BIN)/site-builder build
	@echo "open public/index.html, or deploy the folder public/ as it is"

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n auto

check: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check --quiet . || { echo "run make fix"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@echo "format, lint, types and imports are in order"

fix: $(VENV)/dev.stamp
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

# What one runs at every step: the rooms that compute, without processes, servers and browsers; under half a minute.
QUICK := annotating commonmark disk facts indexing metadata profiles reading segmenting settings wording
quick: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n auto $(wildcard $(addprefix tests/unit/,$(QUICK))) tests/test_golden.py tests/test_house.py -k 'not thousands and not real_articles'

# What takes minutes: hostile archives in full, thousands of real articles, a cross-validation.
slow: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -m slow --timeout 3600

# Rewrites the expected files of the golden tests; read the diff line by line.
golden: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest tests/test_golden.py --rewrite-golden

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.benchmarks

# Takes the newest versions that pyproject.toml allows; needs uv.
lock:
	rm -f runtime.lock dev.lock
	uv pip compile pyproject.toml --extra search --group build --universal --generate-hashes --no-emit-index-url --no-header --quiet -o runtime.lock
	uv pip compile pyproject.toml --extra search --group dev --universal --generate-hashes --no-emit-index-url --no-header --quiet -o dev.lock

clean:
	rm -rf public .site-builder

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "site-builder needs Python 3.11 or newer, and there is no $(PYTHON): install it, or name one with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "site-builder needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1): name a newer one with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module: install it (on Debian: apt-get install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/site.stamp: runtime.lock pyproject.toml | $(VENV)/bin/python
	@echo "setting up $(VENV) ..."
	@$(PIP) install --require-hashes -r runtime.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(VENV)/dev.stamp: dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "setting up $(VENV) for tests ..."
	@$(PIP) install --require-hashes -r dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@ $(VENV)/site.stamp
