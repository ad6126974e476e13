"""A chart leaves the page as a file that needs nothing else: its question, its marks, its source, our fonts."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.browser import AS_OF

SVG = "{http://www.w3.org/2000/svg}"


def taken(page: Page, image: str) -> tuple[str, bytes]:
    """Name and content of the file that the page's first chart becomes."""
    with page.expect_download() as found:
        button(page, image).click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def button(page: Page, image: str) -> Locator:
    return page.locator(f"button[data-image={image}]").first


@pytest.mark.parametrize(
    ("path", "lang", "theme", "width", "name", "said"),
    [
        (
            "figures", "en", "light", 1440, "figures-us-troops-iraq",
            ("How many US troops are in Iraq?", "Side: Media", "As of 23 November 2026 · Rule set 1"),
        ),
        (
            "deadlines", "ar", "dark", 390, "slip-mission-end-overall",
            ("متى تنتهي مهمة التحالف في العراق كلياً بمرحلتيها؟", "حتى 23 تشرين الثاني 2026", "سجلّ الأقوال"),
        ),
    ],
)  # fmt: skip
def test_a_chart_is_taken_as_svg_and_png(open_page, path, lang, theme, width, name, said):
    page = open_page(path, lang=lang, theme=theme, width=width, side=["media"] if path == "figures" else [])
    file, svg = taken(page, "svg")
    assert file == f"iraq-coalition-{name}-{AS_OF}.svg"
    drawing = ElementTree.fromstring(svg)
    written = " ".join(" ".join(text.itertext()) for text in drawing.iter(f"{SVG}text"))
    for words in said:
        assert words in written
    address = re.sub(r"\s", "", written)
    assert f"as_of={AS_OF}" in address
    assert ("topic=us-troops-iraq" if path == "figures" else "chosen=mission-end-overall.") in address
    marks = page.locator(".js-plotly-plot").first.locator("path.point").count()
    assert len(drawing.findall(f".//{SVG}path[@class='point']")) == marks > 0

    # Without its texts and the name of its language, nothing in it leads to another place.
    source = re.sub(r">[^<]*</(text|tspan|desc)>", "></>", svg.decode()).replace(SVG[1:-1], "")
    assert not re.search(r"https?:|src=|href=|<script|\son[a-z]+=", source)
    faces = re.findall(r"font-family:([^;]+);font-weight:(\d+)[^}]+url\(data:font/woff2;base64,\w", source)
    family = '"IBM Plex Sans Arabic"' if lang == "ar" else '"IBM Plex Sans"'
    assert {(family, "400"), (family, "600")} <= set(faces)
    assert ('"IBM Plex Sans Arabic"', "400") not in faces or lang == "ar"

    file, png = taken(page, "png")
    assert file == f"iraq-coalition-{name}-{AS_OF}.png"
    painted = Image.open(io.BytesIO(png)).convert("RGB")
    size = (int(drawing.get("width", 0)), int(drawing.get("height", 0)))
    assert painted.size == (2 * size[0], 2 * size[1])
    ground = painted.getpixel((2, 2))
    assert (sum(ground) < 200) == (theme == "dark")
    # The title and the source are there: text is left out of an image painted before it has read its fonts.
    for band in ((0, 0, painted.width, 90), (0, painted.height - 60, painted.width, painted.height)):
        assert len(painted.crop(band).getcolors(painted.width * painted.height)) > 50


def test_a_file_that_cannot_be_made_says_so_and_the_next_try_works(open_page):
    page = open_page("figures")
    page.evaluate("() => { window.kept = fetch; window.fetch = () => Promise.reject(new Error('no connection')); }")
    button(page, "png").focus()
    page.keyboard.press("Enter")
    told = page.locator(".images [role=status]")
    expect(told).to_have_text("The image could not be made. Reload the page and try again.")
    page.evaluate("() => { window.fetch = window.kept; }")
    assert taken(page, "png")[1].startswith(b"\x89PNG")
    expect(told).to_be_empty()
