# Two commands matter: `make run` and `make test`. The rest is listed by `make help`.
# The work is done by yunnan_training/local (Python's standard library only), so that a bare machine can start it.
# Recipes are single plain commands: a signal then reaches the program, and not a shell in between.

PYTHON ?= python3
LOCAL := $(PYTHON) -m yunnan_training.local
BIN := .venv/bin
SCALE ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint format audit mutate bench install lock vendor services services-env services-stop \
	reset clean

help: ## This list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ## Install what is missing and start the portal with demo data (PORT=8000); Ctrl-C stops it
	@$(LOCAL) run

test: ## Install what tests need and run them all (ARGS="tests/core -k board" for some)
	@$(LOCAL) test $(ARGS)

lint: ## Style, floors and rooms, insecure patterns, missing migrations, deployment settings
	@$(LOCAL) lint

format: ## Let ruff put the code in order
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

mutate: ## Faults put into a copy of the rules: how many do the cases notice? (ARGS="--sample 500")
	@$(BIN)/python -m tests.mutation $(ARGS)

audit: ## Known weaknesses in the locked dependencies (needs the network)
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/base.txt

bench: ## Our figure, the floor's, the ratio, a line each (SCALE=30000, ARGS=...)
	@$(LOCAL) bench $(if $(SCALE),--scale $(SCALE)) $(ARGS)

install: ## Only install: system packages and Python dependencies for running, testing, linting
	@$(LOCAL) install

lock: ## Write the hash-locked dependency lists anew from requirements/*.in (ARGS=--upgrade)
	@$(LOCAL) lock $(ARGS)

vendor: ## Copy the front-end files out of their npm packages into static/vendor (needs npm)
	@$(PYTHON) yunnan_training/local/vendor.py

services: ## Start the private PostgreSQL and Redis and leave them running
	@$(LOCAL) services

services-env: ## Print the exports for a shell: eval "$$(make -s services-env)"
	@$(LOCAL) services-env

services-stop: ## Stop the private PostgreSQL and Redis
	@$(LOCAL) services-stop

reset: ## Throw the demo database away; the next `make run` makes a new one
	@$(LOCAL) reset

clean: ## Remove caches, logs and collected files; the data and .venv stay
	@rm -rf var/static var/static.fingerprint var/log .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -not -path './var/*' -prune -exec rm -rf {} +
