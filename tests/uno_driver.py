"""Drive LibreOffice live: run by the system's Python (which has ``uno``), steps in as JSON, what the cells show out as JSON.

A step is ``["type", sheet, cell, text]`` (as a person types: numbers, text, formulas), ``["clear", sheet, cell]``,
``["paste", sheet, from, to]`` (copy and paste over, with formats), or ``["show", [[sheet, cell], ...]]``.
"""

import contextlib
import json
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def connect(profile):
    """Start an office of our own and wait until it answers."""
    name = f"gaokai{time.time_ns()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={name};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return office, resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not answer")


def setting(name, value):
    """One property."""
    prop = PropertyValue()
    prop.Name, prop.Value = name, value
    return prop


def main():
    """Load the file, do the steps, print what was shown, save if asked."""
    source, target, profile = sys.argv[1:4]
    steps = json.load(sys.stdin)
    office, context = connect(profile)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, (setting("Hidden", True),))
    sheets = document.Sheets
    for sheet in [sheets.getByIndex(i) for i in range(sheets.Count)]:
        sheet.unprotect("")  # the program interface refuses what the user interface allows in open cells
    shown = []
    for step in steps:
        if step[0] == "type":
            sheets.getByName(step[1]).getCellRangeByName(step[2]).setFormula(step[3])
        elif step[0] == "clear":
            sheets.getByName(step[1]).getCellRangeByName(step[2]).clearContents(1 | 2 | 4 | 16)
        elif step[0] == "paste":
            sheet = sheets.getByName(step[1])
            source_range = sheet.getCellRangeByName(step[2]).RangeAddress
            sheet.copyRange(sheet.getCellRangeByName(step[3]).CellAddress, source_range)
        elif step[0] == "show":
            shown.append([sheets.getByName(sheet).getCellRangeByName(cell).String for sheet, cell in step[1]])
    document.storeToURL(f"file://{target}", (setting("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    sys.stdout.write(json.dumps(shown))
    with contextlib.suppress(Exception):  # the bridge breaks while the office goes away
        desktop.terminate()
    office.wait(30)


main()
