# The commands of the house; `make help` lists them. Nothing has to be installed or typed before.
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1
BIN := .venv/bin
PYTEST_WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench pictures translations schemas lock setup-run setup-dev

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: setup-run ## Set everything up and start the product (a demo, if var/ does not exist); Ctrl-C stops it
	@$(BIN)/evidence-repo run

test: setup-dev ## Set up what the tests need and run all of them
	@sh scripts/system.sh test
	@sh scripts/get-minio.sh || [ "$$EVIDENCE_REQUIRE_LIVE" != 1 ]
	@$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadgroup

check: lint ## Lint, and the quick tests: rules, contracts and services on SQLite, without servers, browser or LibreOffice
	@$(BIN)/pytest -n $(PYTEST_WORKERS) -q -m "not postgres and not minio and not browser and not programs" tests/unit tests/contracts tests/services

lint: setup-dev ## Check style, types, layers, templates and locks
	@sh scripts/check_locks.sh
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --lint --check --quiet templates

bench: setup-dev ## Run the benchmarks: tables and ratios, no pass or fail; takes long
	@sh scripts/bench.sh

pictures: setup-dev ## Take README's pictures of the running product anew
	@sh scripts/system.sh test
	@$(BIN)/python scripts/pictures.py docs/pictures

translations: setup-dev ## Collect the words of the screens and compile the catalogues
	@sh scripts/translations.sh

schemas: setup-dev ## Write docs/schemas/ from evidence_repo/representations/
	@$(BIN)/python scripts/schemas.py

lock: ## Write requirements/*.txt anew after pyproject.toml has changed
	@sh scripts/lock.sh

# Where Python may write no bytecode by itself, every command would compile all of ours again: 0.2 s.
COMPILE := $(BIN)/python -m compileall -q evidence_repo index storage verifier workflows templates

setup-run:
	@sh scripts/venv.sh run
	@$(COMPILE)
	@sh scripts/system.sh run

setup-dev:
	@sh scripts/venv.sh dev
	@$(COMPILE)
