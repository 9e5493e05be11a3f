# Every target is a line or two that calls the real thing. Start with: make run
# Settings are environment variables or lines of .env; see .env.example. Which Python: make PYTHON=python3.12 run

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
SQL_LINTED := .venv/sql-linted
# The lock names everything, so that nothing is left to resolve; two install half of it each, as pip keeps one
# processor busy.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-compile
# Superset pins other versions of what the warehouse runs on, and pandas 2.1, for which Python 3.12 is the newest.
BI_PYTHON ?= $(PYTHON)
BI := bi/superset/.venv
BI_READY := $(BI)/ready
SQL_DATABASE := $(CURDIR)/.mypy_cache/sqlfluff.duckdb

.DEFAULT_GOAL := help
.PHONY: help setup run bi bi-setup nightly rebuild ui builds restore map withdraw pull-limesurvey erase report rotate-key coding-sheet reference audit check test drills lint bench docs screenshots

help:
	@echo "make run       set up, make demo deliveries, run one night on them (DEMO=stad: a living city)"
	@echo "make nightly   one night on the landing area that the settings name"
	@echo "make rebuild   read every delivered file again, into a fresh build"
	@echo "make ui        the Dagster UI on 127.0.0.1:3000 (another port: UI_PORT=...), with the nightly schedule on"
	@echo "make bi        Superset with the dashboards on 127.0.0.1:8088 (another port: BI_PORT=...); sets it up first, once"
	@echo "make builds    list the published builds; make restore BUILD=... brings one back"
	@echo "make map       what a delivered file maps to, and what its mapping still needs: FILE=... KIND=wiz/groepen"
	@echo "make withdraw  take back a delivery, such as one with a wrong date in its name: FILE=wiz/groepen_..."
	@echo "make pull-limesurvey   fetch completed responses into the landing area"
	@echo "make erase     forget the clients of CLIENT_ID_FILE=... (one client number a line) for ever"
	@echo "make rotate-key  change the pseudonym key, with the former one as PREVIOUS_PSEUDONYM_KEY_FILE"
	@echo "make reference  a folder of reference files to begin with, for another city or questionnaire: DIR=..."
	@echo "make coding-sheet  open answers that nobody coded yet, scrubbed, as a workbook: OUT=..."
	@echo "make report    the report of what is published, as PDF and for Word: in the folder report, or OUT=..."
	@echo "make audit     known weaknesses of the installed packages, and a list of all of them (SBOM)"
	@echo "make drills    the long tests: many worlds, many harmed files, many nights killed (hours)"
	@echo "make check     linters, types and the unit tests"
	@echo "make test      all tests; make lint: all linters; make docs: the generated pages; make bench: how fast it is"
	@echo "make screenshots   the pictures in docs/monitor and docs/bi, of nights on made-up deliveries"

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=... run")'
	@echo "Setting up .venv (once; takes a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@awk '{ print > (".venv/lock-" NR % 2) }' requirements.lock
	@$(PIP) -r .venv/lock-0 & other=$$!; $(PIP) -r .venv/lock-1; status=$$?; wait $$other && exit $$status
	@$(PIP) --editable .
	@touch $@

run: $(READY)
	@$(BIN)/python -m orchestration nightly --demo

nightly: $(READY)
	@$(BIN)/python -m orchestration nightly

rebuild: $(READY)
	@$(BIN)/python -m orchestration nightly --rebuild

ui: $(READY)
	@$(BIN)/python -m orchestration ui

bi-setup: $(BI_READY)

$(BI_READY): bi/superset/requirements.lock
	@$(BI_PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13) and "Superset needs Python 3.11 or 3.12: make BI_PYTHON=python3.12 bi")'
	@echo "Setting up Superset in $(BI) (once; takes two or three minutes) ..."
	@$(BI_PYTHON) -m venv --clear $(BI)
	@$(BI)/bin/python -m pip install -qq --disable-pip-version-check --no-deps -r bi/superset/requirements.lock
	@cp bi/superset/requirements.lock $@

bi: $(READY) $(BI_READY)
	@$(BIN)/python -m orchestration bi

builds: $(READY)
	@$(BIN)/python -m orchestration builds

restore: $(READY)
	@$(BIN)/python -m orchestration builds --restore "$$BUILD"

map: $(READY)
	@$(BIN)/python -m orchestration map "$$FILE" $${KIND:+--kind "$$KIND"}

withdraw: $(READY)
	@$(BIN)/python -m orchestration withdraw "$$FILE"

erase: $(READY)
	@$(BIN)/python -m orchestration erase "$$CLIENT_ID_FILE"

pull-limesurvey: $(READY)
	@$(BIN)/python -m orchestration pull-limesurvey

rotate-key: $(READY)
	@$(BIN)/python -m orchestration rotate-key --client-id-file "$$CLIENT_ID_FILE" --let-go "$$LET_GO"

reference: $(READY)
	@$(BIN)/python -m orchestration reference "$$DIR"

coding-sheet: $(READY)
	@$(BIN)/python -m orchestration coding-sheet "$$OUT"

report: $(READY)
	@$(BIN)/python -m orchestration report $${OUT:+"$$OUT"}

audit: $(READY)
	@$(PYTHON) -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 cyclonedx-bom==7.5.0
	@$(BIN)/python -m orchestration audit .venv/audit/bin

check: lint
	@$(BIN)/python -m pytest -q -n auto tests/unit

test: $(READY)
	@$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder --durations 10

drills: $(READY)
	@$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder -rP --timeout 7200 tests/drills

bench: $(READY)
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.intake
	@$(BIN)/python -m benchmarks.night
	@$(BIN)/python -m benchmarks.monitor

docs: $(READY)
	@$(BIN)/python docs/generate.py
	@$(BIN)/python -m benchmarks.performance_page

screenshots: $(READY) $(BI_READY)
	@$(BIN)/python -m docs.screenshots
	@$(BIN)/python -m docs.bi_screenshots

lint: $(READY) $(SQL_LINTED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# To read all SQL takes longer than the other linters together: what passed is not read again until something changes.
$(SQL_LINTED): $(shell find dbt_project/* -not -path '*/target*') .sqlfluff $(READY)
	@mkdir -p $(dir $(SQL_DATABASE))
	@AS_OF=2000-01-01 BUILD_DATABASE=$(SQL_DATABASE) $(BIN)/sqlfluff lint --disable-progress-bar dbt_project
	@touch $@
