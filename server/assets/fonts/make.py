#!/usr/bin/env python3
"""Makes the font files of this folder from the published npm packages.

    pip install fonttools==4.* brotli
    npm pack @fontsource/be-vietnam-pro@5.3.0 @fontsource-variable/inter@5.3.0   (unpack both)
    python3 make.py PATH/TO/be-vietnam-pro/files PATH/TO/inter/files

Be Vietnam Pro: the latin and the vietnamese file of a weight are merged, then cut to the code points that Vietnamese
and English pages need. Inter: the variable file is fixed at a weight and cut to digits and separators, with tabular
figures as the default shapes.
"""

import sys
import tempfile
import unicodedata
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VOWELS = "aăâeêioôơuưy"
PUNCTUATION = "\u00a0°·×÷–—‘’“”„†•…‹›«»₫€§©®±²³µ½−≤≥′″№"


def vietnamese() -> set[str]:
    """The 134 accented letters of Vietnamese, both cases."""
    letters = {"đ", "Đ"}
    for vowel in VOWELS:
        for mark in MARKS:
            letter = unicodedata.normalize("NFC", vowel + mark)
            assert len(letter) == 1
            letters |= {letter, letter.upper()}
    return {letter for letter in letters if ord(letter) > 0x7F}


def subset(font: TTFont, text: set[str], features: list[str], out: Path) -> None:
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.flavor = "woff2"
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in text])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(out)
    print(out.name, out.stat().st_size, "bytes,", len(font.getBestCmap()), "code points")


def text_font(files: Path, weight: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for script in ("latin", "vietnamese"):
            font = TTFont(files / f"be-vietnam-pro-{script}-{weight}-normal.woff2")
            font.flavor = None
            part = Path(folder) / f"{script}.ttf"
            font.save(part)
            parts.append(str(part))
        merged = Merger().merge(parts)
        letters = {chr(code) for code in range(0x20, 0x7F)} | vietnamese() | set(PUNCTUATION)
        subset(merged, letters, ["kern", "liga", "locl", "ccmp"], HERE / f"be-vietnam-pro-{weight}.woff2")


def digits(files: Path, weight: int) -> None:
    font = TTFont(files / "inter-latin-wght-normal.woff2")
    font.flavor = None
    font = instantiateVariableFont(font, {axis.axisTag: weight if axis.axisTag == "wght" else axis.defaultValue for axis in font["fvar"].axes})
    subset(font, set("0123456789.,:/%+- \u2212\u2013"), ["tnum"], HERE / f"digits-{weight}.woff2")


def main() -> None:
    be_vietnam, inter = map(Path, sys.argv[1:3])
    for weight in (400, 600):
        text_font(be_vietnam, weight)
        digits(inter, weight)


main()
