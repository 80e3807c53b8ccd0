"""Plate diagrams: a model as declared nodes, arrows and plates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path

import numpy as np

from pooling.figures import style
from pooling.figures.words import letters
from pooling.model import families, priors

UNIT = 0.74  # inches between neighbouring nodes
ROUND = (0.33, 0.33)  # half width and height of a node, in units
WIDE = (0.62, 0.33)
SQUARE = (0.1, 0.1)
LETTER = 0.078  # width of a letter of a plate's text, in units
LONGEST = 14  # letters of a prior beside its neighbours
SQUARES = ("known", "prior")
BESIDE = 0.5  # width that a known node takes with its sign
ABOVE = 1.0  # of a node: where the square of its prior stands
DISTRIBUTIONS = {
    "normal": "Normal",
    "exponential": "Exp",
    "beta": "Beta",
    "lkj": "LKJ",
    "gamma": "Gamma",
}


@dataclass(frozen=True)
class Node:
    """A quantity of a model.

    Attributes
    ----------
    sign : str
        Its formula, without dollar signs.
    x, y : float
        Where it stands, in units.
    kind : {"unknown", "computed", "observed", "known", "prior"}
        Known ones are small squares with the sign beside; a prior is one with its
        text above.
    parents : sequence of str
        Nodes from which arrows come.
    prior : str
        Parameter whose prior, a small square with its numbers, stands above.
    of : str
        What of it the prior is of, as a formula, where that is not the quantity itself.
    value : str
        Key of the Stan data whose number is written beside a known one.
    """

    sign: str
    x: float
    y: float
    _: KW_ONLY
    kind: str = "unknown"
    parents: Sequence[str] = ()
    prior: str = ""
    of: str = ""
    value: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Half width and half height, in units."""
        if self.kind in SQUARES:
            return SQUARE
        return WIDE if "," in self.sign else ROUND


@dataclass(frozen=True)
class Plate:
    """A frame around what is repeated.

    Attributes
    ----------
    members : sequence of str
        Nodes inside.
    text : dict of str
        Language -> index and size; ``{group}`` and keys of the Stan data are
        filled in.
    """

    members: Sequence[str]
    text: dict[str, str]


@dataclass(frozen=True)
class Graph:
    """The nodes of a model, by name, and its plates, outer ones first."""

    nodes: dict[str, Node]
    plates: tuple[Plate, ...] = ()


OBSERVATIONS = {"en": "observation $i$ = {N}", "es": "observación $i$ = {N}"}
GROUPS = dict.fromkeys(OBSERVATIONS, "{group} $j$ = {J}")
REPEATED = {
    "observations": OBSERVATIONS,
    "groups": GROUPS,
    "units": dict.fromkeys(OBSERVATIONS, "{group} $i$ = {J}"),
    "coins": dict.fromkeys(OBSERVATIONS, "{group} $s$ = {S}"),
}
LAID_OUT = Path(__file__).parent / "graphs"


def laid_out(family: str, model: str) -> Graph:
    """Read the graph of a model of the lecture, laid out by hand."""
    import yaml

    every = yaml.safe_load((LAID_OUT / f"{family}.yaml").read_text("utf-8"))
    nodes = {name: Node(**node) for name, node in every[model]["nodes"].items()}
    plates = every[model]["plates"]
    return Graph(
        nodes, tuple(Plate(each["members"], REPEATED[each["of"]]) for each in plates)
    )


def _edge(start: Node, stop: Node) -> tuple:
    """Ends of an arrow, on the outlines of two nodes."""
    away = np.array([stop.x - start.x, stop.y - start.y])
    ends = []
    for node, sign in ((start, 1), (stop, -1)):
        a, b = node.size
        reach = 1 / np.hypot(away[0] / a, away[1] / b)
        ends.append((node.x + sign * reach * away[0], node.y + sign * reach * away[1]))
    return tuple(ends)


def _written(value: float, words) -> str:
    """Write a number with three digits, or all that stand before its mark."""
    return words.number(value, ".0f" if 1e3 <= abs(value) < 1e6 else ".3g")


