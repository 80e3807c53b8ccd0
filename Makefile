# make: the report. make test: the tests. Both set everything up by themselves.
PYTHON ?= python3
BIN := .venv/bin
CORES ?= 4

# Below what a run that fails or is interrupted says last, make would add a line of its own. It adds
# none to lines that it runs (+) although it is only asked whether all is up to date (q), and that end
# with 1: so these goals are asked, unless it is to show what it would do (n). No program that they
# call learns of it.
ifeq (,$(filter-out report study doctor figures-list,$(MAKECMDGOALS))$(findstring n,$(firstword -$(MAKEFLAGS))))
MAKEFLAGS += q
RUN := +@unset MAKEFLAGS MFLAGS; trap 'exit 1' INT;
else
RUN := @
endif

.PHONY: report test benchmarks study doctor figures-list lock test-tools clean help

report: .venv/ready
	$(RUN) $(BIN)/python -m snakemake --cores $(CORES)

# Two processes of tests would each compile what both need. The programs that take longest
# come first: last, one core would wait for the other.
# Nor does each of some thousand processes compile the library, where Python writes nothing;
# what it makes of the tests it may write, for the next time.
PROGRAMS := $(patsubst stan/%.stan,build/programs/%.json,$(wildcard stan/*/*.stan))
test: .venv/ready
	@$(BIN)/python -m compileall -q workflow/pooling
	$(BIN)/python -m snakemake --cores $(CORES) \
		--prioritize $(filter build/programs/regression/%,$(PROGRAMS)) -- $(PROGRAMS)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --maxprocesses $(CORES) --dist loadfile

# The same posteriors with other tools, side by side; they are installed apart.
benchmarks: .venv-benchmarks/ready
	.venv-benchmarks/bin/python -m benchmarks.run

# A configuration to begin with: make study CSV=my.csv [OUT=config/my.yaml]. The names
# of files reach the program as they were written, through no shell and no expansion.
override CSV := $(value CSV)
override OUT := $(value OUT)
export CSV OUT
study: .venv/ready
	$(RUN) $(BIN)/python -m pooling.run.study

# What is missing, and how to mend it.
doctor:
	$(RUN) if [ -x $(BIN)/python ]; then $(BIN)/python workflow/pooling/run/doctor.py; \
	else $(PYTHON) workflow/pooling/run/doctor.py; fi

# Every figure target of the default run.
figures-list: .venv/ready
	$(RUN) $(BIN)/python -m snakemake --cores 1 --quiet all -- list_figures

# Renew the pinned versions after editing a requirements.in (needs `pip install uv`).
# The benchmarks have the project's own versions, and more.
LOCK := uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links
lock:
	$(LOCK) --output-file requirements.lock.txt requirements.in
	$(LOCK) --constraint requirements.lock.txt \
		--output-file benchmarks/requirements.lock.txt benchmarks/requirements.in

# Debian packages that only some tests use; the other commands install nothing here.
test-tools:
	apt-get update
	apt-get install -y --no-install-recommends chromium fonts-dejavu-core slurm-wlm munge

clean:
	rm -rf .venv .venv-benchmarks build .snakemake

help:
	@echo "make                the report, in results/lecture/report.en.html"
	@echo "make test           the tests"
	@echo "make benchmarks     the same posteriors with other tools, side by side"
	@echo "make study CSV=...  a configuration to begin with, from a look at a table"
	@echo "make doctor         what is missing, and how to mend it"
	@echo "make figures-list   every figure target"
	@echo "make lock           renew the pinned versions"
	@echo "make test-tools     Debian packages for the tests of browser and Slurm (as root)"
	@echo "make clean          remove environments and executables, keep results"

# Any other sign in the path of this folder does no harm.
define environment
	$(RUN) case "$$PWD" in *[:{}]*) echo "The path of this folder has a colon or a brace, which Python and Snakemake read as signs of their own: rename or move the folder, then run make again." >&2; exit 1;; esac
	$(RUN) command -v $(PYTHON) > /dev/null || { echo "Python is missing: install Python 3.11 or newer, then run make again." >&2; exit 1; }
	$(RUN) $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: install Python 3.11 or newer and run \"make PYTHON=python3.11\"." >&2; exit 1; }
	$(RUN) $(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || { echo "Python's venv module is missing: install it (Debian, Ubuntu: sudo apt-get install python3-venv), then run make again." >&2; exit 1; }
	$(RUN) command -v g++ > /dev/null || { echo "g++ is missing, and CmdStan needs it: install it (Debian, Ubuntu: sudo apt-get install g++; macOS: xcode-select --install), then run make again." >&2; exit 1; }
	$(RUN) echo "Installing the packages of $< into $(@D), once: a minute or more."
	$(RUN) $(PYTHON) -m venv --clear $(@D)
	$(RUN) PYTHONDONTWRITEBYTECODE= $(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(RUN) PYTHONDONTWRITEBYTECODE= $(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(RUN) $(@D)/bin/python -m compileall -q workflow/pooling
	$(RUN) touch $@
endef

.venv/ready: requirements.lock.txt pyproject.toml
	$(environment)

.venv-benchmarks/ready: benchmarks/requirements.lock.txt pyproject.toml
	$(environment)
