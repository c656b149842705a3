"""A server on the loopback interface that responds as it is told and keeps the requests."""

import dataclasses
import http.server
import json
import threading
import time
import urllib.parse


@dataclasses.dataclass
class Response:
    status: int = 200
    body: object = b""  # bytes; anything else is sent as JSON; a function: of the request's query
    headers: dict = dataclasses.field(default_factory=dict)
    pause: float = 0  # seconds before each byte of the body
    hangs_up: bool = False  # closes the connection instead

    def content(self, request):
        body = self.body(dict(request.query)) if callable(self.body) else self.body
        return body if isinstance(body, bytes) else json.dumps(body).encode()


@dataclasses.dataclass
class Request:
    method: str
    target: str  # as it stands in the request line
    headers: dict  # names in lower case
    body: bytes

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def query(self):
        text = self.target.partition("?")[2]
        return urllib.parse.parse_qsl(text, keep_blank_values=True)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 20

    def response(self):
        headers = {name.lower(): value.encode("latin-1").decode(errors="replace")
                   for name, value in self.headers.items()}
        # The length is what the body is read by: whatever else is said of it is the body itself.
        body = self.rfile.read(int(headers.pop("content-length", 0)))
        request = Request(self.command, self.path, headers, body)
        response = self.server.next_response(request)
        if response.hangs_up:
            self.close_connection = True
            return
        content = response.content(request)
        self.send_response_only(response.status)
        for name, value in ({"Content-Type": "application/json"} | response.headers).items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.send_body(content, response.pause)
        except OSError:  # the client has gone
            self.close_connection = True

    def send_body(self, content, pause):
        if not pause:
            self.wfile.write(content)
            return
        for byte in content:
            time.sleep(pause)
            self.wfile.write(bytes([byte]))

    do_GET = do_POST = do_PATCH = do_DELETE = do_CONNECT = response

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_port}"
        self._lock = threading.Lock()
        self.script([Response()])
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def script(self, responses):
        """From now on: these responses one after the other, and the last again and again."""
        with self._lock:
            self._responses = list(responses)
            self.requests = []

    def next_response(self, request):
        with self._lock:
            self.requests.append(request)
            return self._responses.pop(0) if len(self._responses) > 1 else self._responses[0]

    def handle_error(self, request, client_address):
        pass  # a client that goes away
