"""Where names stand in a chart: beside their marks, on nothing else, with a thin leader where they had to step aside.

All in pixels of one panel, x to the right and y down. Marks, lines, names already placed and their leaders are
obstacles; so the order of placing decides who wins.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

LEADER_BEYOND = 17
"""A name further than this from its mark gets a line to it."""

LINE_HEIGHT = 1.3

# Advance widths of IBM Plex Sans and IBM Plex Sans Arabic (letters joined), in thousandths of the type size.
_WIDTHS = {
    210: "آأإا",
    250: "ij 'ئبتثنىي",
    290: "l.,:;’!،؛رز",
    340: "f|()[]·ل",
    380: "rt",
    410: "I/-ؤةو",
    450: "فقك",
    500: "svyz?“”؟دذعغه",
    540: "acgkxJL«»م",
    580: "bdehnopquFTZ≈≠",
    600: "0123456789EPSVXY–+=×",
    650: "ABCKR",
    690: "DGU&جحخطظ",
    720: "HNOQءw—",
    870: "M↑↓…سشmW★صض",
    1000: "→←●○■□▲▼▶◀▷◆◇✕⊗⊠▽%",
}
# Arabic letters at the end of a word are wider than joined ones.
_WIDTH_OF = {
    letter: width / 1000 * (1.12 if "؀" <= letter <= "ۿ" else 1)
    for width, letters in _WIDTHS.items()
    for letter in letters
}


class Box(NamedTuple):
    """A rectangle in pixels, y down."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, half_width: float, half_height: float | None = None) -> Box:
        tall = half_width if half_height is None else half_height
        return cls(x - half_width, y - tall, x + half_width, y + tall)

    def overlaps(self, other: Box, gap: float = 0) -> bool:
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def inside(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


class Segment(NamedTuple):
    """A straight line from one point to another."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def length(self) -> float:
        return math.hypot(self.x1 - self.x0, self.y1 - self.y0)

    def meets(self, box: Box) -> bool:
        """True where any part of the line lies in the box (Liang-Barsky)."""
        enter, leave = 0.0, 1.0
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        for step, room in (
            (-dx, self.x0 - box.left),
            (dx, box.right - self.x0),
            (-dy, self.y0 - box.top),
            (dy, box.bottom - self.y0),
        ):
            if step == 0:
                if room <= 0:
                    return False
            elif step < 0:
                enter = max(enter, room / step)
            else:
                leave = min(leave, room / step)
        return enter < leave

    def crosses(self, other: Segment) -> bool:
        """True where both lines have a point in common other than by touching end to end."""

        def turn(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> float:
            return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)

        ends = turn(*self, other.x0, other.y0) * turn(*self, other.x1, other.y1)
        return ends < 0 and turn(*other, self.x0, self.y0) * turn(*other, self.x1, self.y1) < 0


class Place(NamedTuple):
    """A free place for a name: which corner or edge of the text stands `dx`, `dy` pixels (y down) from the anchor."""

    dx: float
    dy: float
    xanchor: Literal["left", "center", "right"]
    yanchor: Literal["top", "middle", "bottom"]
    box: Box
    leader: Segment | None


Step = tuple[float, float, Literal["left", "center", "right"], Literal["top", "middle", "bottom"]]


@cache
def places(order: str = "right left above below") -> tuple[Step, ...]:
    """Directions to try, the preferred sides first: (share of the reach in x and y, xanchor, yanchor)."""
    sides: dict[str, tuple[Step, ...]] = {
        "right": (
            (1, 0, "left", "middle"),
            (1, -0.4, "left", "middle"),
            (1, 0.4, "left", "middle"),
            (0.7, -0.7, "left", "bottom"),
            (0.7, 0.7, "left", "top"),
        ),
        "left": (
            (-1, 0, "right", "middle"),
            (-1, -0.4, "right", "middle"),
            (-1, 0.4, "right", "middle"),
            (-0.7, -0.7, "right", "bottom"),
            (-0.7, 0.7, "right", "top"),
        ),
        "above": ((0, -1, "left", "bottom"), (0, -1, "right", "bottom"), (0, -1, "center", "bottom")),
        "below": ((0, 1, "left", "top"), (0, 1, "right", "top"), (0, 1, "center", "top")),
    }
    return tuple(step for side in order.split() for step in sides[side])


class Field:
    """The room that names may use and what already stands in it."""

    RINGS: tuple[int, ...] = (4, 14, 30, 50)

    def __init__(self, room: Box) -> None:
        self.room = room
        self._solid: list[Box] = []
        self._bars: list[Box] = []
        self._lines: list[Segment] = []
        self._leaders: list[Segment] = []

    def block(self, box: Box) -> None:
        """Keep names and leaders off a mark or a text."""
        self._solid.append(box)

    def block_bar(self, box: Box) -> None:
        """Keep names off a bar; leaders cross it only where nothing else is free."""
        self._bars.append(box)

    def block_line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep names off a line; leaders cross it only where nothing else is free."""
        self._lines.append(Segment(x0, y0, x1, y1))

    def place(
        self,
        x: float,
        y: float,
        size: tuple[float, float],
        *,
        radius: float = 6,
        order: str = "right left above below",
        near: bool = False,
    ) -> Place | None:
        """Take the first free place for a text of `size` beside the mark at (x, y), or `near` only where it touches.

        None where there is none.
        """
        tried = list(self._around(x, y, size, radius, order, self.RINGS[:1] if near else self.RINGS))
        for leader_may_cross in (False, True):
            for place in tried:
                if self._free(place, x, y, leader_may_cross):
                    self.block(place.box)
                    if place.leader is not None and not self._needs_leader(place, x, y):
                        return place._replace(leader=None)
                    if place.leader is not None:
                        self._leaders.append(place.leader)
                    return place
        return None

    def fits(self, box: Box) -> bool:
        """True where a text may stand: inside the room and on nothing."""
        return (
            box.inside(self.room)
            and not any(box.overlaps(other, gap=2) for other in (*self._solid, *self._bars))
            and not any(line.meets(box.grown(2)) for line in (*self._lines, *self._leaders))
        )

    def _around(
        self, x: float, y: float, size: tuple[float, float], radius: float, order: str, rings: Sequence[int]
    ) -> Iterable[Place]:
        width, height = size
        for ring in rings:
            for share_x, share_y, xanchor, yanchor in places(order):
                dx, dy = share_x * (radius + ring), share_y * (radius + ring)
                if not share_x and xanchor != "center":
                    dx = -radius if xanchor == "left" else radius
                left = x + dx - width * {"left": 0, "center": 0.5, "right": 1}[xanchor]
                top = y + dy - height * {"top": 0, "middle": 0.5, "bottom": 1}[yanchor]
                box = Box(left, top, left + width, top + height)
                yield Place(dx, dy, xanchor, yanchor, box, _leader(x, y, radius, box))

    def _free(self, place: Place, x: float, y: float, leader_may_cross: bool) -> bool:
        if not self.fits(place.box):
            return False
        leader = place.leader
        if leader is None:
            return True
        if any(leader.meets(box) for box in _others(self._solid, x, y)):
            return False
        if any(leader.crosses(other) for other in self._leaders):
            return False
        return leader_may_cross or not self._between(leader, x, y)

    def _between(self, leader: Segment, x: float, y: float) -> bool:
        """True where a bar or a line stands between a name and its mark."""
        return any(leader.crosses(line) for line in self._lines) or any(
            leader.meets(bar) for bar in _others(self._bars, x, y)
        )

    def _needs_leader(self, place: Place, x: float, y: float) -> bool:
        leader = place.leader
        assert leader is not None
        return leader.length > LEADER_BEYOND or self._between(leader, x, y)


def _others(boxes: Iterable[Box], x: float, y: float) -> Iterable[Box]:
    """The boxes of other marks: those that do not hold the point itself."""
    return (box for box in boxes if not Box.around(x, y, 1).overlaps(box))


def _leader(x: float, y: float, radius: float, box: Box) -> Segment | None:
    """From the edge of the mark to the nearest point of the text."""
    near_x, near_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    far = math.hypot(near_x - x, near_y - y)
    if far < radius + 4:
        return None
    start, end = (radius + 1) / far, 1 - 2 / far
    return Segment(x + (near_x - x) * start, y + (near_y - y) * start, x + (near_x - x) * end, y + (near_y - y) * end)


def text_width(text: str, size: float, *, strong: bool = False) -> float:
    """About how many pixels a line takes; marks that combine or only direct the text take none."""
    ems = sum(_WIDTH_OF.get(letter, 0.58) for letter in text if unicodedata.category(letter) not in ("Mn", "Cf"))
    return ems * size * (1.04 if strong else 1.0)


def text_size(widths: Sequence[float], size: float) -> tuple[float, float]:
    """Width and height in pixels of lines that take `widths`."""
    return max(widths, default=0) + 2, len(widths) * size * LINE_HEIGHT
