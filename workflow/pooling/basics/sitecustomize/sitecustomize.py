"""Hand a job over before its script imports anything.

Python imports a module of this name by itself when it starts; `pooling.basics.prefork` puts
this folder in front of the path of the jobs' interpreters. The first lines of a job's
script are Snakemake's own, and import more than many a job.
"""

import os
import sys

HERE = os.path.dirname(__file__)
SCRIPTS = os.path.join(".snakemake", "scripts", "")

started = sys.orig_argv[1:2]
if started and SCRIPTS in started[0]:
    from pooling.basics import prefork_client

    # It is for jobs, and not for what they start.
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(each for each in path if each != HERE)
    prefork_client.hand_over(started[0])

# The system may have such a module, too.
import importlib  # noqa: E402, no job needs it

sys.path.remove(HERE)
this = sys.modules.pop(__name__)
try:
    importlib.import_module(__name__)
except ModuleNotFoundError:
    sys.modules[__name__] = this
