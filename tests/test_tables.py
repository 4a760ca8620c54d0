"""Tables: what is written is what is read, the same rows are the same bytes, and the codebook is the current one."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables

ROOT = Path(__file__).parents[1]
ZONE = ZoneInfo(tables.TIMEZONE)

VALUES = {
    tables.TEXT: st.text(max_size=20),
    tables.TEXTS: st.lists(st.text(max_size=8), max_size=3),
    tables.DAY: st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)),
    tables.TIME: st.datetimes(
        datetime.datetime(1995, 1, 1), datetime.datetime(2099, 12, 31), timezones=st.just(ZONE)
    ).map(lambda time: time.replace(microsecond=0)),
    tables.COUNT: st.integers(0, 2**31 - 1),
    tables.SHARE: st.floats(0, 1),
    tables.FLAG: st.booleans(),
    pa.int64(): st.integers(0, 2**63 - 1),
}


def rows(table):
    """Rows of a table, any value missing, no two with the same place in its order."""
    columns = {c.name: st.none() | (st.sampled_from(c.values) if c.values else VALUES[c.type]) for c in table.columns}
    return st.lists(
        st.fixed_dictionaries(columns), max_size=5, unique_by=lambda row: tuple(row[name] for name in table.order)
    )


some_table = st.sampled_from(list(tables.TABLES.values()))


def plain(value):
    """A value as it was before pandas held it."""
    if isinstance(value, tuple):
        return list(value)
    if value is None or value is pd.NaT or value != value:
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


@given(st.data())
def test_what_is_written_is_what_is_read(tmp_path_factory, data):
    table = data.draw(some_table)
    written = data.draw(rows(table))
    folder = tmp_path_factory.mktemp("tables")
    arrow = tables.write(table.name, written, folder)
    assert arrow.schema == table.schema
    frame = tables.read(table.name, folder)
    assert list(frame.columns) == [c.name for c in table.columns]

    expected = {tuple(row[name] for name in table.order): row for row in written}
    assert len(frame) == len(expected)
    for position, row in enumerate(arrow.to_pylist()):
        before = expected[tuple(row[name] for name in table.order)]
        for column in table.columns:
            value, read = before[column.name], plain(frame[column.name].iloc[position])
            if column.type == tables.TEXTS:
                value = value or []
            elif column.type == tables.DAY and value is not None:
                value = datetime.datetime.combine(value, datetime.time())
            assert read == value, column.name


@given(st.data())
def test_the_order_of_the_rows_does_not_change_the_bytes(tmp_path_factory, data):
    table = data.draw(some_table)
    written = data.draw(rows(table))
    shuffled = random.Random(0).sample(written, len(written))
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    tables.write(table.name, written, first)
    tables.write(table.name, shuffled, second)
    name = f"{table.name}.parquet"
    assert (first / name).read_bytes() == (second / name).read_bytes()


@pytest.mark.parametrize("name", tables.TABLES)
def test_an_empty_table_keeps_its_columns(name, tmp_path):
    tables.write(name, [], tmp_path)
    frame = tables.read(name, tmp_path)
    assert frame.empty
    assert list(frame.columns) == [c.name for c in tables.TABLES[name].columns]


@pytest.mark.parametrize("name", tables.TABLES)
def test_a_column_that_the_table_lacks_is_refused(name):
    with pytest.raises(ValueError, match=f"table {name} has no column colour, flavour"):
        tables.to_arrow(name, [{"flavour": 1, "colour": 2}])


@pytest.mark.parametrize(
    ("table", "column"),
    [(t, c) for t in tables.TABLES.values() for c in t.columns if c.values],
    ids=lambda part: part.name,
)
def test_a_closed_list_takes_its_values_and_no_other(table, column):
    tables.to_arrow(table.name, [{column.name: value} for value in (*column.values, None)])
    with pytest.raises(ValueError, match=rf"{table.name}\.{column.name} can't be 'Other'; it is one of"):
        tables.to_arrow(table.name, [{column.name: "Other"}])


def test_reading_what_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="run «analysis build» first"):
        tables.read("visits", tmp_path)
    with pytest.raises(FileNotFoundError, match="the tables are articles, headlines"):
        tables.read("visit", tmp_path)


def test_every_column_has_a_meaning_of_its_own_and_every_order_exists():
    for table in tables.TABLES.values():
        assert all(c.meaning.strip() for c in table.columns)
        assert set(table.order) <= {c.name for c in table.columns}


def test_the_codebook_is_current():
    current = (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
    assert current == tables.codebook(), "run «make codebook»"