def _arguments(given: list, words) -> str:
    """Write the arguments of a prior; of several that differ, how many there are."""
    lists = [value for value in given if priors.several(value)]
    if any(len(set(value)) > 1 for value in lists):
        return f" \N{MULTIPLICATION SIGN} {len(lists[0])}"
    one = (value[0] if priors.several(value) else value for value in given)
    return f"({words.listed(*(_written(value, words) for value in one))})"


def _with_priors(graph: Graph, declared: dict, data: dict, words) -> dict[str, Node]:
    """Add a known node with its numbers for each prior."""
    nodes = dict(graph.nodes)
    for name, node in graph.nodes.items():
        if node.prior:
            distribution = declared[node.prior]
            given = [
                data[f"prior_{node.prior}_{argument}"]
                for argument in priors.ARGUMENTS[distribution]
            ]
            text = f"{DISTRIBUTIONS[distribution]}{_arguments(given, words)}"
            if node.of:
                text = f"${node.of}$ ~ {text}"
            above = f"prior of {name}"
            nodes[above] = Node(text, node.x, node.y + ABOVE, kind="prior")
            parents = (*node.parents, above)
            nodes[name] = replace(node, parents=parents)
        elif node.value:
            sign = f"{node.sign} = {words.within_formula(data[node.value])}"
            nodes[name] = replace(node, sign=sign)
    return nodes


def _frames(graph: Graph, texts: list[str]) -> list[tuple]:
    """Corners of the plates, outer ones first.

    Each holds its members with their signs, the plates inside it and its text.
    """
    frames: list[tuple] = []
    done: list[set[str]] = []
    for plate, text in reversed(list(zip(graph.plates, texts, strict=True))):
        members = [graph.nodes[name] for name in plate.members]
        left = min(node.x - node.size[0] for node in members) - 0.15
        right = max(
            node.x + (BESIDE if node.kind == "known" else node.size[0])
            for node in members
        )
        low = min(node.y for node in members) - 0.74
        high = max(node.y for node in members) + 0.48
        right = max(right + 0.15, left + 0.2 + LETTER * len(text))
        inside = [
            frame
            for frame, held in zip(frames, done, strict=True)
            if held <= set(plate.members)
        ]
        if inside:
            x0, y0, x1, _ = np.transpose(inside)
            left, right = min(left, x0.min() - 0.1), max(right, x1.max() + 0.1)
            low = min(low, y0.min() - 0.34)
        frames.append((left, low, right, high))
        done.append(set(plate.members))
    return frames[::-1]


