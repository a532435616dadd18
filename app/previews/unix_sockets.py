"""Connections to Unix sockets, for asyncio.

A full backlog refuses a connection at once with EAGAIN, which asyncio's own connect takes for one that
is under way, and then for one that is there.
"""

import asyncio
import socket
from pathlib import Path

RETRY_SECONDS = 0.02


async def connected(address: Path, *, seconds: float) -> socket.socket:
    """A connection to ``address``; waits while others stand in line before us.

    Raises:
        OSError: nobody listens there, or the line did not move for ``seconds`` (TimeoutError).
    """
    client = socket.socket(socket.AF_UNIX)
    try:
        client.setblocking(False)
        async with asyncio.timeout(seconds):
            while not _connect(client, address):
                await asyncio.sleep(RETRY_SECONDS)
    except BaseException:
        client.close()
        raise
    return client


def _connect(client: socket.socket, address: Path) -> bool:
    try:
        client.connect(str(address))
    except BlockingIOError:
        return False
    return True
