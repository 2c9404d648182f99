# Poise: `make run` starts the app, `make test` runs the tests; both set up everything they need.
#   make run ARGS="watch --camera demo"     any command of poise
#   make test ARGS="tests/core -k policy"   some of the tests
#   make test EXTRAS=test                   without the lab (no torch)
#   make test TORCH_INDEX=https://download.pytorch.org/whl/cpu   torch without CUDA, from PyTorch's own index

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS ?= lab,test
TORCH_INDEX ?=
ARGS ?=
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
	$(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
APP_STAMP := $(VENV)/.installed-app
comma := ,
DEV_STAMP := $(VENV)/.installed-$(subst $(comma),-,$(EXTRAS))

.PHONY: run test check lint types contracts bench smoke snapshots translations clean help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -6

# An environment that an interruption, a missing ensurepip or an upgraded Python left half-made is made anew. It is made
# in its place, since its scripts hold their paths, and taken away where it does not become whole.
WHOLE := $(shell $(BIN)/python -c 'import pip$(if $(wildcard $(VENV)/.installed-*),,._internal.cli.main)' \
	2>/dev/null && echo yes)
ifneq ($(WHOLE),yes)
.PHONY: $(BIN)/python
$(APP_STAMP) $(DEV_STAMP): $(BIN)/python
endif
NO_VENV = echo "Python's venv is missing; on Debian and Ubuntu: sudo apt install python3-venv"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Poise needs Python 3.10 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(NO_VENV); exit 2; }
	@[ ! -e "$(VENV)" ] || [ -e "$(VENV)/pyvenv.cfg" ] || [ "$(VENV)" = .venv ] || \
		{ echo "$(VENV) is there and is no virtual environment; name another: make $(MAKECMDGOALS) VENV=.venv"; exit 2; }
	@rm -rf "$(VENV)"
	@$(PYTHON) -m venv "$(VENV)" || { rm -rf "$(VENV)"; $(NO_VENV); exit 2; }

$(APP_STAMP): pyproject.toml constraints.txt $(wildcard tui/locale/*/LC_MESSAGES/*.po) | $(BIN)/python
	@echo "Installing Poise into $(VENV) (about a minute, the first time only) ..."
	@$(PIP_INSTALL) -e .
	@touch $@

$(DEV_STAMP): pyproject.toml constraints.txt $(wildcard tui/locale/*/LC_MESSAGES/*.po) | $(BIN)/python
	@echo "Installing Poise with [$(EXTRAS)] into $(VENV) (some minutes, the first time only) ..."
	@$(PIP_INSTALL) -e '.[$(EXTRAS)]'
	@touch $@ $(APP_STAMP)

run: $(APP_STAMP)
	@$(BIN)/poise $(ARGS)

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

contracts: $(DEV_STAMP)
	$(BIN)/lint-imports

check: lint types contracts test

bench: $(DEV_STAMP)
	$(BIN)/python -m tests.bench $(ARGS)

# the wheel, installed with its own dependencies into an environment that holds nothing else
smoke: $(DEV_STAMP)
	$(BIN)/python -m tests.system.smoke

snapshots: $(DEV_STAMP)
	$(BIN)/python -m pytest tests/tui -k snapshot --snapshot-update $(ARGS)

translations: $(DEV_STAMP)
	$(BIN)/python -m tui.locale.catalogues

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
