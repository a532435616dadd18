"""`baton previews` with programs that run bare; its one argument is the inherited listening socket."""

import socket
import sys

from app.logs import configure_logs
from app.previews.server import serve
from app.settings import settings
from tests.integration.previews.own_provider import BareProvider

if __name__ == "__main__":
    configure_logs(settings())
    serve(settings(), BareProvider(settings()), socket.socket(fileno=int(sys.argv[1])))
