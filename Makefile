# Beseda. `make` lists what can be done.

UV ?= $(shell sh tools/get_uv.sh)
RUN = $(UV) run --locked
# The outside servers that `make test-services` uses; name others in the environment.
TEST_DATABASE_URL ?= postgresql://root@127.0.0.1:5432/postgres
TEST_REDIS_URL ?= redis://127.0.0.1:6379/15
JOBS ?= auto
ARGS ?=
CODE = src tests bench migrations tools
SPREAD = -n $(JOBS) --dist loadfile
TESTS = $(RUN) pytest $(SPREAD)
# Tries once more what failed, and names it (docs/decisions/0090-a-second-try.md).
CHECKED = $(RUN) python tools/second_try.py $(SPREAD)
# Pure or with processes of their own: they gain nothing from an outside server.
NO_SERVICES = --ignore=tests/understanding --ignore=tests/extraction --ignore=tests/browser --ignore=tests/deploy

.DEFAULT_GOAL := help
.PHONY: help run demo install test test-cov test-services test-browser lint format types floors migrations check \
	bench promise properties screenshots openapi env-example requirements clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  ARGS passes more on: make run ARGS='--port 8001', make test ARGS='-k interview'"

run: ## Start everything, with a demo, and say where to click; installs what it needs
	@$(RUN) --no-dev beseda run $(ARGS)

install: ## Install the locked environment, with what tests and linters need
	$(UV) sync --locked

test: ## Run the tests on an embedded PostgreSQL; nothing needs to be installed
	$(TESTS) $(ARGS)

test-cov: ## Run the tests and require the coverage
	$(CHECKED) --cov --cov-report= $(ARGS)
	$(RUN) coverage report --fail-under=95

test-services: ## Run the tests on an outside PostgreSQL and Redis (TEST_DATABASE_URL, TEST_REDIS_URL)
	@export TEST_DATABASE_URL="$(TEST_DATABASE_URL)" TEST_REDIS_URL="$(TEST_REDIS_URL)"; \
	if $(RUN) python tools/services_answer.py || [ -n "$$REQUIRE_SERVICES" ]; then \
		$(CHECKED) $(NO_SERVICES) $(ARGS); fi

test-browser: ## Run the tests that need a browser
	REQUIRE_BROWSER=1 $(RUN) pytest tests/browser $(wildcard tests/journeys) $(ARGS)

lint: ## Check style, house rules, templates and spelling
	$(RUN) ruff check $(CODE)
	$(RUN) ruff format --check $(CODE)
	$(RUN) python tools/house_rules.py
	$(RUN) djlint --lint --quiet src/beseda
	$(RUN) codespell $(CODE) docs deploy Makefile README.md CONTRIBUTING.md CHANGELOG.md

format: ## Put code and templates into form
	$(RUN) ruff check --fix --quiet $(CODE) || true
	$(RUN) ruff format $(CODE)

types: ## Check types
	$(RUN) mypy

floors: ## Check that imports run downward
	$(RUN) lint-imports

migrations: ## Check that the migrations make what the models say
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export DATABASE_URL= BESEDA_DATA="$$folder" && \
		$(RUN) alembic upgrade head && $(RUN) alembic check

check: lint types floors migrations test-cov test-services ## All that must be green before a change lands

bench: ## Run the benchmarks of docs/performance.md
	$(RUN) python -m bench all $(ARGS)

promise: ## Break real servers for half an hour and check that nothing was lost (docs/promise.md)
	$(RUN) python -m tests.promise --json var/promise.json --document docs/promise.md $(ARGS)

properties: ## Try every property of views and sockets with twenty times the examples, some 15 minutes
	HYPOTHESIS_PROFILE=long $(RUN) pytest tests/conversations/properties tests/browser/test_chat_fold.py $(ARGS)

screenshots: ## Photograph the pages for the documents
	$(RUN) python tools/screenshots.py $(ARGS)

env-example: ## Write .env.example from the settings
	$(RUN) beseda settings > .env.example

requirements: ## Write requirements.txt from the lock
	sh tools/export_requirements.sh "$(UV)" > requirements.txt

clean: ## Remove what was built and cached, but no data
	rm -rf dist .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests migrations -name __pycache__ -prune -exec rm -rf {} +
