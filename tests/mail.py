"""Holds the product's mail against a real SMTP server (aiosmtpd): both parts and headers, languages, alerts and their end
with one press, a 4xx that is tried again, a 5xx and a notification that end an address, TLS with a password, a process
that is killed between the server's yes and its own note; and the feeds against a reader of feeds (feedparser).

    mail.py target/debug/dantin

The last line is `N passed, N failed`; the exit status is 1 when something failed."""

import asyncio
import datetime
import email
import email.policy
import html as entities
import http.cookiejar
import ipaddress
import json
import logging
import os
import pathlib
import re
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import warnings

import feedparser
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from live_server import Started, wait_until_ready

PATIENCE = 60
SENDER = "Dân Tin Hà Nội <dantin@city.example>"
WORDS = "Ổ gà sâu giữa ngã tư, xe máy dễ ngã, đã hai người ngã trong tuần này."


class Postbox:
    """What the server of the tests took, and what it answers: by the part before the @."""

    def __init__(self):
        self.mails, self.refused, self.later = [], set(), {}
        self.hold, self.held = threading.Event(), threading.Event()
        self.hold.set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name in self.refused:
            return "550 5.1.1 no such person here"
        if self.later.get(name, 0) > 0:
            self.later[name] -= 1
            return "450 4.2.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((envelope.rcpt_tos[0], message, envelope))
        if not self.hold.is_set():
            self.held.set()
            await asyncio.sleep(PATIENCE)
        return "250 taken"

    def to(self, address: str, count: int = 1) -> list:
        """The mails to an address, once there are so many; fails after a while."""
        until = time.monotonic() + PATIENCE
        while True:
            found = [message for to, message, _ in self.mails if to == address]
            if len(found) >= count:
                return found
            assert time.monotonic() < until, f"{address} got {len(found)} mails, not {count}"
            time.sleep(0.1)

    def none_to(self, address: str, seconds: float = 8.0, count: int = 0):
        """No more mails than these come to an address while the product looks twice."""
        time.sleep(seconds)
        found = [message["Subject"] for to, message, _ in self.mails if to == address]
        assert len(found) == count, f"{address} got {found}"


def text(message) -> str:
    return message.get_body(("plain",)).get_content()


def html(message) -> str:
    return message.get_body(("html",)).get_content()


class Browser:
    """Follows redirects, keeps cookies, and has no scripts."""

    def __init__(self, url: str):
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=30) as answer:
            self.at = answer.geturl()
            return answer.read().decode()

    def post(self, path: str, fields: list | dict, status: int = 200) -> str:
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        try:
            with self.opener.open(self.url + path, body, timeout=30) as answer:
                self.at = answer.geturl()
                assert status == answer.status, answer.status
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            page = error.read().decode()
            assert error.code == status, f"{path}: {error.code}\n{page[-2000:]}"
            return page

    def fields(self, page: str, action: str) -> list:
        """What a browser would send of the form with this action: hidden fields alone."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
        assert form, f"no form to {action}"
        return [(name, value) for name, value in
                re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.group(1))]


class City:
    """A server of one's own with sample data that sends its mail to the postbox."""

    def __init__(self, binary: str, port: int):
        self.binary = str(pathlib.Path(binary).resolve())
        self.folder = tempfile.TemporaryDirectory(prefix="dantin-mail-")
        self.environment = dict(os.environ, DANTIN__MAIL__SERVER=f"smtp://127.0.0.1:{port}", DANTIN__MAIL__SENDER=SENDER,
                                DANTIN__MAIL__DIGEST_MINUTES="0", DANTIN__SERVER__DATA=self.folder.name)
        self.start()

    def start(self):
        self.process = Started([self.binary, "serve", "--demo", "--data", self.folder.name, "--listen", "127.0.0.1:0"],
                               self.environment)
        self.url = self.process.find(r"(http://127\.0\.0\.1:\d+)/")
        wait_until_ready(self.url)
        self.key = self.process.find(r"Open311 key: (\S+)")

    def kill(self):
        self.process.process.kill()
        self.process.process.wait(20)

    def database(self, statement: str, *values):
        """One statement on the database, as an operator could run it beside the server."""
        database = sqlite3.connect(pathlib.Path(self.folder.name) / "dantin.db", timeout=30)
        with database:
            rows = database.execute(statement, values).fetchall()
        database.close()
        return rows

    def run(self, *words: str, text: bytes = b"", **environment) -> subprocess.CompletedProcess:
        return subprocess.run([self.binary, *words], input=text, capture_output=True, timeout=PATIENCE,
                              env={**self.environment, **environment})

    def report(self, address: str) -> tuple[str, str]:
        """Files a report through the four steps; gives its code and the path of its private page."""
        browser = Browser(self.url)
        page = browser.get("/report")
        fields = browser.fields(page, "/report/place") + [("category", "o-ga")]
        page = browser.post("/report/place", fields)
        fields = browser.fields(page, "/report/words") + [("area", "00070")]
        page = browser.post("/report/words", fields)
        fields = browser.fields(page, "/report/check") + [("text", WORDS), ("email", address)]
        page = browser.post("/report/check", fields)
        page = browser.post("/report/send", browser.fields(page, "/report/send"))
        private = urllib.parse.urlparse(browser.at).path
        code = re.search(r'href="/cases/([^"]+)"', page).group(1)
        # Others see it once its entry is in the journal.
        until = time.monotonic() + PATIENCE
        while True:
            try:
                browser.get(f"/cases/{code}.json")
                return code, private
            except urllib.error.HTTPError:
                assert time.monotonic() < until, f"{code} does not come into the journal"
                time.sleep(0.1)


CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@check
def a_report_with_an_address_is_answered_by_a_mail_of_two_parts(city: City, post: Postbox):
    code, private = city.report("mau@reader.example")
    mail = post.to("mau@reader.example")[0]
    assert mail.get_content_type() == "multipart/alternative"
    for body in (text(mail), html(mail)):
        assert code in body and f"{city.url}/cases/{code}" in body and "phải tiếp nhận trước" in body, body
        assert private.split("/")[2] not in body, "the secret of the link is in the mail"
        assert "ngã tư" not in body, "words that wait for moderation are in the mail"
    assert mail["Subject"] == f"{code}: Đã nhận phản ánh của bạn", mail["Subject"]
    assert mail["From"].addresses[0].display_name == "Dân Tin Hà Nội"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "vi")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"].endswith("@city.example>")
    assert all(len(line) <= 998 for line in bytes(mail).split(b"\n"))


@check
def whoever_joins_in_english_is_answered_in_english(city: City, post: Postbox):
    code, _ = city.report("first@reader.example")
    browser = Browser(city.url)
    page = browser.get(f"/cases/{code}/join?lang=en")
    fields = browser.fields(page, f"/cases/{code}/join") + [("email", "joiner@reader.example")]
    browser.post(f"/cases/{code}/join", fields)
    mail = post.to("joiner@reader.example")[0]
    assert "Hello," in text(mail) and mail["Content-Language"] == "en", text(mail)
    assert len(post.to("first@reader.example")) == 1, "nobody else is told that somebody joined"


