"""HTTP/1.1 on a socket, for both sides of a proxy: h11 keeps the protocol's rules, every wait has a deadline.

Plain sockets, not asyncio's streams: there a write that fails takes with it what has arrived and was
not yet read, such as the answer of a server that did not want the whole of a request.
"""

import asyncio
import socket
import struct

import h11

READ_BYTES = 65_536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Wire:
    """One end of a connection. ``head_bytes`` bounds what is kept of an unfinished head.

    Waiting raises TimeoutError at its deadline and another OSError when the other side is gone; what
    breaks the protocol raises h11.RemoteProtocolError.
    """

    def __init__(self, role: "type[h11.SERVER | h11.CLIENT]", connected: socket.socket, *, head_bytes: int) -> None:
        self.state = h11.Connection(role, max_incomplete_event_size=head_bytes)
        self._socket = connected
        self._loop = asyncio.get_running_loop()

    async def receive(self, seconds: float) -> "h11.Event | type[h11.PAUSED]":
        """What comes next: a whole head, whatever has arrived of a body, or an end."""
        async with asyncio.timeout(seconds):
            while True:
                event = self.state.next_event()
                if event is not h11.NEED_DATA:
                    return event  # type: ignore[return-value]  # h11's sentinels are beyond narrowing
                self.state.receive_data(await self._loop.sock_recv(self._socket, READ_BYTES))

    async def send(self, *events: h11.Event, seconds: float) -> None:
        """Send, and wait until the system has taken all of it: the other side's pace is ours."""
        data = b"".join(self.state.send(event) or b"" for event in events)
        async with asyncio.timeout(seconds):
            await self._loop.sock_sendall(self._socket, data)

    def abort(self) -> None:
        """Break off, so that the other side does not take what it has for the whole."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._socket.close()

    async def close(self, *, linger_seconds: float) -> None:
        """End in good order.

        What the other side still sends is read for ``linger_seconds``: closing on unread bytes would reset
        the connection, and with it an answer that is still on its way.
        """
        try:
            self._socket.shutdown(socket.SHUT_WR)
            async with asyncio.timeout(linger_seconds):
                while await self._loop.sock_recv(self._socket, READ_BYTES):
                    pass
        except OSError:
            pass
        finally:
            self._socket.close()
