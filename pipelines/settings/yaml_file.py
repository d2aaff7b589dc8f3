"""YAML files that people write, read into checked records; a mistake is told with its file and line.

Only true and false are yes-or-no values here: the words yes, no, on and off stay words, and so do 010, 12:30 and
2025-03-01, because layouts list the words of agencies.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

_Model = TypeVar("_Model", bound=BaseModel)
_Place = tuple[Any, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SettingsError(Exception):
    """A setting is missing or wrong; the text names the file, the line and what to write instead."""


class _PlainLoader(_LOADER):  # type: ignore[misc]
    """YAML with the plain types of its version 1.2 and keys as they are written."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        """A mapping whose keys are the words as written; ConstructorError where one stands twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or (key.value in seen and key.value != "<<"):
                what = f"{key.value} stands twice" if isinstance(key, yaml.ScalarNode) else "a key is a word"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            seen.add(key.value)
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

    def construct_yaml_map(self, node: yaml.MappingNode) -> Any:
        """The same, in the two steps that anchors need."""
        data: dict[str, Any] = {}
        yield data
        data.update(self.construct_mapping(node))


_PlainLoader.add_constructor("tag:yaml.org,2002:map", _PlainLoader.construct_yaml_map)
for _kind, _pattern, _starts in (
    ("bool", r"(true|True|TRUE|false|False|FALSE)\Z", "tTfF"),
    ("int", r"[-+]?(0|[1-9][0-9]*)\Z", "-+0123456789"),
    ("float", r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z", "-+0123456789"),
    ("null", r"(~|null|)\Z", ["~", "n", ""]),
    ("merge", r"<<\Z", "<"),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_starts))


def read_yaml_model(path: Path, model: type[_Model]) -> _Model:
    """Read a YAML file into a frozen pydantic model, naming the line of what is wrong.

    Raises:
        SettingsError: not readable as YAML, or a value that the model does not allow.
    """
    return cast(_Model, _checked(path.name, path.read_bytes(), model))


@lru_cache(maxsize=256)
def _checked(name: str, written: bytes, model: type[BaseModel]) -> BaseModel:
    """The same content is checked once: the settings are asked for anew with every file that comes in."""
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{name}: this is not text in UTF-8; save it again as UTF-8.") from None
    try:
        loader = _PlainLoader(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        what = "this is not valid YAML; check the indents and colons"
        if isinstance(error, yaml.constructor.ConstructorError) and str(error.problem).endswith(
            "stands twice"
        ):
            what = f"{error.problem}; take one of them out"
        raise SettingsError(f"{name}{line}: {what}.") from None
    if not isinstance(content, dict):
        raise SettingsError(f"{name}, line 1: expected settings such as `name: ...`.")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentences(name, error, _lines(node)))) from None


def _sentences(file: str, error: ValidationError, lines: dict[_Place, int]) -> list[str]:
    """One sentence per mistake: the file, the line, the setting, and what to write."""
    told = []
    mistakes = error.errors()
    for mistake in mistakes:
        where = tuple(mistake["loc"])
        inside = any(len(m["loc"]) > len(where) and m["loc"][: len(where)] == where for m in mistakes)
        if mistake["type"] == "too_short" and inside:
            continue  # the list is short only because of the mistakes told for its items
        name = ".".join(str(part) for part in where if part != "[key]") or "the file"
        message = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "extra_forbidden":
            message = "is not a setting; check the spelling or take the line out"
        elif mistake["type"] == "missing":
            message = "is missing"
        told.append(f"{file}, line {_line(where, lines)}: {name}: {message}.")
    return told


def _line(where: _Place, lines: dict[_Place, int]) -> int:
    """The line of the innermost place that stands in the file; positions of lists that we made ourselves are skipped."""
    known: _Place = ()
    for part in where:
        if (*known, part) in lines:
            known = (*known, part)
        elif not isinstance(part, int):
            break
    return lines.get(known, 1)


def _lines(node: yaml.Node | None, where: _Place = ()) -> dict[_Place, int]:
    """Line numbers (from 1) of every place in a YAML document, by its path of keys and positions."""
    if node is None:
        return {}
    found = {where: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            place = (*where, name.value)
            found.update(_lines(value, place))
            found[place] = name.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            found.update(_lines(value, (*where, position)))
    return found
