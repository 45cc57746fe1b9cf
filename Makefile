# Everything a person does with this repository. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUNBUFFERED = 1

.PHONY: help setup setup-dev demo demo-reset test check messages bench lock wheel

help:            ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST)

setup:           ## make the environment in .venv from the lock file
	@$(PYTHON) tools/setup.py

setup-dev: setup
	@$(PYTHON) tools/setup.py dev

demo: setup      ## the sample newsroom in the browser; Ctrl-C stops it, a second run keeps the data
	@exec $(BIN)/rembuk demo

demo-reset: setup  ## throw the sample newsroom away and start afresh
	@exec $(BIN)/rembuk demo --reset

test: setup-dev  ## every test, on SQLite, on PostgreSQL and in Chromium
	@$(BIN)/python tools/test.py $(ARGS)

check: setup-dev ## style, types, imports, migrations, translations, budgets
	@$(BIN)/python tools/check.py

bench: setup-dev ## measure (ONLY=name for one); ratios within one run
	@$(BIN)/python benchmarks/run.py $(ONLY)

messages: setup-dev  ## take up new strings in every room's translations
	@$(BIN)/python tools/messages.py update

wheel: setup     ## build dist/*.whl
	@$(BIN)/pip wheel -q --no-deps --no-build-isolation -w dist .

lock: setup-dev  ## resolve the lock files anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build -c requirements-dev.lock pyproject.toml -o requirements.lock
