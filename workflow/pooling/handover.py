"""Hand the script of a job over to the process that holds its imports.

`pooling.prefork` is the other side. This one is imported by every job, and so imports
little itself.
"""

from __future__ import annotations

import array
import json
import os
import socket
import sys

WHERE = "POOLING_PREFORK"  # socket of the process, for the scripts
INSIDE = "POOLING_PREFORKED"  # set in a copy
SIZE = 8  # bytes of a number on the socket
REFUSED = 1000  # no exit code: the process has another environment than the script


def inside() -> bool:
    """Say whether this job runs in a copy of the process."""
    return INSIDE in os.environ


def hand_over(script: str | None = None) -> None:
    """Run this script in a copy of the process, if there is one, and end as it does.

    Parameters
    ----------
    script : path, optional
        Which it is, where Python has not yet said so.
    """
    path = os.environ.get(WHERE)
    if inside() or not path or not os.path.exists(path):
        return
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(path)
        except OSError:
            return  # it is about to end; the job is done here
        request = json.dumps(
            {
                "script": os.path.abspath(script or sys.argv[0]),
                "folder": os.getcwd(),
                "prefix": sys.prefix,
                "environment": dict(os.environ),
            }
        ).encode()
        streams = array.array("i", [1, 2])
        line.sendmsg(
            [len(request).to_bytes(SIZE)],
            [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)],
        )
        line.sendall(request)
        answer = line.recv(SIZE)
    if not answer:
        sys.exit("pooling: the process that ran this job was ended.")
    code = int.from_bytes(answer)
    if code != REFUSED:
        # Nothing is left to be done here, not even to tidy up.
        sys.stdout.flush()
        os._exit(code)
