# Complaint management for Odoo 19. `make` tells what there is.
PORT ?= 8069
ARGS ?=
PYTHON := .venv/bin/python
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test test-core lint i18n bench shell clean

help:
	@echo 'make run     serve http://localhost:8069 with demo people and data (PORT=8070 for another port)'
	@echo 'make test    run the tests (ARGS="-k INT-3" for those of one rule, ARGS="complaint_quality" of one addon)'
	@echo 'make test-core  run core'"'"'s tests of account, stock_account, sale_stock with the addons and without (an hour)'
	@echo 'make lint    ruff and pylint-odoo (what needs a database is checked by tests/test_lint.py)'
	@echo 'make i18n    export the terms to translate and update zh_CN and zh_TW'
	@echo 'make bench   measure, print a table, write .artifacts/bench.json'
	@echo 'make shell   Python with Odoo'"'"'s env on the database of make run'
	@echo 'make clean   remove all that these made: .venv, databases, files'

setup:
	@tools/setup.sh

run: setup
	@$(PYTHON) -m tools.run $(PORT)

test: setup
	@$(PYTHON) -m tools.test $(ARGS)

test-core: setup
	@$(PYTHON) -m tools.core_tests $(ARGS)

lint: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/pylint --rcfile=.pylintrc $(wildcard complaint_*)

i18n: setup
	@$(PYTHON) -m tools.i18n

bench: setup
	@$(PYTHON) -m tools.bench $(ARGS)

shell: setup
	@$(PYTHON) -m tools.shell

clean:
	@python3 -m tools.clean