@check
def an_alert_is_confirmed_by_mail_and_ended_with_one_press(city: City, post: Postbox):
    browser = Browser(city.url)
    page = browser.get("/alerts?area=00070")
    assert 'name="email"' in page
    code, _ = city.report("asker@reader.example")
    answer = {"case": code, "email": "watcher@reader.example"}
    said = browser.post("/alerts", answer)
    confirm = re.search(r"/alerts/\S+", text(post.to("watcher@reader.example")[0])).group(0)
    page = browser.get(confirm)
    assert browser.post(confirm, {}) and "/mail/" in browser.at
    # The same words for an address that has the alert already, and no second mail.
    # Below, the page counts the journal's entries.
    assert browser.post("/alerts", answer).split("<footer")[0] == said.split("<footer")[0]
    post.none_to("watcher@reader.example", count=1)
    step(sign_in(city, code, "publish"), code, "publish", {"text": WORDS})
    mail = post.to("watcher@reader.example", 2)[1]
    assert "ngã tư" in text(mail) and code in text(mail), text(mail)
    assert mail["List-Id"] == "<alerts.city.example>"
    stop = mail["List-Unsubscribe"].strip("<>")
    request = urllib.request.Request(stop, b"List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200
    assert city.database("SELECT count(*) FROM alerts WHERE address LIKE 'watcher%'") == [(0,)], "the address is still there"


def sign_in(city: City, code: str, name: str) -> Browser:
    """Somebody who may take this step; the demonstration's accounts are tried in turn."""
    accounts = re.findall(r"^ +(\S+) / (.+?)  ", city.process.output, re.M)
    for login, password in accounts:
        browser = Browser(city.url)
        browser.post("/desk/sign-in", {"login": login, "password": password})
        try:
            page = browser.get(f"/desk/cases/{code}?step={name}")
        except urllib.error.HTTPError:
            continue
        if f'action="/desk/cases/{code}/{name}"' in page:
            return browser
    raise AssertionError(f"no account may take the step {name}: {accounts}")


def step(browser: Browser, code: str, name: str, typed: dict) -> str:
    page = browser.get(f"/desk/cases/{code}?step={name}")
    fields = browser.fields(page, f"/desk/cases/{code}/{name}") + list(typed.items())
    return browser.post(f"/desk/cases/{code}/{name}", fields)


@check
def a_mail_that_is_put_off_is_tried_again_under_the_same_id(city: City, post: Postbox):
    post.later["later"] = 1
    city.report("later@reader.example")
    until = time.monotonic() + PATIENCE
    while city.database("SELECT count(*) FROM mails WHERE tries = 1 AND answer = '450 4.2.1'") != [(1,)]:
        assert time.monotonic() < until, city.database("SELECT state, tries, answer FROM mails")
        time.sleep(0.2)
    assert city.database("SELECT body_text IS NOT NULL FROM mails WHERE tries = 1") == [(1,)]
    city.database("UPDATE mails SET next_at = '2020-01-01T00:00:00.000000Z' WHERE tries = 1")
    mail = post.to("later@reader.example")[0]
    (mail_id, state, body), = city.database("SELECT id, state, body_text FROM mails WHERE address LIKE 'later@%'")
    assert mail["Message-ID"] == f"<{mail_id}@city.example>"
    until = time.monotonic() + PATIENCE
    while state != "sent":
        assert time.monotonic() < until, state
        time.sleep(0.1)
        (state, body), = city.database("SELECT state, body_text FROM mails WHERE id = ?", mail_id)
    assert body is None, "the words of a mail that left are still there"


@check
def an_address_that_is_refused_for_good_is_not_written_to_again(city: City, post: Postbox):
    post.refused.add("gone")
    city.report("gone@reader.example")
    until = time.monotonic() + PATIENCE
    while city.database("SELECT state, answer FROM mails WHERE address LIKE 'gone@%'") != [("refused", "550 5.1.1")]:
        assert time.monotonic() < until, city.database("SELECT state, answer FROM mails WHERE address LIKE 'gone@%'")
        time.sleep(0.2)
    post.refused.discard("gone")
    _, private = city.report("Gone@Reader.example")
    post.none_to("gone@reader.example")
    post.none_to("Gone@reader.example", 0)
    assert "Gone@Reader.example" in Browser(city.url).get(private), "the private page says that no mail can go there"
    allowed = city.run("mail", "allow", "gone@reader.example")
    assert allowed.returncode == 0 and b"written to again" in allowed.stdout, allowed
    city.report("gone@reader.example")
    post.to("gone@reader.example")


@check
def a_notification_that_names_a_mail_of_ours_ends_its_address(city: City, post: Postbox):
    city.report("bounce@reader.example")
    mail = post.to("bounce@reader.example")[0]

    def report(message_id: str) -> bytes:
        return (f'From: MAILER-DAEMON@mx.example\r\nTo: dantin@city.example\r\nMIME-Version: 1.0\r\nContent-Type: '
                f'multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
                f'Sorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n'
                f'Final-Recipient: rfc822; bounce@reader.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n'
                f'Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n').encode()

    until = time.monotonic() + PATIENCE
    while city.database("SELECT state FROM mails WHERE address LIKE 'bounce@%'") != [("sent",)]:
        assert time.monotonic() < until
        time.sleep(0.1)
    forged = city.run("mail", "bounces", "-", text=report("<01ABCDEFGHJKMNPQRSTVWXYZ01@city.example>"))
    assert b"0 of our mails" in forged.stdout, forged
    taken = city.run("mail", "bounces", "-", text=report(mail["Message-ID"]))
    assert b"1 of our mails" in taken.stdout, taken
    assert city.database("SELECT state, answer FROM mails WHERE address LIKE 'bounce@%'") == [("bounced", "5.1.1")]
    city.report("bounce@reader.example")
    post.none_to("bounce@reader.example", count=1)


@check
def the_private_link_goes_to_its_holders_mailbox_and_stands_in_no_table(city: City, post: Postbox):
    _, private = city.report("holder@reader.example")
    post.to("holder@reader.example")
    browser = Browser(city.url)
    page = browser.post(f"{private}/mail", {"choice": "link"})
    mail = post.to("holder@reader.example", 2)[1]
    assert private in text(mail) and private in html(mail)
    assert "holder@reader.example" in page
    secret = private.split("/")[2]
    for path in pathlib.Path(city.folder.name).glob("dantin.db*"):
        assert secret.encode() not in path.read_bytes(), f"the secret stands in {path.name}"


@check
def a_step_can_be_looked_at_before_it_is_taken(city: City, post: Postbox):
    code, _ = city.report("looker@reader.example")
    post.to("looker@reader.example")
    officer = sign_in(city, code, "accept")
    page = step(officer, code, "accept", {"look": "1"})
    assert 'id="look"' in page and f"{code}: " in page, page[-3000:]
    post.none_to("looker@reader.example", 5, count=1)
    step(officer, code, "accept", {})
    mail = post.to("looker@reader.example", 2)[1]
    told = [line.strip() for line in text(mail).splitlines() if "Hẹn" in line or "hạn" in line]
    plain = entities.unescape(re.sub(r"<[^>]+>", "", page))
    assert all(line in plain for line in told), "the mail is not what the desk showed"


@check
def what_was_handed_over_when_the_process_died_comes_again_under_the_same_id(city: City, post: Postbox):
    post.hold.clear()
    post.held.clear()
    city.report("crash@reader.example")
    assert post.held.wait(PATIENCE)
    city.kill()
    post.hold.set()
    city.start()
    city.database("UPDATE mails SET claimed_until = '2020-01-01T00:00:00.000000Z' WHERE state = 'waiting'")
    first, second = post.to("crash@reader.example", 2)
    assert first["Message-ID"] == second["Message-ID"] and text(first) == text(second)
    post.none_to("crash@reader.example", count=2)


@check
def passwords_go_over_tls_alone_and_a_stranger_s_certificate_is_refused(city: City, post: Postbox):
    host = own_address()
    with tempfile.TemporaryDirectory() as folder:
        authority, certificate, key = certificates(pathlib.Path(folder), host)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        seen = []

        def authenticate(server, session, envelope, mechanism, data):
            seen.append((session.ssl is not None, data))
            ok = data == LoginPassword(b"dantin", "mật khẩu".encode())
            return AuthResult(success=ok, handled=True if ok else False)

        box = Postbox()
        for scheme in ("smtps", "smtp"):
            if scheme == "smtp" and host == "127.0.0.1":
                continue
            options = {"authenticator": authenticate, "auth_required": True}
            if scheme == "smtps":
                controller = Controller(box, hostname=host, port=free_port(host), ssl_context=context,
                                        server_kwargs={**options, "auth_require_tls": False})
            else:
                controller = Controller(box, hostname=host, port=free_port(host), server_kwargs={
                    **options, "tls_context": context, "require_starttls": True})
            controller.start()
            try:
                settings = {"DANTIN__MAIL__SERVER": f"{scheme}://{host}:{controller.port}", "DANTIN__MAIL__USER": "dantin",
                            "DANTIN__MAIL__PASSWORD": "mật khẩu", "SSL_CERT_FILE": str(authority)}
                tried = city.run("mail", "test", f"{scheme}@reader.example", **settings)
                assert tried.returncode == 0, tried
                mail = box.to(f"{scheme}@reader.example")[0]
                assert mail["Subject"] == "Thư thử của Dân Tin"
                wrong = city.run("mail", "test", "x@reader.example", **{**settings, "DANTIN__MAIL__PASSWORD": "khác"})
                assert wrong.returncode != 0 and b"535" in wrong.stderr and "khác".encode() not in wrong.stderr, wrong
                strange = city.run("mail", "test", "x@reader.example", **{**settings, "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt"})
                assert strange.returncode != 0, strange
            finally:
                controller.stop()
    assert city.run("mail", "test", "a@b.example\r\nBcc: c@d.example").returncode != 0
    assert not [to for to, _, _ in box.mails if to.startswith("x@")]


@check
def the_doctor_says_how_mail_leaves(city: City, post: Postbox):
    said = city.run("doctor").stdout.decode()
    assert "Mail leaves through the server 127.0.0.1" in said, said
    closed = city.run("doctor", DANTIN__MAIL__SERVER=f"smtp://127.0.0.1:{free_port()}").stdout.decode()
    assert "BAD   Mail cannot be sent" in closed, closed
    unset = city.run("doctor", DANTIN__MAIL__SERVER="").stdout.decode()
    assert "mind  No mail is sent" in unset, unset


@check
def feeds_are_read_by_a_reader_of_feeds(city: City, post: Postbox):
    page = Browser(city.url).get("/cases?area=00070")
    found = [urllib.parse.urljoin(city.url, link.replace("&amp;", "&"))
             for link in re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', page)]
    assert len(found) == 1 and "area=00070" in found[0], found
    listed = feedparser.parse(found[0])
    assert not listed.bozo and listed.version == "atom10", listed.get("bozo_exception")
    assert listed.entries and all(entry.id == entry.link and entry.updated_parsed for entry in listed.entries)
    again = feedparser.parse(found[0], etag=listed.etag)
    assert again.status == 304, again.status
    code = listed.entries[0].link.rsplit("/", 1)[1]
    one = feedparser.parse(f"{city.url}/cases/{code}.atom?language=en")
    assert not one.bozo and one.feed.language == "en" and code in one.feed.title, one.feed
    assert len({entry.id for entry in one.entries}) == len(one.entries) > 0
    for path in ("/cases.feed.json?area=00070", f"/cases/{code}.feed.json"):
        with urllib.request.urlopen(city.url + path, timeout=20) as answer:
            assert answer.headers["Content-Type"].startswith("application/feed+json")
            feed = json.load(answer)
        assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"] and feed["items"], feed
        for item in feed["items"]:
            assert item["id"] and item["url"].startswith(city.url) and "content_text" in item
            datetime.datetime.fromisoformat(item["date_published"].replace("Z", "+00:00"))


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as one:
        one.bind((host, 0))
        return one.getsockname()[1]


def own_address() -> str:
    """An address of this machine that is not the loopback's, where there is one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            # Nothing is sent: this asks only which address would be used.
            one.connect(("192.0.2.1", 9))
            return one.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def certificates(folder: pathlib.Path, host: str) -> tuple[pathlib.Path, pathlib.Path, pathlib.Path]:
    """An authority of one's own, and a certificate of it for an address."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def make(name: str, signer=None, is_authority=False):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer, issuer_key = (subject, key) if signer is None else signer
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
                   .not_valid_after(now + datetime.timedelta(days=2))
                   .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True))
        if not is_authority:
            names = [x509.IPAddress(ipaddress.ip_address(host))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return subject, key, builder.sign(issuer_key, hashes.SHA256())

    subject, authority_key, authority = make("Authority of a test", is_authority=True)
    _, key, certificate = make("Server of a test", (subject, authority_key))
    paths = [folder / name for name in ("authority.pem", "server.pem", "server.key")]
    paths[0].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[2].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return paths[0], paths[1], paths[2]


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: mail.py BINARY [CHECK…]")
        return 2
    # What a test does on purpose need not be told twice.
    warnings.filterwarnings("ignore")
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
    post = Postbox()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    city = City(sys.argv[1], controller.port)
    passed = failed = 0
    try:
        for function in CHECKS:
            if len(sys.argv) > 2 and not any(word in function.__name__ for word in sys.argv[2:]):
                continue
            try:
                function(city, post)
                passed += 1
                print(f"ok    {function.__name__}", flush=True)
            except Exception:
                failed += 1
                print(f"FAIL  {function.__name__}\n{traceback.format_exc()}", flush=True)
    finally:
        city.process.stop()
        controller.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
