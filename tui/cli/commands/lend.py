"""`poise lend`: the laptop's camera, microphone and loudspeaker for a Poise on the box that SSH leads to."""

from __future__ import annotations

import queue
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from core.base.errors import PoiseError, SourceError
from core.camera.ticket import LENT
from tui.cli.commands import options
from tui.cli.commands.common import load_settings
from tui.cli.output import Output
from tui.i18n import N_, _
from tui.wiring.parts import open_camera
from tui.wiring.terminal import noise_to_log

if TYPE_CHECKING:
    from core.camera.base import FrameSource
    from core.settings.model import Settings
    from tui.lending.server import Counter, Goods

Port = Annotated[
    int,
    typer.Option(help="The port, here and on the box; 0: any that is free here.", metavar="PORT", min=0, max=65535),
]
Wait = Annotated[
    float, typer.Option(help="End when nobody has used it for so many minutes.", metavar="MINUTES", min=0.01)
]
NoCamera = Annotated[bool, typer.Option("--no-camera", help="Do not lend the camera.")]
NoMicrophone = Annotated[bool, typer.Option("--no-microphone", help="Do not lend the microphone.")]
NoSound = Annotated[bool, typer.Option("--no-sound", help="Let nothing sound here.")]

HAPPENED: Mapping[str, str] = {
    "claimed": N_("The ticket was used; it is good for nobody else."),
    "camera_on": N_("The camera is on."),
    "camera_off": N_("The camera is off."),
    "microphone_on": N_("The microphone is on."),
    "microphone_off": N_("The microphone is off."),
}


def lend(
    camera: options.Camera = None,
    no_camera: NoCamera = False,
    no_microphone: NoMicrophone = False,
    no_sound: NoSound = False,
    port: Port = 0,
    wait: Wait = 10.0,
    lang: options.Lang = None,
) -> None:
    """Lend this machine's camera, microphone and loudspeaker to Poise on a box that you reach by SSH.

    Run it where you sit; it shows the ssh command that carries it, and a ticket that is good once. On the box,
    `poise --camera lent` asks for that. All goes through your SSH alone, and each device is on only while it is used.

    Examples: `poise lend`, `poise lend --camera /dev/video2 --no-microphone`, `poise lend --port 8807 --wait 60`.
    """
    settings = load_settings({"language": lang})
    settings = settings.changed(camera=camera) if camera else settings
    happened: queue.Queue[str] = queue.Queue()
    goods = _goods(settings, camera=not no_camera, microphone=not no_microphone, sound=not no_sound)
    with noise_to_log():
        counter = _counter(goods, port, happened)
        counter.start()
        try:
            _serve(counter, goods, happened, wait * 60.0)
        finally:
            counter.stop()


def _goods(settings: Settings, *, camera: bool, microphone: bool, sound: bool) -> Goods:
    from sounds.players.ranking import all_players, ranked
    from tui.lending.goods import LentCamera, LentMicrophone, LentSpeaker
    from tui.lending.server import Goods

    def opened() -> FrameSource:
        if settings.camera == LENT:
            raise SourceError(_("what is lent cannot be lent again; name a camera of this machine"))
        return open_camera(settings, loop=True, fast=False, clock=None).source

    return Goods(
        LentCamera(opened) if camera else None,
        LentMicrophone() if microphone else None,
        LentSpeaker(lambda: ranked(settings.player, all_players(None))) if sound else None,
    )


def _counter(goods: Goods, port: int, happened: queue.Queue[str]) -> Counter:
    from tui.lending.server import Counter

    try:
        return Counter(goods, port, happened.put)
    except OSError as error:
        text = _("port {port} is not to be had here ({reason}); name another, or leave --port out")
        raise PoiseError(text.format(port=port, reason=error.strerror)) from None


def _serve(counter: Counter, goods: Goods, happened: queue.Queue[str], wait_s: float) -> None:
    """Tell what happens, until nobody has used it for so long."""
    output = Output()
    for line in _how_to(counter, goods):
        output.line(line)
    while counter.access.idle_s < wait_s:
        try:
            output.line(_(HAPPENED[happened.get(timeout=0.25)]))
        except queue.Empty:
            continue
    output.line(_("Nobody has used it for {minutes} min, so it is over.").format(minutes=f"{wait_s / 60:g}"))


def _how_to(counter: Counter, goods: Goods) -> list[str]:
    port = counter.server_port
    named = {_("camera"): goods.camera, _("microphone"): goods.microphone, _("loudspeaker"): goods.speaker}
    lent = ", ".join(name for name, good in named.items() if good is not None)
    return [
        _("Lent to whoever shows the ticket, on 127.0.0.1:{port} alone: {goods}.").format(port=port, goods=lent),
        _("In another terminal go to the box (put its name for BOX):"),
        f"  ssh -t -R {port}:127.0.0.1:{port} BOX",
        _("and there start Poise:"),
        "  poise --camera lent",
        _("It asks for the ticket, which is good once:"),
        f"  {port}:{counter.access.token}",
        _("Ctrl-C ends it; the ticket is over then."),
    ]
