# Two commands matter: `make run` and `make test`. Everything else is listed by `make help`.
# The work is done by yunnan_training/local (Python's standard library only), so a bare machine can start it.

LOCAL := python3 -m yunnan_training.local
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help services services-env services-stop vendor

help: ## This list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

services: ## Start the private PostgreSQL and Redis and leave them running
	@$(LOCAL) services

services-env: ## Print the exports for a shell: eval "$$(make -s services-env)"
	@$(LOCAL) services-env

services-stop: ## Stop the private PostgreSQL and Redis
	@$(LOCAL) services-stop

vendor: ## Copy the front-end files out of their npm packages into static/vendor (needs npm)
	@python3 yunnan_training/local/vendor.py
