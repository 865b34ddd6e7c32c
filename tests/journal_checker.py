"""A program by others, aics-tlog, verifies the public log of a live server: checkpoint, inclusion and consistency; and refuses
copies in which something was changed. Knows the standard's paths and nothing of the product's code."""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import fastjsonschema
from live_server import Server, Started, wait_until_ready

passed, failed = 0, 0


def claim(name: str, holds: bool, detail: str = ""):
    global passed, failed
    passed, failed = passed + holds, failed + (not holds)
    print(f"   {'ok   ' if holds else 'FAIL '} {name}{'' if holds else ': ' + detail}")


def checker(*words: str) -> dict:
    """What aics-tlog says, with its exit code."""
    program = pathlib.Path(sys.executable).with_name("aics-tlog")
    run = subprocess.run([program, *words], capture_output=True, text=True, timeout=60)
    lines = [line for line in run.stdout.splitlines() if line.startswith("{")]
    return {"said": run.stdout + run.stderr, **(json.loads(lines[-1]) if lines else {}), "code": run.returncode}


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read()


def entries(bundle: bytes) -> list:
    found, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at:at + 2], "big")
        found.append(bundle[at + 2:at + 2 + length])
        at += 2 + length
    return found


def fits(valid, entry: dict) -> bool:
    try:
        valid(entry)
        return True
    except fastjsonschema.JsonSchemaException:
        return False


def first_entry(bundle: bytes) -> bytes:
    return bundle[2:2 + int.from_bytes(bundle[:2], "big")]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    binary = str(pathlib.Path(parser.parse_args().binary).resolve())
    os.environ["DANTIN__JOURNAL__WITNESS_SECONDS"] = "1"
    server = Server(binary)
    with tempfile.TemporaryDirectory() as folder:
        try:
            return check(server, pathlib.Path(folder), binary)
        finally:
            server.stop()


