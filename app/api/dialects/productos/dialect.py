"""ProductOS as a dialect: raw camelCase bodies, ``{"error": …}``, and frames of a single data line.

Its documented client skips every frame that does not begin with exactly ``data: `` and parses all the
rest as JSON: no id and no event line may be there; type and cursor live inside the object.
"""

from app.api.authentication import PRODUCTOS_KEY
from app.api.dialect import Dialect, coded_error_body
from app.api.streaming.event_objects import data_frame

KIND = "productos"
"""The kind of the sessions that this dialect owns."""

PREFIX = "/api/v1/sessions"


frame = data_frame

PRODUCTOS = Dialect(
    name="productos", paths=(PREFIX,), credentials=PRODUCTOS_KEY, error_body=coded_error_body, frame=frame
)
