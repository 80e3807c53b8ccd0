# The map of the workflow: configuration, stages in the order of the data, targets.
import os
import sys

from snakemake.utils import min_version

min_version("9.19")


# Snakemake merges configuration files; the lecture is read only where no other
# file has brought analyses of its own.
if "analyses" not in config:
    if not os.path.exists("config/lecture.yaml"):
        sys.exit(
            "pooling: this folder has no config/lecture.yaml, which is read where no other "
            'configuration is named: name yours, "--configfile my.yaml".'
        )

    configfile: "config/lecture.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/toolchain.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/check.smk"
include: "workflow/rules/exact.smk"
include: "workflow/rules/compare.smk"
include: "workflow/rules/predictive.smk"
include: "workflow/rules/explore.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/answers.smk"
include: "workflow/rules/ranks.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/look.smk"
include: "workflow/rules/exports.smk"
include: "workflow/rules/calibration.smk"
include: "workflow/rules/collection.smk"
include: "workflow/rules/costs.smk"
include: "workflow/rules/versions.smk"
include: "workflow/rules/ending.smk"


onstart:
    prefork.put_ahead()
    # Jobs that are sent elsewhere import what they need there.
    if inside.one_machine:
        if prefork_client.WHERE not in os.environ:
            prefork.start()
        inside.lift_limit()
        inside.weigh_few()


# So they do on a node, where `onstart` is not for them. Snakemake runs there inside
# another one, which has started the process.
if inside.on_node and prefork_client.WHERE not in os.environ:
    prefork.start()


rule all:
    default_target: True
    input:
        REPORTS,
        ANSWERS,
        MANIFEST,
        AGREEMENTS,
        COSTS,
    localrule: True


# Once all rules are known.
include: "workflow/rules/targets.smk"
