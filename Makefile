# Everything works from a bare checkout: python3 and make are enough, the rest is installed into .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: help env demo test check format bench clean messages docs

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

env: $(STAMP) ## the environment alone: .venv from the hashed lock file, and the catalogues

$(STAMP): requirements.lock pyproject.toml
	@./tools/environment "$(PYTHON)" .venv
	@touch $@

locale/.ready: $(STAMP) $(wildcard locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python tools/catalogues.py compile
	@touch $@

# Invented people never mix with real ones: they have a home of their own, which `make clean` removes.
demo: export TRICHTER_HOME ?= $(CURDIR)/.trichter
demo: $(STAMP) locale/.ready ## a demo company from nothing; prints the address and the login
	@$(BIN)/trichter demo --serve

test: $(STAMP) locale/.ready ## everything the tests need, then all tests
	@./tools/browser
	@./tools/mta
	@./tools/clients
	@$(BIN)/pytest

check: $(STAMP) ## formatters, linters, types, import contracts, migrations, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --check --lint --quiet trichter
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python tools/catalogues.py check
	$(BIN)/python tools/snippet.py
	$(BIN)/trichter makemigrations --check --dry-run

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet trichter

messages: $(STAMP) ## collect new texts into both catalogues
	@$(BIN)/python tools/catalogues.py collect

docs: $(STAMP) ## the reference pages of docs/, written from the code
	@$(BIN)/python tools/reference.py write

bench: $(STAMP) locale/.ready ## the budgets, one JSON line each
	@$(BIN)/python -m bench

clean: ## remove what make made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .trichter artefacts build *.egg-info locale/.ready
	find locale -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
