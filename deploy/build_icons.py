"""Make the pages' icon sprite from a folder of Lucide icons (npm: lucide-static, `icons/`) and icons.txt."""
# ruff: noqa: INP001 - a script, not a package's module.

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
SPRITE = HERE.parent / "src" / "beseda" / "static" / "icons.svg"
OPENING = """<svg xmlns="http://www.w3.org/2000/svg">
<!-- Lucide, ISC licence, copyright (c) 2026 Lucide Icons and Contributors: permission to use, copy,
     modify and distribute is granted, provided that this notice appears in all copies; no warranty. -->
"""


def names() -> list[str]:
    """Return the icons asked for, in order."""
    lines = (HERE / "icons.txt").read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def symbol(name: str, drawing: str) -> str:
    """Return one icon as a symbol; the stroke is the page's."""
    inside = re.sub(r"^.*?<svg.*?>|</svg>\s*$", "", drawing, flags=re.DOTALL)
    tight = re.sub(r">\s+<", "><", inside).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{tight}</symbol>\n'


def main() -> None:
    """Write the sprite."""
    folder = Path(sys.argv[1])
    symbols = [symbol(name, (folder / f"{name}.svg").read_text()) for name in names()]
    SPRITE.write_text(OPENING + "".join(symbols) + "</svg>\n")


if __name__ == "__main__":
    main()
