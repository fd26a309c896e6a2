"""Chunks are recorded in any order; the lines that are done tell what is left."""

import random

from trichter.generation.imports.chunks import Lines, cut
from trichter.generation.imports.reading import Row

ROWS = [Row(line, []) for line in (2, 3, 6, 7, 8, 20, 21)]


def lines(done: Lines, size: int = 2) -> list[list[int]]:
    return [[row.line for row in chunk.rows] for chunk in cut(ROWS, done, size=size)]


def test_a_chunk_says_which_lines_it_stands_for() -> None:
    assert [chunk.span for chunk in cut(ROWS, Lines(), size=3)] == [(1, 6), (7, 20), (21, 21)]


def test_lines_that_are_done_are_left_out_and_no_chunk_reaches_over_them() -> None:
    assert lines(Lines([(1, 3)])) == [[6, 7], [8, 20], [21]]
    assert lines(Lines([(4, 7)])) == [[2, 3], [8, 20], [21]]
    assert lines(Lines([(1, 2), (6, 20)])) == [[3], [21]]
    assert lines(Lines([(1, 21)])) == []


def test_whatever_the_order_all_chunks_make_one_span() -> None:
    chunks = list(cut(ROWS, Lines(), size=1))
    random.Random(7).shuffle(chunks)
    done = Lines()
    for chunk in chunks:
        assert all(row.line not in done for row in chunk.rows)
        done = done.with_span(chunk.span)
        assert [row.line for rest in cut(ROWS, done) for row in rest.rows] == [
            row.line for row in ROWS if row.line not in done
        ]

    assert done.spans == [(1, 21)]
