"""LibreOffice live: what an officer does to a returned workbook, done through UNO.

Run by the system's Python (the one that has ``uno``): ``/usr/bin/python3 uno_edits.py PROFILE``. It starts one headless office and
waits for jobs, one JSON object a line on standard input; each is answered by one line, ``{"ok": true}`` or ``{"error": "..."}``.

A job: ``load`` (a path, or null for a new workbook), ``steps`` (a list of ``[verb, argument, ...]``, see ``STEPS``), ``save`` (a
list of ``[path, filter name, password or ""]``). Rows are counted from 1 and columns are letters, as people say them.
"""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField

STARTS = 240  # quarters of a second until the office must have answered
CONTENTS = 1 | 2 | 4 | 16  # values, dates, texts, formulas: what the Delete key takes away


class Officer:
    """One workbook open in front of one person."""

    def __init__(self, context, document):
        self.context = context
        self.document = document
        self.sheets = getattr(document, "Sheets", None)  # a text document has none

    def sheet(self, name):
        """A sheet by its name."""
        return self.sheets.getByName(name)

    def range(self, sheet, name):
        """A cell or a range by its address."""
        return self.sheet(sheet).getCellRangeByName(name)

    def dispatch(self, command, **settings):
        """A menu command."""
        manager = self.context.ServiceManager
        helper = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self.context)
        frame = self.document.CurrentController.Frame
        helper.executeDispatch(frame, command, "", 0, tuple(setting(k, v) for k, v in settings.items()))

    def select(self, sheet, name):
        """Click into a cell or mark a range."""
        controller = self.document.CurrentController
        controller.setActiveSheet(self.sheet(sheet))
        controller.select(self.range(sheet, name))

    # ------------------------------------------------------------------ cells

    def enter(self, sheet, cells):
        """Type into cells and press Enter; locks and validations hold, dates and percentages are recognised."""
        for cell, text in cells.items():
            self.select(sheet, cell)
            self.dispatch(".uno:EnterString", StringName=str(text))

    def put(self, sheet, cells):
        """Formulas, numbers and plain texts without recognition; needs the lock off."""
        for cell, value in cells.items():
            target = self.range(sheet, cell)
            if isinstance(value, str) and not value.startswith("="):
                target.setString(value)
            else:
                target.setFormula(str(value))

    def clear(self, sheet, name):
        """Press Delete."""
        self.range(sheet, name).clearContents(CONTENTS)

    def copy(self, sheet, name, target, to_sheet=None):
        """Copy and paste over, with formats and merges."""
        into = self.sheet(to_sheet or sheet)
        into.copyRange(into.getCellRangeByName(target).CellAddress, self.range(sheet, name).RangeAddress)

    def cut(self, sheet, name, target):
        """Cut and paste: names and references follow the cells."""
        into = self.sheet(sheet)
        into.moveRange(into.getCellRangeByName(target).CellAddress, self.range(sheet, name).RangeAddress)

    def sort(self, sheet, name, column, descending):
        """Sort a marked range by one of its columns (0 is the first)."""
        field = TableSortField()
        field.Field, field.IsAscending = column, not descending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        self.range(sheet, name).sort((setting("SortFields", fields), setting("ContainsHeader", False)))

    def replace(self, old, new):
        """Find and replace in every sheet."""
        for name in self.sheets.ElementNames:
            order = self.sheet(name).createReplaceDescriptor()
            order.SearchString, order.ReplaceString = old, new
            self.sheet(name).replaceAll(order)

    def note(self, sheet, cell, text):
        """A comment on a cell."""
        self.sheet(sheet).Annotations.insertNew(self.range(sheet, cell).CellAddress, text)

    # ------------------------------------------------------------------ rows, columns, sheets

    def insert_rows(self, sheet, at, count=1):
        """Blank rows above row ``at``."""
        self.sheet(sheet).Rows.insertByIndex(at - 1, count)

    def delete_rows(self, sheet, at, count=1):
        """Rows away."""
        self.sheet(sheet).Rows.removeByIndex(at - 1, count)

    def insert_columns(self, sheet, letter, count=1):
        """Blank columns left of a column."""
        column = self.range(sheet, f"{letter}1").CellAddress.Column
        self.sheet(sheet).Columns.insertByIndex(column, count)

    def hide(self, sheet, rows=(), columns=()):
        """Hide rows and columns."""
        for row in rows:
            self.sheet(sheet).Rows.getByIndex(row - 1).IsVisible = False
        for letter in columns:
            self.sheet(sheet).Columns.getByName(letter).IsVisible = False

    def paint(self, sheet, letter, colour):
        """Format a whole column."""
        self.sheet(sheet).Columns.getByName(letter).CellBackColor = colour

    def merge(self, sheet, name, together):
        """Merge a range or take its merges away."""
        self.range(sheet, name).merge(together)

    def unlock(self):
        """Take the sheet protection away, as the menu does when there is no password."""
        for name in self.sheets.ElementNames:
            self.sheet(name).unprotect("")

    def new_sheet(self, name, at=0):
        """A blank sheet."""
        self.sheets.insertNewByName(name, at)

    def rename(self, sheet, name):
        """Another name on the tab."""
        self.sheet(sheet).Name = name

    def place(self, sheet, at):
        """Drag a tab."""
        self.sheets.moveByName(sheet, at)

    def duplicate(self, sheet, name, at):
        """Copy a sheet inside the workbook."""
        self.sheets.copyByName(sheet, name, at)

    def remove(self, sheet):
        """Delete a sheet."""
        self.sheets.removeByName(sheet)

    def remove_others(self, sheet):
        """Delete every sheet but one."""
        for name in self.sheets.ElementNames:
            if name != sheet:
                self.remove(name)

    def drop_names(self):
        """Delete every defined name."""
        for name in self.document.NamedRanges.ElementNames:
            self.document.NamedRanges.removeByName(name)

    # ------------------------------------------------------------------ other workbooks

    def import_sheet(self, path, sheet, at):
        """Copy a sheet of another workbook into this one."""
        other = load(self.context, path)
        self.sheets.importSheet(other, sheet, at)
        other.close(True)

    def paste_from(self, path, sheet, name, to_sheet, target):
        """Mark a range in another workbook, copy it, paste it here."""
        other = Officer(self.context, load(self.context, path))
        other.select(sheet, name)
        carried = other.document.CurrentController.getTransferable()
        self.select(to_sheet, target)
        self.document.CurrentController.insertTransferable(carried)
        other.document.close(True)

    def transpose(self, sheet, name, to_sheet, target):
        """Copy, then paste special with rows and columns exchanged."""
        self.select(sheet, name)
        self.dispatch(".uno:Copy")
        self.select(to_sheet, target)
        options = {"Flags": "SVDFNT", "FormulaCommand": 0, "SkipEmptyCells": False, "Transpose": True, "AsLink": False, "MoveMode": 4}
        self.dispatch(".uno:InsertContents", **options)

    def macro(self, code):
        """A module of VBA in the workbook."""
        libraries = self.document.BasicLibraries
        libraries.VBACompatibilityMode = True
        if not libraries.hasByName("VBAProject"):
            libraries.createLibrary("VBAProject")
        libraries.getByName("VBAProject").insertByName("Module1", code)

    def recalculate(self):
        """Calculate everything anew."""
        self.document.calculateAll()

    def write(self, text):
        """Text into a text document (for the attachments)."""
        self.document.Text.setString(text)


