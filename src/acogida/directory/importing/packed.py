"""A portion as bytes for the pipe. Its records as JSON, by their fields in order: half of what it takes to pickle. Its
entries as bare tuples."""

import pickle
from dataclasses import fields, replace
from operator import attrgetter

import orjson

from acogida.directory.hsds.clean import Record
from acogida.directory.importing.reading import Portion
from acogida.directory.search.document import Entry

_values = attrgetter(*(field.name for field in fields(Record)))


def packed(portion: Portion) -> bytes:
    records = orjson.dumps([_values(record) for record in portion.records])
    entries = list(map(tuple, portion.entries))
    return pickle.dumps((records, entries, replace(portion, records=[], entries=[])), pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Portion:
    portion: Portion
    records, entries, portion = pickle.loads(data)  # noqa: S301 # from our own process
    portion.records = [Record(*values) for values in orjson.loads(records)]
    portion.entries = list(map(Entry._make, entries))
    return portion
