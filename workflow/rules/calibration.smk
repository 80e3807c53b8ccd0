# Simulation-based calibration of the Stan programs: `snakemake sbc`.


CALIBRATED = families.calibrated()
PROGRAMS = [f"{family}/{model}" for family, model in CALIBRATED]


rule calibrate_program:
    input:
        programs=lambda w: [
            f"build/programs/{each}.json" for each in CALIBRATED[w.family, w.model]
        ],
        code=code(
            "calibrate_program.py",
            "model.families",
            "model.density",
            "sampling.collapsed",
        ),
    output:
        ranks="<results>/sbc/{family}/{model}.csv",
        verdict="<results>/sbc/{family}/{model}.json",
    log:
        "<logs>/sbc/{family}/{model}.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1500, minutes=120),
    params:
        settings=SETTINGS.sbc.model_dump(),
        seed=SETTINGS.seed,
    message:
        "Calibrating {wildcards.family}/{wildcards.model}"
    script:
        "../scripts/calibrate_program.py"


rule draw_calibration:
    input:
        ranks=rules.calibrate_program.output.ranks,
        verdict=rules.calibrate_program.output.verdict,
        code=code(
            "draw_calibration.py",
            "model.families",
            modules=["pooling.figures.calibration"],
        ),
    output:
        pictures=[
            "<results>/sbc/{family}/{model}.svg",
            "<results>/sbc/{family}/{model}.es.svg",
        ],
    log:
        "<logs>/sbc/{family}/{model}.svg.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    message:
        "Drawing the calibration of {wildcards.family}/{wildcards.model}"
    script:
        "../scripts/draw_calibration.py"


# The same pictures as PNG or PDF, on request.
use rule draw_calibration as draw_calibration_as with:
    output:
        pictures=[
            "<results>/sbc/{family}/{model}.{format}",
            "<results>/sbc/{family}/{model}.es.{format}",
        ],
    log:
        "<logs>/sbc/{family}/{model}.{format}.log",


rule collect_calibration:
    input:
        verdicts=[f"<results>/sbc/{program}.json" for program in PROGRAMS],
        code=code("collect_calibration.py"),
    output:
        "<results>/sbc/sbc.csv",
    log:
        "<logs>/sbc/collect_calibration.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    message:
        "Collecting the calibrations"
    script:
        "../scripts/collect_calibration.py"


rule sbc:
    input:
        rules.collect_calibration.output,
        [f"<results>/sbc/{program}.svg" for program in PROGRAMS],
    localrule: True
