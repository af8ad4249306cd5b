"""The count of agreement with published answers counts, and README's table has what is compared and nothing else."""

import pkgutil
from importlib import import_module
from types import SimpleNamespace

import pytest

from tests import reference
from tests.reference import agreement
from tests.reference.agreement import EQUAL, UNEXPLAINED, Comparison


def declared() -> set[tuple[str, str]]:
    """Return (source, what) of every comparison that a module here declares."""
    modules = [
        import_module(f"{reference.__name__}.{module.name}") for module in pkgutil.iter_modules(reference.__path__)
    ]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Comparison)]
    return {(comparison.source, comparison.what) for comparison in found}


def test_readme_has_a_row_for_every_comparison_and_no_other() -> None:
    rows = [tuple(line.strip("| ").split(" | ")[:2]) for line in agreement.published_rows()]
    assert len(rows) == len(set(rows))
    assert set(rows) == declared()


@pytest.fixture
def readme(tmp_path, monkeypatch):
    path = tmp_path / "README.md"
    head = (
        f"# Other\n\n| A | b | 3 | 3 |  |\n\n{agreement.TITLE}\n\n{agreement.HEAD}\n| --- | --- | --- | --- | --- |\n"
    )
    path.write_text(f"{head}| A | limits | 1,002 | 1,000 | 2: rounded |\n\n## Next\n\n| A | c | 1 | 1 |  |\n", "utf-8")
    monkeypatch.setattr(agreement, "README", path)
    return path


def outcomes(**counts: int) -> dict[object, str]:
    return {(outcome, n): outcome for outcome, number in counts.items() for n in range(number)}


def test_a_count_that_readme_has_is_held_and_reported(readme) -> None:
    said = []
    Comparison("A", "limits").hold(outcomes(equal=1000, rounded=2), lambda *pair: said.append(pair))
    assert said == [("agreement", ["A", "limits", {"equal": 1000, "rounded": 2}])]
    report = SimpleNamespace(user_properties=said)
    lines = list(agreement.summary([report, SimpleNamespace()]))
    assert lines == ["A: limits: 1,000 of 1,002 equal", "    2: rounded"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({EQUAL: 1001, "rounded": 2}, "| A | limits | 1,003 | 1,001 | 2: rounded |"),
        ({EQUAL: 1000, "rounded": 2, UNEXPLAINED: 1}, "1 rows differ without a cause"),
        ({}, "nothing was compared"),
    ],
)
def test_a_stale_readme_an_unexplained_row_and_no_row_at_all_fail(readme, counts: dict[str, int], said: str) -> None:
    reported = []
    with pytest.raises(pytest.fail.Exception, match=said.replace("|", "[|]")):
        Comparison("A", "limits").hold(outcomes(**counts), lambda *pair: reported.append(pair))
    assert reported, "the summary shows what fails too"


def test_rows_outside_the_section_are_not_its_rows(readme) -> None:
    assert agreement.published_rows() == ["| A | limits | 1,002 | 1,000 | 2: rounded |"]
