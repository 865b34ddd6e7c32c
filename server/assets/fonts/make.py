#!/usr/bin/env python3
"""Makes the font files of this folder from the published npm packages.

    pip install fonttools==4.* brotli
    npm pack @fontsource/be-vietnam-pro@5.3.0 @fontsource-variable/inter@5.3.0   (unpack both)
    python3 make.py PATH/TO/be-vietnam-pro/files PATH/TO/inter/files

The latin and the vietnamese file of a weight of Be Vietnam Pro are merged. That typeface has no tabular figures, so the
digits and separators of Inter, fixed at the same weight, are put into it as its feature `tnum`: one file a weight, one
request a file. Then it is cut to the code points that Vietnamese and English pages need.
"""

import io
import sys
import tempfile
import unicodedata
from pathlib import Path

from fontTools.merge import Merger
from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
from fontTools.pens.filterPen import DecomposingFilterPen as DecomposingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
TABULAR = "0123456789.,:/%+-\u2212\u2013"
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


def text_font(files: Path, weight: int) -> TTFont:
    """The latin and the vietnamese file of a weight in one font, uncut."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for script in ("latin", "vietnamese"):
            font = TTFont(files / f"be-vietnam-pro-{script}-{weight}-normal.woff2")
            font.flavor = None
            part = Path(folder) / f"{script}.ttf"
            font.save(part)
            parts.append(str(part))
        return Merger().merge(parts)


def tabular(files: Path, weight: int) -> TTFont:
    """Inter at a weight."""
    font = TTFont(files / "inter-latin-wght-normal.woff2")
    font.flavor = None
    places = {axis.axisTag: weight if axis.axisTag == "wght" else axis.defaultValue for axis in font["fvar"].axes}
    return instantiateVariableFont(font, places)


def add_tabular(font: TTFont, digits: TTFont) -> None:
    """Gives `font` the digits and separators of `digits` as its feature `tnum`, scaled to its own units."""
    scale = font["head"].unitsPerEm / digits["head"].unitsPerEm
    glyphs, instead = digits.getGlyphSet(), substitutions(digits, "tnum")
    ours, theirs = font.getBestCmap(), digits.getBestCmap()
    mapping = {}
    for letter in map(ord, TABULAR):
        source = instead.get(theirs[letter], theirs[letter])
        name = f"{ours[letter]}.tnum"
        pen = TTGlyphPen(None)
        glyphs[source].draw(TransformPen(DecomposingPen(pen, glyphs), (scale, 0, 0, scale, 0, 0)))
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = drawn = pen.glyph()
        drawn.recalcBounds(font["glyf"])
        font["hmtx"][name] = (round(digits["hmtx"][source][0] * scale), drawn.xMin)
        mapping[ours[letter]] = name
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(mapping)]))
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(table.LookupList.Lookup) - 1]
    # Feature records stand in the order of their tags, and scripts name them by their place.
    old = table.FeatureList.FeatureRecord
    new = sorted([*old, record], key=lambda one: one.FeatureTag)
    place = {id(one): index for index, one in enumerate(new)}
    for script in table.ScriptList.ScriptRecord:
        for system in [script.Script.DefaultLangSys, *(one.LangSys for one in script.Script.LangSysRecord)]:
            if system is not None:
                system.FeatureIndex = sorted([place[id(old[index])] for index in system.FeatureIndex] + [place[id(record)]])
    table.FeatureList.FeatureRecord = new


def substitutions(font: TTFont, tag: str) -> dict[str, str]:
    """What the single substitutions of a feature put in place of which glyph."""
    table = font["GSUB"].table
    found = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    found |= getattr(part, "ExtSubTable", part).mapping
    return found


def main() -> None:
    be_vietnam, inter = map(Path, sys.argv[1:3])
    letters = {chr(code) for code in range(0x20, 0x7F)} | vietnamese() | set(PUNCTUATION)
    for weight in (400, 600):
        font = text_font(be_vietnam, weight)
        add_tabular(font, tabular(inter, weight))
        # Written and read again, so that the new glyphs have their numbers before the cut.
        whole = io.BytesIO()
        font.save(whole)
        subset(TTFont(whole), letters, ["kern", "liga", "locl", "ccmp", "tnum"], HERE / f"be-vietnam-pro-{weight}.woff2")


main()
