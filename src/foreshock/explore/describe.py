"""The table of routes → their OpenAPI description."""

from __future__ import annotations

from typing import Any

from foreshock import __version__
from foreshock.explore.routes import PARAMETERS, PREFIX, ROUTES, WRITES, Answering, Writing

_ERROR = {"description": "What is wrong, where, and the next step.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}

_TOKEN = {"type": "apiKey", "in": "header", "name": "X-Foreshock-Token", "description": "The token that stands in the page."}


def openapi() -> dict[str, Any]:
    """→ the description (OpenAPI 3.1) of every route."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "foreshock explorer", "version": __version__,
                 "description": "A store of political news, read only; nouns as in docs/formats/json.md, described in docs/explorer.md."},
        "paths": _paths(),
        "components": {"securitySchemes": {"token": _TOKEN}, "schemas": {"Error": {
            "type": "object", "required": ["error"],
            "properties": {"error": {"type": "object", "required": ["kind", "message"],
                                     "properties": {"kind": {"type": "string"}, "message": {"type": "string"}}}}}}},
    }


def _paths() -> dict[str, Any]:
    found: dict[str, Any] = {PREFIX + r.path: {"get": _operation(r)} for r in ROUTES}
    for write in WRITES:
        found.setdefault(PREFIX + write.path, {})[write.method] = _writing(write)
    return found


def _writing(write: Writing) -> dict[str, Any]:
    body = {"type": "object", "properties": {name: {} for name in write.body}, "additionalProperties": False}
    given = {"type": "object", "required": list(write.gives), "properties": {name: {} for name in write.gives}}
    taken = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] if "{id}" in write.path else []
    return {
        "summary": write.about, "operationId": f"{write.method}_judgements", "parameters": taken, "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"201" if write.method == "post" else "200": {
            "description": "Done.", "content": {"application/json": {"schema": given}}},
            "400": _ERROR, "403": _ERROR, "404": _ERROR, "413": _ERROR}}


def _operation(route: Answering) -> dict[str, Any]:
    taken: list[dict[str, Any]] = [
        {"name": n, "in": "query", "description": PARAMETERS[n][0], "schema": PARAMETERS[n][1]} for n in route.takes]
    if route.of:
        taken.append({"name": route.of, "in": "path", "required": True, "schema": {"type": "string"}})
    name = route.path.strip("/").replace("/", "_").replace("{", "").replace("}", "")
    schema = {"type": "object", "required": list(route.gives), "properties": {name: {} for name in route.gives}}
    return {
        "summary": route.about, "operationId": name, "parameters": taken,
        "responses": {"200": {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
                      "400": _ERROR, "403": _ERROR, "404": _ERROR, "503": _ERROR}}
