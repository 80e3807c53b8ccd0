# Observations and groups left out: which model predicts them best.
