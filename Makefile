# The front door. Windows equivalents are in the README.
PYTHON ?= python3
PORT ?= 8050
BIN = .venv/bin

.PHONY: run test crawl bench lint clean

run: .venv/installed
	$(BIN)/python -m dashboard pack & $(BIN)/python -m pipelines build && wait
	$(BIN)/python -m dashboard serve --port $(PORT)

test: .venv/installed-for-tests
	@command -v chromium >/dev/null || sh .ci/debian chromium
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

crawl: .venv/installed-for-tests
	$(BIN)/python -m pytest -m "whole or hypothesis" --hypothesis-profile whole -n 3 --dist worksteal

bench: .venv/installed-for-tests
	@command -v chromium >/dev/null || sh .ci/debian chromium
	$(BIN)/python -m tests.bench

lint: .venv/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf .venv data/warehouse

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh .ci/debian python3-venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-for-tests: .venv/installed requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@
