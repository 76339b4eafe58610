"""The import rule of ARCHITECTURE.md: a room imports only from rooms to its left; who breaks it is named with the arrow."""

import ast
from pathlib import Path

import foreshock

ROOT = Path(foreshock.__file__).parent
RESOURCES = {"plover", "actors", "words", "places", "demo"}
FREE = {"errors", "cached", "compiled", "written", "__version__"} | RESOURCES
UP_TO = ["types", "read", "understand", "code", "resolve", "store", "graph", "forecast"]
ALLOWED = {room: set(UP_TO[: i + 1]) | FREE for i, room in enumerate(UP_TO)}
# read gives Documents; how a page is understood is no business of the store's, and the graph works on nouns.
ALLOWED["read"] = {"types", "read"} | FREE
ALLOWED["store"] = {"types", "store"} | FREE
ALLOWED["graph"] = {"types", "store", "graph"} | FREE
ALLOWED["forecast"] = {"types", "store", "graph", "forecast"} | FREE
ALLOWED["types"] = {"types"}
ALLOWED |= {room: {"types", *FREE} for room in RESOURCES}
ALLOWED["watch"] = {"types", "store", "graph", "forecast", "watch"} | FREE
ALLOWED["follow"] = {"types", "follow"} | FREE
ALLOWED["show"] = {"types", "store", "graph", "forecast", "show"} | FREE
ALLOWED["exchange"] = {"types", "store", "graph", "forecast", "exchange"} | FREE
ALLOWED["run"] = {*UP_TO, "exchange", "run"} | FREE
# The explorer is a public face like `desk`, whose questions it asks; how a page is read and coded is no business of its own.
ALLOWED["explore"] = {"types", "store", "graph", "forecast", "show", "exchange", "explore", "desk", "lens", "corrected"} | FREE
ROOMS = set(ALLOWED)


def arrows(path: Path) -> set[str]:
    """A source file → the rooms of ours that it imports, in whatever form and wherever in the file."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names += [f"{node.module}.{a.name}" for a in node.names] if node.module == "foreshock" else [node.module]
        elif isinstance(node, ast.ImportFrom) and node.level:
            names.append("foreshock." + path.parent.name)
    return {n.split(".")[1] for n in names if n.startswith("foreshock.")}


def test_imports_point_left_only():
    broken = [
        f"{path.relative_to(ROOT)} → {room}"
        for path in sorted(ROOT.rglob("*.py"))
        if (here := path.relative_to(ROOT).parts[0]) in ROOMS
        for room in sorted(arrows(path) - ALLOWED[here])
    ]
    assert not broken, "imports against the flow: " + "; ".join(broken)


def test_every_room_is_on_the_map():
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith("__")}
    written = Path(__file__).parents[1].joinpath("ARCHITECTURE.md").read_text(encoding="utf-8")
    assert not [r for r in sorted(rooms) if f"{r}/" not in written and f"`{r}" not in written and f" {r}/" not in written]


def test_the_rule_catches_an_arrow(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    from foreshock.code import code\n")
    assert arrows(bad) - ALLOWED["store"] == {"code"}
