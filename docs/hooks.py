"""For the site: lines of Chinese text are joined without a blank, as Chinese is written; the pages' sources stay narrow."""

from __future__ import annotations

import re
from typing import Any

_CODE = re.compile(r"(^```.*?^```$)", re.M | re.S)
_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”…"
_BREAK = re.compile(rf"(?<=[{_WIDE}])\n *(?=[{_WIDE}])")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """A page's text as it is rendered."""
    parts = _CODE.split(markdown)
    return "".join(part if n % 2 else _BREAK.sub("", part) for n, part in enumerate(parts))
