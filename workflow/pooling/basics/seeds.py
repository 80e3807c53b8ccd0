"""Seeds: each fit has its own, derived from the run's."""

import hashlib


def seed_of(seed: int, *names: str) -> int:
    """Derive the seed of one fit from the run's.

    Parameters
    ----------
    seed : int
        The run's seed.
    *names : str
        What tells the fit from all others: analysis and model.

    Returns
    -------
    int
        Between 1 and 2**31 - 2.
    """
    text = "/".join([str(seed), *names]).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4]) % (2**31 - 2) + 1
