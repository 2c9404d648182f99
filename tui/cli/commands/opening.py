"""Opening the app, at home or straight in an interview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from core.settings.model import Settings
    from tui.wiring.services import Start


def open_app(flags: Mapping[str, object], *, resume: bool = False) -> None:
    """`poise` without a command; with `resume` straight into the interview that was interrupted."""
    from tui.cli.commands.common import load_settings
    from tui.cli.commands.interview import run_in_app
    from tui.wiring.terminal import require_terminal

    settings = load_settings(flags)
    if resume:
        run_in_app(settings, resume=True)
        return
    require_terminal()
    run_app(settings, None)


def run_app(settings: Settings, start: Start | None) -> None:
    """Run the app until the user leaves it; nothing but the app writes on the terminal meanwhile."""
    from tui.app.opening import make_app
    from tui.wiring.session import end_sessions
    from tui.wiring.terminal import leaving, noise_to_log

    app = make_app(settings, start=start)
    with noise_to_log(), leaving(lambda code: app.exit(return_code=code), end_sessions):
        app.run()
    end_sessions()
    if app.return_code:
        raise typer.Exit(app.return_code)
