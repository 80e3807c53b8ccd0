"""What `pip install .` takes along beside the library: the workflow, and what it needs."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# As in the checkout, in the folder `project` of the library (`pooling.basics.places`).
FILES = ("Snakefile", "CITATION.cff", "requirements.in", "requirements.lock.txt")
FOLDERS = (
    "config",
    "data",
    "profiles",
    "stan",
    "workflow/envs",
    "workflow/report",
    "workflow/rules",
    "workflow/scripts",
)
DEVELOPMENT = "# what builds this project"  # what comes behind it no run needs


class WithProject(build_py):
    """Copy the library, and the project into it."""

    def run(self):
        """Build; an editable installation has the checkout itself."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "pooling", "project")
        shutil.rmtree(target, ignore_errors=True)
        for name in FOLDERS:
            unwanted = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(name, target / name, ignore=unwanted)
        for name in FILES:
            shutil.copy(name, target / name)


needed = Path("requirements.in").read_text("utf-8").partition(DEVELOPMENT)[0]
setup(
    cmdclass={"build_py": WithProject},
    install_requires=[line for line in needed.splitlines() if line[:1] not in ("", "#")],
)
