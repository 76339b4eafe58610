"""The tutorial notebook runs from its first cell to its last, and every cell that ends in a value has something to show."""

import ast
import json
import shutil
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "docs/tutorial.ipynb"


def cells(kind: str) -> list[str]:
    """Kind of cell → the sources of the notebook's cells of that kind."""
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    assert len({c["id"] for c in told["cells"]}) == len(told["cells"])
    return ["".join(c["source"]) for c in told["cells"] if c["cell_type"] == kind]


def shown(value: object) -> str:
    """A value → what a notebook would show of it."""
    for name in ("_repr_svg_", "_repr_html_"):
        if hasattr(value, name) and (text := getattr(value, name)()):
            return text
    return repr(value)


def test_every_cell_runs_and_shows_something(desk, tmp_path, monkeypatch, capsys):
    (tmp_path / "foreshock-demo").mkdir()
    shutil.copy(desk.path, tmp_path / "foreshock-demo/demo.duckdb")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for n, source in enumerate(cells("code")):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"cell {n}", "exec"), names)
        value = eval(compile(ast.Expression(last.value), f"cell {n}", "eval"), names) if last is not None else None  # noqa: S307 - our own cells
        said = capsys.readouterr().out
        assert said.strip() or shown(value).strip() not in ("", "None", "[]"), source
    assert "missiles" in said or names["watched"].alerts


def test_the_notebook_is_kept_without_its_output():
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all(not c["outputs"] and c["execution_count"] is None for c in told["cells"] if c["cell_type"] == "code")
    assert cells("markdown")[0].startswith("# ")