def check(server: Server, folder: pathlib.Path, binary: str) -> int:
    url = server.find(r"(http://127\.0\.0\.1:\d+)/")
    wait_until_ready(url)
    until = time.monotonic() + 30
    while get(f"{url}/journal/checkpoint").split(b"\n")[1] == b"0" and time.monotonic() < until:
        time.sleep(0.2)
    key = get(f"{url}/journal/policy").decode().split()[1]
    log = ["--log-key", key]
    origin = key.split("+")[0]

    said = checker("verify-checkpoint", "--tiles", f"{url}/journal/", *log, "--origin", origin)
    claim("the_checkpoint_of_a_live_server_is_accepted", said["code"] == 0 and said.get("tiles_ok") is True, said["said"])
    said = checker("verify-checkpoint", "--tiles", f"{url}/journal/", *log, "--origin", "other.example/journal")
    claim("another_citys_name_is_refused", said["code"] == 1, said["said"])

    every = entries(get(f"{url}/journal/tile/entries/000")) + entries(get(f"{url}/journal/tile/entries/001"))
    genesis = json.loads(every[0])
    text = get(f"{url}/journal/schema/{genesis['data']['schema']}")
    claim("the_first_entry_names_the_schema_by_its_hash",
          genesis["type"] == "log.genesis" and hashlib.sha256(text).hexdigest() == genesis["data"]["schema"], str(genesis))
    valid = fastjsonschema.compile(json.loads(text))
    refused = [entry for entry in every if not fits(valid, json.loads(entry))]
    claim("every_entry_fits_the_published_schema", not refused and len(every) == 512, str(refused[:1]))
    wrong = {**json.loads(every[-1]), "mood": "good"}
    claim("an_entry_with_more_than_the_schema_allows_does_not_fit", not fits(valid, wrong))

    leaf = folder / "entry"
    leaf.write_bytes(first_entry(get(f"{url}/journal/tile/entries/001")))
    inclusion = ["verify-inclusion", "--tiles", f"{url}/journal/", *log, "--index", "256", "--leaf", str(leaf)]
    said = checker(*inclusion)
    claim("an_entry_is_included", said["code"] == 0, said["said"])
    leaf.write_bytes(leaf.read_bytes().replace(b'"by":"', b'"by":"x', 1))
    said = checker(*inclusion)
    claim("a_changed_entry_is_not_included", said["code"] == 1, said["said"])

    old = folder / "old.note"
    old.write_bytes(get(f"{url}/journal/checkpoint"))
    size = int(old.read_text().split("\n")[1])
    api_key = server.find(r"Open311 key: (\S+)")
    report = {"api_key": api_key, "service_code": service(url), "lat": "21.0285", "long": "105.8522",
              "description": "Mẫu: thử xem nhật ký có lớn thêm hay không."}
    urllib.request.urlopen(f"{url}/open311/v2/requests.json", urllib.parse.urlencode(report).encode(), timeout=10).close()
    until = time.monotonic() + 10
    while int(get(f"{url}/journal/checkpoint").split(b"\n")[1]) == size and time.monotonic() < until:
        time.sleep(0.2)
    said = checker("verify-consistency", "--tiles", f"{url}/journal/", *log, "--old-checkpoint", str(old))
    claim("the_log_grew_from_what_was_seen", said["code"] == 0 and said.get("size", 0) > size, said["said"])

    for name, path in [("a_tile", "tile/0/001"), ("the_checkpoint", "checkpoint")]:
        copy = folder / name
        shutil.copytree(pathlib.Path(server.data) / "journal", copy)
        file = copy / path
        data = bytearray(file.read_bytes())
        data[40] ^= 1
        file.write_bytes(bytes(data))
        leaf.write_bytes(first_entry((copy / "tile/entries/001").read_bytes()))
        said = checker("verify-inclusion", "--tiles", str(copy), *log, "--index", "256", "--leaf", str(leaf))
        claim(f"a_copy_in_which_{name}_was_changed_is_refused", said["code"] == 1, said["said"])
    check_witness(server, folder, binary, url, log)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def check_witness(server: Server, folder: pathlib.Path, binary: str, url: str, log: list[str]):
    """A witness beside the server, and a copy of its log: both are verified as the log itself."""
    home, copy = str(folder / "witness"), str(folder / "copy")
    made = subprocess.run([binary, "witness", "init", "--folder", home, "--name", "witness.example/w1"],
                          capture_output=True, text=True, check=True).stdout
    witness_key = next(word for word in made.split() if word.startswith("witness.example/w1+"))
    subprocess.run([binary, "witness", "add", "--folder", home, log[1]], capture_output=True, check=True)
    witness = Started([binary, "witness", "serve", "--folder", home, "--listen", "127.0.0.1:0"])
    try:
        address = witness.find(r"(http://127\.0\.0\.1:\d+)/")
        policy = f"log {log[1]}\nwitness w1 {witness_key} {address}\nquorum w1\n"
        (pathlib.Path(server.data) / "journal" / "policy").write_text(policy)
        note = folder / "witnessed.note"
        until = time.monotonic() + 15
        while not note.exists() and time.monotonic() < until:
            try:
                note.write_bytes(get(f"{url}/journal/checkpoint.witnessed"))
            except urllib.error.HTTPError:
                time.sleep(0.2)
        claim("a_witnessed_checkpoint_is_published", note.exists(), server.output[-1000:])
        quorum = ["--witness-key", witness_key, "--quorum", "1"]
        said = checker("verify-checkpoint", "--note", str(note), *log, *quorum)
        claim("the_witnessed_checkpoint_is_accepted_with_a_quorum_of_one", said["code"] == 0, said["said"])
        said = checker("verify-checkpoint", "--tiles", f"{url}/journal/", *log, *quorum)
        claim("the_checkpoint_that_nobody_witnessed_is_not", said["code"] == 1, said["said"])

        (folder / "policy").write_text(policy)
        run = subprocess.run([binary, "mirror", "--policy", str(folder / "policy"), url, copy],
                             capture_output=True, text=True, timeout=60)
        claim("a_copy_is_made", run.returncode == 0 and "witnessed by w1" in run.stdout, run.stdout + run.stderr)
        said = checker("verify-checkpoint", "--tiles", f"{copy}/journal", *log)
        claim("the_copy_is_accepted", said["code"] == 0 and said.get("tiles_ok") is True, said["said"])
        run = subprocess.run([binary, "verify", "--policy", str(folder / "policy"), "--state", str(folder / "state"), copy],
                             capture_output=True, text=True, timeout=120)
        claim("the_copy_verifies_by_all_rules", run.returncode == 0 and "w1, up to" in run.stdout, run.stdout + run.stderr)
    finally:
        witness.stop()


def service(url: str) -> str:
    services = json.loads(get(f"{url}/open311/v2/services.json"))
    return next(one["service_code"] for one in services if one["metadata"] in (False, "false"))


sys.exit(main())
