"""What the concentration of the factory does to the coins' estimates."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.coins import densities


def kappa_sweep(results, words):
    """Draw posterior means as the tie between the coins tightens."""
    data = densities.data_of(results)
    sweep = results.json("explore")["kappa"]
    kappas = np.array(sweep["kappa"])
    means = np.array([curve["mean"] for curve in sweep["curves"]]).T
    figure, axes = style.canvas(height=3.4)
    axes.plot(
        kappas,
        means[:, 0],
        color=style.PRIOR,
        lw=2,
        label=densities.omega_of(words),
        zorder=3,
        ls="--",
    )
    table = {"kappa": kappas, "omega": means[:, 0]}
    styles = [(0, dashes) for dashes in densities.COIN_DASHES]
    for coin, label in enumerate(results.groups[: densities.PANELS]):
        line = axes.plot(
            kappas,
            means[:, coin + 1],
            ls=styles[coin % len(styles)],
            color=style.COLOURS["partial"],
            lw=1.8,
            label=densities.theta_of(words, results, coin),
        )[0]
        y, n = data["y"][coin], data["N"][coin]
        axes.plot(2, y / n, "o", color=style.COLOURS["none"], ms=5, clip_on=False)
        look = {
            "mfc": "white",
            "mec": style.PRIOR,
            "ms": 5,
            "clip_on": False,
            "zorder": 4,
        }
        axes.plot(2, (y + 1) / (n + 2), "o", **look)
        table[f"theta[{label}]"] = line.get_ydata()
    axes.axvline(data["kappa"], color=style.PALE, lw=1.2, zorder=0)
    axes.annotate(
        rf"$\kappa$ = {words.number(data['kappa'])}",
        (data["kappa"], 1),
        xycoords=("data", "axes fraction"),
        xytext=(3, -9),
        textcoords="offset points",
        fontsize=8,
        color=style.DATA,
    )
    axes.set_xscale("log")
    ticks = [2, 5, 10, 20, 50, 100, 200, 500, 1000]
    axes.set_xticks(ticks)
    axes.minorticks_off()
    axes.set_xlim(2, 1000)
    axes.set_xlabel(words.say("coins/kappa_sweep/across"))
    axes.set_ylabel(words("posterior mean", "media a posteriori"))
    seen = words("sample proportion $y/N$", "proporción observada $y/N$")
    uniform = words("uniform prior", "prior uniforme")
    uniform += r" ($\kappa$ = 2): $(y+1)/(N+2)$"
    entries = style.labelled(axes)
    entries.append(style.key(seen, "o", color=style.COLOURS["none"], ms=5))
    entries.append(style.key(uniform, "o", mfc="white", mec=style.PRIOR, ms=5))
    style.legend_below(figure, entries, columns=2)
    densities.first_few(figure, results, words)
    return figure, table


def says_kappa_sweep(table, words, results) -> str:
    """Tell from where to where the posterior means go."""
    kappas = alt_text.span(words, table["kappa"])
    texts = []
    for name in list(table)[1:]:
        a, b = alt_text.numbers(words, table[name][0], table[name][-1])
        text = words(f"from {a} to {b}", f"de {a} a {b}")
        texts.append(f"{densities.sign_of(words, results, name)} {text}")
    chosen = words.number(densities.data_of(results)["kappa"])
    return words.say(
        "coins/kappa_sweep/says", kappas=kappas, listed="; ".join(texts), chosen=chosen
    )
