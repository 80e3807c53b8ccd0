"""Several coins of one factory: how alike they are, and what one says of another."""

from __future__ import annotations

from pooling.exact.explore.base import movable
from pooling.figures.words import letters, symbol
from pooling.report.play import coins
from pooling.report.play.base import Speech, axis, key
from pooling.report.words.bilingual import bilingual

MOST_CURVES = 8  # groups that get one; more cannot be told apart
DECIMALS = 3  # of rates; more cannot be seen on a screen

STARTS = ("y", "N", "a", "b")
FIGURE, DEGREE = "figure-kappa_sweep", "partial"
TEXT = coins.TEXT | bilingual(
    title=("Try it: how alike are they?", "Pruébelo: ¿cuánto se parecen?"),
    text=(
        "κ is a known number of this model: the larger it is, the less the {columns} "
        "may differ. Move it, and the exact posteriors follow. With κ\u202f=\u202f2 each π "
        "has a flat prior and the mean (y\u202f+\u202f1)/(N\u202f+\u202f2): its own "
        "proportion, but for few {trial} nearer to one half. With a large κ all of them "
        "move to ω.",
        "En este modelo κ es un número conocido: cuanto mayor es, menos "
        "diferencias admite entre {columns}. Al moverlo, los posteriors exactos lo siguen. Con "
        "κ\u202f=\u202f2, cada π tiene un prior plano y la media "
        "(y\u202f+\u202f1)/(N\u202f+\u202f2): su propia proporción, aunque con pocos datos "
        "({trial}) más cerca de un medio. Con κ grande, todas van hacia ω.",
    ),
    moves=(
        "Change what was seen of one {column}, and see how far the other moves: "
        "little with a small κ, much with a large one.",
        "Cambie los datos de uno ({column}) y vea cuánto se mueve el otro: poco con "
        "κ chico, mucho con κ grande.",
    ),
    first=(
        "The first {shown} of {all} {columns} have a curve.",
        "Se muestran las primeras curvas: {shown} de {all} {columns}.",
    ),
    figure=(
        "The posterior means over all values of κ are drawn in a figure.",
        "Las medias a posteriori para todos los valores de κ están en una figura.",
    ),
    label=(
        "Posterior densities of ω and π for the chosen values",
        "Densidades a posteriori de ω y π con los valores elegidos",
    ),
    said=("{name}: mean {mean}", "{name}: media {mean}"),
    said_seen=(
        "{name}: mean {mean}, observed {seen}",
        "{name}: media {mean}, observada {seen}",
    ),
    was=(" (in this analysis {was})", " (en este análisis {was})"),
    ghost=("fainter: this analysis", "más tenue: este análisis"),
    seen=("proportion observed", "proporción observada"),
)


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the densities of omega and pi over kappa."""
    labels = [curve["group"] for curve in explored["curves"][1:]]
    few = movable(explored["N"])
    if few and len(labels) == 1:  # the laboratory shows more of it
        return ()
    sign = letters(symbol("theta"))
    names = ["ω", *(f"{sign}, {say.group(label)}" for label in labels)]
    names = names[: MOST_CURVES + 1]
    kappa = explored["kappa"][explored["own"]]
    controls = coins.counts(labels, explored, say) if few else []
    controls.append(coins.kappa(kappa, say))
    data = {
        "controls": controls,
        "reset": say("reset") if few else None,
        "moves": few,
        "panels": [
            {
                "x": axis("ω, π", (0, 1), say.language),
                "y": axis(say("density"), (0, 1), say.language),
            }
        ],
        "key": [
            *({"mark": f"curve c{at}", "text": name} for at, name in enumerate(names)),
            *key({"curve ghost": "ghost", "seen": "seen"}, say),
        ],
        "said": {"unseen": say("said"), "seen": say("said_seen"), "was": say("was")},
        "decimals": DECIMALS,
        "names": names,
        "y": explored["y"],
        "n": explored["N"],
        "kappa": kappa,
        "a": explored["a"],
        "b": explored["b"],
    }
    remarks = [say("moves")] if few else []
    if len(labels) > MOST_CURVES:
        remarks.append(say("first", shown=MOST_CURVES, all=len(labels)))
    return data, *remarks
