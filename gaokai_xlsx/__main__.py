"""``python -m gaokai_xlsx``."""

from gaokai_xlsx.cli import main

main()
