"""One company and one walk per role for all tests of this folder."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from tests.pages.furnished import furnish
from tests.pages.walk import Visitor, walk
from tests.security.world import World

Walk = Callable[[str], Visitor]


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The furnished company; nothing of it stays in the database."""
    around = transaction.atomic()
    around._from_testcase = True  # postings may call themselves the outermost transaction
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), around, override("en"):
        yield furnish()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="package")
def walked(world: World) -> Walk:
    """Return a function that gives the visitor of a role after a walk through all pages, made when it is first asked for."""
    visitors = {role: Visitor(world, role) for role in world.own.users}

    def walk_once(role: str) -> Visitor:
        if not visitors[role].answers:
            walk(visitors[role])
        return visitors[role]

    return walk_once
