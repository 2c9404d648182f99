# Poise: `make run` starts the app, `make test` runs the tests; both set up everything they need.
#   make run ARGS="watch --camera demo"     any command of poise
#   make test ARGS="tests/core -k policy"   some of the tests
#   make test EXTRAS=test                   without the lab (no torch)
#   make install                            `poise` as a command of your own; `make uninstall` takes it away

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS ?= lab,test
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
# two for each of two cores: a test that waits for a real process leaves its core to another
WORKERS ?= 4
ARGS ?=
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
APP_STAMP := $(VENV)/.installed-app
comma := ,
DEV_STAMP := $(VENV)/.installed-$(subst $(comma),-,$(EXTRAS))

.PHONY: run install uninstall test check lint types contracts bench smoke gstreamer card bare aarch64 snapshots translations clean help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -5

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

# A bare torch takes 3 GB of CUDA packages on Linux's PCs (elsewhere PyPI's is the CPU build). So there the CPU build is
# taken from where pip looks anyway, else from PyTorch's own index; where neither has it, the lab is left out, with a word.
TORCH := $(shell sed -n 's/^torch==//p' constraints.txt 2>/dev/null)
CPU_TORCH = [ "$$(uname -sm)" != "Linux x86_64" ] || $(BIN)/python -c 'import torch' 2>/dev/null \
	|| $(PIP_INSTALL) 'torch==$(TORCH)+cpu' 2>/dev/null \
	|| $(PIP_INSTALL) --retries 1 --timeout 15 --index-url $(TORCH_INDEX) 'torch==$(TORCH)+cpu' 2>/dev/null
NO_TORCH = echo "The CPU build of torch $(TORCH) cannot be had here, so the lab and its tests are left out."; \
	echo "Another index: make $(MAKECMDGOALS) TORCH_INDEX=..., or install torch into $(VENV) yourself"

$(DEV_STAMP): pyproject.toml constraints.txt $(wildcard tui/locale/*/LC_MESSAGES/*.po) | $(BIN)/python
	@echo "Installing Poise with [$(EXTRAS)] into $(VENV) (some minutes, the first time only) ..."
	@extras='$(EXTRAS)'; case ",$$extras," in *,lab,*) \
		$(CPU_TORCH) || { extras=$$(echo "$$extras" | sed 's/lab,*//'); $(NO_TORCH); } ;; esac; \
		$(PIP_INSTALL) -e ".[$$extras]"
	@touch $@ $(APP_STAMP)

run: $(APP_STAMP)
	@$(BIN)/poise $(ARGS)

install uninstall:
	@$(PYTHON) tui/launcher/install.py $@

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

contracts: $(DEV_STAMP)
	$(BIN)/lint-imports

# The types are judged while the tests run, on what they leave of the cores, and told after them
check: lint contracts
	@said=$$(mktemp); $(MAKE) --no-print-directory types >$$said 2>&1 & types=$$!; failed=0; \
		$(MAKE) --no-print-directory test || failed=2; \
		wait $$types || failed=2; cat $$said; rm -f $$said; exit $$failed

bench: $(DEV_STAMP)
	$(BIN)/python -m tests.bench $(ARGS)

# the wheel, installed with its own dependencies into an environment that holds nothing else
smoke: $(DEV_STAMP)
	$(BIN)/python -m tests.system.smoke

# the wheel on the system's OpenCV, with cameras by GStreamer, as models/JETSON.md says
gstreamer: $(DEV_STAMP)
	$(BIN)/python -m tests.system.system_opencv

# everything on memory cards that are real, exFAT and FAT; says why where none can be mounted
card: $(DEV_STAMP)
	$(BIN)/python -m tests.system.card

# the two commands of README in bare roots of Debian 12 and 13, as an ordinary user; says why where it cannot
bare:
	@$(PYTHON) tests/system/bare.py $(ARGS)

# the app in a root of Debian 12 for aarch64, under qemu: an hour on a small machine, so outside CI
aarch64:
	@$(PYTHON) tests/system/bare.py bookworm/arm64

snapshots: $(DEV_STAMP)
	$(BIN)/python -m pytest tests/tui -k snapshot --snapshot-update $(ARGS)

translations: $(DEV_STAMP)
	$(BIN)/python -m tui.locale.catalogues

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
