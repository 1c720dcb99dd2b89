"""Facts that people supply: values of fields, defaults for folders, a table, rules for names; and who wins.

What settings need is here; `table_file` and `merge` are imported by themselves, as builds with nothing to do need
neither.
"""

from site_builder.facts.defaults import ArticleDefaults, DefaultRule, defaults_for, matches, parse_defaults
from site_builder.facts.fields import (
    FIELDS,
    LIST_FIELDS,
    Mistake,
    is_list,
    read_cell,
    read_value,
    value_of,
    with_values,
)
from site_builder.facts.name_rules import NAME_KINDS, NameRules, parse_names
from site_builder.facts.table import FactsTable, TableRow

__all__ = [
    "FIELDS",
    "LIST_FIELDS",
    "NAME_KINDS",
    "ArticleDefaults",
    "DefaultRule",
    "FactsTable",
    "Mistake",
    "NameRules",
    "TableRow",
    "defaults_for",
    "is_list",
    "matches",
    "parse_defaults",
    "parse_names",
    "read_cell",
    "read_value",
    "value_of",
    "with_values",
]
