"""Lines: a real outcome against a predictor, in groups."""

from pooling.report.chapters.base import Chapter, alike, alike_for_all
from pooling.report.words.bilingual import bilingual

BY_GROUP = r"y_i \sim \text{Normal}(\alpha_{j[i]} + \beta_{j[i]} x_i, \sigma)"
SIGMA = {
    "sigma": {
        "en": "standard deviation of the observations around a group's line",
        "es": "desvío estándar de las observaciones en torno a la recta de su grupo",
    }
}
LINES = bilingual(
    alpha=(
        "outcome of each {group} at {x} = {centre}",
        "respuesta de cada {group} con {x} = {centre}",
    ),
    beta=(
        "slope of each {group}, per unit of {x}",
        "pendiente de cada {group}, por unidad de {x}",
    ),
)

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
        reading={
            "en": "One line for all observations; the groups are ignored.",
            "es": "Una sola recta para todas las observaciones; se ignoran los grupos.",
        },
        meanings=bilingual(
            alpha=(
                "mean outcome at {x} = {centre}",
                "respuesta media con {x} = {centre}",
            ),
            beta=(
                "slope of the line, per unit of {x}",
                "pendiente de la recta, por unidad de {x}",
            ),
            sigma=(
                "standard deviation of the observations around the line",
                "desvío estándar de las observaciones en torno a la recta",
            ),
        ),
        notation=alike("{y} ~ 1 + {x}"),
    ),
    "no_pooling": Chapter(
        formula=(BY_GROUP,),
        reading={
            "en": "Each group has a line of its own under priors so wide that they say "
            "nothing; no group learns from another.",
            "es": "Cada grupo tiene su propia recta con priors tan amplios que no "
            "aportan nada; ningún grupo aprende de otro.",
        },
        meanings=SIGMA | LINES,
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
        reading={
            "en": "Intercept and slope of each group come as a pair from a population "
            "whose centre, spreads and correlation are learned from all groups together.",
            "es": "La ordenada al origen y la pendiente de cada grupo provienen, como "
            "pareja, de una población cuyo centro, dispersiones y correlación se "
            "aprenden de todos los grupos a la vez.",
        },
        meanings=bilingual(
            mu_alpha=(
                "mean of the groups' outcomes at {x} = {centre}",
                "media de las respuestas de los grupos con {x} = {centre}",
            ),
            mu_beta=("mean slope, per unit of {x}", "pendiente media, por unidad de {x}"),
            sigma_alpha=(
                "standard deviation of the groups' outcomes at {x} = {centre}",
                "desvío estándar de las respuestas de los grupos con {x} = {centre}",
            ),
            sigma_beta=(
                "standard deviation of the slopes",
                "desvío estándar de las pendientes",
            ),
            rho=(
                "correlation of intercept and slope, the element off the diagonal of R",
                "correlación entre ordenada al origen y pendiente, el elemento "
                "fuera de la diagonal de R",
            ),
        )
        | SIGMA
        | LINES,
        notation=alike("{y} ~ 1 + {x} + (1 + {x} | {group})"),
        slide=True,
    ),
}

TOLD = alike_for_all(MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
