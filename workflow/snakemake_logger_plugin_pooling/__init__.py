"""What Pooling does before Snakemake reads a configuration: read it strictly.

Snakemake reads the files of `--configfile` and the pairs of `--config` before it looks
at the Snakefile, and meets their faults with a traceback or with words that name neither
file nor line. It imports every package of such a name, ``snakemake_logger_plugin_...``,
before that, which is the one place where a project can put its own reading in.
"""

from __future__ import annotations

import re
import sys

import snakemake.cli
import snakemake.common.configfile
import snakemake.settings.types
from pooling import config_file
from pooling.errors import PoolingError
from snakemake_interface_logger_plugins.base import LogHandlerBase

parse_pairs = snakemake.cli.parse_config


def read_file(path):
    """Read the file of a configuration, or end with a sentence."""
    try:
        return config_file.read(path)
    except PoolingError as error:
        sys.exit(f"pooling: {error}")


def read_pairs(pairs):
    """Read what `--config` says, or end with a sentence."""
    for pair in pairs or ():
        if not re.match(r"[a-zA-Z_][\w-]*\w=.", pair):
            sys.exit(
                f'pooling: --config {pair}: write a name and a value, "--config run=v2".'
            )
    return parse_pairs(pairs)


snakemake.common.configfile.load_configfile = read_file
snakemake.settings.types.load_configfile = read_file
snakemake.cli.parse_config = read_pairs


class LogHandler(LogHandlerBase):
    """What a package of this name must have; it is no logger, and says so."""

    def __post_init__(self):
        sys.exit("pooling: it has no logger of its own; leave out --logger pooling.")

    def emit(self, record):
        """Never called: there is no such handler."""

    writes_to_stream = writes_to_file = has_filter = has_formatter = False
    needs_rulegraph = False
