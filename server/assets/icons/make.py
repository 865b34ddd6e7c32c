#!/usr/bin/env python3
"""Makes icons.svg from the npm package lucide-static 1.62.0 (ISC, see LICENSE-lucide.txt).

    npm pack lucide-static@1.62.0   (unpack)
    python3 make.py PATH/TO/package/icons

One <symbol> per icon; pages use it by <use href="/assets/…/icons.svg#name">. The shapes of the case's states are our
own and are kept in states.svg beside this file.
"""

import re
import sys
from pathlib import Path

NAMES = """
arrow-down arrow-left arrow-right arrow-up bell briefcase building calendar camera car check chevron-down chevron-left
chevron-right chevron-up circle-check circle-question-mark clock construction copy download droplets ellipsis
external-link eye eye-off file-text flag flame funnel glass-water globe hand heart-handshake history image info landmark
lightbulb link list locate locate-fixed lock log-out mail map map-pin megaphone message-square minus octagon-alert
palette pencil phone plus printer qr-code refresh-cw scale search send shield trash-2 tree-pine triangle-alert user
users utensils x zap
""".split()
HERE = Path(__file__).parent


def symbol(folder: Path, name: str) -> str:
    text = (folder / f"{name}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S).group(1)
    inner = re.sub(r"\s+", " ", inner).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def main() -> None:
    folder = Path(sys.argv[1])
    states = (HERE / "states.svg").read_text()
    own = re.findall(r"<symbol.*?</symbol>", states, re.S)
    lines = [symbol(folder, name) for name in NAMES] + own
    style = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    note = "<!-- Icons from lucide-static 1.62.0, ISC; state-* our own -->"
    body = "\n".join(lines)
    (HERE.parent / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {style}>{note}\n{body}\n</svg>\n')
    print(len(lines), "symbols")


main()
