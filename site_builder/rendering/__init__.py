"""Turn what people wrote into safe HTML, and pages into the bytes that are written."""

from site_builder.rendering.markdown import mark_parts, render_blocks
from site_builder.rendering.own import render_own
from site_builder.rendering.templates import Renderer

__all__ = ["Renderer", "mark_parts", "render_blocks", "render_own"]
