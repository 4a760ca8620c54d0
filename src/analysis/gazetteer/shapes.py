"""Shapes of countries for maps without network: Natural Earth's, as the package ``geo-intel-offline`` carries them."""

from __future__ import annotations

import csv
import gzip
import json
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

PACKAGE = "geo_intel_offline"
DISPUTED = Path(__file__).with_name("disputed.csv")
# Natural Earth has no code for countries whose overseas parts it counts apart
WITHOUT_CODE = {"France": "FRA", "Norway": "NOR"}


@cache
def outlines() -> tuple[tuple[str, np.ndarray], ...]:
    """The coastlines and borders of the world, one closed line an area.

    Returns
    -------
    tuple of (str, ndarray of shape (n, 2))
        Country (ISO 3166-1 alpha-3; empty for an area without one) and longitudes and latitudes in degrees. Empty where
        the package does not have the shapes: a map then shows its points alone.

    Examples
    --------
    >>> lines = [line for code, line in outlines() if code == "TKM"]
    >>> max(lines, key=len).round().min(axis=0).tolist()
    [52.0, 35.0]
    """
    try:
        folder = resources.files(PACKAGE) / "data"
        areas, known = (
            json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes())) for name in ("polygons", "metadata")
        )
    except (OSError, ImportError, ValueError):
        return ()
    found = []
    for key in sorted(areas, key=int):
        about = known.get(key, {})
        code = WITHOUT_CODE.get(about.get("name"), about.get("iso3") or "")
        lines = areas[key].get("exteriors") or [areas[key]["exterior"]]
        # the package writes latitude first
        found += [("" if code == "-99" else code, np.array(line)[:, ::-1]) for line in lines if len(line) > 3]
    return tuple(found)


@cache
def disputed() -> tuple[tuple[float, float, float, float], ...]:
    """Boxes in which borders are disputed and are not drawn: west, south, east and north, in degrees.

    Examples
    --------
    >>> any(west < 34 < east and south < 45 < north for west, south, east, north in disputed())
    True
    """
    with DISPUTED.open(encoding="utf-8", newline="") as file:
        return tuple(
            tuple(float(row[side]) for side in ("west", "south", "east", "north"))  # type: ignore[misc]
            for row in csv.DictReader(file)
        )
