"""Poise's own themes: one dark, one light, and one that uses only the terminal's own sixteen colours."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

CHOICES = ("auto", "dark", "light", "terminal")
"""What the user may choose; `auto` looks at the terminal."""

INK_OF: Mapping[str, str] = {
    "muted": "muted",
    "rule": "rule",
    "on-accent": "on-accent",
    "mood-good": "good",
    "mood-acceptable": "acceptable",
    "mood-bad": "bad",
    "text": "text",
    "text-muted": "muted",
    "text-disabled": "muted",
    "text-primary": "accent",
    "text-accent": "accent",
    "text-success": "good",
    "text-warning": "acceptable",
    "text-error": "bad",
    "border": "accent",
    "border-blurred": "rule",
    "block-cursor-foreground": "on-accent",
    "block-cursor-background": "accent",
    "block-cursor-blurred-foreground": "text",
    "block-cursor-blurred-background": "panel",
    "block-hover-background": "panel",
    "input-cursor-background": "text",
    "input-cursor-foreground": "paper",
    "input-selection-background": "accent",
    "input-selection-foreground": "on-accent",
    "scrollbar": "rule",
    "scrollbar-hover": "accent",
    "scrollbar-active": "accent",
    "scrollbar-background": "paper",
    "scrollbar-background-hover": "paper",
    "scrollbar-background-active": "paper",
    "scrollbar-corner-color": "paper",
    "link-color": "accent",
    "link-background-hover": "accent",
    "link-color-hover": "on-accent",
    "footer-key-foreground": "accent",
    "button-foreground": "text",
    "button-color-foreground": "on-accent",
}
"""Which ink the variables of our styles and of Textual's widgets take."""
PLAIN = {
    "block-cursor-text-style": "bold",
    "block-cursor-blurred-text-style": "none",
    "button-focus-text-style": "bold",
}


def _theme(name: str, dark: bool, ink: Mapping[str, str]) -> Theme:
    """A theme of which every colour that text may have or stand on is named, none derived.

    Greys have so little colour that terminals of 256 colours show them as greys, not as blue or yellow.
    """
    return Theme(
        name=name,
        dark=dark,
        primary=ink["accent"],
        secondary=ink["muted"],
        accent=ink["accent"],
        foreground=ink["text"],
        background=ink["paper"],
        surface=ink["raised"],
        panel=ink["panel"],
        success=ink["good"],
        warning=ink["acceptable"],
        error=ink["bad"],
        variables=_variables(ink),
    )


def _variables(ink: Mapping[str, str]) -> dict[str, str]:
    """All variables, from one set of inks."""
    return {**{name: ink[of] for name, of in INK_OF.items()}, **PLAIN}


DARK = _theme(
    "poise-dark",
    True,
    {
        "paper": "#14161a",
        "raised": "#1c1f24",
        "panel": "#292d34",
        "rule": "#424852",
        "text": "#e6e7ea",
        "muted": "#a3a8b3",
        "accent": "#7fc8ff",
        "on-accent": "#0c1a26",
        "good": "#67d3ae",
        "acceptable": "#e2c275",
        "bad": "#ff8f87",
    },
)
LIGHT = _theme(
    "poise-light",
    False,
    {
        "paper": "#fbfbfa",
        "raised": "#f3f3f1",
        "panel": "#e6e5e1",
        "rule": "#c8c6bf",
        "text": "#23262c",
        "muted": "#575d69",
        "accent": "#0b5394",
        "on-accent": "#ffffff",
        "good": "#0a5f4b",
        "acceptable": "#715000",
        "bad": "#a3221b",
    },
)
TERMINAL = Theme(
    name="poise-terminal",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_default",
    accent="ansi_cyan",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "muted": "ansi_default",
        "rule": "ansi_default",
        "on-accent": "ansi_black",
        "mood-good": "ansi_green",
        "mood-acceptable": "ansi_yellow",
        "mood-bad": "ansi_red",
        "text-muted": "ansi_default",
        "text-disabled": "ansi_default",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "block-cursor-blurred-text-style": "bold",
        "input-selection-foreground": "ansi_black",
        "scrollbar": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "footer-key-foreground": "ansi_cyan",
        "link-color": "ansi_cyan",
        "button-color-foreground": "ansi_black",
    },
)
THEMES = {"dark": DARK, "light": LIGHT, "terminal": TERMINAL}
OWN_VARIABLES = ("muted", "rule", "on-accent", "mood-good", "mood-acceptable", "mood-bad")
"""Variables that Textual does not know by itself."""


def choose(wanted: str, env: Mapping[str, str]) -> Theme:
    """The theme for `wanted`; terminals of sixteen colours (or of none, `NO_COLOR`) always get their own colours."""
    if "NO_COLOR" in env or not _many_colours(env):
        return TERMINAL
    if wanted == "auto":
        wanted = "light" if _light_background(env) else "dark"
    return THEMES.get(wanted, DARK)


def _many_colours(env: Mapping[str, str]) -> bool:
    """Whether the terminal promises 256 colours or more, as its variables tell."""
    if env.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return True
    term = env.get("TERM", "")
    return any(word in term for word in ("256color", "direct", "kitty", "ghostty", "alacritty", "foot", "wezterm"))


def _light_background(env: Mapping[str, str]) -> bool:
    """What rxvt, Konsole and others tell in `COLORFGBG` ("15;0": white on black); dark where nobody tells."""
    background = env.get("COLORFGBG", "").rpartition(";")[2]
    return background.isdecimal() and (int(background) == 7 or int(background) >= 10)
