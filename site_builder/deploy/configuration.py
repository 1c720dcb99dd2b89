"""Read the deploy targets of site.toml, naming every mistake with its line."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import msgspec

from site_builder.deploy.deploy_plan import Ceiling
from site_builder.deploy.host import Target
from site_builder.model import SiteError
from site_builder.toml_text import KeyLines, TomlError, as_toml, parse_toml

COMMON = ("kind", "url", "ceiling")
"""Keys that the table of any target may have."""

_SECRET_KEYS = re.compile(r"secret|token|passw|credential|api_?key|access_?key|private_?key", re.I)
_SECRET_VALUES = re.compile(
    r"\bAKIA[0-9A-Z]{12,}|\bgh[pousr]_\w{20,}|\bglpat-[\w-]{10,}|\bnf[pcko]_\w{20,}|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY|://[^/@\s]+:[^/@\s]+@"
)


class TargetSettings(msgspec.Struct, frozen=True):
    """One `[deploy.NAME]` table."""

    name: str
    target: Target
    settings: Any
    """A value of `target.settings`."""
    url: str = ""
    """Where the site is read; empty where that is not known, and nothing is verified then."""
    ceiling: Ceiling | None = None


@cache
def target_kinds() -> dict[str, Target]:
    """Return every kind of target by its name; a module in `deploy/targets/` is its own registration."""
    from site_builder.deploy import targets

    modules = (import_module(f"{targets.__name__}.{found.name}") for found in iter_modules(targets.__path__))
    kinds = [module.TARGET for module in modules if hasattr(module, "TARGET")]
    return {target.kind: target for target in sorted(kinds, key=lambda target: target.kind)}


def read_targets(root: Path, *, shown: str) -> dict[str, TargetSettings]:
    """Return the deploy targets of the site in a folder, by name; none without site.toml.

    `shown` names site.toml in messages. Raises SiteError naming every mistake as `site.toml:LINE: what`.
    """
    path = root / "site.toml"
    try:
        text = path.read_text("utf-8-sig")
        data = parse_toml(text)
    except FileNotFoundError:
        return {}
    except TomlError as error:
        raise SiteError(
            f"{shown}:{error.line}: {error.message}", hint="see https://toml.io for the notation"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"{shown}: cannot be read: {error}", hint="save it as UTF-8 text") from error
    lines = KeyLines(text)
    tables = data.get("deploy", {})
    mistakes: list[str] = []
    found: dict[str, TargetSettings] = {}
    for name, table in tables.items() if isinstance(tables, dict) else ():
        wrong = list(_mistakes(name, table)) if isinstance(table, dict) else [((), "is no table of settings")]
        for key, message in wrong:
            mistakes.append(f"{shown}:{lines.find('deploy', name, *key)}: [deploy.{name}]: {message}")
        if not wrong:
            found[name] = _settings(name, table)
    if mistakes:
        raise SiteError("\n".join(mistakes), hint=f"kinds of targets: {', '.join(target_kinds())}")
    return found


def _mistakes(name: str, table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the key and the sentence of every mistake in one table."""
    if not re.fullmatch(r"[\w-]+", name):
        yield (), "a target's name has letters, digits, - and _"
    secrets = [key for key, value in table.items() if _is_secret(key, value)]
    for key in secrets:
        yield (
            (key,),
            f"{key} looks like a secret, and secrets do not belong in site.toml: set it in the environment",
        )
    kind = table.get("kind")
    target = target_kinds().get(kind) if isinstance(kind, str) else None
    if target is None:
        said = f"kind is {kind!r}" if "kind" in table else "kind is missing"
        yield ("kind",) if "kind" in table else (), f"{said}: choose one of {', '.join(target_kinds())}"
        return
    yield from _field_mistakes(target, {key: value for key, value in table.items() if key not in secrets})
    url = table.get("url", "")
    if isinstance(url, str) and url and not re.fullmatch(r"https?://[^\s/?#@]+[^\s?#]*", url, re.I):
        yield ("url",), f"url is no address: {url!r}; write https://example.org/archive"


def _field_mistakes(target: Target, table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is wrong with the keys that this kind of target has, lacks or does not know."""
    fields = {field.name: field for field in msgspec.structs.fields(target.settings)}
    names = [*COMMON, *fields]
    for key, value in table.items():
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            yield (key,), f"there is no setting {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")
            continue
        wanted = _COMMON_TYPES.get(key) or fields[key].type
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError as error:
            yield (key,), f"{key} = {as_toml(value)}: {str(error)[0].lower()}{str(error)[1:]}"
    for field in fields.values():
        if field.required and field.name not in table:
            yield (), f"{field.name} is missing"


_COMMON_TYPES: Mapping[str, Any] = {"kind": str, "url": str, "ceiling": Ceiling}


def _is_secret(key: str, value: object) -> bool:
    return bool(_SECRET_KEYS.search(key) or (isinstance(value, str) and _SECRET_VALUES.search(value)))


def _settings(name: str, table: Mapping[str, Any]) -> TargetSettings:
    target = target_kinds()[table["kind"]]
    return TargetSettings(
        name=name,
        target=target,
        settings=msgspec.convert(
            {key: value for key, value in table.items() if key not in COMMON}, target.settings
        ),
        url=table.get("url", ""),
        ceiling=msgspec.convert(table["ceiling"], Ceiling) if "ceiling" in table else None,
    )


def choose_target(targets: Mapping[str, TargetSettings], name: str | None, *, shown: str) -> TargetSettings:
    """Return the named target, or the only one there is. Raises SiteError where that leaves a question."""
    if name is None and len(targets) == 1:
        return next(iter(targets.values()))
    if name is not None and name in targets:
        return targets[name]
    if not targets:
        raise SiteError(
            f"{shown}: there is no target to deploy to",
            hint='add a table such as [deploy.web] with kind = "folder" and path = "/var/www/archive"',
        )
    wrong = "several targets are there" if name is None else f"there is no target {name!r}"
    raise SiteError(f"{shown}: {wrong}", hint=f"name one of: {', '.join(targets)}")


def secrets_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of the environment that must never be printed."""
    return tuple(
        value
        for key, value in environment.items()
        if len(value) >= 8 and re.search(r"TOKEN|SECRET|PASSWORD|KEY", key)
    )


def without_secrets(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a message with every secret of the environment replaced by stars."""
    for value in secrets_in(environment):
        text = text.replace(value, "***")
    return text
