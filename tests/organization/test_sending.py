"""What queues of outgoing work share: bells, pauses and slices of time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

from celery import Celery
from kombu.exceptions import OperationalError

from foundation.sending import Bell, Ladder, work_for

LADDER = Ladder((timedelta(seconds=30), timedelta(minutes=2)))


def test_there_is_one_attempt_more_than_pauses() -> None:
    assert [LADDER.after(attempts) for attempts in (1, 2, 3, 4)] == [timedelta(seconds=30), timedelta(minutes=2), None, None]


def test_work_ends_when_nothing_is_left_or_the_time_is_up() -> None:
    waiting: list[Any] = ["a", "b", "c"]
    done: list[Any] = []

    assert work_for(60, lambda: waiting.pop(0) if waiting else None, done.append) == 3
    assert done == ["a", "b", "c"]
    assert work_for(0, lambda: "never", done.append) == 0


def test_a_bell_calls_as_many_workers_as_asked_and_expires() -> None:
    with mock.patch.object(Celery, "send_task") as sent:
        Bell("some.task", expires=7).ring(4, times=2)

    assert sent.call_count == 2
    assert sent.call_args.kwargs["args"] == (4,)
    assert sent.call_args.kwargs["expires"] == 7


def test_a_broker_that_is_away_stops_nobody() -> None:
    for away in (OperationalError(), ConnectionRefusedError()):
        with mock.patch.object(Celery, "send_task", side_effect=away):
            Bell("some.task").ring()
