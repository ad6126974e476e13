from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.labels import LEADER_BEYOND, Box, Field, Segment, text_width

ROOM = Box(0, 0, 600, 400)
points = st.tuples(st.integers(0, 600), st.integers(0, 400))
sizes = st.tuples(st.integers(20, 180), st.integers(14, 48))


@given(st.lists(st.tuples(points, sizes), min_size=1, max_size=14))
def test_names_stand_inside_on_no_mark_and_on_no_other_name(named):
    field = Field(ROOM)
    marks = [Box.around(x, y, 6) for (x, y), _ in named]
    for mark in marks:
        field.block(mark)
    placed = [place for (x, y), size in named if (place := field.place(x, y, size)) is not None]
    assert all(place.box.inside(ROOM) for place in placed)
    assert not any(place.box.overlaps(mark) for place in placed for mark in marks)
    assert not any(one.box.overlaps(other.box) for one, other in itertools.combinations(placed, 2))


@given(st.lists(st.tuples(points, sizes), min_size=2, max_size=14))
def test_leaders_cross_neither_one_another_nor_a_name(named):
    field = Field(ROOM)
    placed = [place for (x, y), size in named if (place := field.place(x, y, size)) is not None]
    leaders = [place.leader for place in placed if place.leader is not None]
    assert not any(one.crosses(other) for one, other in itertools.combinations(leaders, 2))
    assert not any(leader.meets(place.box) for leader in leaders for place in placed if place.leader is not leader)


def test_a_name_beside_its_mark_has_no_leader_and_one_further_out_has():
    field = Field(ROOM)
    near = field.place(300, 200, (100, 30))
    assert near is not None
    assert near.leader is None
    for side in (Box(200, 170, 292, 230), Box(308, 170, 400, 230), Box(200, 205, 400, 240), Box(200, 160, 400, 195)):
        field.block(side)
    far = Field(ROOM)
    far.block(Box(180, 165, 293, 235))
    far.block(Box(307, 165, 420, 235))
    far.block(Box(293, 165, 307, 193))
    place = far.place(300, 200, (100, 30))
    assert place is not None
    assert place.leader is not None
    assert place.leader.length > LEADER_BEYOND


def test_a_name_behind_a_bar_is_tied_to_its_mark():
    field = Field(Box(0, 150, 320, 250))
    field.block_bar(Box(286, 150, 290, 250))
    place = field.place(300, 200, (100, 30))
    assert place is not None
    assert place.box.right < 286
    assert place.leader is not None


def test_what_finds_no_place_is_left_to_the_hover_text():
    field = Field(Box(0, 0, 80, 40))
    assert field.place(40, 20, (100, 30)) is None


def test_a_line_keeps_names_off():
    field = Field(ROOM)
    field.block_line(0, 200, 600, 200)
    place = field.place(300, 200, (100, 30), radius=3, near=True)
    assert place is not None
    assert not Segment(0, 200, 600, 200).meets(place.box)


@given(points, points, points, points)
def test_crossing_is_symmetrical(a, b, c, d):
    one, other = Segment(*a, *b), Segment(*c, *d)
    assert one.crosses(other) == other.crosses(one)


def test_widths_grow_with_the_words_and_marks_that_combine_take_no_room():
    assert text_width("Allawi, 17 Aug", 13) < text_width("Allawi, 17 Aug 2025", 13)
    assert text_width("أُوفي", 13) == text_width("أوفي", 13)
    assert text_width("\u2067\u2069", 13) == 0
