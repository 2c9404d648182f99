"""Screens that are a list of the user's things: read in the background, removed after asking, brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from textual import on
from textual.message import Message
from textual.worker import Worker

from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.jobs import job
from tui.i18n import _
from tui.widgets.menu import MenuItem
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.settings.model import Settings

Item = TypeVar("Item")
Restore = Callable[[], object]
"""Brings back what was removed; called in a thread."""


@dataclass(frozen=True, slots=True)
class Removed(Generic[Item]):
    """What was removed, and how it comes back."""

    item: Item
    restore: Restore


@dataclass
class Listed(Message, Generic[Item]):
    """The list was read, perhaps after a change; the cursor goes to the row `at`."""

    items: Sequence[Item]
    at: str | None = None
    removed: Removed[Item] | None = None
    restored: Removed[Item] | None = None


class ListScreen(PoiseScreen[None], Generic[Item]):
    """One `RowList` in `compose_body`. Bind `remove` and `undo` to keys; both come with the list.

    A subclass says how the things are read and removed (both in a thread) and what their rows are.
    """

    AUTO_FOCUS = "Rows"

    def __init__(self) -> None:
        super().__init__()
        self.items: Sequence[Item] | None = None
        """None as long as they are not read."""
        self.removed: list[Removed[Item]] = []
        self._change: Worker[None] | None = None
        self._at: str | None = None
        self._by_id: dict[str, Item] = {}

    def read(self, settings: Settings) -> Sequence[Item]:
        """All there are. In a thread."""
        raise NotImplementedError

    def discard(self, settings: Settings, item: Item) -> Restore:
        """Take one away. In a thread."""
        raise NotImplementedError

    def row(self, item: Item) -> Row:
        """How it is shown."""
        raise NotImplementedError

    def shown(self) -> Sequence[Item]:
        """Those of the items that are listed now."""
        return self.items or ()

    def removal(self, item: Item) -> tuple[str, str]:
        """Title and text of the question before it is removed."""
        raise NotImplementedError

    def after_removal(self, removed: Removed[Item]) -> None:
        """It is gone."""

    def after_restoring(self, restored: Removed[Item]) -> None:
        """It is back."""

    def show_current(self) -> None:
        """The cursor stands on another row."""

    @property
    def list(self) -> RowList:
        """The list on the screen, a row for each thing."""
        return self.query_one(RowList)

    @property
    def current(self) -> Item | None:
        """The thing under the cursor."""
        found = self.query(Rows)
        wanted = found.first().current if found else None
        return None if wanted is None else self._by_id.get(wanted)

    def on_screen_resume(self) -> None:
        """Another screen may have changed something."""
        if self._is_free():
            self._list(self.poise.settings, lambda: None, None)

    def change(self, change: Callable[[], object], at: str | None = None) -> None:
        """Change something in a thread, then read the list anew; not while another change is under way."""
        if self._is_free():
            self._change = self._list(self.poise.settings, change, at)

    def _is_free(self) -> bool:
        return self._change is None or self._change.is_finished

    @job(group="list")
    def _list(self, settings: Settings, change: Callable[[], object], at: str | None) -> Listed[Item]:
        change()
        return Listed(self.read(settings), at)

    @job(group="list")
    def _remove(self, settings: Settings, item: Item) -> Listed[Item]:
        removed = Removed(item, self.discard(settings, item))
        return Listed(self.read(settings), removed=removed)

    @job(group="list")
    def _restore(self, settings: Settings, removed: Removed[Item]) -> Listed[Item]:
        removed.restore()
        return Listed(self.read(settings), self.row(removed.item).id, restored=removed)

    @on(Listed)
    def _take(self, event: Listed[Item]) -> None:
        self.items, self._at = event.items, event.at
        if event.removed is not None:
            self.removed.append(event.removed)
            self.after_removal(event.removed)
        if event.restored is not None:
            self.removed.remove(event.restored)
            self.after_restoring(event.restored)
        self.show()

    def show(self) -> None:
        """Fill the list."""
        rows = {row.id: (row, item) for item in self.shown() for row in (self.row(item),)}
        self._by_id = {key: item for key, (_row, item) in rows.items()}
        self.list.set_rows(None if self.items is None else [row for row, _item in rows.values()], self._at)
        self._at = None
        self._follow()

    @on(Rows.Moved)
    def _follow(self) -> None:
        self.show_current()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to remove is dimmed, nothing to bring back hidden."""
        del parameters
        if action == "undo":
            return bool(self.removed)
        return None if action == "remove" and self.current is None else True

    def action_remove(self) -> None:
        """Remove what is under the cursor, after asking."""
        item = self.current
        if item is None:
            return
        items = [MenuItem("keep", _("Keep it")), MenuItem("delete", _("Delete it"))]

        def answered(answer: str | None) -> None:
            if answer == "delete" and self._is_free():
                self._change = self._remove(self.poise.settings, item)

        self.app.push_screen(ChooseDialog(*self.removal(item), items), answered)

    def action_undo(self) -> None:
        """Bring back what was removed last."""
        if self.removed and self._is_free():
            self._change = self._restore(self.poise.settings, self.removed[-1])

    async def reword(self) -> None:
        """The search goes on in another language."""
        words = self.list.words
        await super().reword()
        self.list.look_for(words)


class File(Protocol):
    """A file of questions or a format, built in or the user's."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def origin(self) -> str:
        """Whose it is: built-in or user."""


Own = TypeVar("Own", bound=File)


class FilesScreen(ListScreen[Own]):
    """A list of files of which the user's own can be deleted, and all copied. Bind `copy` to a key as well."""

    def copy_of(self, name: str, source: str, data: Path) -> None:
        """Copy a file under another name. In a thread."""
        raise NotImplementedError

    def free_name(self, wanted: str) -> str:
        """A name that no file has, to be taken by Enter: `wanted`, or with a number behind."""
        taken = {item.name for item in self.items or ()}
        names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the user's own can be deleted."""
        if action == "remove" and self.current is not None and self.current.origin != "user":
            return None
        return super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Copy a file under another name."""
        if self.current is None:
            return
        source, data = self.current.name, self.poise.settings.data

        def named(name: str | None) -> None:
            if name:
                self.change(partial(self.copy_of, name, source, data), name)

        title = _("Copy {bank}").format(bank=source)
        self.app.push_screen(LineDialog(title, _("The copy's name"), self.free_name(source)), named)
