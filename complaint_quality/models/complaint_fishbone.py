"""Draws a fishbone (Ishikawa diagram) as SVG, the same for the screen and for paper (INV-4)."""

import unicodedata
from collections import namedtuple

from markupsafe import Markup

# One row of the fishbone; `kind` is one of MARKS, `depth` its level on its bone, `title` what hovering over it tells.
Row = namedtuple("Row", "id text kind depth dashed title")

FONT, LINE, GAP, INDENT = 13, 17, 9, 12
NARROW, WIDE = 7.0, 13.5
COLUMN, TEXT, HEAD, SLANT, LEFT, LABEL = 310, 262, 200, 70, 40, 26
MARKS = {"root": "#b02a37", "verified": "#198754", "open": "#6c757d", "refuted": "#8a929a"}
SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="o_complaint_fishbone_svg" role="img" aria-label="%s"'
    ' width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">%s</svg>'
)
LINE_SVG = Markup('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%s"%s/>')
RECT = Markup(
    '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4" fill="none" stroke="#4b5563" stroke-width="%s"/>'
)
TEXT_SVG = Markup('<text x="%.1f" y="%.1f" fill="currentColor"%s>%s</text>')
ROW_SVG = Markup('<g data-why-id="%s"><title>%s</title>%s</g>')
BOLD, MIDDLE = Markup(' font-weight="bold"'), Markup(' text-anchor="middle"')
STRUCK, DASHED, NONE = Markup(' text-decoration="line-through"'), Markup(' stroke-dasharray="5 3"'), Markup("")


def draw_fishbone(head, bones, loose, loose_title, legend, width=None):
    """The whole picture.

    :param str head: the problem
    :param list bones: six pairs (label, list of Row), the first three above the spine
    :param list loose: Rows on no bone, listed below under ``loose_title``
    :param dict legend: kind of mark -> its meaning; "dashed" as well
    :param width: width in pixels; without one its natural width
    :return: Markup, an ``<svg>`` element
    """
    upper, lower = bones[:3], bones[3:]
    heights = [
        max(110, *(sum(map(_get_height, rows)) + LABEL + 22 for _label, rows in half)) for half in (upper, lower)
    ]
    spine = heights[0] + 8
    end = LEFT + COLUMN * 3 + 30
    parts = [
        LINE_SVG % (10, spine, end, spine, "#4b5563", 3, NONE),
        Markup('<path d="M%.1f %.1f l-12 -7 v14 z" fill="#4b5563"/>') % (end + 2, spine),
        _draw_head(head, end + 2, spine),
    ]
    for up, half, height in ((True, upper, heights[0]), (False, lower, heights[1])):
        for number, (label, rows) in enumerate(half, start=1):
            parts.append(_draw_bone(label, rows, LEFT + COLUMN * number, spine, height, up))
    total_width = end + HEAD + 12
    bottom = spine + heights[1] + 14
    if loose:
        bottom += LINE
        parts.append(TEXT_SVG % (10, bottom, BOLD, loose_title))
        bottom += 8
        for row in loose:
            height = _get_height(row, total_width - 40)
            parts.append(_draw_row(row, 10, bottom, total_width - 40))
            bottom += height
    bottom += LINE
    parts.append(_draw_legend(legend, bottom))
    total_height = bottom + 24
    shown = width or total_width
    return SVG % (head, shown, total_height * shown / total_width, total_width, total_height, Markup("").join(parts))


def wrap(text, width):
    """The lines of ``text`` within ``width``; it breaks between words, wide characters and, if need be, anywhere."""
    lines, line, used = [], "", 0.0
    for word in _get_words(" ".join(text.split())):
        space = sum(map(_measure, word.rstrip()))
        if line and used + space > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        for char in word:
            if used + _measure(char) > width and line and char != " ":
                lines.append(line.rstrip())
                line, used = "", 0.0
            line += char
            used += _measure(char)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _get_words(text):
    word = ""
    for char in text:
        if _is_wide(char):
            if word:
                yield word
            word = ""
            yield char
        else:
            word += char
            if char == " ":
                yield word
                word = ""
    if word:
        yield word


