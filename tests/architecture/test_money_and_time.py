"""No binary fraction touches an amount, no day comes from the server's clock; and the search for both finds them (REL-6)."""

from __future__ import annotations

import pytest

from tests.architecture.source_lint import ALLOWED, ROOT, findings, findings_in_product, script_findings


@pytest.mark.scenario("reliability", "REL-6")
def test_the_product_calculates_exactly() -> None:
    assert findings_in_product() == []


def test_every_exception_is_still_needed() -> None:
    for place, rule in ALLOWED:
        text = (ROOT / place).read_text()
        found = script_findings(text) if place.endswith(".js") else findings(text)
        assert rule in {name for _line, name in found}, f"{place}: {rule}"


@pytest.mark.parametrize(
    ("sample", "rule"),
    [
        ("float(amount)", "float()"),
        ("models.FloatField()", "FloatField"),
        ("round(total, 2)", "round()"),
        ("json.loads(body)", "json without parse_float"),
        ("price * 1.21", "arithmetic with a binary fraction"),
        ("amount / 3.0", "arithmetic with a binary fraction"),
        ("date.today()", "a day or time of the server's clock"),
        ("datetime.datetime.now()", "a day or time of the server's clock"),
        ("class Meta:\n    fields = '__all__'", "fields = '__all__'"),
        ("class OrderSerializer:\n    class Meta:\n        exclude = ('price',)", "exclude in a serializer"),
    ],
)
def test_the_search_finds_a_bad_sample(sample: str, rule: str) -> None:
    assert [found for _line, found in findings(sample)] == [rule]


@pytest.mark.parametrize(
    "sample", ["json.loads(body, parse_float=Decimal)", "datetime.now(tz=UTC)", "amount / 3", "wait * 1.5", "entity.today()"]
)
def test_the_search_lets_a_good_sample_pass(sample: str) -> None:
    assert findings(sample) == []


def test_the_search_finds_a_script_that_calculates() -> None:
    assert script_findings("const total = parseFloat(price.value) * 2;") == [(1, "arithmetic on amounts")]
