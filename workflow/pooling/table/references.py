"""Stan data of a long table: what stands in its columns is named, not written again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.basics import files, long_tables

if TYPE_CHECKING:
    import pandas as pd

LABELS = "labels"  # what the file of a long table calls those of its groups


def of_table(prepared: str | Path, rows: int) -> dict:
    """Say where numbers of the rows are, as `pooling.basics.files.read_data` reads it.

    Parameters
    ----------
    prepared : path
        ``prepared.parquet``.
    rows : int
        Its rows.

    Returns
    -------
    dict
        To be given the ``column``, its name or the number of all rows.
    """
    # The digest of the data is then that of the rows, too.
    place = {"table": Path(prepared).name, "sha256": files.sha256(prepared)}
    return place | {"count": rows, "less": 0.0, "labels": []}


def packed(values: dict) -> dict[str, bytes]:
    """Give numbers, and texts, of the groups of a long table as its file keeps them."""
    return {
        f"{long_tables.KEPT_AS}{name}": value.astype(_kind(value)).tobytes()
        if isinstance(value, np.ndarray)
        else json.dumps(value).encode()
        for name, value in values.items()
    }


def _kind(value) -> str | None:
    """Say in which bytes numbers are written; None where they are none, or a single one."""
    return files.BYTES[value.dtype.kind] if isinstance(value, np.ndarray) else None


def kept(values: dict, prepared: str | Path) -> dict:
    """Name what `packed` gave instead of repeating it."""
    table = Path(prepared).name
    return {
        name: {
            "table": table,
            "kept": name,
            "kind": _kind(value),
            "shape": np.shape(value),
        }
        for name, value in values.items()
    }


def labels(prepared: str | Path) -> dict:
    """Name the labels of the groups, which the file of a long table keeps."""
    return kept({LABELS: []}, prepared)[LABELS]


def referred(data: dict, table: pd.DataFrame, prepared: str | Path) -> dict:
    """Name the columns of a long table instead of their numbers.

    Parameters
    ----------
    data : dict
        Stan data: arrays for what the rows have.
    table : DataFrame
        The prepared table.
    prepared : path
        Its file.

    Returns
    -------
    dict
        Numbers that are not in the table stay what they are.
    """
    count, column = len(table), of_table(prepared, len(table))
    numbers = {
        name: table[name].to_numpy()
        for name in table.select_dtypes("number")
        if name != "row"
    }

    def named(values: np.ndarray) -> dict | None:
        first = values[0]
        if (values == first).all():
            return column | {"column": first.item()}
        same = (name for name, each in numbers.items() if np.array_equal(each, values))
        name = next(same, None)
        return None if name is None else column | {"column": name}

    def there(name: str, values: Any) -> Any:
        if isinstance(values, long_tables.Columns):
            parts = [named(each) or each for each in values.parts]
            return {"columns": parts, "count": count}
        if not isinstance(values, np.ndarray) or len(values) != count:
            return values
        if name == "group":
            return column | {"column": name, "labels": labels(prepared)}
        return (values.ndim == 1 and named(values)) or values

    return {name: there(name, value) for name, value in data.items()}


def beside(data: dict, prepared: str | Path, output: str | Path) -> dict:
    """Give the paths of tables from where the Stan data are written."""
    folder = os.path.relpath(Path(prepared).parent, Path(output).parent)

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            value = {name: moved(each) for name, each in value.items()}
            if "columns" in value:
                value["columns"] = [moved(each) for each in value["columns"]]
            if "table" in value:
                value["table"] = f"{folder}/{value['table']}"
        return value

    return moved(data)
