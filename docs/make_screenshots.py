"""Take the pictures that the READMEs show: the page of ``collect --report``, the desk, a template, a summary.

``python docs/make_screenshots.py``; needs Chromium, LibreOffice and pdftotext.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from gaokai_xlsx import collect, init, template
from gaokai_xlsx.form import editions

HERE = Path(__file__).parent
CASE = HERE.parent / "samples" / "石嘴山2023"
UNIT = "财政局"


def main() -> None:
    """The overview and one unit on a wide screen, one unit on a dark telephone."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        page = Path(folder) / "审核.html"
        collect([CASE / "回收"], page.with_suffix(".xlsx"), roster=CASE / "名单.csv", year=2023, report=page)
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        wide = browser.new_page(viewport={"width": 1000, "height": 860}, device_scale_factor=0.85)
        wide.goto(page.as_uri())
        wide.fill("#by-unit", UNIT)
        wide.wait_for_timeout(500)  # heights are estimates until what comes into sight is laid out
        wide.evaluate("document.getElementById('findings').scrollIntoView()")
        wide.wait_for_timeout(500)
        wide.screenshot(path=HERE / "report.png")
        phone = browser.new_page(viewport={"width": 390, "height": 780}, color_scheme="dark")
        phone.goto(page.as_uri())
        phone.fill("#by-unit", UNIT)
        phone.evaluate("document.querySelector('.unit:not([hidden])').scrollIntoView()")
        phone.evaluate("document.querySelector('.unit:not([hidden]) .scroll').scrollLeft = 9999")
        phone.screenshot(path=HERE / "report-phone.png")
        desk(browser, Path(folder) / "年报")
        browser.close()
        template(Path(folder) / "模板.xlsx", year=2023, unit="石嘴山市投资促进局")
        printed(Path(folder) / "模板.xlsx", editions.for_year(2023).tables[1].title, "template")
        printed(page.with_suffix(".xlsx"), "一页纸", "summary")


def printed(book: Path, words: str, name: str) -> None:
    """A page of a workbook as LibreOffice prints it: the first that has these words."""
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{book.parent}/profile",
        "--convert-to",
        "pdf",
        "--outdir",
        book.parent,
        book,
    ]
    subprocess.run(command, check=True, capture_output=True)
    pdf = book.with_suffix(".pdf")
    pages = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8").stdout.split("\f")
    at = str(next(n for n, text in enumerate(pages, start=1) if words in text))
    picture = ["pdftoppm", "-png", "-singlefile", "-r", "70", "-f", at, "-l", at, pdf, HERE / name]
    subprocess.run(picture, check=True, capture_output=True)


def desk(browser: Any, folder: Path) -> None:
    """The board and a unit with a conflict on a wide screen, a faulty unit on a dark telephone."""
    init(folder, city="石嘴山市", year=2023, roster=CASE / "名单.csv", office="市政府办公室政务公开科", phone="0952-0000000")
    shutil.copytree(CASE / "回收", folder / "回收", dirs_exist_ok=True)
    command = [sys.executable, "-m", "gaokai_xlsx", "serve", str(folder), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    assert server.stdout is not None
    link = next(line for line in server.stdout if "http://" in line).rpartition("http://")[2].strip()
    try:
        wide = browser.new_page(viewport={"width": 1000, "height": 1420}, device_scale_factor=0.85)
        wide.goto(f"http://{link}")
        wide.wait_for_selector("#units", timeout=60_000)
        time.sleep(2)  # until the page has seen what is newer
        wide.wait_for_selector("body[data-state=idle]", timeout=60_000)
        wide.wait_for_selector("#units")
        wide.screenshot(path=HERE / "desk.png")
        address = wide.locator(f"tr:has-text('{UNIT}') a").get_attribute("href")
        wide.click("tr[data-state=conflict] a")
        wide.locator(".file summary").first.click()
        wide.screenshot(path=HERE / "desk-unit.png")
        phone = browser.new_page(viewport={"width": 390, "height": 780}, color_scheme="dark")
        phone.goto(f"http://{link.partition('/')[0]}{address}")
        phone.screenshot(path=HERE / "desk-phone.png")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
