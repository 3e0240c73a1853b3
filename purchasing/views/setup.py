"""The set-up of purchasing: vendors, and who supplies which item."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.set_up_pages import SetUpPages
from purchasing.forms.setup import PrimaryVendorForm, VendorForm
from purchasing.models import PrimaryVendor, Vendor
from purchasing.tables import PrimaryVendorTable, VendorTable

purchasing_pages = partial(SetUpPages, app="purchasing", see="purchasing.view_vendor", change="purchasing.change_vendor")

VENDORS = purchasing_pages(
    part="vendors",
    one="vendor",
    model=Vendor,
    title=_("Vendors"),
    record_title=_("Vendor"),
    table=VendorTable,
    form=VendorForm,
    empty_text=_("Whom goods are ordered from stands here."),
    rows="for_list",
    search=Search(prefix=("account",), contains=("name",)),
    order_by="account",
)
PRIMARY_VENDORS = purchasing_pages(
    part="primary-vendors",
    one="primary-vendor",
    model=PrimaryVendor,
    title=_("Primary vendors"),
    record_title=_("Primary vendor"),
    table=PrimaryVendorTable,
    form=PrimaryVendorForm,
    empty_text=_("The vendor that an item is ordered from stands here, unless another one is chosen."),
    rows="for_list",
    search=Search(prefix=("item__number", "vendor__account"), contains=("item__name", "vendor__name")),
    order_by="item__number",
)
