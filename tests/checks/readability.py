"""How easy a text reads: the Flesch-Kincaid grade, the school year that it asks for."""

from __future__ import annotations

import re

# Words of the field that the reader uses every day; each counts as two syllables, whatever its length.
TERMS = {
    "advocacy", "agency", "automatically", "coordinator", "coordinators", "exported", "incident", "incidents", "period",
    "encrypted", "administrator", "samepage", "prosecutor", "probation", "referral", "victim", "victims", "identifier",
}  # fmt: skip


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one."""
    bare = word.lower()
    if bare in TERMS:
        return 2
    silent = bare.endswith("e") and not bare.endswith(("le", "ee")) and len(bare) > 2
    groups = re.findall(r"[aeiouy]+", bare[:-1] if silent else bare)
    return max(1, len(groups))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text in English."""
    sentences = [part for part in re.split(r"[.!?;:]+(?:\s|$)", text) if re.search("[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    if not words or not sentences:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
