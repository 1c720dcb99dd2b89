"""Turn pages into the bytes that are written."""

from site_builder.rendering.environment import Renderer

__all__ = ["Renderer"]
