"""Checks that every crate in the lock file may be part of the product: each licence expression must be satisfiable with
licences of the list in deny.toml, and the sources must be the public registry. Works on `cargo metadata` alone, so it
needs nothing installed; `cargo deny check` reads the same file and says more."""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = "registry+https://github.com/rust-lang/crates.io-index"


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression (with the old `/` for OR) can be met by allowed licences."""
    tokens = re.findall(r"\(|\)|[^\s()/]+|/", expression)
    place = 0

    def peek() -> str:
        return tokens[place] if place < len(tokens) else ""

    def take() -> str:
        nonlocal place
        place += 1
        return tokens[place - 1]

    def either() -> bool:
        value = both()
        while peek().upper() in {"OR", "/"}:
            take()
            value = both() or value
        return value

    def both() -> bool:
        value = one()
        while peek().upper() == "AND":
            take()
            value = one() and value
        return value

    def one() -> bool:
        if peek() == "(":
            take()
            value = either()
            take()
            return value
        name = take() if peek() else ""
        if peek().upper() == "WITH":
            take()
            name = f"{name} WITH {take()}"
        return name in allowed

    return either()


def main() -> int:
    rules = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
    allowed = set(rules["licenses"]["allow"])
    exceptions = {rule["crate"]: set(rule["allow"]) for rule in rules["licenses"].get("exceptions", [])}
    banned = {rule["crate"] for rule in rules["bans"]["deny"]}
    metadata = json.loads(subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], cwd=ROOT, check=True,
                                         capture_output=True).stdout)
    found = []
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        own = package["source"] is None
        expression = package["license"] or ""
        if not is_allowed(expression, allowed | exceptions.get(package["name"], set())):
            found.append(f"{name}: licence `{expression or package['license_file']}` is not in the list of deny.toml")
        if not own and package["source"] != SOURCE:
            found.append(f"{name} comes from {package['source']}")
        if package["name"] in banned:
            found.append(f"{name} is banned by deny.toml")
    for fault in found:
        print(fault)
    print(f"{len(metadata['packages'])} packages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
