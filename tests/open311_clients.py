"""Holds a running server against two published Open311 clients, `georeport` (reads, JSON and XML) and `civicbot` (reads,
tokens, POST checked against the live definition), and against plain HTTP where the clients themselves would refuse.

    open311_clients.py --start target/debug/dantin           starts a server with sample data of its own
    open311_clients.py http://127.0.0.1:PORT/open311/v2 --key KEY

The last line is `N passed, N failed`; the exit status is 1 when something failed."""

import argparse
import datetime
import json
import re
import sys
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

from civicbot import Endpoint, Open311Client
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import ValidationError
from georeport import GeoReport
from requests import HTTPError

from live_server import Server, wait_until_ready

HERE = {"lat": 21.0285, "lng": 105.8522}
NAMES = ["Nguyễn Mai", "Nguyễn Mai Anh", "Nguyễn Thị Mai Anh", "Anh"]
WORDS = "Ổ gà sâu giữa ngã tư, xe máy dễ ngã."
TOKEN_SECONDS = 10


class Check:
    """What the tests share: the address, the key, and what they have found out about the services."""

    def __init__(self, root: str, key: str, jurisdiction: str):
        self.root, self.key, self.jurisdiction = root.rstrip("/"), key, jurisdiction
        self.client = self.writer()
        self.services = self.client.list_services()
        assert len(self.services) >= 2, "the sample city offers fewer than two services"

    def writer(self, jurisdiction: str | None = None) -> Open311Client:
        transport = HttpTransport(rate_limiter=RateLimiter(0))
        return Open311Client(Endpoint("dt", "Dan Tin", self.root, write=True), transport=transport,
                             jurisdiction_id=jurisdiction)

    def reader(self, form: str, jurisdiction: str | None = None) -> GeoReport:
        return GeoReport(self.root, jurisdiction=jurisdiction, output_format=form)

    def plain(self, path: str, form: dict | None = None) -> tuple[int, str, str]:
        """Status, type and text of a GET, or of a POST of `form`, whatever the status."""
        data = urllib.parse.urlencode(form, doseq=True).encode() if form is not None else None
        try:
            with urllib.request.urlopen(f"{self.root}/{path}", data, timeout=20) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read().decode()

    def definition(self, code: str) -> dict | None:
        service = next(one for one in self.services if one["service_code"] == code)
        return self.client.get_service_definition(code) if service["metadata"] else None

    def attributes(self, code: str, whole: bool = False) -> dict:
        """A right answer to each required question of a service; to all of them when `whole`."""
        samples = {"number": "3", "datetime": "2026-03-01T08:00:00+07:00", "string": "thử", "text": "thử"}
        found = {}
        for one in (self.definition(code) or {"attributes": []})["attributes"]:
            if not one["variable"] or not (whole or one["required"]):
                continue
            keys = [value["key"] for value in one["values"]]
            if one["datatype"] == "multivaluelist":
                found[one["code"]] = keys[:2]
            else:
                found[one["code"]] = keys[0] if one["datatype"] == "singlevaluelist" else samples[one["datatype"]]
        return found

    def code(self) -> str:
        """A service that answers with an id at once."""
        return next(one["service_code"] for one in self.services if one["type"] == "realtime")

    def send(self, code: str | None = None, client: Open311Client | None = None, **more) -> dict:
        code = code or self.code()
        values = {**HERE, "description": WORDS, "attributes": self.attributes(code), **more}
        if "address_string" in more:
            values = {name: value for name, value in values.items() if name not in HERE}
        return (client or self.client).create_request(code, dry_run=False, confirm="SEND", api_key=self.key,
                                                      validate_remote=True, **values).response[0]

    def form(self, **more) -> dict:
        """The fields of a POST as plain HTTP; a field with None is left out."""
        code = self.code()
        fields = {"api_key": self.key, "service_code": code, "lat": HERE["lat"], "long": HERE["lng"], "description": WORDS}
        for name, value in self.attributes(code).items():
            fields[f"attribute[{name}]" + ("[]" if isinstance(value, list) else "")] = value
        return {name: value for name, value in {**fields, **more}.items() if value is not None}


