"""What follows from the declarations: titles, DDL, column lists and Arrow schemas. No facts of its own."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from pipelines.metadata.classes import Dataset, Field, Kind, Need, Table
from pipelines.metadata.code_lists import CODE_LISTS

_ARROW_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.DECIMAL: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.FLAG: pa.bool_(),
    Kind.TRISTATE: pa.bool_(),
    Kind.CODE: pa.string(),
    Kind.KEY: pa.string(),
}
_ENDINGS = (("_date", " date"), ("_ts", " time"), ("_seq", " number"), ("_key", " number"), ("_n", ""))
_WORDS = {
    "bip": "BIP",
    "dv": "DV",
    "english": "English",
    "fta": "FTA",
    "goa": "gone on arrival",
    "gps": "GPS",
    "id": "ID",
    "ids": "IDs",
    "mou": "MOU",
    "na": "NA",
    "nco": "no contact order",
    "nibrs": "NIBRS",
    "po": "PO",
    "psi": "PSI",
    "usd": "USD",
}


def field_title(name: str) -> str:
    """The words for a field, as a template's header: ``first_arrived_ts`` becomes "First arrived time"."""
    for ending, words in _ENDINGS:
        if name.endswith(ending):
            name = name.removesuffix(ending) + words
            break
    return list_title(name)


def list_title(name: str) -> str:
    """The words for a code list, or for any other name of ours: ``mou_status`` becomes "MOU status"."""
    title = " ".join(_WORDS.get(word, word) for word in name.replace("_", " ").split())
    return title[0].upper() + title[1:]


def needed_beside(dataset: Dataset, need: Need) -> str:
    """What a row says that makes it need a field: "Status is Met or Partly"; nothing for what every row needs."""
    if need.other is None:
        return ""
    labels = CODE_LISTS[str(dataset.field(need.other).code_list)]
    return f"{field_title(need.other)} is {' or '.join(labels.label(code) for code in need.codes)}"


def create_table_sql(table: Table, schema: str | None = None) -> str:
    """The CREATE TABLE statement of ``table``, in ``schema`` where given."""
    name = f"{schema or table.schema}.{table.name}"
    columns = ",\n".join(f"    {f.name} {f.kind.duckdb_type}" for f in table.fields)
    return f"CREATE TABLE {name} (\n{columns}\n)"


def record_schema(dataset: Dataset) -> pa.Schema:
    """The Arrow schema of a submission's ``records.parquet``: the dataset's fields, then sheet and row."""
    return (
        arrow_schema(dataset.fields)
        .append(pa.field("source_sheet", pa.string()))
        .append(pa.field("source_row", pa.int64()))
    )


def arrow_schema(fields: Iterable[Field]) -> pa.Schema:
    """The Arrow schema of ``fields``."""
    return pa.schema([pa.field(f.name, _ARROW_TYPES[f.kind]) for f in fields])


def stg_columns(dataset: Dataset) -> tuple[str, ...]:
    """Columns of ``stg.<dataset>``: agency and submission, the record's fields, sheet and row."""
    names = [f.name for f in dataset.fields]
    agency = () if "agency_code" in names else ("agency_code",)
    return (*agency, "submission_id", *names, "source_sheet", "source_row")
