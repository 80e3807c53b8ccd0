"""What the same posterior costs with this project's programs and with other tools.

``make benchmarks`` runs it; README.md says what is measured and what came out.
"""
