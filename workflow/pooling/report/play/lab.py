"""The coin laboratory: the plane of pi and omega before and after the data."""

from __future__ import annotations

from pooling.report.play import coins
from pooling.report.play.base import Speech, axis, control, key, steps
from pooling.report.words.bilingual import bilingual

SHAPES = (1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100)  # of the prior of omega
SLICES = 49  # of omega, without 0 and 1
FIRST = 0.6  # of omega, where the line is at first
DECIMALS = 3  # of probabilities
MARGIN, SQUARE, LOWER = 34, 236, 200  # pixels: of densities at the sides, of panels

# Whatever kappa and prior it has at first, they can be moved.
STARTS = ("y", "N")
FIGURE, DEGREE = "figure-from_prior_to_posterior", "partial"
TEXT = coins.TEXT | bilingual(
    title=("Try it: the laboratory", "Pruébelo: el laboratorio"),
    text=(
        "Prior times likelihood gives the posterior, here over the plane of π "
        "({probability}) and ω (the mode {of_population}). Change the data, the prior or "
        "κ, and all three move, their margins at the sides with them. Move the line "
        "across: the panel below shows π if ω were known to be there.",
        "El prior por la verosimilitud da el posterior, aquí en el plano de π "
        "({probability}) y ω (la moda {of_population}). Cambie los datos, el prior o κ y "
        "los tres se mueven, con sus marginales a los lados. Mueva la línea: el panel de "
        "abajo muestra π si se supiera que ω está ahí.",
    ),
    others=(
        "The likelihood is that of both: what the other says reaches ω, and through "
        "ω this π.",
        "La verosimilitud es la de ambos: lo que dice el otro llega a ω y, a través "
        "de ω, a esta π.",
    ),
    figure=(
        "Prior, likelihood and posterior of this analysis are drawn in a figure.",
        "El prior, la verosimilitud y el posterior de este análisis están en una figura.",
    ),
    label=(
        "Prior, likelihood and posterior of π and ω",
        "Prior, verosimilitud y posterior de π y ω",
    ),
    shape_a=("A of Beta(A, B), the prior of ω", "A de Beta(A; B), el prior de ω"),
    shape_b=("B of Beta(A, B), the prior of ω", "B de Beta(A; B), el prior de ω"),
    slice=("the line: ω at", "la línea: ω en"),
    shown=("shown", "se muestra"),
    prior=("prior", "prior"),
    likelihood=("likelihood", "verosimilitud"),
    posterior=("posterior", "posterior"),
    plane=("{name} (upwards: ω)", "{name} (hacia arriba: ω)"),
    plane_label=(
        "{name} over π (across) and ω (upwards), with margins",
        "{name} sobre π (horizontal) y ω (vertical), con marginales",
    ),
    conditional=(
        "density of π given ω at the line",
        "densidad de π dado el ω de la línea",
    ),
    key_prior=("prior", "prior"),
    key_data=("likelihood", "verosimilitud"),
    key_posterior=("posterior", "posterior"),
    key_whole=("posterior of π over all ω", "posterior de π con todos los ω"),
    key_line=("ω of the panel below", "ω del panel de abajo"),
    key_seen=("proportion observed", "proporción observada"),
    said=(
        "Posterior means: π {pi} ± {pi_sd}, ω {omega} ± {omega_sd} (± one sd). If ω "
        "were {slice}, π would be {given}.",
        "Medias a posteriori: π {pi} ± {pi_sd}, ω {omega} ± {omega_sd} (± un desvío "
        "estándar). Si ω fuera {slice}, π sería {given}.",
    ),
)


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the planes of one or two coins and the line across them."""
    labels = explored["labels"]
    lines = [(at + 1) / (SLICES + 1) for at in range(SLICES)]
    controls = [
        *coins.counts(labels, explored, say),
        coins.kappa(explored["kappa"], say),
        *(
            steps(
                name, say(f"shape_{name}"), offered=SHAPES, here=explored[name], say=say
            )
            for name in "ab"
        ),
        steps("slice", say("slice"), offered=lines, here=FIRST, say=say),
    ]
    if len(labels) > 1:
        shown = [say.group(label) for label in labels]
        controls.append(
            control("radio", "shown", label=say("shown"), values=shown, start=0)
        )
    across = axis("π", (0, 1), say.language)
    halves = [[at, say.number(at)] for at in (0, 0.5, 1)]
    planes = [
        {
            "label": say("plane_label", name=say(name)),
            "narrow": True,
            "height": SQUARE,
            "margin": MARGIN,
            "x": across | {"ticks": halves},
            "y": across | {"ticks": halves, "name": say("plane", name=say(name))},
        }
        for name in ("prior", "likelihood", "posterior")
    ]
    conditional = {
        "label": say("conditional"),
        "height": LOWER,
        "x": across,
        "y": across | {"ticks": [], "name": say("conditional")},
    }
    marks = {
        "curve prior": "key_prior",
        "curve data": "key_data",
        "curve posterior": "key_posterior",
        "curve posterior whole": "key_whole",
        "slice": "key_line",
        "seen": "key_seen",
    }
    data = {
        "controls": controls,
        "reset": say("reset"),
        "panels": [*planes, conditional],
        "key": key(marks, say),
        "said": say("said"),
        "decimals": DECIMALS,
        "y": explored["y"],
    }
    return (data, say("others")) if len(labels) > 1 else (data,)
