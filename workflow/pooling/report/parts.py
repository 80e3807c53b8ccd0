"""Parts of the story of an analysis, in their order.

Each has a template under ``templates/story``. Lessons name them, and figures stand in them.
"""

# Part -> what an analysis, as `pooling.report.story.tell` arranges it, must have to need it.
PARTS = {
    "opening": lambda s: s["lesson"].get("opening"),
    "data": lambda s: True,
    "models": lambda s: True,
    "before": lambda s: s["fits"] or s["figures"]["before"],
    "checks": lambda s: s["fits"],
    "posterior": lambda s: s["fits"] or s["figures"]["posterior"],
    "shrinkage": lambda s: s["pooling_factor"] or s["figures"]["shrinkage"],
    "pairs": lambda s: s["pairs"],
    "exact": lambda s: s["exact"],
    "after": lambda s: s["fits"],
    "new_group": lambda s: any(fit["predicts"]["new_group"] for fit in s["fits"]),
    "comparison": lambda s: s["comparison"],
    "prior": lambda s: any(fit["predicts"]["sensitivity"] for fit in s["fits"]),
    "claims": lambda s: s["claims"],
    "further": lambda s: s["figures"]["further"],
    "closing": lambda s: s["lesson"].get("closing"),
}
