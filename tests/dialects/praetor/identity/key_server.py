"""A foreign issuer of tokens: a server of its public keys on this machine, and what it signs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

ISSUER = "https://issuer.example"
AUDIENCE = "project-live-1"


class KeyServer:
    """Publishes ``keys`` and counts how often they are fetched."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/keys"
        self.fetched = 0
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.keys: list[dict[str, Any]] = [
            {**RSAAlgorithm.to_jwk(self.rsa.public_key(), as_dict=True), "kid": "rsa", "use": "sig"},
            {**ECAlgorithm.to_jwk(self.ec.public_key(), as_dict=True), "kid": "ec", "use": "sig"},
            {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "shared", "alg": "HS256"},
        ]

    def token(self, subject: str, *, algorithm: str = "RS256", **claims: Any) -> str:
        """A good token, but for ``claims``; None leaves one out."""
        now = datetime.now(UTC)
        all_claims = {
            "iss": ISSUER,
            "aud": [AUDIENCE],
            "sub": subject,
            "iat": now,
            "nbf": now,
            "exp": now + timedelta(minutes=5),
            **claims,
        }
        kid, key = {"RS256": ("rsa", self.rsa)}.get(algorithm, ("ec", self.ec))
        present = {name: value for name, value in all_claims.items() if value is not None}
        return jwt.encode(present, key, algorithm=algorithm, headers={"kid": kid})


@contextmanager
def key_server() -> Iterator[KeyServer]:
    """A running server of keys."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.fetched += 1
            body = json.dumps({"keys": publisher.keys}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        publisher = KeyServer(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield publisher
        finally:
            server.shutdown()
            thread.join()
