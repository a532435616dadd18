"""Holdings as PTC's clients see them."""

from dataclasses import asdict
from typing import Any

from app.api.dialects.ptc.presenters import shown
from app.domain.investments.records import HoldingRecord


def holding(record: HoldingRecord) -> dict[str, Any]:
    return shown(asdict(record), id_as="holding_id")
