# What people paste or hand out: answers as Markdown, LaTeX and JSON, the report as PDF.


PRINTED = [path.removesuffix("html") + "pdf" for path in REPORTS]


rule write_answers:
    input:
        answers=of_analyses("answers.json"),
        verdict=fits_of_run("verdict.txt"),
        lessons=lambda w: lessons_in(w.language),
        facts=for_lessons(*of_analyses("prepared.json")),
        unused=for_lessons(*of_analyses(*OF_SOME["unused"])),
        summary=for_lessons(*fits_of_run("summary.csv")),
        exact=for_lessons(*fits_of_run("exact.csv")),
        predictive_new_group=for_lessons(*fits_of_run("predictive_new_group.json")),
        claims=for_lessons("<results>/claims.json"),
        code=code("write_answers.py"),
    output:
        "<results>/answers.{language}.md",
        "<results>/answers.{language}.tex",
        "<results>/answers.{language}.json",
    log:
        "<logs>/write_answers.{language}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
        settings={
            analysis: {
                "title": settings.title,
                "question": settings.question,
                "lesson": settings.lesson,
            }
            for analysis, settings in SETTINGS.analyses.items()
        },
    message:
        "Writing the answers to paste, language {wildcards.language}"
    script:
        "../scripts/write_answers.py"


rule answers:
    input:
        ANSWERS,
    localrule: True


rule print_report:
    input:
        page="<results>/report.{language}.html",
        browser=able_to_print,
        code=code("print_report.py"),
    output:
        "<results>/report.{language}.pdf",
    log:
        "<logs>/print_report.{language}.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=2000, minutes=10),
    message:
        "Printing the report, language {wildcards.language}"
    script:
        "../scripts/print_report.py"


rule report_pdf:
    input:
        PRINTED,
    localrule: True
