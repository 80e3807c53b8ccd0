# Which group is how high, and how any two of them compare.


rule rank_groups:
    input:
        facts="<results>/{analysis}/prepared.json",
        summary="<results>/{analysis}/partial_pooling/summary.csv",
        exact="<results>/{analysis}/partial_pooling/exact.csv",
        posterior="<results>/{analysis}/partial_pooling/posterior.nc",
        exact_nodes="<results>/{analysis}/partial_pooling/exact_nodes.nc",
        stan_data="<results>/{analysis}/partial_pooling/stan_data.json",
        code=code("rank_groups.py", "model.families"),
    output:
        ranks=shown("<results>/{analysis}/ranks.csv", "Answers"),
        pairs="<results>/{analysis}/pairs.json",
    log:
        "<logs>/{analysis}/rank_groups.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        family=family_of,
        kinds=["stan_data", "summary", "exact", "exact_nodes", "posterior"],
    message:
        "{wildcards.analysis}: ranking and comparing its groups"
    script:
        "../scripts/rank_groups.py"
