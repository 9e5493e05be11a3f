# Every target is a line or two that calls the real thing. Start with: make run
# Settings are environment variables or lines of .env; see .env.example. Which Python: make PYTHON=python3.12 run

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
SQL_DATABASE := $(CURDIR)/.mypy_cache/sqlfluff.duckdb

.DEFAULT_GOAL := help
.PHONY: help setup run nightly rebuild ui builds restore map test lint docs

help:
	@echo "make run       set up, make demo deliveries, run one night on them (DEMO=stad: a living city)"
	@echo "make nightly   one night on the landing area that the settings name"
	@echo "make rebuild   read every delivered file again, into a fresh build"
	@echo "make ui        the Dagster UI on 127.0.0.1:3000, with the nightly schedule on"
	@echo "make builds    list the published builds; make restore BUILD=... brings one back"
	@echo "make map       what a delivered file maps to, and what its mapping still needs: FILE=... KIND=wiz/groepen"
	@echo "make test      all tests; make lint: all linters; make setup: only set up"

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=... run")'
	@echo "Setting up .venv (once; takes a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

run: $(READY)
	@$(BIN)/python -m orchestration.nightly --demo

nightly: $(READY)
	@$(BIN)/python -m orchestration.nightly

rebuild: $(READY)
	@$(BIN)/python -m orchestration.nightly --rebuild

ui: $(READY)
	@$(BIN)/python -m orchestration.ui

builds: $(READY)
	@$(BIN)/python -m orchestration.builds

restore: $(READY)
	@$(BIN)/python -m orchestration.builds --restore "$(BUILD)"

map: $(READY)
	@$(BIN)/python -m orchestration.map_delivery "$$FILE" $${KIND:+--kind "$$KIND"}

test: $(READY)
	@$(BIN)/python -m pytest

docs: $(READY)
	@$(BIN)/python docs/generate.py

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@mkdir -p $(dir $(SQL_DATABASE))
	@BUILD_DATABASE=$(SQL_DATABASE) $(BIN)/sqlfluff lint --disable-progress-bar dbt_project
