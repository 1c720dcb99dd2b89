"""Facts that people supply: values of fields, defaults for folders, a table, rules for names; and who wins."""

from site_builder.facts.defaults import ArticleDefaults, DefaultRule, defaults_for, parse_defaults
from site_builder.facts.fields import FIELDS, LIST_FIELDS, Mistake, read_cell, read_value
from site_builder.facts.merge import DEFAULTS, NOTES, OUTSIDE, PUBLISHER_SETTING, TABLE, merge_facts
from site_builder.facts.names import NAME_KINDS, NameRules, parse_names
from site_builder.facts.table import FactsTable, TableRow, parse_table

__all__ = [
    "DEFAULTS",
    "FIELDS",
    "LIST_FIELDS",
    "NAME_KINDS",
    "NOTES",
    "OUTSIDE",
    "PUBLISHER_SETTING",
    "TABLE",
    "ArticleDefaults",
    "DefaultRule",
    "FactsTable",
    "Mistake",
    "NameRules",
    "TableRow",
    "defaults_for",
    "merge_facts",
    "parse_defaults",
    "parse_names",
    "parse_table",
    "read_cell",
    "read_value",
]
