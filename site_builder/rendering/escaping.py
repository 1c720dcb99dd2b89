"""Escape the values of templates as MarkupSafe does, short ones from memory. hot: see tests/benchmarks/stages.py."""

from functools import lru_cache

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

_MEMO_CHARACTERS = 200
"""A longer value hardly comes twice."""

_remembered = lru_cache(maxsize=8192)(markupsafe.escape)


def escape(value: object) -> Markup:
    """Return what `markupsafe.escape` does: pages repeat ids, addresses, names and dates."""
    if type(value) is str and len(value) <= _MEMO_CHARACTERS:
        return _remembered(value)
    return value if type(value) is Markup else markupsafe.escape(value)


class EscapingCode(CodeGenerator):
    """Writes the stock code of a template, and an import behind it that puts `escape` in the place of MarkupSafe's."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's name)
        """Write the module of a template."""
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import {escape.__name__}")
