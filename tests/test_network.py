"""Nothing but `follow/fetch.py` can touch the network: no other module imports what could, and reading works with no network at all."""

import ast
import socket
from pathlib import Path

import pytest

import foreshock

ROOT = Path(foreshock.__file__).parent
ONLY = ROOT / "follow/fetch.py"
ASKED_FOR = {"run/cluster.py": {"distributed", "dask"}, "run/shards.py": {"fsspec"}}  # where a user names a cluster, or a place elsewhere
NETWORK = {
    "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "socketserver", "asyncio",
    "requests", "httpx", "httpcore", "urllib3", "aiohttp", "websockets", "pycurl", "paramiko", "grpc",
}
HARMLESS = {"urllib.parse"}  # takes addresses apart, asks nobody


def named(path: Path) -> set[str]:
    """A source file → the modules that it imports, wherever in the file."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            named |= {node.module} if node.module in HARMLESS else {f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("import_module", "__import__"):
            named |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return named


def reaches(path: Path) -> set[str]:
    """A source file → the modules it imports that could touch the network."""
    return {n for n in named(path) if n.split(".")[0] in NETWORK and n not in HARMLESS}


def test_only_one_module_can_touch_the_network():
    assert not {p.relative_to(ROOT).as_posix(): found for p in ROOT.rglob("*.py") if p != ONLY and (found := reaches(p))}
    assert {n.split(".")[0] for n in reaches(ONLY)} == {"http", "socket", "ssl"}


def test_a_cluster_and_places_elsewhere_are_reached_from_one_module_each():
    elsewhere = {"distributed", "dask", "fsspec"}
    found = {p.relative_to(ROOT).as_posix(): {n.split(".")[0] for n in named(p)} & elsewhere for p in ROOT.rglob("*.py")}
    assert {name: told for name, told in found.items() if told} == ASKED_FOR


@pytest.mark.parametrize("line", [
    "import socket", "from http import client", "import urllib.request", "def f():\n    from urllib import request",
    "import_module('requests')",
])
def test_the_rule_catches_an_import(tmp_path, line):
    (tmp_path / "x.py").write_text(line)
    assert reaches(tmp_path / "x.py")


def test_only_following_is_given_the_fetcher():
    users = [p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*.py") if "follow.fetch" in p.read_text(encoding="utf-8")]
    assert set(users) <= {"follow/archive.py", "follow/following.py", "follow/polite.py", "whole.py"}


def test_everything_else_works_with_no_network(few_pages, tmp_path, monkeypatch):
    def refused(*args: object, **more: object) -> None:
        raise AssertionError("something asked for the network")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refused)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refused)
    desk = foreshock.open(tmp_path / "s.duckdb")
    assert desk.read(few_pages / "release-2020-06-caesar.txt", few_pages / "archive.warc.gz").stored == 3
    assert str(desk.brief())
    desk.report(tmp_path / "r.html")
    desk.export(tmp_path / "e.json")
    desk.lock(tmp_path / "run.lock")
    assert desk.methods()
