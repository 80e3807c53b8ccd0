"""Lines: a real outcome against a predictor, in groups."""

from pooling.report.chapters.base import Chapter, alike, of_family

BY_GROUP = r"y_i \sim \text{Normal}(\alpha_{j[i]} + \beta_{j[i]} x_i, \sigma)"
UNITS = dict.fromkeys(("alpha", "mu_alpha", "sigma_alpha", "sigma"), "y")
UNITS |= dict.fromkeys(("beta", "mu_beta", "sigma_beta"), "y/x")

PLACES = {
    "data": "data",
    "correlation": "posterior",
    "pooling": "shrinkage",
    "intercept_slope": "shrinkage",
}
LEAD = ("pooling", "intercept_slope")
SLIDES = {"data": False, "intercept_slope": True, "correlation": True}

MODELS = {
    "complete_pooling": Chapter(
        formula=(r"y_i \sim \text{Normal}(\alpha + \beta x_i, \sigma)",),
        notation=alike("{y} ~ 1 + {x}"),
    ),
    "no_pooling": Chapter(
        formula=(BY_GROUP,),
        notation=alike("{y} ~ 0 + {group} + {group}:{x}"),
    ),
    "partial_pooling": Chapter(
        formula=(
            BY_GROUP,
            r"(\alpha_j, \beta_j) \sim \text{Normal}_2((\mu_\alpha, \mu_\beta), \Sigma)",
            r"\Sigma = \text{diag}(\sigma_\alpha, \sigma_\beta)\,R\,"
            r"\text{diag}(\sigma_\alpha, \sigma_\beta)",
            r"R = \begin{pmatrix} 1 & \rho \\ \rho & 1 \end{pmatrix}",
        ),
        notation=alike("{y} ~ 1 + {x} + (1 + {x} | {group})"),
        slide=True,
    ),
}

TOLD = of_family("lines", MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