def draw(results, words):
    """Draw the plate diagram of a fit's model."""
    from matplotlib.patches import Ellipse, FancyBboxPatch, Rectangle

    ((model, fit),) = results.fits.items()
    family = results.settings["family"]
    build = getattr(families.load("figures", family), "graph", None)
    graph = build(results, model) if build else laid_out(family, model)
    data = fit.stan_data
    nodes = _with_priors(graph, results.declared(model).priors, data, words)
    ranges = {
        name: "1" if data[name] == 1 else f"1, …, {data[name]}"
        for name in ("N", "J", "S", "L")
        if np.ndim(data.get(name, [])) == 0  # trials of units are called N, too
    }
    texts = [
        plate.text[words.language].format(group=words.label("group"), **ranges)
        for plate in graph.plates
    ]
    frames = _frames(graph, texts)
    corners = np.array(frames)
    xs, ys = ([getattr(node, axis) for node in nodes.values()] for axis in "xy")
    left, right = min(*xs, *corners[:, 0]) - 0.7, max(*xs, *corners[:, 2]) + 0.7
    low, high = min(*ys, *corners[:, 1]) - 0.1, max(ys) + 0.45
    figure, axes = style.canvas(
        width=min(style.WIDTH, max(4.4, UNIT * (right - left))),
        height=UNIT * (high - low) + 0.5,
    )
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_aspect("equal")
    axes.set_axis_off()
    for (x0, y0, x1, y1), text in zip(frames, texts, strict=True):
        look = {
            "boxstyle": "round,pad=0,rounding_size=0.12",
            "fc": "none",
            "ec": style.PALE,
        }
        axes.add_patch(FancyBboxPatch((x0, y0), x1 - x0, y1 - y0, lw=1.1, **look))
        axes.text(x0 + 0.1, y0 + 0.08, text, fontsize=7.5, color=style.DATA, va="bottom")
    shapes = {
        "unknown": {"fc": "white"},
        "observed": {"fc": "#D9D9D9"},
        "computed": {"fc": "white", "ls": (0, (3, 2))},
    }
    for node in nodes.values():
        a, b = node.size
        if node.kind in SQUARES:
            axes.add_patch(
                Rectangle(
                    (node.x - a, node.y - b), 2 * a, 2 * b, color=style.PRIOR, zorder=3
                )
            )
            if node.kind == "prior":
                place = {"xy": (node.x, node.y + 0.2), "ha": "center", "va": "bottom"}
                # Neighbours stand a unit apart; a long one takes two lines.
                long = len(node.sign) > LONGEST
                marks = "(~) " if "~" in node.sign else "([,;]) "
                text = re.sub(marks, r"\1\n", node.sign) if long else node.sign
                axes.annotate(text, fontsize=8, **place)
            else:
                place = {"xy": (node.x + 0.2, node.y), "ha": "left", "va": "center"}
                axes.annotate(f"${node.sign}$", **place)
        else:
            axes.add_patch(
                Ellipse(
                    (node.x, node.y),
                    2 * a,
                    2 * b,
                    ec=style.DATA,
                    zorder=3,
                    **shapes[node.kind],
                )
            )
            axes.text(
                node.x, node.y, f"${node.sign}$", ha="center", va="center", zorder=4
            )
        for parent in node.parents:
            start, stop = _edge(nodes[parent], node)
            arrow = {"arrowstyle": "-|>", "color": style.DATA, "lw": 0.9}
            arrow |= {"shrinkA": 0, "shrinkB": 0}
            axes.annotate("", stop, start, arrowprops=arrow, zorder=2)
    _legend(figure, nodes, shapes, words)
    arrows = [
        (name, node.kind, node.sign, parent)
        for name, node in nodes.items()
        for parent in node.parents or ("",)
    ]
    return figure, dict(
        zip(("node", "kind", "sign", "parent"), zip(*arrows, strict=True), strict=True)
    )


def says(table, words, results) -> str:
    """Tell what depends on what, and the priors."""
    rows = list(zip(*table.values(), strict=True))
    sign = {node: letters(text) for node, _, text, _ in rows}
    kind = {node: what for node, what, _, _ in rows}
    parents: dict[str, list[str]] = {}
    priors = []
    for node, _, _, parent in rows:
        if kind.get(parent) == "prior":
            given = sign[parent].replace("$", "")
            priors.append(given if " ~ " in given else f"{sign[node]} ~ {given}")
        elif parent:
            parents.setdefault(node, []).append(sign[parent])
    on = words("on", "de")
    texts = [f"{sign[node]} {on} {', '.join(above)}" for node, above in parents.items()]
    text = words("What depends on what: ", "Dependencias: ") + "; ".join(texts) + "."
    if priors:
        text += words(" Priors: ", " Priors: ") + "; ".join(priors) + "."
    return text


def _legend(figure, nodes, shapes, words) -> None:
    """Explain the kinds of nodes that the diagram has."""
    texts = {
        "unknown": words("unknown", "desconocido"),
        "computed": words("computed from others", "calculado a partir de otros"),
        "observed": words("observed", "observado"),
        "known": words("known or chosen", "conocido o elegido"),
    }
    used = {"known" if node.kind in SQUARES else node.kind for node in nodes.values()}
    texts = {kind: text for kind, text in texts.items() if kind in used}
    entries = [
        style.key(text, "s", color=style.PRIOR, ms=5)
        if kind == "known"
        else style.area_key(text, ec=style.DATA, **shapes[kind])
        for kind, text in texts.items()
    ]
    style.legend_below(figure, entries, columns=2)