def _is_wide(char):
    return unicodedata.east_asian_width(char) in "WF"


def _measure(char):
    return WIDE if _is_wide(char) else NARROW * (1.3 if char.isupper() or char in "mwMW@%" else 1)


def _get_lines(row, width):
    # bold is wider
    return wrap(row.text, (width - 16 - INDENT * row.depth) / (1.08 if row.kind == "root" else 1))


def _get_height(row, width=TEXT):
    return len(_get_lines(row, width)) * LINE + GAP


def _draw_head(text, x, spine):
    lines = wrap(text, HEAD - 24)
    height = max(56, len(lines) * LINE + 20)
    start = spine - len(lines) * LINE / 2 + FONT
    return Markup("").join(
        [
            RECT % (x, spine - height / 2, HEAD, height, 2),
            *(TEXT_SVG % (x + 12, start + number * LINE, BOLD, line) for number, line in enumerate(lines)),
        ]
    )


def _draw_bone(label, rows, foot, spine, height, up):
    """A bone from its label down (or up) to the spine, its rows on its left, from top to bottom."""
    tip = spine - height + LABEL if up else spine + height - LABEL
    box = tip - LABEL if up else tip
    parts = [
        LINE_SVG % (foot - SLANT, tip, foot, spine, "#4b5563", 2, NONE),
        RECT % (foot - SLANT - 75, box, 150, LABEL, 1),
        TEXT_SVG % (foot - SLANT, box + 18, BOLD + MIDDLE, label),
    ]
    y = tip + 6 if up else spine + 10
    for row in rows:
        top, twig = (foot - SLANT * abs(at - spine) / abs(tip - spine) for at in (y, y + _get_height(row) - 4))
        parts.append(_draw_row(row, min(top, twig) - TEXT - 6, y, TEXT, line_to=twig))
        y += _get_height(row)
    return Markup("").join(parts)


def _draw_row(row, x, y, width, line_to=None):
    colour = MARKS[row.kind]
    indent = INDENT * row.depth
    lines = _get_lines(row, width)
    style = BOLD if row.kind == "root" else STRUCK if row.kind == "refuted" else NONE
    parts = [_draw_mark(row.kind, x + indent + 6, y + 8)]
    for number, line in enumerate(lines):
        parts.append(TEXT_SVG % (x + indent + 16, y + FONT + number * LINE, style, line))
    if line_to is not None:
        twig = y + len(lines) * LINE + GAP - 4
        thick = 2 if row.kind == "root" else 1
        parts.append(LINE_SVG % (x + indent, twig, line_to, twig, colour, thick, DASHED if row.dashed else NONE))
    return ROW_SVG % (row.id, row.title, Markup("").join(parts))


def _draw_mark(kind, x, y):
    """A mark that is told apart by its form as well as by its colour."""
    colour = MARKS[kind]
    if kind == "refuted":
        stroke = Markup('<path d="M%.1f %.1f l8 8 m0 -8 l-8 8" stroke="%s" stroke-width="1.5" fill="none"/>')
        return stroke % (x - 4, y - 4, colour)
    if kind == "root":
        return Markup('<path d="M%.1f %.1f l6 6 l-6 6 l-6 -6 z" fill="%s"/>') % (x, y - 6, colour)
    circle = Markup('<circle cx="%.1f" cy="%.1f" r="4" fill="%s" stroke="%s" stroke-width="1.5"/>')
    return circle % (x, y, colour if kind == "verified" else "none", colour)


def _draw_legend(legend, y):
    parts, x = [], 10
    for kind, text in legend.items():
        if kind == "dashed":
            parts.append(LINE_SVG % (x, y + 8, x + 22, y + 8, MARKS["open"], 1.5, DASHED))
            x += 16
        else:
            parts.append(_draw_mark(kind, x + 6, y + 8))
        parts.append(TEXT_SVG % (x + 16, y + FONT, NONE, text))
        x += 40 + sum(map(_measure, text))
    return Markup("").join(parts)
