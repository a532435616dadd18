"""Carries connections from outside to a program that listens inside a sandbox.

The listener is a Unix socket that was made outside and handed in, so no part of the sandbox's files
is shared with whoever connects. A connection that comes before the program listens waits for it a
little, then is closed.

Usage: bridge.py LISTENER_DESCRIPTOR PORT
"""

import asyncio
import socket
import sys

FIRST_WAIT = 5.0
RETRY_EVERY = 0.05
CHUNK = 64 * 1024


async def main(descriptor: int, port: int) -> None:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await _connect(port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))

    server = await asyncio.start_unix_server(carry, sock=socket.socket(fileno=descriptor))
    await server.serve_forever()


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    deadline = asyncio.get_running_loop().time() + FIRST_WAIT
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(RETRY_EVERY)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Until the source ends; then the target is told so, while the other way stays open."""
    try:
        while chunk := await source.read(CHUNK):
            target.write(chunk)
            await target.drain()
        target.write_eof()
    except OSError:
        target.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
