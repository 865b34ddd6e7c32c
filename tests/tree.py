"""Looks over every file that git knows for what must never be committed: paths of one machine, addresses of package
mirrors, large files, text that is not UTF-8 in the composed form, marks of an unfinished merge, and in templates blocks within
a paragraph, which browsers end before them. A migration must be the one that migrations/SHA256SUMS lists, since databases that
have run it refuse another text of it. Prints a line for each
fault and a closing line of totals; the exit status is 1 when there is a fault."""

import hashlib
import pathlib
import re
import subprocess
import sys
import unicodedata

LARGEST = 1 << 20
ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ttf", ".woff2", ".gz", ".br", ".ico", ".zst", ".bin"}
# The pieces are joined here so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?:^|[\s\"'`(=:])/(?:ro" + r"ot|wo" + r"rk|home/[a-z])(?:/|\b)(?!-)", re.M),
    "a package mirror": re.compile(r"\"resolved\"\s*:\s*\"http|index-" + r"url|sparse\+" + r"http"),
    "an unfinished merge": re.compile(r"^(?:<{7}|>{7}) ", re.M),
    "an unfinished thought": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|\bunimpl" + r"emented!|\bto" + r"do!\("),
}
A_BLOCK = r"(?:form|div|ul|ol|dl|details|section|table|fieldset|p)"
BLOCK_WITHIN = re.compile(rf"<p(?=[ >])[^>]*>(?:(?!</p>)[\s\S])*?<{A_BLOCK}(?=[ >])")
# Published files that are kept byte for byte.
VENDORED = ("server/assets/vendor/", "server/assets/fonts/")


def faults_of(name: str) -> list[str]:
    path = ROOT / name
    if not path.is_file():
        return []
    data = path.read_bytes()
    found = []
    if len(data) > LARGEST:
        found.append(f"{name}: {len(data)} bytes, more than {LARGEST}")
    if path.suffix in BINARY:
        return found
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return [*found, f"{name}: not UTF-8 at byte {error.start}"]
    if name.startswith(VENDORED):
        return found
    if not unicodedata.is_normalized("NFC", text):
        bad = next(n for n, line in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", line))
        found.append(f"{name}:{bad}: text is not composed (NFC)")
    if "\r" in text:
        found.append(f"{name}: lines end in CR LF")
    forbidden = FORBIDDEN | ({"a block within a paragraph": BLOCK_WITHIN} if path.suffix == ".html" else {})
    for what, pattern in forbidden.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{name}:{line}: {what}: {match.group().strip()[:60]}")
    return found


def faults_of_migrations() -> list[str]:
    folder = ROOT / "migrations"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.sql")}
    return [f"migrations/{name}: not as SHA256SUMS lists it; a change of what has run is a new file"
            for name in sorted(listed | there) if listed.get(name) != there.get(name)]


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            check=True, capture_output=True)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    found = [fault for name in names for fault in faults_of(name)] + faults_of_migrations()
    for fault in found:
        print(fault)
    print(f"{len(names)} files looked over, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
