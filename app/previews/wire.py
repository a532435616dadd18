"""HTTP/1.1 on a stream, for both sides of a proxy: h11 keeps the protocol's rules, every wait has a deadline."""

import asyncio

import h11

READ_BYTES = 65_536


class Wire:
    """One end of a connection. ``head_bytes`` bounds a request's or an answer's first line and headers together.

    Waiting raises TimeoutError at its deadline and another OSError when the other side is gone; what
    breaks the protocol raises h11.RemoteProtocolError.
    """

    def __init__(
        self,
        role: "type[h11.SERVER | h11.CLIENT]",
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        head_bytes: int,
    ) -> None:
        self.state = h11.Connection(role, max_incomplete_event_size=head_bytes)
        self._reader = reader
        self._writer = writer

    async def receive(self, seconds: float) -> "h11.Event | type[h11.PAUSED]":
        """What comes next: a whole head, whatever has arrived of a body, or an end."""
        async with asyncio.timeout(seconds):
            while True:
                event = self.state.next_event()
                if event is not h11.NEED_DATA:
                    return event  # type: ignore[return-value]  # h11's sentinels are beyond narrowing
                self.state.receive_data(await self._reader.read(READ_BYTES))

    async def send(self, *events: h11.Event, seconds: float) -> None:
        """Send, and wait until the other side has taken enough of it for more."""
        self._writer.write(b"".join(self.state.send(event) or b"" for event in events))
        async with asyncio.timeout(seconds):
            await self._writer.drain()

    def abort(self) -> None:
        """Break off, so that the other side does not take what it has for the whole."""
        self._writer.transport.abort()

    async def close(self, *, linger_seconds: float = 0.0) -> None:
        """End in good order.

        What the other side still sends is read for ``linger_seconds``: closing on unread bytes would reset
        the connection, and with it an answer that is still on its way.
        """
        try:
            if linger_seconds and self._writer.can_write_eof():
                self._writer.write_eof()
                async with asyncio.timeout(linger_seconds):
                    while await self._reader.read(READ_BYTES):
                        pass
        except OSError:
            pass
        finally:
            self._writer.close()
