"""ONS similar local authorities: the statistical nearest neighbours of each area, and the clusters areas fall into."""

from pathlib import Path

import duckdb
import pandas as pd

from pipelines import readers
from pipelines.inbox import vintage
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading

MODELS = {
    "global": "similar councils (ONS)",
    "economic": "economically similar councils (ONS)",
    "demographic": "demographically similar councils (ONS)",
}
FAMILY = "ONS similar"
METHOD = "ONS statistical nearest neighbours, {} model: nearest first; being similar says nothing about performance"
CLUSTERS = ("AREACD", "AREANM", "Global", "Economic", "Demographic")
FORMATS = {"ONS similar areas": ("AREACD", *map(str, range(1, 21))), "ONS clusters": CLUSTERS}


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Return the groups of a neighbours or a clusters file: some thousand rows, so ``db`` is not needed."""
    if path.suffix.lower() != ".csv":
        return None
    header = readers.header(path)
    if header == list(CLUSTERS):
        return _clusters(path)
    if len(header) > 1 and header[0] == "AREACD" and header[1:] == [str(rank) for rank in range(1, len(header))]:
        return _neighbours(path)
    return None


def _neighbours(path: Path) -> Reading:
    """Return one group per area, its members in order of nearness (DR-15)."""
    model = next((model for model in MODELS if path.stem.startswith(model)), None)
    if model is None:
        expected = "a name beginning with " + ", ".join(MODELS)
        raise Refused([Problem(path.name, None, None, "model of similarity unknown", path.name, expected)])
    published = readers.table(path)
    pairs = published.melt(["AREACD", "row"], var_name="rank", value_name="area").query("area != ''")
    groups = pd.DataFrame(
        {
            "group": f"ons-{model}:" + pairs["AREACD"],
            "name": MODELS[model],
            "family": FAMILY,
            "version": vintage(path).isoformat(),
            "of_area": pairs["AREACD"],
            "method": METHOD.format(model),
            "area": pairs["area"],
            "rank": pairs["rank"].astype(int),
        }
    ).sort_values(["group", "rank"], ignore_index=True)
    return Reading(source="ons_similar", rows=len(published), groups=groups)


def _clusters(path: Path) -> Reading:
    """Return one group per model and cluster, in no order; counties are in none."""
    published = readers.table(path)
    descriptions, companions = _descriptions(path)
    allocated = published.melt(["AREACD", "AREANM", "row"], var_name="model", value_name="cluster")
    members = allocated[
        allocated["cluster"].str.fullmatch("[A-Z]")
    ]  # City of London and others have [x], not available
    model = members["model"].str.lower()
    described = [
        descriptions.get(model, {}).get(cluster.lower())
        for model, cluster in zip(model, members["cluster"], strict=True)
    ]
    groups = pd.DataFrame(
        {
            "group": "ons-cluster-" + model + ":" + members["cluster"],
            "name": "ONS " + model + " cluster " + members["cluster"],
            "family": FAMILY,
            "version": vintage(path).isoformat(),
            "of_area": None,
            "method": described,
            "area": members["AREACD"],
            "rank": None,
        }
    ).sort_values(["group", "area"], ignore_index=True)
    areas = published.rename(columns={"AREACD": "area", "AREANM": "name"})[["area", "name"]]
    return Reading(source="ons_similar", rows=len(published), groups=groups, areas=areas, companions=companions)


def _descriptions(path: Path) -> tuple[dict[str, dict[str, str]], tuple[Path, ...]]:
    """Return model and lower-case letter to the description of the cluster, and its file, if it is there."""
    file = path.with_name("cluster-descriptions.json")
    if not file.is_file():
        return {}, ()
    return readers.document(file, dict[str, dict[str, str]]), (file,)
