"""A model hub on the loopback interface, as much of one as `snapshot_download` asks for."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@contextmanager
def serving(folder: Path, repo: str, commit: str) -> Iterator[tuple[str, list[str]]]:
    """Serve `folder` as the repository at that commit; yields the address and the requests as they come."""
    requests: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            requests.append(f"{self.command} {self.path}")
            path = self.path.partition("?")[0]
            files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
            if path == f"/api/models/{repo}/revision/{commit}":
                names = [{"rfilename": str(file.relative_to(folder))} for file in files]
                self.answer(json.dumps({"id": repo, "sha": commit, "siblings": names}).encode())
            elif path == f"/api/models/{repo}/tree/{commit}":
                tree = [
                    {"type": "file", "path": str(f.relative_to(folder)), "size": f.stat().st_size, "oid": digest(f)}
                    for f in files
                ]
                self.answer(json.dumps(tree).encode())
            elif (file := folder / path.removeprefix(f"/{repo}/resolve/{commit}/")).is_file():
                self.answer(file.read_bytes(), ETag=f'"{digest(file)}"', **{"X-Repo-Commit": commit})
            else:
                self.send_error(404)

        def answer(self, content: bytes, **headers: str) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: the requests are kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        server.server_close()


def digest(file: Path) -> str:
    """What the hub calls a file's oid; any string that changes with the content does."""
    return hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest()
