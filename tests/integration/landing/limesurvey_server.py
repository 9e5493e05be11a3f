"""A small web server that speaks LimeSurvey's RemoteControl 2 as its source has it: JSON-RPC, faults as a `status`."""

import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

USERNAME, PASSWORD, SESSION_KEY = "exporteur", "limesurvey-password-of-the-test", "session-key-of-the-test"


@dataclass
class RawReply:
    """An answer that is no JSON-RPC."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class LimeSurveyServer:
    """`surveys`: what the export of each survey answers. `answers`: what a method answers instead of the usual."""

    def __enter__(self) -> "LimeSurveyServer":
        self.surveys: dict[int, Any] = {}
        self.answers: dict[str, Any] = {}
        self.calls: list[tuple[str, list[Any]]] = []
        self.silent = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/index.php/admin/remotecontrol"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.silent.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, parameters: list[Any]) -> Any:
        self.calls.append((method, parameters))
        if method in self.answers:
            return self.answers[method]
        if method == "get_session_key":
            right = parameters[:2] == [USERNAME, PASSWORD]
            return SESSION_KEY if right else {"status": "Invalid user name or password"}
        if parameters[0] != SESSION_KEY:
            return {"status": "Invalid session key"}
        if method == "release_session_key":
            return "OK"
        found = self.surveys.get(parameters[1], {"status": "Error: Invalid survey ID"})
        return base64.b64encode(found).decode() if isinstance(found, bytes) else found


def _handler(server: LimeSurveyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = server.answer(request["method"], request["params"])
            if answer is SILENCE:
                server.silent.wait(60)
            if not isinstance(answer, RawReply):
                error = answer.pop("error", None) if isinstance(answer, dict) and "error" in answer else None
                answer = RawReply(json.dumps({"id": request["id"], "result": answer, "error": error}).encode())
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            """Not on the screen."""

    return Handler


SILENCE = object()
