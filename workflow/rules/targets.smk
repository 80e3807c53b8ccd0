# Targets that nothing makes are named when the run is planned, with the nearest that is.


def figures_known(analysis, model):
    """Figures of an analysis, or of one of its fits."""
    if model:
        return figures.of_fit(SETTINGS.analyses[analysis].family, model)
    return FIGURE_FILES[analysis]


def files_to_ask_for():
    """Files that rules make, with the run's names for their wildcards."""
    for maker, path in ((each, path) for each in inside.rules for path in each.outputs):
        for analysis in SETTINGS.analyses if "{analysis" in path else [None]:
            for model in SAMPLED.get(analysis, []) if "{model" in path else [None]:
                drawn = "{figure" in path and analysis
                for figure in figures_known(analysis, model) if drawn else [None]:
                    names = {"analysis": analysis, "model": model, "figure": figure}
                    filled = re.sub(
                        r"\{(\w+)[^}]*\}", lambda w: names.get(w[1]) or w[0], path
                    )
                    if "{" not in filled and maker.wildcards(filled) is not None:
                        yield filled


def makes(maker, path):
    """Tell whether a file is made, with wildcards that this run knows."""
    found = maker.wildcards(path)
    if found is None:
        return False
    analysis, model = found.get("analysis"), found.get("model")
    if analysis and model not in (None, *SETTINGS.models(analysis, sampled=False)):
        return False
    figure = found.get("figure") if analysis else None
    return figure is None or figure in figures_known(analysis, model)


def refuse_unknown_target(target):
    """End where no rule makes a target."""
    path = target if os.path.isabs(target) else os.path.relpath(target)
    if not any(makes(each, path) for each in inside.rules):
        rules = (each.name for each in inside.rules)
        valid = sorted(set(files_to_ask_for() if "/" in target else rules))
        sys.exit(f'pooling: nothing makes "{target}" here; {nearest(target, valid)}')


def known_rule(name, is_rule):
    """Tell whether a target names one; if not, it must be a file that one makes."""
    if not is_rule:
        refuse_unknown_target(name)
    return is_rule


# Of a workflow that has this one for a module, the targets are its own.
if inside.called_here and not MODULE:
    inside.ask_before_targets(known_rule)
