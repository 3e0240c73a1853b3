"""Trade agreement journals over REST: enter, change, validate, post, adjust, copy lines into, and let what was posted end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers.models import Customer
from foundation.backoffice.api.around import AroundRecord
from foundation.backoffice.api.fields import CodeField, PercentField, PriceField, QuantityField
from foundation.backoffice.api.references import find_by_code, named_twice, unknown_code
from foundation.backoffice.api.serializers import CommandSerializer, NoInput, NoticeSerializer, ReadSerializer, list_of
from foundation.backoffice.api.views import EntityReadViewSet
from foundation.inventory.models import Item, Unit, Warehouse
from foundation.organization.models import Currency, LegalEntity
from sales.api.document_serializers import TradeAgreementSerializer
from sales.api.filters import AgreementJournalApiFilter
from sales.models import TradeAgreementJournal
from sales.models.trade_agreement import AgreementRelation
from sales.services.copy_agreements import LinesWanted, adjust_journal, copy_agreement_lines
from sales.services.expire_agreements import expire_journal
from sales.services.trade_agreements import AgreementEntry, post_journal, save_journal, validate_journal

VIEW, CHANGE = "sales.view_tradeagreement", "sales.change_tradeagreement"
MOST_LINES, MOST_DAYS = 1000, 999


class JournalSummarySerializer(ReadSerializer):
    """A journal as lists show it."""

    posted_by = serializers.CharField(source="posted_by.name", default=None, allow_null=True)
    line_count = serializers.SerializerMethodField()

    class Meta:
        model = TradeAgreementJournal
        fields: ClassVar[list[str]] = ["id", "number", "name", "status", "line_count", "posted_by", "posted_at"]

    def get_line_count(self, journal: TradeAgreementJournal) -> int:
        """Return how many lines the journal has: counted by the list, read with the journal."""
        counted = getattr(journal, "line_count", None)
        return int(counted) if counted is not None else len(journal.lines.all())


class JournalSerializer(JournalSummarySerializer):
    """A journal with its lines."""

    lines = TradeAgreementSerializer(many=True)
    notices = serializers.SerializerMethodField(help_text="Warnings about what was just done, such as lines that overlap others (PRC-02).")

    class Meta(JournalSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*JournalSummarySerializer.Meta.fields, "lines", "notices"]

    @extend_schema_field(NoticeSerializer(many=True))
    def get_notices(self, _journal: TradeAgreementJournal) -> list[dict[str, object]]:
        """Return nothing: only an action has notices, which its answer adds."""
        return []


class JournalLine(CommandSerializer):
    """A price or discount: for one customer, a customer group or all; for one item, an item group or all."""

    relation = serializers.ChoiceField(choices=AgreementRelation.choices)
    customer = serializers.CharField(max_length=20, required=False, help_text="The account.")
    customer_group = serializers.CharField(max_length=20, required=False)
    item = serializers.CharField(max_length=40, required=False, help_text="The item number.")
    item_group = serializers.CharField(max_length=20, required=False)
    warehouse = serializers.CharField(max_length=20, required=False)
    currency = serializers.CharField(max_length=3, required=False, help_text="That of the legal entity unless given.")
    unit = serializers.CharField(max_length=10, required=False)
    from_quantity = QuantityField(min_value=0, required=False)
    to_quantity = QuantityField(min_value=0, required=False, allow_null=True)
    from_date = serializers.DateField(required=False, allow_null=True)
    to_date = serializers.DateField(required=False, allow_null=True)
    amount = PriceField(min_value=0, required=False)
    price_unit = QuantityField(min_value=0, required=False)
    percent_1 = PercentField(min_value=0, max_value=100, required=False)
    percent_2 = PercentField(min_value=0, max_value=100, required=False)
    find_next = serializers.BooleanField(default=False)
    lead_time = serializers.IntegerField(min_value=0, max_value=MOST_DAYS, required=False, allow_null=True, help_text="In days; of prices.")
    include_generic_currency = serializers.BooleanField(default=False)


class JournalLineChange(JournalLine):
    """A line to add, to give anew as a whole, or to remove."""

    id = serializers.IntegerField(min_value=1, required=False, help_text="The line to change or remove; none for a new line.")
    relation = serializers.ChoiceField(choices=AgreementRelation.choices, required=False)
    remove = serializers.BooleanField(default=False)


class NewJournal(CommandSerializer):
    """A journal with its lines."""

    name = serializers.CharField(max_length=60)
    lines = list_of(JournalLine(), max_length=MOST_LINES, default=list)


class JournalChange(CommandSerializer):
    """What changes of an open journal."""

    name = serializers.CharField(max_length=60, required=False)
    lines = list_of(JournalLineChange(), max_length=MOST_LINES, default=list)


class JournalLines(CommandSerializer):
    """Which lines are looked at."""

    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, help_text="Their ids; all unless given.")


class JournalExpiry(JournalLines):
    """The last day of agreements."""

    to_date = serializers.DateField(help_text="The last day; agreements that end sooner stay as they are.")


class JournalAdjustment(CommandSerializer):
    """By how much the amounts of the new journal differ."""

    percent = PercentField(min_value=-100, default=Decimal(0))
    amount = PriceField(default=Decimal(0), help_text="Added after the percentage.")


class LinesToCopy(CommandSerializer):
    """Which lines come into the journal."""

    journal = serializers.CharField(max_length=20, default="", help_text="All posted journals unless given.")
    account = serializers.CharField(max_length=20, default="", help_text="Customer account or group.")
    item = CodeField(Item, "number", required=False)
    valid_on = serializers.DateField(required=False)


class AgreementJournalViewSet(AroundRecord, EntityReadViewSet):
    """The journals of trade agreements."""

    page = "sales:agreement-journal"
    tags = ("prices",)
    lookup_field = "number"
    serializer_class = JournalSerializer
    serializer_classes: ClassVar[dict[str, Any]] = {"list": JournalSummarySerializer}
    filterset_class = AgreementJournalApiFilter
    ordering_fields = ("number", "posted_at")
    ordering = ("-id",)
    action_permissions: ClassVar[dict[str, str]] = {
        "list": VIEW,
        "retrieve": VIEW,
        **dict.fromkeys(("create", "partial_update", "validate", "post_journal", "adjust", "expire", "copy_lines"), CHANGE),
    }

    def get_queryset(self) -> Any:
        """Return the journals of the entity with what is shown of them."""
        found = TradeAgreementJournal.objects
        return found.for_list() if self.action == "list" else found.with_lines()

    @extend_schema(request=NewJournal, responses={201: JournalSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enter a journal; its lines count once it is posted."""
        data = self.command(NewJournal)
        journal = TradeAgreementJournal(legal_entity=self.entity, name=data["name"])
        save_journal(self.entity, journal, _Codes.find(self.entity, data["lines"]).entries(data["lines"]), self.user)
        return self.answer(status_code=status.HTTP_201_CREATED, pk=journal.pk)

    @extend_schema(request=JournalChange, responses={200: JournalSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change an open journal: its name, and the lines that are given."""
        data = self.command(JournalChange)
        journal = self.locked_object()
        known = [line.pk for line in journal.lines.all()]
        entries = _Codes.find(self.entity, data["lines"]).entries(data["lines"], known)
        journal.name = data.get("name", journal.name)
        save_journal(self.entity, journal, entries, self.user)
        return self.answer()

    @extend_schema(request=JournalLines, responses={200: JournalSerializer})
    @action(detail=True, methods=["post"])
    def validate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell what posting would tell of all lines or of some; nothing is written."""
        data = self.command(JournalLines)
        return self.answer(notices=validate_journal(self.entity, self.get_object().pk, data.get("lines")))

    @extend_schema(request=NoInput, responses={200: JournalSerializer})
    @action(detail=True, methods=["post"], url_path="post")
    def post_journal(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make the lines count from now on."""
        self.command(NoInput)
        return self.answer(notices=post_journal(self.entity, self.locked_object().pk, self.user))

    @extend_schema(request=JournalAdjustment, responses={201: JournalSerializer})
    @action(detail=True, methods=["post"])
    def adjust(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a new open journal with the same lines and other amounts."""
        data = self.command(JournalAdjustment)
        made = adjust_journal(self.entity, self.get_object().pk, self.user, percent=data["percent"], amount=data["amount"])
        return self.answer(status_code=status.HTTP_201_CREATED, pk=made.pk)

    @extend_schema(request=JournalExpiry, responses={200: JournalSerializer})
    @action(detail=True, methods=["post"])
    def expire(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give the lines of a posted journal, or some of them, a last day."""
        data = self.command(JournalExpiry)
        expire_journal(self.entity, self.locked_object().pk, data["to_date"], self.user, data.get("lines"))
        return self.answer()

    @extend_schema(request=LinesToCopy, responses={200: JournalSerializer})
    @action(detail=True, methods=["post"], url_path="copy-lines")
    def copy_lines(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add lines of other journals to an open one."""
        data = self.command(LinesToCopy)
        item = data["item"].pk if "item" in data else None
        wanted = LinesWanted(data["journal"], data["account"], item, data.get("valid_on"))
        copy_agreement_lines(self.entity, self.locked_object().pk, wanted, self.user)
        return self.answer()


@dataclass(frozen=True)
class _Codes:
    """The records that lines name, read once per kind."""

    found: dict[str, dict[str, Any]]

    @classmethod
    def find(cls, entity: LegalEntity, lines: Sequence[Mapping[str, Any]]) -> _Codes:
        kinds = (
            ("customer", Customer, "account"),
            ("item", Item, "number"),
            ("warehouse", Warehouse, "code"),
            ("unit", Unit, "code"),
            ("currency", Currency, "code"),
        )
        return cls({name: find_by_code(entity, model, [line.get(name) for line in lines], field=field) for name, model, field in kinds})

    def entries(self, lines: Sequence[Mapping[str, Any]], known: Sequence[int] = ()) -> list[AgreementEntry]:
        """Return the lines as the service takes them; raises InvalidInput for unknown codes and lines."""
        entries: list[AgreementEntry] = []
        for index, line in enumerate(lines):
            key = line.get("id")
            if key is not None and key not in known:
                raise unknown_code(str(key), f"lines.{index}.id")
            if key is not None and any(entry.key == key for entry in entries):
                raise named_twice(f"lines.{index}.id")
            entries.append(self._entry(line, index, key))
        return entries

    def _entry(self, line: Mapping[str, Any], index: int, key: int | None) -> AgreementEntry:
        values = {name: value for name, value in line.items() if name != "id"}
        for name in self.found.keys() & values.keys():
            if values[name] not in self.found[name]:
                raise unknown_code(values[name], f"lines.{index}.{name}")
            values[name] = self.found[name][values[name]]
        currency = values.pop("currency", None)
        values.setdefault("relation", AgreementRelation.PRICE)
        return AgreementEntry(**values, key=key, currency_id=currency.pk if currency else "")
