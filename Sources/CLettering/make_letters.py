#!/usr/bin/env python3
"""Draws the letters of composed recordings: writes letters.bin beside itself.

    python3 -m venv venv && venv/bin/pip install pillow
    venv/bin/python make_letters.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

The file, numbers little endian: how many letters (2 bytes); for each, by its code point, 10 bytes:
code point (2), left (1, signed), top below the line's upper edge (1), width (1), height (1),
advance (1), zero (1), and 2 bytes of the place of its coverage, in units of 4 bytes behind the
table. Coverage is 4 bits a pixel, the left one first, rows padded to bytes.
"""

import pathlib
import struct
import sys

from PIL import Image, ImageDraw, ImageFont

SIZE = 22  # Pixels.
RANGES = [  # Latin, Greek, Cyrillic, and what names and cards have beside them.
    (0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x386, 0x3CE), (0x400, 0x45F), (0x490, 0x491),
    (0x1E9E, 0x1E9E), (0x2010, 0x2026), (0x25A1, 0x25A1)]

font = ImageFont.truetype(sys.argv[1], SIZE)
table, coverage = b"", b""
for code in [code for first, last in RANGES for code in range(first, last + 1)]:
    character = chr(code)
    advance = round(font.getlength(character))
    left, top, right, bottom = font.getbbox(character)
    width, height = max(0, right - left), max(0, bottom - top)
    place = len(coverage) // 4
    if width and height:
        image = Image.new("L", (width, height))
        ImageDraw.Draw(image).text((-left, -top), character, font=font, fill=255)
        for row in range(height):
            shades = [image.getpixel((column, row)) >> 4 for column in range(width)]
            shades += [0] * (width % 2)
            coverage += bytes(
                shades[index] << 4 | shades[index + 1] for index in range(0, len(shades), 2))
        coverage += bytes(-len(coverage) % 4)
    table += struct.pack("<HbBBBBBH", code, left, max(0, top), width, height, advance, 0, place)
count = len(table) // 10
target = pathlib.Path(__file__).parent / "letters.bin"
target.write_bytes(struct.pack("<H", count) + table + coverage)
print(count, "letters,", target.stat().st_size, "bytes")
