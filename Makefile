# make run    a first look: sets up, makes up a county where inputs/drop is empty, and writes the workbooks
# make test   sets up and passes every check and test
# make test-slow   the long runs that make test leaves out
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: setup run test test-slow check bench up

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Samepage needs Python 3.11 or newer.")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# A run that ends with 1 did its work and refused a file, as the made-up county has planted: that is no failure here.
run: setup
	@if [ ! -f inputs/site/site.yaml ] && [ -z "$$(find inputs/drop -type f ! -name README.md 2>/dev/null)" ]; then \
		$(BIN)/samepage sample .; \
	fi
	@$(BIN)/samepage run || [ $$? -eq 1 ]

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/dg check defs

test: check
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-slow: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m slow

bench: setup
	@$(BIN)/python -m benchmarks.intake

up: setup
	@$(BIN)/samepage up
