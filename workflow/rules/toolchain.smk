# CmdStan, found or installed, and one executable for each Stan program.


rule install_cmdstan:
    input:
        code=code("install_cmdstan.py"),
    output:
        "build/toolchain.json",
    log:
        "build/logs/install_cmdstan.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    threads: os.cpu_count() or 1
    params:
        cmdstan=SETTINGS.toolchain.cmdstan,
        environment=os.environ.get("CMDSTAN", ""),
        compiler=os.environ.get("CXX", ""),
    message:
        "Finding CmdStan, or installing it (some minutes, once)"
    script:
        "../scripts/install_cmdstan.py"


rule compile_program:
    input:
        program=lambda w: stan_programs.sources(
            HERE / f"stan/{w.family}/{w.model}.stan"
        ),
        toolchain="build/toolchain.json",
        code=code("compile_program.py"),
    output:
        "build/programs/{family}/{model}.json",
    log:
        "build/logs/{family}/{model}.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=2500, minutes=15),
    params:
        store=SETTINGS.toolchain.executables,
        cpu=SETTINGS.toolchain.cpu,
    message:
        "Compiling {wildcards.family}/{wildcards.model}"
    script:
        "../scripts/compile_program.py"
