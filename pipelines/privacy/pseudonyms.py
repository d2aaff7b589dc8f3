"""Administrative numbers: brought to one spelling, then replaced by a keyed pseudonym.

Normalising is SQL over a text column; hashing goes over the distinct numbers only, since no columnar
engine at hand has a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.settings import NumberRule

DIGITS = 32  # 128 bits
_BLOCK = 64  # bytes that SHA-256 takes at once


def normalise_sql(column: str, rule: NumberRule | None = None) -> str:
    """SQL that brings the text of ``column`` to its normal form: parts in capitals, no leading zeros, "-" between.

    Every run of letters and every run of digits is a part; one that is all zeros becomes "0". With a rule, its groups
    are the parts and the year is written out with four digits (50 to 99 mean the 1900s); a number that the rule's
    pattern does not fit as a whole keeps the usual way. A number of zeros alone stands for none and is null.
    """
    upper = f"upper(regexp_replace({column}, '\\.0+$', ''))"
    parts = f"regexp_extract_all({upper}, '\\p{{L}}+|[0-9]+')"
    if rule is not None and rule.pattern is not None:
        pattern = "^(?:" + rule.pattern.replace("'", "''") + ")$"
        groups = re.compile(rule.pattern).groups
        taken = [f"regexp_extract({upper}, '{pattern}', {number}, 'i')" for number in range(1, groups + 1)]
        if rule.year_group:
            year = taken[rule.year_group - 1]
            taken[rule.year_group - 1] = (
                f"CASE WHEN length({year}) = 2 THEN (CASE WHEN {year} >= '50' THEN '19' ELSE '20' END) || {year} "
                f"ELSE {year} END"
            )
        fitted = f"list_filter([{', '.join(taken)}], lambda s: s <> '')"
        parts = f"CASE WHEN regexp_matches({upper}, '{pattern}', 'i') THEN {fitted} ELSE {parts} END"
    stripped = (
        f"list_transform({parts}, lambda s: CASE WHEN ltrim(s, '0') = '' THEN '0' ELSE ltrim(s, '0') END)"
    )
    normal = f"array_to_string({stripped}, '-')"
    if rule is None or rule.pattern is None:
        normal = _by_replacing(column, normal)
    return f"nullif(regexp_replace({normal}, '^0(-0)*$', ''), '')"


def _by_replacing(column: str, otherwise: str) -> str:
    """SQL that spares most numbers, those of digits and capitals with "-" between, the making of lists."""
    zeros = "'(^|-)0+([0-9])', '\\1\\2', 'g'"
    apart = column
    for before, after in (("[A-Z]", "[0-9]"), ("[0-9]", "[A-Z]")):
        apart = f"regexp_replace({apart}, '({before})({after})', '\\1-\\2', 'g')"
    return (
        f"CASE WHEN regexp_full_match({column}, '[0-9]+(-[0-9]+)*') THEN regexp_replace({column}, {zeros}) "
        f"WHEN regexp_full_match({column}, '[A-Z0-9]+(-[A-Z0-9]+)*') THEN regexp_replace({apart}, {zeros}) "
        f"ELSE {otherwise} END"
    )


def pseudonym(secret: str, issuer: str, key_kind: str, number: str) -> str:
    """The keyed pseudonym of one normalised number."""
    message = f"{issuer}|{key_kind}|{number}".encode()
    return hmac.new(bytes.fromhex(secret), message, hashlib.sha256).hexdigest()[:DIGITS]


def pseudonymise(numbers: pa.Array, issuers: pa.Array, secret: str, key_kind: str) -> pa.Array:
    """Keyed pseudonyms for a column of normalised numbers and a column of their issuing agencies.

    Null where either is null. Work grows with the distinct numbers, not with the rows.
    """
    joined = pc.binary_join_element_wise(
        issuers.cast(pa.string()), pa.scalar(key_kind), numbers.cast(pa.string()), "|"
    )
    encoded = pc.dictionary_encode(joined)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return pa.array(_hashed(encoded.dictionary.to_pylist(), secret), pa.string()).take(encoded.indices)


def _hashed(messages: list[str], secret: str) -> list[str]:
    """``pseudonym`` of many messages: both hashes of HMAC (RFC 2104) have the key worked in once and are copied."""
    key = bytes.fromhex(secret)
    key = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inside, outside = (hashlib.sha256(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))
    hashed = []
    for message in messages:
        inner, outer = inside.copy(), outside.copy()
        inner.update(message.encode())
        outer.update(inner.digest())
        hashed.append(outer.hexdigest()[:DIGITS])
    return hashed
