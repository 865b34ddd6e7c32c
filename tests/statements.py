"""Holds the statements in the server's source against the lists of what ran on each engine: SQLite.txt and
PostgreSQL.txt in a folder, which tests write when DANTIN_STATEMENTS names it. A statement that was assembled counts when
one that begins like it ran, and each piece of a filter when one that holds it ran. Names what did not run, with file
and line; the exit status is 1 when there is any. Knows no table."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGINES = ("SQLite", "PostgreSQL")
# A string, ordinary or raw, or what must not be taken for the beginning of one.
TOKEN = re.compile(r"""//[^\n]*|'(?:[^'\\\n]|\\[^\n]{1,8})'|b?"(?P<plain>(?:[^"\\]|\\.)*)"|r(?P<marks>#*)"(?P<raw>.*?)"(?P=marks)""", re.S)
WHOLE = re.compile(r"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s")
PIECE = re.compile(r"\s(?:AND|OR|WHERE|ORDER BY|LIMIT|GROUP BY|LEFT JOIN|JOIN|RETURNING|ON CONFLICT)\s")


def text_of(match: re.Match) -> str | None:
    """What the program sees of a string in its source; none for anything else."""
    if match["raw"] is not None:
        return match["raw"]
    if match["plain"] is None:
        return None
    text = re.sub(r"\\\n\s*", "", match["plain"])
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), text)


def in_source() -> list[tuple[str, str, bool]]:
    """Place, text, and whether it is a whole statement or its beginning (else a piece)."""
    found = []
    for path in sorted((ROOT / "server" / "src").rglob("*.rs")):
        if path.stem in ("tests", "testing") or path.stem.endswith("_tests"):
            continue
        source = path.read_text(encoding="utf-8")
        # Tests stand at the end of a file.
        source = source.split("#[cfg(test)]\nmod tests {")[0]
        for match in TOKEN.finditer(source):
            text = text_of(match)
            if text is None:
                continue
            is_pushed = source[: match.start()].rstrip().endswith(".push(")
            if WHOLE.match(text) or (is_pushed and PIECE.match(text)):
                place = f"{path.relative_to(ROOT)}:{source.count(chr(10), 0, match.start()) + 1}"
                found.append((place, text, WHOLE.match(text) is not None))
    return found


def ran(folder: pathlib.Path, engine: str) -> set[str]:
    path = folder / f"{engine}.txt"
    if not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8").splitlines()
    return {re.sub(r"\\(.)", lambda escape: "\n" if escape[1] == "n" else escape[1], line) for line in lines}


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: statements.py FOLDER")
        return 2
    lists = {engine: ran(pathlib.Path(sys.argv[1]), engine) for engine in ENGINES}
    source = in_source()
    missing = 0
    for place, text, is_whole in source:
        for engine, statements in lists.items():
            if is_whole:
                did_run = text in statements or any(statement.startswith(text) for statement in statements)
            else:
                did_run = any(text in statement for statement in statements)
            if not did_run:
                missing += 1
                print(f"{place}: not on {engine}: {' '.join(text.split())[:110]}")
    print(f"{len(source)} statements and pieces in the source, {missing} missing on an engine")
    return 1 if missing or not source else 0


if __name__ == "__main__":
    sys.exit(main())
