"""The logo of a demo company: its initial in a round mark, drawn."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIDE = 320
INK, PAPER = "#1f4e5f", "#ffffff"


def logo_of(name: str) -> bytes:
    """Return a PNG picture for the letterhead of a company."""
    mark = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 0))
    draw = ImageDraw.Draw(mark)
    draw.ellipse((0, 0, SIDE - 1, SIDE - 1), fill=INK)
    draw.text((SIDE / 2, SIDE / 2), name[:1].upper(), fill=PAPER, font=ImageFont.load_default(SIDE * 0.6), anchor="mm")
    stored = BytesIO()
    mark.save(stored, "PNG")
    return stored.getvalue()
