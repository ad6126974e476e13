"""What opens on an Arabic page speaks Arabic too, Streamlit's own words included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.dashboard.browser import settled
from tests.dashboard.latin import latin


def test_what_opens_on_a_page_is_arabic_too(open_page):
    page = open_page("compare", lang="ar")
    for opened in openings(page):
        assert (opened, latin(page)) == (opened, [])


def openings(page: Page) -> Iterator[str]:
    """Opens one widget after the other, and names it."""
    doors = page.get_by_test_id("stPopover").get_by_role("button")
    body = page.get_by_test_id("stPopoverBody")
    for at in range(doors.count()):
        door = doors.nth(at)
        if not door.is_visible():
            continue
        name = door.inner_text()
        door.click()
        # What is made only when it is asked for comes a moment later.
        expect(body).to_have_text(re.compile(r"\S"))
        settled(page)
        yield name
        for box in body.get_by_role("combobox").all():
            box.click()
            expect(page.get_by_role("listbox")).to_be_visible()
            yield f"{name}: choices"
            box.press_sequentially("ظظ")
            expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
            yield f"{name}: none found"
            page.keyboard.press("Escape")
        for field in body.get_by_test_id("stDateInputField").all():
            parts = field.get_by_role("spinbutton").all()
            starts = [part.bounding_box()["x"] for part in parts]
            # Year, month and day stand in the order in which they are typed.
            assert (len(parts), starts) == (3, sorted(starts))
        calendars = body.get_by_test_id("stDateInputCalendarButton")
        for calendar in range(calendars.count()):
            # Closing a calendar may close the whole.
            if not body.is_visible():
                door.click()
            calendars.nth(calendar).click()
            expect(page.get_by_role("grid")).to_be_visible()
            yield f"{name}: calendar"
            page.keyboard.press("Escape")
            expect(page.get_by_role("grid")).to_be_hidden()
        # What was typed goes first, then the list, then the whole.
        for _ in range(4):
            if body.is_visible():
                page.keyboard.press("Escape")
                page.wait_for_timeout(100)
        expect(body).to_be_hidden()
