"""Holds the product, built with the feature `s3`, against moto, a stand-in for an S3-compatible service: what it stores
in the bucket, what it reads again, and what it says when the service is gone or refuses.

    photos_s3.py target/debug/dantin

The last line is `N passed, N failed`; the exit status is 1 when something failed."""

import base64
import hashlib
import http.cookiejar
import json
import logging
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import zlib

import boto3
from moto.server import ThreadedMotoServer

from live_server import Started, wait_until_ready

BUCKET, PREFIX = "photos", "city/hanoi"
PASSWORD = "một câu dễ nhớ"


def picture(seed: int) -> bytes:
    """A PNG of 300 times 200 pixels that differs with the seed."""
    def row(y: int) -> bytes:
        return b"\0" + bytes(value for x in range(300) for value in ((x * seed) % 256, y, (x + y) % 256))

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixels = zlib.compress(b"".join(row(y) for y in range(200)))
    head = struct.pack(">IIBBBBB", 300, 200, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


class Check:
    """What the tests share: the service, its bucket, and a server of the product that keeps its photos there."""

    def __init__(self, binary: str):
        self.binary = str(pathlib.Path(binary).resolve())
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.service = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.service.start()
        host, port = self.service.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        self.s3 = boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="id",
                               aws_secret_access_key="secret")
        self.s3.create_bucket(Bucket=BUCKET)
        self.data = tempfile.TemporaryDirectory(prefix="dantin-s3-")
        secret = pathlib.Path(self.data.name) / "secret"
        secret.write_text("secret\n")
        self.environment = {
            "DANTIN__PHOTOS__STORE": f"s3://{BUCKET}/{PREFIX}", "DANTIN__PHOTOS__S3_ENDPOINT": self.endpoint,
            "DANTIN__PHOTOS__S3_ACCESS_KEY_ID": "id", "DANTIN__PHOTOS__S3_SECRET_ACCESS_KEY_FILE": str(secret),
            "DANTIN__SERVER__DATA": str(pathlib.Path(self.data.name) / "data"),
        }
        self.run("user", "add", "kiem-duyet", "--name", "Nguyễn Mẫu", "--role", "moderator@vp-ubnd", typed=PASSWORD)
        self.key = self.run("key", "add", "thử").stdout.strip()
        command = [self.binary, "serve", "--listen", "127.0.0.1:0"]
        self.server = Started(command, os.environ | self.environment)
        self.url = self.server.find(r"(http://[\w.\[\]:-]+)")
        wait_until_ready(self.url)

    def run(self, *words: str, typed: str = "", **changed: str) -> subprocess.CompletedProcess:
        """Runs one command of the product."""
        environment = os.environ | self.environment | changed
        return subprocess.run([self.binary, *words], input=typed + "\n", text=True, capture_output=True, timeout=120,
                              env=environment, check=False)

    def objects(self) -> dict[str, bytes]:
        """Everything in the bucket, by name."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {one["Key"]: self.s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read() for one in listed}

    def put(self, photo: bytes) -> tuple[int, str]:
        """Status and body of a photo that goes ahead of its form."""
        address = f"{self.url}/photos/{hashlib.sha256(photo).hexdigest()}"
        request = urllib.request.Request(address, photo, {"Content-Type": "image/png"}, method="PUT")
        return self.open(request)[:2]

    def open(self, request, opener=urllib.request.build_opener()) -> tuple[int, str, bytes]:
        """Status, text and bytes, whatever the status."""
        try:
            with opener.open(request, timeout=60) as answer:
                body = answer.read()
                return answer.status, body.decode(errors="replace"), body
        except urllib.error.HTTPError as error:
            body = error.read()
            return error.code, body.decode(errors="replace"), body

    def file(self, photo: bytes | None) -> tuple[int, str]:
        """Status and body of a report through Open311, with a photo or without."""
        services = json.loads(self.open(f"{self.url}/open311/v2/services.json")[1])
        code = next(one["service_code"] for one in services if not one["metadata"])
        form = {"api_key": self.key, "service_code": code, "lat": "21.0287", "long": "105.8524", "description": "Mẫu"}
        if photo:
            form["media"] = base64.b64encode(photo).decode()
        return self.open(urllib.request.Request(f"{self.url}/open311/v2/requests.json",
                                                urllib.parse.urlencode(form).encode()))[:2]

    def stop(self):
        self.server.stop()
        self.service.stop()
        self.data.cleanup()


def the_doctor_stores_and_reads_on_trial_and_leaves_nothing(check):
    said = check.run("doctor").stdout
    assert f"ok    Photos can be stored in s3://{BUCKET}/{PREFIX} and read again." in said, said
    assert not check.objects(), check.objects().keys()


def the_secret_is_in_no_output(check):
    said = check.run("settings", "--reference").stdout
    assert 'photos.s3_secret_access_key = "(set, not shown)"' in said, said


def an_original_and_its_three_copies_stand_in_the_bucket_by_their_hashes(check):
    photo = picture(3)
    assert check.put(photo)[0] == 201
    objects = check.objects()
    digest = hashlib.sha256(photo).hexdigest()
    assert objects.pop(f"{PREFIX}/sealed/{digest[:2]}/{digest[2:]}") == photo
    assert len(objects) == 3, objects.keys()
    for name, body in objects.items():
        shelf, head, tail = name.removeprefix(f"{PREFIX}/").split("/")
        assert shelf == "photos" and hashlib.sha256(body).hexdigest() == (head + tail).removesuffix(".jpg"), name
        assert body.startswith(b"\xff\xd8"), "a copy is a JPEG"
    before = check.objects()
    assert check.put(photo)[0] == 201, "the same photo again"
    assert check.objects() == before


def what_is_in_the_bucket_is_shown_to_those_who_may_see_it(check):
    photo = picture(5)
    status, body = check.file(photo)
    assert status == 200, body
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    desk = urllib.request.build_opener(jar)
    form = urllib.parse.urlencode({"login": "kiem-duyet", "password": PASSWORD}).encode()
    assert check.open(urllib.request.Request(f"{check.url}/desk/sign-in", form), desk)[0] == 200
    digest = hashlib.sha256(photo).hexdigest()
    status, _, shown = check.open(f"{check.url}/desk/photos/{digest}/large.jpg", desk)
    assert status == 200, status
    assert shown in check.objects().values()
    assert check.open(f"{check.url}/photos/{digest}/large.jpg")[0] == 404, "nobody has published it"


def a_damaged_original_heals_when_it_is_sent_again(check):
    photo = picture(7)
    check.file(photo)
    digest = hashlib.sha256(photo).hexdigest()
    name = f"{PREFIX}/sealed/{digest[:2]}/{digest[2:]}"
    check.s3.put_object(Bucket=BUCKET, Key=name, Body=b"something else")
    assert check.put(photo)[0] == 201, "the same photo sent again heals it"
    assert check.objects()[name] == photo


def a_bucket_that_is_not_there_is_said(check):
    found = check.run("doctor", DANTIN__PHOTOS__STORE="s3://khong-co")
    assert found.returncode != 0 and "BAD   Photos cannot be stored in s3://khong-co" in found.stdout, found.stdout
    assert "that the bucket exists" in found.stdout


def a_missing_key_stops_the_start(check):
    refused = check.run("serve", "--listen", "127.0.0.1:0", DANTIN__PHOTOS__S3_ACCESS_KEY_ID="")
    assert refused.returncode != 0 and "photos.s3_access_key_id is empty" in refused.stderr, refused.stderr


def without_the_service_photos_are_refused_in_time_and_reports_go_on(check):
    check.service.stop()
    began = time.monotonic()
    status, _ = check.put(picture(9))
    assert status >= 500 and time.monotonic() - began < 30, (status, time.monotonic() - began)
    status, body = check.file(None)
    assert status == 200, body
    assert re.search(r'"service_request_id":"[^"]+', body), body
    found = check.run("doctor")
    assert found.returncode != 0 and "BAD   Photos cannot be stored" in found.stdout, found.stdout


TESTS = [
    the_doctor_stores_and_reads_on_trial_and_leaves_nothing, the_secret_is_in_no_output,
    an_original_and_its_three_copies_stand_in_the_bucket_by_their_hashes,
    what_is_in_the_bucket_is_shown_to_those_who_may_see_it, a_damaged_original_heals_when_it_is_sent_again,
    a_bucket_that_is_not_there_is_said, a_missing_key_stops_the_start,
    # The last one, since it ends the service.
    without_the_service_photos_are_refused_in_time_and_reports_go_on,
]


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: photos_s3.py BINARY")
        return 2
    passed = failed = 0
    check = Check(sys.argv[1])
    try:
        for test in TESTS:
            try:
                test(check)
                passed += 1
                print(f"   ok    {test.__name__}")
            except Exception as error:  # whatever goes wrong is a failed test
                failed += 1
                print(f"   FAIL  {test.__name__}: {type(error).__name__}: {str(error)[:600]}")
                traceback.print_exc(limit=-2, file=sys.stdout)
    finally:
        check.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
