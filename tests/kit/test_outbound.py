"""Posting to addresses that strangers name: where it may go, and what an answer may do to us."""

# ruff: noqa: S104 - nothing is bound to; these are addresses that must not be called.

import asyncio
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hook_sink import HookSink, hook_sink
from tests.mail_sink import certificate

from beseda.kit import outbound
from beseda.kit.outbound import AddressRefused, NotReached, may_call, post, target_of


@pytest.fixture
async def sink() -> AsyncIterator[HookSink]:
    async with hook_sink() as made:
        yield made


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:0001::", "2002:0a00:0001::1"),
    ],
)
def test_what_is_inside_is_not_called(address):
    assert not may_call(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_what_is_public_is_called(address):
    assert may_call(ip_address(address))


def test_at_home_private_addresses_are_called_and_the_clouds_own_never():
    for address in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "fd00::1", "::1"):
        assert may_call(ip_address(address), private=True)
    for address in (
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "224.0.0.1",
        "::ffff:169.254.169.254",
        "240.0.0.1",
    ):
        assert not may_call(ip_address(address), private=True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/", "scheme"),
        ("ftp://example.com/", "scheme"),
        ("file:///etc/passwd", "unreadable"),
        ("https://", "unreadable"),
        ("https://[::1", "unreadable"),
        ("https://user:secret@example.com/", "userinfo"),
        ("https://example.com:25/", "port"),
        ("https://example.com:99999/", "unreadable"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://example.com/a b", "unreadable"),
        ("https://example.com/\r\nx: y", "unreadable"),
        ("https://example.com/" + "x" * 2000, "unreadable"),
    ],
)
def test_an_address_that_may_not_be_called_says_why(url, reason):
    with pytest.raises(AddressRefused, match=reason):
        target_of(url)


def test_an_address_is_written_as_the_wire_takes_it():
    target = target_of("https://пример.рф:8443/крючок?имя=я&x=%20")
    assert (target.host, target.port) == ("xn--e1afmkfd.xn--p1ai", 8443)
    assert target.authority == "xn--e1afmkfd.xn--p1ai:8443"
    assert target.path.isascii()
    assert target.path.endswith("&x=%20")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for url in (text, f"https://{text}", f"https://example.com/{text}"):
        try:
            target = target_of(url)
        except AddressRefused:
            continue
        assert "\r" not in target.path + target.host
        assert "\n" not in target.path + target.host
        assert " " not in target.path


@pytest.mark.parametrize("number", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
async def test_an_address_in_disguise_is_judged_where_it_leads(number):
    with pytest.raises(NotReached, match=r"refused|dns"):
        await post(f"https://{number}:8443/", b"{}", {})


async def test_a_public_name_that_leads_inside_is_refused(sink):
    with pytest.raises(NotReached, match="refused"):
        await post(f"https://localhost:{sink.port}/", b"{}", {})
    assert sink.taken == []


async def test_a_body_arrives_and_the_answer_comes_back(sink):
    sink.answer, sink.content = "200 OK\r\nRetry-After: 7", "спасибо".encode() * 200
    reply = await post(sink.url, b'{"a":1}', {"webhook-id": "msg_1"}, private=True)
    assert (reply.status, reply.retry_after, len(reply.first)) == (200, 7.0, 1000)
    (took,) = sink.taken
    assert took.line == "POST /hooks?from=beseda HTTP/1.1"
    assert (took.body, took.headers["webhook-id"]) == (b'{"a":1}', "msg_1")
    assert took.headers["host"] == f"127.0.0.1:{sink.port}"


async def test_redirects_are_answers_and_are_not_followed(sink):
    sink.answer = f"302 Found\r\nLocation: http://127.0.0.1:{sink.port}/secret"
    assert (await post(sink.url, b"{}", {}, private=True)).status == 302
    assert len(sink.taken) == 1


async def test_an_interim_answer_is_passed_over(sink):
    sink.answer = "103 Early Hints\r\n\r\nHTTP/1.1 201 Created"
    assert (await post(sink.url, b"{}", {}, private=True)).status == 201


async def test_an_answer_without_end_is_cut(sink):
    sink.flood, sink.answer = True, "200 OK"
    reply = await post(sink.url, b"{}", {}, private=True)
    assert (reply.status, reply.first) == (200, b"x" * 1000)


async def test_a_receiver_that_says_nothing_is_given_up(sink):
    sink.hang = True
    with pytest.raises(NotReached, match="timeout"):
        await post(sink.url, b"{}", {}, private=True, seconds=0.5)


async def test_what_is_no_answer_is_named(sink):
    sink.cut = True
    with pytest.raises(NotReached, match="protocol"):
        await post(sink.url, b"{}", {}, private=True)
    sink.cut, sink.answer = False, "nonsense"
    with pytest.raises(NotReached, match="protocol"):
        await post(sink.url, b"{}", {}, private=True)


async def test_nobody_there_and_no_certificate_are_told_apart(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path))
    unknown = await asyncio.start_server(HookSink().take, "127.0.0.1", 0, ssl=context)
    port = unknown.sockets[0].getsockname()[1]
    with pytest.raises(NotReached, match="tls"):
        await post(f"https://127.0.0.1:{port}/", b"{}", {}, private=True)
    unknown.close()
    async with hook_sink() as other:
        gone = other.port
    with pytest.raises(NotReached, match="connect"):
        await post(f"http://127.0.0.1:{gone}/", b"{}", {}, private=True)
    with pytest.raises(NotReached, match="dns"):
        await post("https://no-such-host.invalid/", b"{}", {})


async def test_a_slow_name_server_is_not_waited_for(monkeypatch):
    async def never(*_: object, **__: object) -> list[object]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    with pytest.raises(NotReached, match="timeout"):
        await post("https://example.com/", b"{}", {}, seconds=0.2)
    assert outbound.SECONDS == 20
