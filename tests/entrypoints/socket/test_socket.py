"""Everybody hears exactly the facts they may hear, once each and in order, whatever happens to the line."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from tests.entrypoints.socket.live import ACME, GLOBEX, Client, Live, Whispered, reader, running
from trunkline.entrypoints.socket import Budget, Pace
from trunkline.entrypoints.socket.feed import RECENT_MAX, REPLAY_MAX
from trunkline.infra.program import Program
from trunkline.infra.telemetry import figures
from trunkline.kernel.clock import ManualClock

STREAM = f"company:{ACME}"


@pytest.fixture
async def live(program: Program) -> AsyncIterator[Live]:
    async with running(program) as live:
        yield live


async def texts(client: Client, count: int) -> list[tuple[int, str]]:
    """The next facts: number and text."""
    facts = [await client.next("fact") for _ in range(count)]
    return [(fact["seq"], fact["payload"]["text"]) for fact in facts]


async def test_the_first_subscription_gets_the_position_and_then_every_fact(live: Live) -> None:
    await live.announce("before")
    async with live.socket(reader()) as client:
        await client.subscribe()
        reset = await client.next()
        assert (reset["type"], reset["reason"], reset["seq"]) == ("reset", "first", 1)
        await live.announce("one")
        fact = await client.next()
        assert fact | {"id": "", "request_id": ""} == {
            "type": "fact",
            "stream": STREAM,
            "seq": 2,
            "epoch": reset["epoch"],
            "id": "",
            "kind": "test.noted",
            "version": 1,
            "company_id": ACME,
            "actor": {"kind": "system", "id": "test", "name": "test"},
            "subject": "inv_1",
            "payload": {"text": "one"},
            "at": "2026-03-02T12:00:00Z",
            "request_id": "",
        }


async def test_a_fact_arrives_at_once_not_at_the_next_poll(program: Program) -> None:
    async with running(program, Pace(poll_seconds=30)) as live, live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await live.announce("now")
        assert (await client.next(within_seconds=2))["payload"] == {"text": "now"}


async def test_a_lost_wake_up_costs_a_second_and_no_fact(live: Live) -> None:
    """Another process without Redis writes: nobody here is woken."""
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        silent = replace(live.program, wakeups=type(live.program.wakeups)())
        await replace(live, program=silent).announce("unheard wake-up")
        assert await texts(client, 1) == [(1, "unheard wake-up")]


async def test_a_killed_line_resumes_with_exactly_what_it_missed(live: Live) -> None:
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await live.announce("a", "b")
        assert await texts(client, 2) == [(1, "a"), (2, "b")]
        client.connection.transport.abort()
    await live.announce("c", "d", "e")
    async with live.socket(reader()) as client:
        await client.subscribe(epoch="", seq=2)
        assert (await client.next())["reason"] == "unknown_epoch"
        await client.subscribe()
        epoch = (await client.next("reset"))["epoch"]
        await client.subscribe(epoch=epoch, seq=2)
        assert await texts(client, 3) == [(3, "c"), (4, "d"), (5, "e")]
        done = await client.next()
        assert done == {"type": "subscribed", "stream": STREAM, "epoch": epoch, "seq": 5, "replayed": 3}
        await live.announce("f")
        assert await texts(client, 1) == [(6, "f")]


async def test_a_restarted_server_knows_the_positions_of_the_one_before(program: Program) -> None:
    async with running(program) as live, live.socket(reader()) as client:
        await live.announce("a")
        await client.subscribe()
        epoch = (await client.next("reset"))["epoch"]
        async with asyncio.TaskGroup() as stopping:
            stopping.create_task(live.hub.stop())
            assert await client.closed() == 4001
    async with running(program) as live:
        await live.announce(*(f"missed {n}" for n in range(5)))
        async with live.socket(reader()) as client:
            await client.subscribe(epoch=epoch, seq=1)
            assert await texts(client, 5) == [(n + 2, f"missed {n}") for n in range(5)]
            assert (await client.next())["replayed"] == 5


@pytest.mark.parametrize("missed", [1, 30, RECENT_MAX + 20])
async def test_a_replay_under_fire_has_no_gap_and_no_repetition(live: Live, missed: int) -> None:
    await live.announce("first")
    async with live.socket(reader()) as listener:
        await listener.subscribe()
        epoch = (await listener.next("reset"))["epoch"]
        await announce_many(live, missed)
        async with live.socket(reader("bob")) as client, asyncio.TaskGroup() as firing:
            firing.create_task(live.announce(*("fire" for _ in range(10))))
            await client.subscribe(epoch=epoch, seq=1)
            assert [seq for seq, _ in await texts(client, missed + 10)] == list(range(2, missed + 12))


async def announce_many(live: Live, count: int, text: str = "") -> None:
    """Many facts in one transaction."""
    from tests.entrypoints.socket.live import Noted
    from trunkline.infra.scope import system_actor

    async with live.program.scope(system_actor("test"), company_id=ACME) as scope:
        for number in range(count):
            scope.announce(Noted(company_id=ACME, subject="inv_1", text=text or str(number)))


async def test_too_far_behind_is_reset_with_the_reason_and_goes_on_from_there(live: Live) -> None:
    await announce_many(live, REPLAY_MAX + 2)
    async with live.socket(reader()) as client:
        await client.subscribe()
        epoch = (await client.next("reset"))["epoch"]
        await client.subscribe(epoch=epoch, seq=1)
        reset = await client.next()
        assert (reset["type"], reset["reason"], reset["seq"]) == ("reset", "too_far", REPLAY_MAX + 2)
        await live.announce("next")
        assert await texts(client, 1) == [(REPLAY_MAX + 3, "next")]


@pytest.mark.parametrize(("epoch", "seq"), [("fct_of_a_restored_backup", 1), (None, 1), ("same", 99), ("same", -1)])
async def test_a_position_that_means_nothing_here_is_reset(live: Live, epoch: str | None, seq: int) -> None:
    await live.announce("a", "b")
    async with live.socket(reader()) as client:
        await client.subscribe()
        known = (await client.next("reset"))["epoch"]
        await client.subscribe(epoch=known if epoch == "same" else epoch, seq=seq)
        reset = await client.next()
        assert (reset["type"], reset["seq"]) == ("reset", 2)
        assert reset["reason"] == ("first" if epoch is None else "unknown_epoch")


async def test_what_one_may_not_hear_is_only_a_number(live: Live) -> None:
    async with live.socket(reader()) as client, live.socket(reader("pay", ACME, "payments.read")) as other:
        for one in (client, other):
            await one.subscribe()
            await one.next("reset")
        await live.announce("loud")
        await live.announce("secret amount", kind=Whispered)
        await live.announce("loud again")
        heard = [await client.next() for _ in range(3)]
        assert [(frame["type"], frame["seq"]) for frame in heard] == [("fact", 1), ("skip", 2), ("fact", 3)]
        assert "secret" not in str(heard)
        assert heard[1].keys() == {"type", "stream", "epoch", "seq"}
        assert [(await other.next())["type"] for _ in range(3)] == ["skip", "fact", "skip"]


async def test_a_replay_hides_the_same_facts_as_live(live: Live) -> None:
    await live.announce("one")
    await live.announce("secret amount", kind=Whispered)
    async with live.socket(reader()) as client:
        await client.subscribe()
        epoch = (await client.next("reset"))["epoch"]
        await client.subscribe(epoch=epoch, seq=0)
        assert [(await client.next())["type"] for _ in range(3)] == ["fact", "skip", "subscribed"]


@pytest.mark.parametrize("stream", [f"company:{GLOBEX}", "platform", "company:nobody", "company:*", ""])
async def test_another_companys_stream_does_not_exist(live: Live, stream: str) -> None:
    async with live.socket(reader("ada", ACME, "*", "platform.read")) as client:
        await client.subscribe(stream)
        assert await client.next() == {
            "type": "error",
            "code": "not_found",
            "detail": "There is no such stream.",
            "stream": stream,
        }
        await live.announce("theirs", company_id=GLOBEX)
        await live.announce("the platform's", company_id=None)
        assert await client.silence()
        await client.say(type="range", stream=stream, after=0)
        assert (await client.next())["code"] == "not_subscribed"


async def test_the_operator_hears_any_company_and_the_platform_with_its_permission(live: Live) -> None:
    async with live.socket(reader("op", None, "invoices.read", "platform.read")) as client:
        for stream in (STREAM, f"company:{GLOBEX}", "platform"):
            await client.subscribe(stream)
            await client.next("reset")
        await live.announce("a", company_id=ACME)
        await live.announce("b", company_id=GLOBEX)
        await live.announce("c", company_id=None)
        facts = [await client.next() for _ in range(3)]
        assert [(fact["stream"], fact["seq"]) for fact in facts] == [
            (STREAM, 1),
            (f"company:{GLOBEX}", 1),
            ("platform", 1),
        ]
    async with live.socket(reader("op2", None, "invoices.read")) as client:
        await client.subscribe("platform")
        assert (await client.next())["code"] == "not_found"


async def test_a_range_is_sent_again(live: Live) -> None:
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await live.announce("a", "b", "c")
        await texts(client, 3)
        await client.say(type="range", stream=STREAM, after=1)
        assert await texts(client, 2) == [(2, "b"), (3, "c")]
        await client.say(type="range", stream=STREAM, after=7)
        assert (await client.next())["reason"] == "too_far"


async def test_pings_carry_the_top_of_each_stream(live: Live) -> None:
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await live.announce("a", "b")
        await texts(client, 2)
        assert await client.next("ping") in (
            {"type": "ping", "tops": {STREAM: 2}},
            {"type": "ping", "tops": {STREAM: 1}},
        )
        assert await client.next("ping") == {"type": "ping", "tops": {STREAM: 2}}


async def test_after_unsubscribing_there_is_silence(live: Live) -> None:
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await client.say(type="unsubscribe", stream=STREAM)
        await asyncio.sleep(0.1)
        await live.announce("unheard")
        assert await client.silence()


async def test_a_ticket_opens_one_socket_once(live: Live) -> None:
    ticket = await live.ticket(reader())
    url = f"ws://127.0.0.1:{live.port}/ws?ticket={ticket}"
    async with connect(url) as first, connect(url) as second:
        assert await Client(second).closed() == 4100
        await Client(first).subscribe()
        assert (await Client(first).next())["type"] == "reset"


@pytest.mark.parametrize("ticket", ["", "x" * 43, "short", "%27%20OR%201=1"])
async def test_a_ticket_that_was_never_given_opens_nothing(live: Live, ticket: str) -> None:
    async with connect(f"ws://127.0.0.1:{live.port}/ws?ticket={ticket}") as connection:
        assert await Client(connection).closed() == 4100


async def test_a_ticket_is_too_old_after_half_a_minute(live: Live, clock: ManualClock) -> None:
    ticket = await live.ticket(reader())
    clock.advance(timedelta(seconds=30))
    async with connect(f"ws://127.0.0.1:{live.port}/ws?ticket={ticket}") as connection:
        assert await Client(connection).closed() == 4100


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://127.0.0.1:8000", True),  # the public address
        ("same host", True),
        (None, True),  # not a browser
        ("https://evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("null", False),
    ],
)
async def test_only_our_own_pages_may_open_a_socket(live: Live, origin: str | None, allowed: bool) -> None:
    sent = f"http://127.0.0.1:{live.port}" if origin == "same host" else origin
    headers = {} if sent is None else {"Origin": sent}
    async with live.socket(reader(), additional_headers=headers) as client:
        if allowed:
            await client.subscribe()
            assert (await client.next())["type"] == "reset"
        else:
            assert await client.closed() == 4102


async def test_a_revoked_role_is_deaf_within_a_second(live: Live) -> None:
    who = reader()
    async with live.socket(who) as client:
        await client.subscribe()
        await client.next("reset")
        await live.announce("heard")
        assert (await client.next())["type"] == "fact"
        live.people["ada"] = replace(who, permissions=frozenset({"users.read"}), permission_version=2)
        assert await client.next(within_seconds=1) == {"type": "session_changed", "permission_version": 2}
        await live.announce("not for you any more")
        assert (await client.next())["type"] == "skip"


async def test_a_lost_permission_takes_the_platform_stream_away(live: Live) -> None:
    who = reader("op", None, "platform.read", "invoices.read")
    async with live.socket(who) as client:
        await client.subscribe("platform")
        await client.next("reset")
        live.people["op"] = replace(who, permissions=frozenset({"invoices.read"}), permission_version=2)
        assert (await client.next("error", within_seconds=1))["stream"] == "platform"
        await live.announce("unheard", company_id=None)
        assert await client.silence()


async def test_signing_out_ends_the_socket_within_a_second(live: Live) -> None:
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        del live.people["ada"]
        assert await client.closed(within_seconds=1) == 4101


async def test_whoever_signed_out_since_the_ticket_was_given_stays_outside(live: Live) -> None:
    ticket = await live.ticket(reader())
    del live.people["ada"]
    async with connect(f"ws://127.0.0.1:{live.port}/ws?ticket={ticket}") as connection:
        assert await Client(connection).closed() == 4101


@pytest.mark.parametrize(
    "frame", ["{", "[]", '{"type":"shout"}', '{"type":"subscribe"}', '{"type":"subscribe","stream":1}', "x" * 3000]
)
async def test_a_malformed_frame_ends_the_socket_for_good(live: Live, frame: str) -> None:
    async with live.socket(reader()) as client:
        await client.connection.send(frame)
        assert await client.closed() == 4103


async def test_too_many_frames_end_the_socket(live: Live) -> None:
    async with live.socket(reader()) as client:
        for _ in range(130):
            await client.say(type="pong")
        assert await client.closed() == 4103


async def test_whoever_never_answers_a_ping_is_sent_away_to_come_back(program: Program) -> None:
    async with running(program, budget=Budget(idle_seconds_max=0.5)) as live, live.socket(reader()) as client:
        for _ in range(4):
            await asyncio.sleep(0.2)
            await client.say(type="pong")
        assert await client.closed() == 4002


@pytest.mark.parametrize("budget", [Budget(bytes_max=300_000), Budget(age_seconds_max=0.5)], ids=["bytes", "age"])
async def test_a_slow_client_is_closed_with_resume_and_loses_nothing(program: Program, budget: Budget) -> None:
    large = "x" * 100_000
    async with running(program, budget=budget) as live:
        await live.announce("first")
        line = await asyncio.to_thread(narrow_line, live.port)
        async with live.socket(reader(), sock=line, max_queue=1) as slow, live.socket(reader("bob")) as quick:
            for one in (slow, quick):
                await one.subscribe()
            epoch = (await slow.next("reset"))["epoch"]
            await live.announce(*(large for _ in range(60)))
            assert len(await texts(quick, 60)) == 60  # one slow client holds up nobody else
            await asyncio.sleep(0.8)
            async with asyncio.timeout(10):
                heard = [message async for message in everything(slow)]
            assert slow.connection.close_code == 4000
            seqs = [
                int(message.partition('"seq":')[2].partition(",")[0]) for message in heard if '"fact"' in str(message)
            ]
            assert seqs == list(range(2, 2 + len(seqs)))
            assert len(seqs) < 60
    async with running(program) as live, live.socket(reader()) as client:
        await client.subscribe(epoch=epoch, seq=1 + len(seqs))
        assert [seq for seq, _ in await texts(client, 60 - len(seqs))] == list(range(2 + len(seqs), 62))


async def test_connections_frames_and_closings_are_counted(live: Live) -> None:
    before = await counted()
    async with live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await live.announce("a")
        await client.next("fact")
        assert (await counted())["trunkline_socket_connections"] == 1
        del live.people["ada"]
        assert await client.closed() == 4101
    await asyncio.sleep(0.1)
    after = await counted()
    assert after["trunkline_socket_connections"] == 0
    for name in ('socket_frames_total{kind="fact"}', 'socket_closed_total{code="4101"}', "socket_delay_seconds_count"):
        assert after[f"trunkline_{name}"] == before.get(f"trunkline_{name}", 0) + 1


async def counted() -> dict[str, float]:
    lines = (line.rpartition(" ") for line in (await figures.render()).decode().splitlines() if line[0] != "#")
    return {name: float(value) for name, _, value in lines}


async def everything(client: Client) -> AsyncIterator[str]:
    """What arrives until the server closes."""
    with suppress(ConnectionClosedError):
        async for message in client.connection:
            yield str(message)


async def test_a_burst_does_not_end_a_client_that_reads_as_fast_as_it_can(program: Program) -> None:
    """All at once, in one transaction, and more than the budget of bytes."""
    async with running(program, budget=Budget(bytes_max=300_000)) as live, live.socket(reader()) as client:
        await client.subscribe()
        await client.next("reset")
        await announce_many(live, 40, "x" * 50_000)
        assert [seq for seq, _ in await texts(client, 40)] == list(range(1, 41))


def narrow_line(port: int) -> socket.socket:
    """A line that holds little, as over a bad network."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    line.connect(("127.0.0.1", port))
    line.setblocking(False)
    return line
