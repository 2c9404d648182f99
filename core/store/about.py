"""What is stored about a session besides its plan, and how it is read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import core
from core.base.look import Cone
from core.base.records import RecordError, from_record
from core.base.types import Expression, Mood, Notice
from core.cueing.moods import MoodMap
from core.cueing.policy import PolicySettings


def about_session(
    *,
    moods: MoodMap,
    policy: PolicySettings,
    policy_name: str = "",
    network: str = "",
    network_hash: str = "",
    profile: str = "",
    camera: str = "",
    demo: bool = False,
    notices: Iterable[Notice] = (),
    **more: Any,
) -> dict[str, Any]:
    """The record for `SessionRunner(about=...)`, in JSON's types; `more` is kept as it is."""
    return {
        "version": core.__version__,
        "camera": camera,
        "demo": demo,
        "network": network,
        "network_hash": network_hash,
        "profile": profile,
        "moods": moods_record(moods),
        "policy": policy.to_json_dict(),
        "policy_name": policy_name,
        "notices": [{"code": notice.code, "params": dict(notice.params)} for notice in notices],
        **more,
    }


def moods_record(moods: MoodMap) -> dict[str, str]:
    """A mood map in JSON's types."""
    return {expression.value: mood.value for expression, mood in moods.moods.items()}


def moods_of(stored: Mapping[str, str]) -> MoodMap:
    """A mood map back from its record; what is missing is the paper's."""
    return MoodMap().replaced({Expression(name): Mood(mood) for name, mood in stored.items()})


def cone_of(about: Mapping[str, Any]) -> Cone:
    """The cone of looks at the camera from a session's record; the usual one without a calibration."""
    try:
        return from_record(Cone, about.get("look") or {})
    except RecordError:
        return Cone()


def policy_of(stored: Mapping[str, Any]) -> PolicySettings:
    """A policy back from its record; constants that this version does not know are left out. Raises RecordError."""
    return from_record(PolicySettings, stored)