STEPS = frozenset(name for name in vars(Officer) if not name.startswith("_"))


def setting(name, value):
    """One property."""
    prop = PropertyValue()
    prop.Name, prop.Value = name, value
    return prop


def load(context, path):
    """Open a file, or a new document where the path is ``private:...``; hidden."""
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    url = path if path.startswith("private:") else Path(path).as_uri()
    document = desktop.loadComponentFromURL(url, "_blank", 0, (setting("Hidden", True),))
    if document is None:
        raise OSError(f"LibreOffice cannot open {path}")
    return document


def settle(profile):
    """A Chinese desktop: ``1-2`` is a date as on the officers' machines."""
    settings = Path(profile) / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>\n'
        "</oor:items>\n",
        encoding="utf-8",
    )


def connect(profile):
    """Start an office of our own and wait until it answers."""
    name = f"corpus{time.time_ns()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={name};urp;"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(STARTS):
        try:
            return office, resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not answer")


def work(context, job):
    """One job."""
    document = load(context, job["load"] or "private:factory/scalc")
    try:
        officer = Officer(context, document)
        for verb, *arguments in job["steps"]:
            if verb not in STEPS:
                raise ValueError(verb)
            getattr(officer, verb)(*arguments)
        for path, kind, password in job["save"]:
            options = [setting("FilterName", kind), setting("NoThumbnail", True), *([setting("Password", password)] if password else [])]
            document.storeToURL(Path(path).as_uri(), tuple(options))
    finally:
        document.close(True)


def main():
    """Serve jobs until standard input ends."""
    profile = sys.argv[1]
    settle(profile)
    office, context = connect(profile)
    for line in sys.stdin:
        try:
            work(context, json.loads(line))
            answer = {"ok": True}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    with contextlib.suppress(Exception):  # the bridge breaks while the office goes away
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
    office.wait(30)


if __name__ == "__main__":
    main()
