"""Style sheets are published without comments and indentation, and mean the same."""

import pytest

from site_builder.engine.compact_styles import compact_style


@pytest.mark.parametrize(
    ("style", "compact"),
    [
        ("p {\n  color: red;\n\n}\n", "p {\ncolor: red;\n}"),
        ("/* one */ p { top: 0 }", "p { top: 0 }"),
        ("/* one\n   two */\np { top: 0 }\n", "p { top: 0 }"),
        ("p { top: 0 } /* stays */", "p { top: 0 } /* stays */"),
        ("/*! licence\n/* of others */\np { top: 0 }", "/*! licence\n/* of others */\np { top: 0 }"),
        ("p { /* begun\n/* ended */ top: 0 }", "p { /* begun\n/* ended */ top: 0 }"),
        (
            'p::before { content: "/*" }\n/* gone */\nb { top: 0 }',
            'p::before { content: "/*" }\n/* gone */\nb { top: 0 }',
        ),
        ('p::before { content: "a \\\n  b" }', 'p::before { content: "a \\\n  b" }'),
        ("", ""),
    ],
)
def test_what_browsers_pass_over_is_left_out(style, compact):
    assert compact_style(style.encode()).decode() == compact
