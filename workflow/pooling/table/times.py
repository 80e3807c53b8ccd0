"""Columns that hold times: numbers that count from a date, as their unit says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# What is counted, in English and Spanish -> its seconds, and its short sign.
_STEPS = {
    "microseconds microsegundos us µs": (1e-6, "µs"),
    "milliseconds milisegundos ms": (1e-3, "ms"),
    "seconds segundos s sec": (1, "s"),
    "minutes minutos min": (60, "min"),
    "hours horas h": (3600, "h"),
    "days días d": (86400, "d"),
}
STEPS = {name: step for names, step in _STEPS.items() for name in names.split()}
SINCE = re.compile(
    r"(?P<step>[a-zíµ]+) +(?:since|desde|desde el) +"
    r"(?P<origin>\d{4}|\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)(?: ?UTC|Z)?",
    re.IGNORECASE,
)
# Letters of an ISO date down to the year, month, day, minute, second, microsecond.
LENGTHS = (4, 7, 10, 16, 19, 26)
DAY, MINUTE, SECOND = 2, 3, 4
FIRST, LAST = datetime.min, datetime.max


@dataclass(frozen=True)
class Clock:
    """How the numbers of a column are times, in UTC.

    Attributes
    ----------
    step : float
        Seconds of one unit.
    sign : str
        Short sign of the unit.
    origin : datetime
        Time of the number 0.
    """

    step: float
    sign: str
    origin: datetime

    def date(self, value: float) -> datetime:
        """Give the time of a number; numbers beyond the years 1 to 9999 their ends."""
        seconds = float(value) * self.step
        if seconds < (FIRST - self.origin).total_seconds():
            return FIRST
        if seconds > (LAST - self.origin).total_seconds():
            return LAST
        return self.origin + timedelta(microseconds=round(seconds * 1e6))

    def value(self, date: datetime) -> float:
        """Give the number of a time."""
        return (date - self.origin) / timedelta(seconds=self.step)

    def exact(self, values) -> list[str]:
        """Write times alike, down to the first part that tells all of them in full."""
        dates = [self.date(value).isoformat(" ", "microseconds") for value in values]
        rest = "0001-01-01 00:00:00.000000"
        full = (
            length
            for length in LENGTHS
            if all(date[length:] == rest[length:] for date in dates)
        )
        length = next(full)
        return [date[:length] for date in dates]

    def rough(self, value: float, spread: float) -> str:
        """Write a time as far down as a spread of such numbers makes worth telling."""
        seconds = spread * self.step
        part = DAY if seconds > 864_000 else MINUTE if seconds > 600 else SECOND
        return self.date(value).isoformat(" ", "microseconds")[: LENGTHS[part]]


def clock(unit: str | None) -> Clock | None:
    """Read a unit that counts from a date.

    Parameters
    ----------
    unit : str, optional
        As the CF conventions (version 1.11, section 4.4) write it: ``seconds since
        1970-01-01``, with a time of day or without; the year alone will do, and so will
        Spanish words.

    Returns
    -------
    Clock or None
        None where the unit is another.
    """
    since = SINCE.fullmatch((unit or "").strip())
    if not since or since["step"].lower() not in STEPS:
        return None
    origin = since["origin"] + ("-01-01" if len(since["origin"]) == 4 else "")
    try:
        return Clock(*STEPS[since["step"].lower()], datetime.fromisoformat(origin))
    except ValueError:  # a month 13
        return None
