"""Nothing to play with: a line has more sides than a slider shows."""

EXPLORATIONS: dict = {}
