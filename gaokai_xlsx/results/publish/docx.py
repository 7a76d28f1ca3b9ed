"""The report as offices publish it in Word: A4 with the margins and faces of GB/T 9704, real headings, page numbers.

The package is written part by part from the templates in ``word/`` and not by python-docx (1.2), which has no call for East Asian faces
and what stands in for them, for heads that repeat, for page numbers and the margins of cells, writes the hour into the package, and
starts from 800 KB of styles and an American theme: all of that would be written as parts here all the same.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gaokai_xlsx.results.publish.content import Content, Kind, Paragraph
from gaokai_xlsx.results.publish.docx_tables import drawn
from gaokai_xlsx.texts import say
from gaokai_xlsx.workbook import CREATED, HEI, SONG

FANG, KAI, TITLE, LATIN = "仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "Times New Roman"
_INSTEAD = {
    TITLE: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun",
    FANG: "仿宋,FangSong,华文仿宋,STFangsong",
    KAI: "楷体,KaiTi,华文楷体,STKaiti",
    HEI: "SimHei,微软雅黑,Microsoft YaHei",
    SONG: "SimSun,新宋体,NSimSun",
}
"""The faces that documents of offices are set in, and what a machine without them is to take instead."""

# The parts of the package, and the template of each; the first must stand first, for programs that tell a file by its head.
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "docProps/app.xml": "app.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fonts.xml",
    "word/theme/theme1.xml": "theme.xml",
    "word/footer1.xml": "footer.xml",
    "word/footer2.xml": "footer.xml",
}
_PART = re.compile(r"([（(][一二三四五六七八九十]+[）)][^。：:]{1,30}[。：:])(.+)", re.DOTALL)


def build(content: Content) -> bytes:
    """The docx as bytes; the same content gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "word"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"say": say, "Kind": Kind, "led": _led, "instead": _INSTEAD, "table_style": say("publish.style-table")}
    environment.globals |= {"title_face": TITLE, "body_face": FANG, "part_face": KAI, "head_face": HEI, "table_face": SONG, "latin": LATIN}
    figures = content.source.figures
    tables = {c.table.key: drawn(c.table, figures) for c in content.chapters if c.table}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, template in _PARTS.items():
            side = "left" if name == "word/footer2.xml" else "right"
            text = environment.get_template(template).render(content=content, tables=tables, side=side, created=CREATED.isoformat() + "Z")
            package.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)  # a fixed date inside
    return buffer.getvalue()


def _led(paragraph: Paragraph) -> tuple[str, str]:
    """A subheading at the head of a paragraph, to be set in 楷体, and the text after it."""
    found = _PART.fullmatch(paragraph.text)
    return (found[1], found[2]) if found else ("", paragraph.text)
