"""The command that serves the explorer: `foreshock explore`."""

from __future__ import annotations

import secrets
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foreshock.cli.looking import HERE
from foreshock.cli.words import StoreArgument
from foreshock.errors import BadInput

if TYPE_CHECKING:
    import uvicorn

PORT = 8765


def add_to(app: typer.Typer) -> None:
    """The application → the same with `explore`."""
    app.command()(explore)


def explore(
    store: StoreArgument = HERE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = PORT,
    host: Annotated[str, typer.Option(help="The address to listen on; any but this machine's own lets others in.")] = "127.0.0.1",
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """Look around in a store with the browser: texts, network, map, timeline, forecasts, corrections. Served on this machine alone."""
    import uvicorn
    from threadpoolctl import threadpool_limits

    from foreshock.explore import Gate, application, loopback

    config = uvicorn.Config("foreshock.explore:application", host, port, log_level="warning", access_log=False, server_header=False,
                            date_header=False, lifespan="off", timeout_keep_alive=30, limit_concurrency=64)
    bound = _bound(config)
    port = bound.getsockname()[1]
    if not loopback(host):
        typer.echo(f"foreshock: {host} can be reached from other machines: whoever reaches port {port} can read this store and correct it. "
                   "Leave --host out to keep it to yourself.", err=True)
    config.app = application(store, Gate(host, port, secrets.token_urlsafe(32)), lambda: datetime.now(UTC))
    shown = f"[{host}]" if ":" in host else "localhost" if host == "0.0.0.0" else host
    address = f"http://{shown}:{port}/"
    typer.echo(f"{address} shows {store}. Stop it with Ctrl-C.")
    if open_page:
        webbrowser.open(address)
    with threadpool_limits(1):  # matrices of a picture are small: more threads for one question only take each other's cores
        uvicorn.Server(config).run(sockets=[bound])


def _bound(config: uvicorn.Config) -> Any:
    """What to serve and where → a socket bound to it; BadInput where that cannot be."""
    try:
        bound = config.bind_socket()
    except SystemExit:  # uvicorn has said why
        raise BadInput(f"{config.host}:{config.port} cannot be listened on. Take another --port (0 finds a free one).") from None
    bound.listen(128)  # whoever asks before the server is up waits, rather than being turned away
    return bound
