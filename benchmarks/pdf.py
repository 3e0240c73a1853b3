"""Invoices on paper: CPU of our rendering path against bare WeasyPrint, memory over many documents, two processes against one.

    python benchmarks/pdf.py [--renderings 1000]

The document is an invoice of five lines through the product's own template, QR code, PDF/A and layout process. The bare
rendering is WeasyPrint alone on the same HTML and style sheet, in a process that has loaded nothing else. The last
measure needs a machine that does nothing else. Ends with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BARE = "--bare"
MOST_RATIO, MOST_CPU, LEAST_SPEEDUP, MOST_GROWTH = 1.15, 0.075, 1.7, 1.03
ROUNDS, PER_ROUND = 5, 20
SPEED_RUNS = 5


def serve_bare() -> None:
    """Render the HTML of the first line as often as each further line says and answer with the CPU seconds of one rendering."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from foundation.documents.render_child import SHIPPED, AssetFetcher

    fonts = FontConfiguration()
    fetcher = AssetFetcher({})
    sheet = CSS(string=SHIPPED["print.css"].read_text("utf-8"), url_fetcher=fetcher, font_config=fonts)
    job = json.loads(sys.stdin.readline())
    fetcher = AssetFetcher({"qr": base64.b64decode(job["qr"])})
    for line in sys.stdin:
        start = time.process_time()
        for _ in range(int(line)):
            HTML(string=job["html"], url_fetcher=fetcher, base_url="asset:").write_pdf(font_config=fonts, stylesheets=[sheet])
        print((time.process_time() - start) / int(line), flush=True)


if BARE in sys.argv:
    sys.path.insert(0, str(ROOT))
    serve_bare()
    sys.exit()

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/no_database_is_needed")

import django  # noqa: E402

django.setup()

from foundation.documents.payment_qr import payment_qr  # noqa: E402
from foundation.documents.renderer import Renderer  # noqa: E402
from foundation.documents.rendering import PrintJob, Seller, render_html  # noqa: E402
from foundation.organization.models import Currency, LegalEntity  # noqa: E402
from invoicing.models import CustomerInvoice, CustomerInvoiceLine, CustomerInvoiceTax  # noqa: E402
from invoicing.paper import InvoiceContent, paper_context  # noqa: E402
from invoicing.services.print_invoices import TEMPLATE  # noqa: E402

ENTITY = LegalEntity(
    code="NL01",
    name="Polderhout Groothandel B.V.",
    currency=Currency(code="EUR"),
    country="NL",
    street="Havenkade 12",
    postal_code="3011 AB",
    city="Rotterdam",
    email="facturen@polderhout.example",
    vat_number="NL001234567B01",
    registration_number="24123456",
    legal_footer="Our general terms of sale apply to all deliveries.",
    bank_name="Rijnbank",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
)
BUYER = {
    "name": "Bouwbedrijf Ångström & Zonen",
    "street": "Kanaalstraat 8",
    "postal_code": "3531 CH",
    "city": "Utrecht",
    "country": "NL",
    "account": "C-100",
    "vat_number": "NL987654321B01",
}


def content(number: int, count: int = 5) -> InvoiceContent:
    """Return the rows of an invoice, of five lines unless told; every number gives other amounts."""
    lines = []
    for position in range(1, count + 1):
        quantity, price = Decimal(position + number % 7), Decimal("3.17") * position + number % 100
        lines.append(
            CustomerInvoiceLine(
                line_number=position,
                item_number=f"D{number % 1000:04}{position}",
                description="Beech panel, planed\n18 mm, 2500 × 1250",
                quantity=quantity,
                unit_name="pcs",
                unit_price=price,
                price_unit=Decimal(1),
                line_net=round(quantity * price, 2),
                tax_codes=["21"],
            )
        )
    net = sum((line.line_net for line in lines), Decimal(0))
    tax = round(net * 21 / 100, 2)
    invoice = CustomerInvoice(
        legal_entity=ENTITY,
        number=f"F2026-{number:06}",
        invoice_date=date(2026, 11, 20),
        due_date=date(2026, 12, 20),
        supply_from=date(2026, 11, 19),
        supply_to=date(2026, 11, 19),
        currency_id="EUR",
        exchange_rate=Decimal(1),
        sum_lines=net,
        invoice_amount=net + tax,
        seller=Seller.of(ENTITY).as_snapshot(),
        buyer=BUYER,
        delivery={"terms": "Free to the door", "mode": "Lorry"},
        your_reference="PO 4711",
        payment_reference="RF18539007547034",
        terms={"text": "30 days net", "orders": ["SO-000070"], "packing_slips": ["PS-000070"]},
    )
    taxes = [CustomerInvoiceTax(tax_code_id=1, rate=Decimal(21), base=net, tax=tax)]
    return InvoiceContent(invoice, lines, taxes, [], tax_codes={1: "21"})


