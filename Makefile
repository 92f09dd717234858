# Every target with a comment behind it is listed by `make`.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TOOLS := .venv/.ready-tools

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras

ACCEPTANCE := $(BIN)/python -m pytest -n 3 --dist worksteal -m acceptance tests/acceptance tests/channels/web tests/bot/http

.DEFAULT_GOAL := help
.PHONY: help setup demo run test fuzz transcripts check format lint types contracts catalogues budgets upgrade bench sentences acceptance coverage clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(READY) $(TOOLS) ## make .venv with everything in it, pinned by requirements.lock and requirements-dev.lock

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Liaison needs Python 3.11 or newer: install it (Debian: apt-get install python3 python3-venv)."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Liaison needs Python 3.11 or newer; $$($(PYTHON) --version) was found: install a newer one, then: make PYTHON=python3.12 setup"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Liaison needs into .venv (once; a minute or so) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qqq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

$(TOOLS): $(READY) requirements-dev.lock
	@echo "Installing what tests and checks need into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-dev.lock
	@touch $(TOOLS)

demo: $(READY) ## play officer, reviewer and member on one page, with nothing to configure
	@$(BIN)/liaison demo

run: $(READY) ## start a live installation (settings: .env.example)
	@$(BIN)/liaison run

test: setup ## run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup -m 'not acceptance'
	@$(ACCEPTANCE)

acceptance: setup ## run only the acceptance tests (real process, browser and SMTP server)
	@$(ACCEPTANCE)

coverage: setup ## run the tests with their branch coverage; below the number in pyproject.toml it fails
	@$(BIN)/python -m pytest -n auto -m 'not acceptance' --cov --cov-report=term:skip-covered

FUZZED := $(shell grep -rlE 'from hypothesis|import examples' tests --include='test_*.py')
fuzz: setup ## try every property with TIMES=20 times as many examples as `make test` does, chosen anew
	@EXAMPLES_TIMES=$(or $(TIMES),20) $(BIN)/python -m pytest -n auto -m 'not acceptance' $(FUZZED)

transcripts: setup ## play every transcript over every channel; `make test` plays each over one of them, by turns
	@EXAMPLES_TIMES=2 $(BIN)/python -m pytest -n auto --dist loadgroup tests/dialogs

check: format lint types contracts catalogues ## format, lint, types, import contracts, catalogues (changes nothing)

format: setup
	@$(BIN)/ruff format --check .

lint: setup
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

catalogues: setup
	@$(BIN)/python -m bot.locales.check

budgets: setup ## what a report, a decision and reading an alert take in answers and seconds; more than they may fails
	@$(BIN)/python -m tests.dialogs.budgets

upgrade: setup ## raise every pinned version in both lock files
	@$(COMPILE) --upgrade --group runtime pyproject.toml -o requirements.lock
	@$(COMPILE) --upgrade --group dev --constraints requirements.lock pyproject.toml -o requirements-dev.lock

bench: setup ## measure speed against baselines, into bench/RESULTS.md (in short: make bench RUNS=1 RECIPIENTS=2000)
	@$(BIN)/python -m bench $(if $(RUNS),--runs $(RUNS)) $(if $(RECIPIENTS),--recipients $(RECIPIENTS))

sentences: setup ## measure what is taken from one sentence: right, wrong, left out
	@$(BIN)/python -m bench.sentences

clean: ## remove .venv and caches (never var/)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
