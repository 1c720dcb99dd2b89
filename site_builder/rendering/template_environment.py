"""Jinja environments of the renderer: everything is escaped, blocks are joined before they are yielded."""

import builtins
from types import CodeType

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from site_builder.rendering.escaping import EscapingCode


class JoinedBlocks(NodeTransformer):
    """Puts the body of every block into `{% filter safe %}`, so that it is rendered into one string.

    Without it, every piece of a block is handed up through all templates that extend each other.
    hot: see tests/benchmarks/stages.py.
    """

    def visit_Block(self, node: nodes.Block) -> nodes.Block:  # noqa: N802 (Jinja calls it by this name)
        """Return the block with its body, and the blocks in it, joined."""
        self.generic_visit(node)
        if node.body:
            line = node.lineno
            safe = nodes.Filter(None, "safe", [], [], None, None, lineno=line)
            node.body = [nodes.FilterBlock(node.body, safe, lineno=line)]
        return node


class TemplateEnvironment(Environment):
    """A stock environment whose templates join the text of each block; a dot means all that it can in Jinja."""

    code_generator_class = EscapingCode

    def compile(  # type: ignore[override]  # the stock method is overloaded by `raw`
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> str | CodeType:
        """Return the code object of a template with its blocks joined; with `raw`, its source in Python."""
        tree = self.parse(source, name, filename) if isinstance(source, str) else source
        return super().compile(JoinedBlocks().visit(tree), name, filename, raw, defer_init)  # type: ignore[call-overload,no-any-return]


class AttributeEnvironment(TemplateEnvironment):
    """The same, but a dot means an attribute and nothing else, and is an AttributeError where there is none.

    The built-in function has no frame of its own, and a page asks for some six hundred attributes.
    hot: see tests/benchmarks/stages.py.
    """

    getattr = staticmethod(builtins.getattr)  # type: ignore[assignment]
