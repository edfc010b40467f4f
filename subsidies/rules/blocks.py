"""A YAML file read node by node, so that whatever is refused is refused with file and line."""

import re
from datetime import date
from pathlib import Path
from typing import NoReturn

import yaml

from .releases import ParameterError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Block:
    """A mapping of the file together with the lines it stands on."""

    def __init__(
        self, path: Path, node: yaml.Node, *, required: set[str], optional: set[str] | None = frozenset()
    ):
        """`optional=None` takes any further field."""
        self.path, self.line = path, node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self.refuse("a mapping is expected here")
        self.nodes: dict[str, yaml.Node] = {}
        for name, content in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self.refuse("the name of a field is a single word", at=name)
            if name.value in self.nodes:
                self.refuse(f"{name.value} is given twice", at=name)
            if optional is not None and name.value not in required | optional:
                self.refuse(f"unknown field {name.value}", at=name)
            self.nodes[name.value] = content
        if missing := required - self.nodes.keys():
            self.refuse(f"missing: {', '.join(sorted(missing))}")

    def refuse(self, reason: str, *, at: yaml.Node | str | None = None) -> NoReturn:
        node = self.nodes.get(at) if isinstance(at, str) else at
        line = node.start_mark.line + 1 if node is not None else self.line
        raise ParameterError(f"{self.path.name}:{line}: {reason}")

    def scalar(self, name: str) -> yaml.ScalarNode | None:
        node = self.nodes.get(name)
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(f"{name} must be a single value", at=node)
        return node

    def text(self, name: str, *, required: bool = False) -> str:
        node = self.scalar(name)
        if node is None or not node.value.strip():
            if required:
                self.refuse(f"{name} must not be empty", at=name)
            return ""
        return node.value

    def exact(self, name: str) -> str:
        node = self.scalar(name)
        if node is None or node.style not in ("'", '"'):
            self.refuse(f"{name} must be quoted text", at=name)
        return node.value

    def day(self, name: str) -> date | None:
        node = self.scalar(name)
        if node is None:
            return None
        try:
            if _DAY.fullmatch(node.value):
                return date.fromisoformat(node.value)
        except ValueError:
            pass
        self.refuse(f"{name} must be a day written YYYY-MM-DD", at=name)

    def member(self, name: str, allowed):
        text = self.text(name, required=True)
        if text not in tuple(allowed):
            self.refuse(f"{name}: {text!r} is not one of {', '.join(allowed)}", at=name)
        return text

    def items(self, name: str) -> list[yaml.Node]:
        node = self.nodes[name]
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.refuse(f"{name} must be a list with at least one entry", at=node)
        return node.value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of sentences, none of them empty."""
        found = self.items(name)
        for node in found:
            if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
                self.refuse(f"{name} must be a list of texts, none empty", at=node)
        return tuple(node.value for node in found)

    def labels(self, name: str) -> dict[str, str]:
        node = self.nodes.get(name)
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.refuse(f"{name} must be a mapping", at=node)
        inside = Block(self.path, node, required=set(), optional=None)
        return {key: inside.text(key, required=True) for key in inside.nodes}


def compose(path: Path) -> yaml.Node:
    return compose_text(path, path.read_bytes())


def compose_text(path: Path, text: str | bytes) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1
        raise ParameterError(f"{path.name}:{line}: not readable as YAML ({broken.problem})") from broken
    except yaml.YAMLError as broken:
        raise ParameterError(f"{path.name}:1: not readable as YAML ({broken})") from broken
    if root is None:
        raise ParameterError(f"{path.name}:1: the file is empty")
    return root


def items_of(path: Path, root: yaml.Node, what: str) -> list[yaml.Node]:
    if not isinstance(root, yaml.SequenceNode):
        raise ParameterError(f"{path.name}:1: a list of {what} is expected")
    return root.value
