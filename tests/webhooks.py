"""Holds a running server's webhooks against `standardwebhooks`, the verifier that the authors of the specification
publish: what arrives verifies, what was changed does not, what failed comes again under the same id, and a range is told
again on demand.

    webhooks.py target/debug/dantin

The last line is `N passed, N failed`; the exit status is 1 when something failed."""

import http.server
import json
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from live_server import Server, wait_until_ready

PATIENCE = 30


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what comes: headers and body. The first message of all is answered with a failure."""

    got: list[tuple[dict, bytes]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(500 if len(Receiver.got) == 1 else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


def wait(what: str, until) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, f"{what}: {len(Receiver.got)} messages came"
        time.sleep(0.1)


def run(binary: str) -> None:
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    server = Server(binary)

    def dantin(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([binary, "--data", server.data, "webhook", *words], capture_output=True, text=True)

    try:
        url = server.find(r"(http://[\w.\[\]:-]+)")
        wait_until_ready(url)
        key = server.find(r"Open311[^\n]*?: (\S+)")
        there = f"http://127.0.0.1:{receiver.server_port}/told"
        for words in (["add", "x", "http://receiver.example/"], ["add", "x", "https://10.0.0.1/"],
                      ["add", "x", there, "--event", "case.nothing"], ["remove", "x"], ["replay", "x", "--from", "0"]):
            assert dantin(*words).returncode != 0, words
        added = dantin("add", "receiver", there, "--event", "case.submitted", "--event", "case.assigned")
        assert added.returncode == 0, added.stderr
        secret = added.stdout.strip()
        webhook = Webhook(secret)
        assert dantin("add", "receiver", there).returncode != 0, "a name stands once"

        form = {"api_key": key, "service_code": "o-ga", "lat": "21.0285", "long": "105.8522", "description": "Ổ gà bí mật"}
        services = json.load(urllib.request.urlopen(f"{url}/open311/v2/services.json", timeout=20))
        form["service_code"] = next(one["service_code"] for one in services if not one["metadata"])
        data = urllib.parse.urlencode(form).encode()
        filed = json.load(urllib.request.urlopen(f"{url}/open311/v2/requests.json", data, timeout=20))
        code = filed[0]["service_request_id"]

        wait("the failed message comes again", lambda: len(Receiver.got) >= 3)
        first, again = Receiver.got[0], Receiver.got[1:]
        assert first[0]["webhook-id"] in [headers["webhook-id"] for headers, _ in again], "the same id"
        assert len({headers["webhook-id"] for headers, _ in Receiver.got}) == 2
        for headers, body in Receiver.got:
            said = webhook.verify(body, headers)
            assert said["type"] in ("case.submitted", "case.assigned") and said["data"]["case"] == code, said
            assert "bí mật" not in body.decode() and headers["content-type"] == "application/json"
            read = json.load(urllib.request.urlopen(f"{said['data']['url'].replace(urllib.parse.urlsplit(said['data']['url']).netloc, urllib.parse.urlsplit(url).netloc)}.json", timeout=20))
            assert read["code"] == code
        headers, body = Receiver.got[-1]
        for changed, bytes_ in (({}, body + b" "), ({"webhook-id": "msg_other"}, body),
                                ({"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}, body)):
            try:
                webhook.verify(bytes_, {**headers, **changed})
                raise AssertionError(f"verified, though changed: {changed}")
            except WebhookVerificationError:
                pass

        entry = json.loads(body)["data"]["entry"]
        before = len(Receiver.got)
        replayed = dantin("replay", "receiver", "--from", str(entry), "--to", str(entry))
        assert replayed.returncode == 0, replayed.stderr
        wait("the entry is told again", lambda: len(Receiver.got) > before)
        assert json.loads(Receiver.got[-1][1])["data"]["entry"] == entry
        webhook.verify(Receiver.got[-1][1], Receiver.got[-1][0])
        listed = dantin("list").stdout
        assert "receiver" in listed and "working" in listed and secret not in listed, listed
        assert dantin("remove", "receiver").returncode == 0
    finally:
        server.stop()
        receiver.shutdown()


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: webhooks.py BINARY")
        return 2
    try:
        run(sys.argv[1])
    except Exception as error:
        print(f"   FAIL  {type(error).__name__}: {str(error)[:800]}")
        print("0 passed, 1 failed")
        return 1
    print("   ok    what is told verifies, comes again after a failure, and is told again on demand")
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
