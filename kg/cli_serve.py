"""The command that serves the reading room."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.options import DEFAULT_STORE, StoreOption, example


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=example("kg serve --store review.kg --open"))(serve)


def serve(
    store: StoreOption = DEFAULT_STORE,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 for any that is free.")] = 8000,
    write: Annotated[bool, typer.Option("--write", help="Let claims be judged.")] = False,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let other machines connect; needs a token too.")
    ] = False,
    token: Annotated[
        str, typer.Option("--token", envvar="KG_TOKEN", help="What others must give as password or bearer token.")
    ] = "",
    hosts: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A further name of this server; may be given again."),
    ] = None,
    origins: Annotated[
        list[str] | None,
        typer.Option("--cors", metavar="ORIGIN", help="A site whose pages may read data, * for all; again for more."),
    ] = None,
    services: Annotated[
        list[str] | None,
        typer.Option("--service", metavar="URL", help="An endpoint that queries may ask by SERVICE; again for more."),
    ] = None,
    seconds: Annotated[float, typer.Option("--time-limit", min=0.1, help="Seconds that a query may take.")] = 30.0,
    rows: Annotated[int, typer.Option("--max-rows", min=1, help="Rows that an answer may have.")] = 1_000_000,
    memory: Annotated[int, typer.Option("--memory", min=64, help="MiB that a query may take.")] = 2048,
    rate: Annotated[int, typer.Option("--rate", min=0, help="Requests a minute from one address; 0 for any.")] = 0,
    queries: Annotated[
        int, typer.Option("--queries", min=1, max=64, help="Queries that are answered at a time, each by a process.")
    ] = 4,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that serve side by side.")] = 1,
    no_text: Annotated[bool, typer.Option("--no-text", help="Do not show the texts of works.")] = False,
    show: Annotated[bool, typer.Option("--open", help="Open the first page in the browser.")] = False,
) -> None:
    """Serve the graph on this machine: pages to read, search and judge, and SPARQL at /sparql.

    Ctrl-C or SIGTERM ends it: answers under way are finished, and the exit code is 0.
    """
    from kg import terminal
    from kg.serve.listening import bound, check
    from kg.serve.settings import Limits, Settings
    from kg.store import generation

    def ready(address: str) -> None:
        terminal.note(f"Reading room: {address} (Ctrl-C stops it)")
        if show:
            typer.launch(address)

    settings = Settings(
        store=store,
        host=host,
        port=port,
        write=write,
        allow_remote=allow_remote,
        token=token,
        hosts=tuple(hosts or ()),
        origins=tuple(origins or ()),
        services=tuple(services or ()),
        queries=queries,
        workers=workers,
        show_text=not no_text,
        limits=Limits(seconds=seconds, rows=rows, memory=memory, rate=rate),
    )
    check(settings)
    generation(store)
    bound(host, port).close()
    from kg.serve.run import prepare, run  # takes seconds, which nobody waits for whose store or port is not there

    with terminal.progress("opening the graph"):
        prepare(settings)
    run(settings, ready)