def as_text(value):
    """Values of JSON and XML made comparable: everything text, null and empty the same, one element a list of one."""
    if value is None or value == "" or value == [] or value == {}:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inner = {name: as_text(one) for name, one in value.items()}
        if len(inner) == 1 and next(iter(inner)) in {"attribute", "value", "service", "request"}:
            one = next(iter(inner.values()))
            return one if isinstance(one, list) or one is None else [one]
        return inner
    if isinstance(value, list):
        return [as_text(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def refused(status: int, act) -> str:
    """Runs what a client must see refused with this status; gives the body."""
    try:
        act()
    except HttpError as error:
        found, body = error.status, error.body
    except HTTPError as error:
        found, body = error.response.status_code, error.response.text
    else:
        raise AssertionError(f"was taken, where {status} was due")
    assert found == status, f"{found}, not {status}: {body[:200]}"
    return body


def errors(text: str) -> list[dict]:
    found = json.loads(text)
    assert isinstance(found, list) and found and all({"code", "description"} <= one.keys() for one in found), text[:300]
    return found


# ---- Both forms say the same ----------------------------------------------------------------------------------------

def services_are_the_same_in_json_and_xml(check):
    lists = [as_text(check.reader(form).get_service_list()) for form in ("json", "xml")]
    assert lists[0] == lists[1]
    assert all(one["service_name"] and re.fullmatch(r"[A-Za-z0-9_-]+", one["service_code"]) for one in lists[0])


def definitions_are_the_same_in_json_and_xml(check):
    with_questions = [one["service_code"] for one in check.services if one["metadata"]]
    assert with_questions, "no service asks further questions"
    for code in with_questions:
        one, other = (as_text(check.reader(form).get_service_definition(code)) for form in ("json", "xml"))
        assert one == other.get("service_definition", other), code


def requests_are_the_same_in_json_and_xml(check):
    ids = [check.send()["service_request_id"] for _ in range(2)]
    lists = [as_text(check.reader(form).get_service_requests(service_request_id=",".join(ids))) for form in ("json", "xml")]
    assert lists[0] == lists[1] and len(lists[0]) == 2
    singles = [as_text(check.reader(form).get_service_request(ids[0])) for form in ("json", "xml")]
    assert singles[0] == singles[1]


def every_field_is_always_there(check):
    one = check.client.get_request(check.send()["service_request_id"])
    for name in ("service_request_id", "status", "status_notes", "service_name", "service_code", "description",
                 "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
                 "address", "address_id", "zipcode", "lat", "long", "media_url"):
        assert name in one, name
    assert one["agency_responsible"] and isinstance(one["service_request_id"], str)
    for name in ("requested_datetime", "updated_datetime"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", one[name]), one[name]


def discovery_names_both_forms(check):
    status, kind, text = check.plain("discovery.json")
    found = json.loads(text)
    assert status == 200 and kind == "application/json; charset=utf-8", kind
    assert {"changeset", "contact", "key_service", "endpoints"} <= found.keys()
    assert {"text/xml", "application/json"} <= {form for one in found["endpoints"] for form in one["formats"]}
    status, kind, text = check.plain("discovery.xml")
    assert status == 200 and kind == "text/xml; charset=utf-8", kind
    assert text.startswith("<?xml") and ElementTree.fromstring(text.encode()).tag == "discovery"


def an_empty_list_is_a_container(check):
    query = "?start_date=2001-01-01T00:00:00Z&end_date=2001-01-02T00:00:00Z"
    assert json.loads(check.plain(f"requests.json{query}")[2]) == []
    root = ElementTree.fromstring(check.plain(f"requests.xml{query}")[2].encode())
    assert root.tag == "service_requests" and len(root) == 0


# ---- Filters --------------------------------------------------------------------------------------------------------

def the_status_filter_keeps_what_it_names(check):
    check.send()
    for status in ("open", "closed"):
        found = check.client.list_requests(status=status)
        assert found and {one["status"] for one in found} == {status}, status


def the_service_filter_keeps_what_it_names(check):
    code = check.code()
    check.send(code)
    for found in (check.client.list_requests(service_code=code), check.reader("xml").get_service_requests(service_code=code)):
        found = found if isinstance(found, list) else [found]
        assert found and {one["service_code"] for one in found} == {code}


def the_dates_keep_what_lies_between(check):
    new = check.send()["service_request_id"]
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    minute = datetime.timedelta(minutes=2)
    both = {"start_date": (now - minute).isoformat(), "end_date": (now + minute).isoformat()}
    assert new in [one["service_request_id"] for one in check.client.list_requests(**both)]
    before = {"start_date": (now - 30 * minute).isoformat(), "end_date": (now - minute).isoformat()}
    assert new not in [one["service_request_id"] for one in check.client.list_requests(**before)]


def ids_override_every_other_filter(check):
    ids = [check.send()["service_request_id"] for _ in range(2)]
    found = check.client.list_requests(service_request_ids=ids, status="closed", start_date="2001-01-01T00:00:00Z",
                                       end_date="2001-01-02T00:00:00Z")
    assert {one["service_request_id"] for one in found} == set(ids)


def the_size_of_a_page_is_kept(check):
    for _ in range(3):
        check.send()
    assert len(check.client.list_requests(page_size=2)) == 2


def the_jurisdiction_may_be_given_or_left_out(check):
    for form in ("json", "xml"):
        assert as_text(check.reader(form, check.jurisdiction).get_service_list()) == as_text(check.reader(form).get_service_list())


def an_unknown_jurisdiction_is_not_found(check):
    for form in ("json", "xml"):
        refused(404, check.reader(form, "atlantis").get_service_list)


# ---- Refusals -------------------------------------------------------------------------------------------------------

def an_unknown_service_is_not_found(check):
    errors(refused(404, lambda: check.client.get_service_definition("khong-co")))
    for form in ("json", "xml"):
        refused(404, lambda form=form: check.reader(form).get_service_definition("khong-co"))
    errors(refused(404, lambda: check.client.list_requests(service_code="khong-co")))


def an_unknown_request_is_not_found(check):
    errors(refused(404, lambda: check.client.get_request("DT-KHONGCO")))
    body = refused(404, lambda: check.reader("xml").get_service_request("DT-KHONGCO"))
    root = ElementTree.fromstring(body.encode())
    assert root.tag == "errors" and root[0].tag == "error" and root[0].find("description").text


def a_post_with_an_unknown_service_is_not_found(check):
    errors(refused(404, lambda: check.client.create_request("khong-co", dry_run=False, confirm="SEND", api_key=check.key,
                                                            **HERE, description=WORDS)))


def a_post_needs_a_place(check):
    status, _, text = check.plain("requests.json", check.form(lat=None, long=None))
    assert status == 400 and errors(text), (status, text)


def a_post_needs_a_service(check):
    status, _, text = check.plain("requests.json", check.form(service_code=None))
    assert status == 400 and errors(text), (status, text)


def a_post_needs_a_right_key(check):
    for key in (None, "", "a-wrong-key"):
        status, _, text = check.plain("requests.json", check.form(api_key=key))
        assert status == 403 and errors(text), (key, status, text)
        status, kind, text = check.plain("requests.xml", check.form(api_key=key))
        assert status == 403 and kind == "text/xml; charset=utf-8", (key, status, kind)
        assert ElementTree.fromstring(text.encode()).tag == "errors"


def a_place_outside_the_city_is_refused(check):
    status, _, text = check.plain("requests.json", check.form(lat=48.85, long=2.35))
    assert status == 400 and errors(text), (status, text)


def missing_answers_are_named_all_at_once(check):
    for one in check.services:
        definition = check.definition(one["service_code"])
        needed = [a["code"] for a in (definition or {"attributes": []})["attributes"] if a["required"] and a["variable"]]
        if not needed:
            continue
        try:
            check.client.create_request(one["service_code"], api_key=check.key, validate_remote=True, **HERE)
            raise AssertionError("the client saw nothing missing")
        except ValidationError as error:
            assert len(error.problems) == len(needed)
        form = {"api_key": check.key, "service_code": one["service_code"], "lat": HERE["lat"], "long": HERE["lng"]}
        status, _, text = check.plain("requests.json", form)
        said = " ".join(error["description"] for error in errors(text))
        assert status == 400 and all(code in said for code in needed), (status, text)


def four_thousand_characters_are_taken_and_one_more_is_not(check):
    assert check.send(description="ồ" * 4000)["service_request_id"]
    status, _, text = check.plain("requests.json", check.form(description="ồ" * 4001))
    assert status == 400 and errors(text), (status, text)


# ---- Filing ---------------------------------------------------------------------------------------------------------

def every_service_takes_a_request_with_all_its_answers(check):
    for one in check.services:
        sent = check.send(one["service_code"], attributes=check.attributes(one["service_code"], whole=True))
        assert ("service_request_id" in sent) != ("token" in sent), sent


def names_of_any_length_are_taken_and_never_shown(check):
    for name in NAMES:
        first, _, last = name.partition(" ")
        sent = check.send(first_name=first, last_name=last or "-", email="nguoi.bao@example.org", phone="0912345678")
        one = check.client.get_request(sent["service_request_id"])
        for secret in (name, "nguoi.bao@example.org", "0912345678"):
            assert secret not in json.dumps(one, ensure_ascii=False) or len(secret) < 5, secret


def an_address_without_coordinates_is_taken(check):
    assert check.send(address_string="12 Hai Bà Trưng, Hoàn Kiếm")["service_request_id"]


def a_new_request_is_open_in_both_forms(check):
    new = check.send()["service_request_id"]
    for form in ("json", "xml"):
        one = check.reader(form).get_service_request(new)
        assert one["service_request_id"] == new and one["status"] == "open", one


def a_token_leads_to_its_request(check):
    batch = next((one["service_code"] for one in check.services if one["type"] == "batch"), None)
    errors(refused(404, lambda: check.client.get_token("khong-co")))
    if batch is None:
        assert all(one["type"] == "realtime" for one in check.services), "neither realtime nor batch"
        return
    token = check.send(batch)["token"]
    until = time.monotonic() + TOKEN_SECONDS
    while time.monotonic() < until:
        found = check.client.get_token(token)[0]
        assert found["token"] == token
        if found.get("service_request_id"):
            assert check.client.get_request(found["service_request_id"])
            return
        time.sleep(0.2)
    raise AssertionError(f"the token has no request after {TOKEN_SECONDS} s")


# ---- Updates, which neither client knows --------------------------------------------------------------------------

def update_of(check, request: str, **more) -> dict:
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    fields = {"api_key": check.key, "service_request_id": request, "update_id": f"{request}-1", "status": "OPEN",
              "updated_datetime": now.isoformat(), "description": "Vẫn còn, xin xem lại."}
    return {name: value for name, value in {**fields, **more}.items() if value is not None}


def updates_are_read_in_both_forms_and_within_their_window(check):
    new = check.send()["service_request_id"]
    check.client.get_request(new)
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    minutes = datetime.timedelta(minutes=2)
    window = urllib.parse.urlencode({"start_date": (now - minutes).isoformat(), "end_date": (now + minutes).isoformat()})
    status, kind, text = check.plain(f"servicerequestupdates.json?{window}")
    assert status == 200 and kind == "application/json; charset=utf-8", (status, kind)
    mine = [one for one in json.loads(text) if one["service_request_id"] == new]
    assert mine and all(one["update_id"] and one["description"] and one["status"] == one["status"].lower() for one in mine)
    times = [datetime.datetime.fromisoformat(one["updated_datetime"]) for one in mine]
    assert times == sorted(times) and all(now - minutes <= at <= now + minutes for at in times)
    root = ElementTree.fromstring(check.plain(f"servicerequestupdates.xml?{window}")[2].encode())
    assert root.tag == "service_request_updates" and {one.tag for one in root} == {"request_update"}
    found = [one.find("update_id").text for one in root if one.find("service_request_id").text == new]
    assert found == [one["update_id"] for one in mine]
    assert check.plain("servicerequestupdates.json?start_date=2026-03-01T00:00:00Z")[0] == 400


def an_update_is_taken_once_by_its_id(check):
    new = check.send()["service_request_id"]
    for word in ("OPEN", "open"):
        status, _, text = check.plain("servicerequestupdates.json", update_of(check, new, status=word))
        assert status == 200 and json.loads(text)[0]["update_id"] == f"{new}-1", (status, text)
    status, _, text = check.plain("servicerequestupdates.json", update_of(check, new, description="Khác"))
    assert status == 400 and errors(text), (status, text)
    status, kind, text = check.plain("servicerequestupdates.xml", update_of(check, new))
    assert status == 200 and ElementTree.fromstring(text.encode())[0].find("update_id").text == f"{new}-1", (kind, text)
    assert "Vẫn còn" not in check.plain(f"requests/{new}.json?extensions=true")[2], "it is for the officers"


def an_update_that_lacks_something_is_refused(check):
    new = check.send()["service_request_id"]
    for name in ("service_request_id", "update_id", "status", "updated_datetime", "description"):
        status, _, text = check.plain("servicerequestupdates.json", update_of(check, new, **{name: None}))
        assert status == 400 and name in errors(text)[0]["description"], (name, status, text)
    for name, value, due in (("status", "HALF", 400), ("updated_datetime", "2026-03-01", 400), ("api_key", "no", 403),
                             ("service_request_id", "DT-KHONGCO", 404), ("media_url", "http://127.0.0.1/a.jpg", 400)):
        status, _, text = check.plain("servicerequestupdates.json", update_of(check, new, **{name: value}))
        assert status == due and errors(text), (name, status, text)


TESTS = [
    services_are_the_same_in_json_and_xml, definitions_are_the_same_in_json_and_xml, requests_are_the_same_in_json_and_xml,
    every_field_is_always_there, discovery_names_both_forms, an_empty_list_is_a_container,
    the_status_filter_keeps_what_it_names, the_service_filter_keeps_what_it_names, the_dates_keep_what_lies_between,
    ids_override_every_other_filter, the_size_of_a_page_is_kept, the_jurisdiction_may_be_given_or_left_out,
    an_unknown_jurisdiction_is_not_found, an_unknown_service_is_not_found, an_unknown_request_is_not_found,
    a_post_with_an_unknown_service_is_not_found, a_post_needs_a_place, a_post_needs_a_service, a_post_needs_a_right_key,
    a_place_outside_the_city_is_refused, missing_answers_are_named_all_at_once,
    four_thousand_characters_are_taken_and_one_more_is_not, every_service_takes_a_request_with_all_its_answers,
    names_of_any_length_are_taken_and_never_shown, an_address_without_coordinates_is_taken,
    a_new_request_is_open_in_both_forms, a_token_leads_to_its_request,
    updates_are_read_in_both_forms_and_within_their_window, an_update_is_taken_once_by_its_id,
    an_update_that_lacks_something_is_refused,
]


def run(root: str, key: str, jurisdiction: str) -> int:
    passed = failed = 0
    try:
        check = Check(root, key, jurisdiction)
    except Exception:
        traceback.print_exc()
        print("0 passed, 1 failed")
        return 1
    for test in TESTS:
        try:
            test(check)
            passed += 1
            print(f"   ok    {test.__name__}")
        except Exception as error:  # whatever a client throws is a failed test
            failed += 1
            print(f"   FAIL  {test.__name__}: {type(error).__name__}: {str(error)[:600]}")
            if not isinstance(error, AssertionError) or not str(error):
                traceback.print_exc(limit=-2, file=sys.stdout)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    options.add_argument("root", nargs="?", help="address of the endpoint, such as http://127.0.0.1:8080/open311/v2")
    options.add_argument("--key", help="key for filing")
    options.add_argument("--jurisdiction", default="hanoi", help="the city's own jurisdiction_id")
    options.add_argument("--start", metavar="BINARY", help="start this server with sample data")
    chosen = options.parse_args()
    if not chosen.start:
        if not (chosen.root and chosen.key):
            options.error("give an address and --key, or --start")
        return run(chosen.root, chosen.key, chosen.jurisdiction)
    server = Server(chosen.start)
    try:
        url = server.find(r"(http://[\w.\[\]:-]+)")
        wait_until_ready(url)
        key = chosen.key or server.find(r"Open311[^\n]*?: (\S+)")
        return run(f"{url}/open311/v2", key, chosen.jurisdiction)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
