"""Web servers on this machine, for tests."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@contextmanager
def serve(what: Path | Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve a folder, or whatever a handler answers; gives the address."""
    handler: Any = functools.partial(_Files, directory=str(what)) if isinstance(what, Path) else what
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