def html_and_code(number: int) -> tuple[str, bytes]:
    """Return the HTML of an invoice and its payment code."""
    rows = content(number)
    code = payment_qr(
        name=ENTITY.name,
        iban=ENTITY.iban,
        bic=ENTITY.bic,
        amount=rows.invoice.invoice_amount,
        currency="EUR",
        reference=rows.invoice.payment_reference,
    )
    context = paper_context(rows) | {"with_qr": bool(code)}
    return render_html(TEMPLATE, context, entity=ENTITY, language="en"), code


def render(process: Renderer, number: int) -> bytes:
    """Render an invoice as the product does, in a given layout process."""
    html, code = html_and_code(number)
    return process.render(PrintJob(html, {"qr": code}, moment=datetime(2026, 11, 20, tzinfo=UTC)).encoded())


def child_cpu(process: Renderer) -> float:
    """Return the CPU seconds that a layout process has used."""
    assert process._child is not None
    return int(Path(f"/proc/{process._child.pid}/schedstat").read_text().split()[0]) / 1e9


def child_memory(process: Renderer) -> float:
    """Return the memory of a layout process in MB."""
    assert process._child is not None
    [line] = [line for line in Path(f"/proc/{process._child.pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def measure_cpu() -> tuple[float, float, float]:
    """Return CPU seconds of our path (this process and the layout process), of the bare rendering, and the share of the parent."""
    process = Renderer()
    html, code = html_and_code(1)
    command = [sys.executable, __file__, BARE]
    bare = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 -- this file
    assert bare.stdin is not None
    assert bare.stdout is not None
    bare.stdin.write(json.dumps({"html": html, "qr": base64.b64encode(code).decode()}) + "\n")
    ours, plain, parents = [], [], []
    for turn in range(ROUNDS + 1):
        bare.stdin.write(f"{PER_ROUND}\n")
        bare.stdin.flush()
        plain.append(float(bare.stdout.readline()))
        if turn == 0:
            render(process, 1)
        start, child = time.process_time(), child_cpu(process)
        for _ in range(PER_ROUND):
            render(process, 1)
        parents.append((time.process_time() - start) / PER_ROUND)
        ours.append(parents[-1] + (child_cpu(process) - child) / PER_ROUND)
    bare.stdin.close()
    bare.wait()
    process.close()
    return median(ours[1:]), median(plain[1:]), median(parents[1:])


def measure_memory(renderings: int) -> dict[int, float]:
    """Return the memory of layout in MB after 100, 500 and all renderings, no two documents alike."""
    process, found = Renderer(), {}
    for number in range(1, renderings + 1):
        render(process, number)
        if number in {100, 500, renderings}:
            found[number] = child_memory(process)
    process.close()
    return found


def measure_speedup() -> float:
    """Return how many times faster two layout processes make the same documents than one; the best of a few tries."""
    jobs = [PrintJob(html, {"qr": code}).encoded() for html, code in map(html_and_code, range(60))]
    processes = [Renderer(), Renderer()]
    for process in processes:
        process.render(jobs[0])
    found = max(seconds(processes[:1], jobs) / seconds(processes, jobs) for _ in range(SPEED_RUNS))
    for process in processes:
        process.close()
    return found


def seconds(processes: list[Renderer], jobs: list[bytes]) -> float:
    """Return how long the processes take for all jobs, shared evenly."""
    threads = [threading.Thread(target=work, args=(process, jobs[place :: len(processes)])) for place, process in enumerate(processes)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def work(process: Renderer, jobs: list[bytes]) -> None:
    """Render jobs one after the other."""
    for job in jobs:
        process.render(job)


def median(values: list[float]) -> float:
    """Return the middle of an odd number of values."""
    return sorted(values)[len(values) // 2]


def report(text: str, value: str, bound: str, holds: bool) -> bool:
    """Print one measure beside its bound and return whether it holds."""
    print(f"{text:<58} {value:>10}   {bound:<14} {'ok' if holds else 'MISSED'}", flush=True)
    return holds


def main() -> int:
    """Measure everything and return the exit status."""
    parser = argparse.ArgumentParser(description="Invoices on paper: CPU, memory, two processes.")
    parser.add_argument("--renderings", type=int, default=1000, help="documents for the measure of memory")
    renderings: Any = parser.parse_args().renderings
    ours, plain, parent = measure_cpu()
    print(f"bare WeasyPrint {plain * 1000:.1f} ms; ours {ours * 1000:.1f} ms, of which {parent * 1000:.1f} ms outside the layout process")
    held = [
        report("CPU of a five-line invoice", f"{ours * 1000:.1f} ms", "< 75 ms", ours < MOST_CPU),
        report("CPU against bare WeasyPrint on the same HTML", f"{ours / plain:.3f}", "<= 1.15", ours / plain <= MOST_RATIO),
    ]
    memory = measure_memory(renderings)
    print("memory of a layout process: " + ", ".join(f"{value:.1f} MB after {count}" for count, value in memory.items()))
    growth = memory[renderings] / memory[min(memory)]
    held.append(report("memory at the end against the first figure", f"{growth:.3f}", "<= 1.03", growth <= MOST_GROWTH))
    speedup = measure_speedup()
    held.append(report("documents per second, two processes against one", f"{speedup:.2f}", ">= 1.7", speedup >= LEAST_SPEEDUP))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
