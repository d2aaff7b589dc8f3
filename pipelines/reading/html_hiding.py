"""What a web page keeps from its reader's eyes: elements that are not shown, by attribute, by style or by class.

Which rows and columns of a table that hides is counted in ``html.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_NOT_SHOWN = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)\b",
    re.IGNORECASE,
)
_STYLES = re.compile(r"<style\b[^<>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_CLASS = re.compile(r"(?:^|[\s>])(?:[a-z]+)?\.([\w-]+)\s*$", re.IGNORECASE)
_LONGEST = 2 * 1024 * 1024  # of a page, in which its styles are looked for


def hiding_classes(page: str) -> frozenset[str]:
    """The classes whose rule in the page's own styles says that an element is not shown."""
    found: set[str] = set()
    for sheet in _STYLES.findall(page[:_LONGEST]):
        for selectors, rule in _RULE.findall(sheet):
            if _NOT_SHOWN.search(rule):
                found.update(name[1] for each in selectors.split(",") if (name := _CLASS.search(each)))
    return frozenset(found)


def is_hidden(attributes: Mapping[str, str | None], classes: Collection[str]) -> bool:
    """Whether an element with these attributes is not shown."""
    if "hidden" in attributes:
        return True
    if classes and any(name in classes for name in (attributes.get("class") or "").split()):
        return True
    return bool(_NOT_SHOWN.search(attributes.get("style") or ""))
