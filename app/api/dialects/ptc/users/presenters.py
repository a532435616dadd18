"""Users and their preferences as PTC's clients see them."""

from dataclasses import asdict
from typing import Any

from app.api.dialects.ptc.presenters import shown
from app.domain.investments.records import InvestorRecord, PreferencesRecord

_RISK = {"risk_tolerance": None}
_INVESTMENT = {"company_interest": None, "holding_period": None, "analysis_focus": None}
_AGENT = {"output_style": None}
"""The documented keys, which are always there."""


def user(record: InvestorRecord) -> dict[str, Any]:
    return shown(asdict(record))


def preferences(record: PreferencesRecord) -> dict[str, Any]:
    known = {
        "risk_preference": _RISK | dict(record.risk_preference),
        "investment_preference": _INVESTMENT | dict(record.investment_preference),
        "agent_preference": _AGENT | dict(record.agent_preference),
    }
    return shown(asdict(record) | known, id_as="preference_id")


def user_with_preferences(record: InvestorRecord, liked: PreferencesRecord | None) -> dict[str, Any]:
    return {"user": user(record), "preferences": None if liked is None else preferences(liked)}
