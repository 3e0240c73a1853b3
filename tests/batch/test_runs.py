"""Runs from the tick to their end: every item is posted once or refused with a reason, whatever its neighbours do."""

from __future__ import annotations

import pytest

from foundation.batch.models import BatchChunk, BatchClaim, RunItem
from tests.batch.stories import Batch


def test_a_run_posts_every_item_once(batch: Batch) -> None:
    batch.items(120)

    run = batch.run(batch.job())

    assert (run.status, run.selected, run.posted, run.failed) == ("ended", 120, 120, 0)
    assert set(batch.received().values()) == {1}
    assert (len(batch.received()), batch.numbers_used()) == (120, 120)


def test_items_name_the_documents_that_were_made_in_the_order_of_the_sort(batch: Batch) -> None:
    batch.items(60)

    run = batch.run(batch.job(order_by=["-number"]))

    items = RunItem.of(batch.company.entity).filter(run=run).order_by("position")
    assert [item.object_label for item in items[:2]] == ["I-060", "I-059"]
    assert [item.document_number for item in items[:2]] == ["PS-000001", "PS-000002"]
    assert items[0].document_type == "inventory.inventorytransaction"


def test_what_a_rule_refuses_is_recorded_with_code_and_parameters(batch: Batch) -> None:
    batch.items(60, I_007="refused", I_009="nothing")

    run = batch.run(batch.job())

    assert batch.outcomes(run) == {"I-007": "failed TST-B1", "I-009": "skipped TST-B2"}
    assert (run.status, run.posted, run.failed, run.skipped) == ("ended", 58, 1, 1)
    item = RunItem.of(batch.company.entity).get(run=run, object_label="I-007")
    assert (item.params, item.message) == ({"item": "I-007"}, "Item I-007 may not be received.")


def test_a_run_with_failures_is_amber_and_carries_the_warnings_of_its_kind(batch: Batch) -> None:
    batch.items(3, I_002="refused")

    run = batch.run(batch.job())

    assert run.ended_with_failures
    assert run.alert == "ended_with_failures"
    assert run.notice_texts == ["Nothing to receive of the rest."]


@pytest.mark.parametrize("position", [1, 25, 50, 51, 70])
@pytest.mark.parametrize(("trouble", "code"), [("raises", "INV-399"), ("broken", "INV-399"), ("rule", "TST-B1")])
def test_an_item_that_breaks_its_chunk_stands_alone_in_the_end(batch: Batch, position: int, trouble: str, code: str) -> None:
    batch.items(70, **{f"I_{position:03}": trouble})

    run = batch.run(batch.job())

    assert batch.outcomes(run) == {f"I-{position:03}": f"failed {code}"}
    assert (run.status, run.posted) == ("ended", 69)
    assert (len(batch.received()), batch.numbers_used()) == (69, 69)


def test_three_bad_items_among_sixty_do_not_hold_the_others(batch: Batch) -> None:
    batch.items(60, I_001="raises", I_030="broken", I_060="raises")

    run = batch.run(batch.job())

    assert list(batch.outcomes(run)) == ["I-001", "I-030", "I-060"]
    assert set(batch.received().values()) == {1}
    assert run.posted == 57


def test_the_technical_detail_stays_in_the_log(batch: Batch, caplog: pytest.LogCaptureFixture) -> None:
    batch.items(1, I_001="raises")

    run = batch.run(batch.job())

    item = RunItem.of(batch.company.entity).get(run=run)
    assert "the test asked for it" not in item.message
    assert "the test asked for it" in caplog.text
    assert f"{run.pk}-{item.chunk_id}" in item.message


def test_a_deadlock_is_tried_again_at_once(batch: Batch) -> None:
    batch.items(60, I_010="busy2")

    run = batch.run(batch.job())

    assert (run.posted, run.failed) == (60, 0)
    assert BatchChunk.of(batch.company.entity).filter(run=run, status="split").count() == 0


def test_an_item_that_is_busy_for_ever_fails_after_the_attempts_of_the_job(batch: Batch) -> None:
    batch.items(4, I_002="busy99")

    run = batch.run(batch.job(max_retries=2))

    assert batch.outcomes(run) == {"I-002": "failed INV-399"}
    assert run.posted == 3


def test_groups_are_never_cut(batch: Batch) -> None:
    batch.items(60, **{f"I_{index:03}": "group A" for index in range(1, 60, 10)})

    run = batch.run(batch.job())

    chunks = RunItem.of(batch.company.entity).filter(run=run, group_key="group A").values_list("chunk", flat=True)
    assert len(set(chunks)) == 1
    assert run.groups == 55


def test_a_group_fails_as_a_whole_when_its_write_fails(batch: Batch) -> None:
    batch.items(10, I_001="group A", I_002="group A", I_003="raises")

    run = batch.run(batch.job())

    assert batch.outcomes(run) == {"I-003": "failed INV-399"}
    assert run.posted == 9


def test_warnings_are_kept_with_posted_items(batch: Batch) -> None:
    batch.items(2, I_001="warns")

    run = batch.run(batch.job())

    assert (run.posted, run.warnings) == (2, 1)
    assert RunItem.of(batch.company.entity).get(run=run, object_label="I-001").warning_texts == ["Nothing to receive of I-001."]


def test_nothing_selected_is_an_end_with_a_notice(batch: Batch) -> None:
    run = batch.run(batch.job())

    assert (run.status, run.selected) == ("ended", 0)
    assert run.notices == [{"code": "INV-306", "params": {}}]


def test_at_most_as_many_items_as_the_job_allows_are_taken(batch: Batch) -> None:
    batch.items(9)

    run = batch.run(batch.job(max_items=4))

    assert (run.selected, list(batch.received())) == (4, ["I-001", "I-002", "I-003", "I-004"])


def test_what_a_fixed_list_holds_beyond_the_limit_of_the_job_is_left_alone(batch: Batch) -> None:
    batch.items(5)

    run = batch.run(batch.job(late_selection=False, max_items=3))

    assert (run.selected, run.posted, run.skipped) == (3, 3, 0)


def test_stop_on_first_error_leaves_the_rest_not_processed(batch: Batch) -> None:
    batch.items(120, I_007="refused")

    run = batch.run(batch.job(stop_on_first_error=True))

    assert (run.status, run.posted, run.failed, run.not_processed) == ("error", 49, 1, 70)


def test_a_run_that_is_over_holds_no_claims_and_never_changes(batch: Batch) -> None:
    batch.items(60, I_001="refused")

    run = batch.run(batch.job())

    assert not BatchClaim.of(batch.company.entity).exists()
    with pytest.raises(Exception, match="A run that is over never changes"):
        type(run).of(batch.company.entity).filter(pk=run.pk).update(posted=99)


def test_the_outcome_of_an_item_is_decided_once(batch: Batch) -> None:
    batch.items(1)
    run = batch.run(batch.job())

    with pytest.raises(Exception, match="decided once"):
        RunItem.of(batch.company.entity).filter(run=run).update(outcome="pending", document_id=None)
