"""Take the pictures of the page of ``collect --report`` that the READMEs show: ``python docs/make_screenshots.py``; needs Chromium."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from gaokai_xlsx import collect

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
        browser.close()


if __name__ == "__main__":
    main()
