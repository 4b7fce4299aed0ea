"""Rooms, their papers, their routes and their columns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

from hotline.web.permission import PERMISSIONS, page, permission_of
from tests.house.lint import ROOT
from tests.house.walls import FLOORS

ROOMS = sorted(
    folder.name
    for folder in (ROOT / "hotline").iterdir()
    if folder.name in {*FLOORS, "cli"} and (folder / "__init__.py").exists()
)
README_LINES = 80
# One name for one thing: a second name for it would send readers to the wrong file.
OTHER_NAMES = {
    "selectors": "queries", "repositories": "queries", "repository": "queries",
    "usecases": "actions", "use_cases": "actions", "commands_handlers": "actions",
    "schema": "models", "tables": "models", "routes": "urls", "pages": "views",
    "tasks": "duties", "jobs": "duties", "projectors": "rows", "projections": "rows",
}  # fmt: skip


def _room(name: str) -> Path:
    return ROOT / "hotline" / name


@pytest.mark.parametrize("name", ROOMS)
def test_room_has_a_paper_of_one_page(name: str) -> None:
    text = (_room(name) / "README.md").read_text()
    assert 5 < text.count("\n") <= README_LINES


@pytest.mark.parametrize("name", ROOMS)
def test_room_uses_the_names_of_the_house(name: str) -> None:
    found = {p.stem: OTHER_NAMES[p.stem] for p in _room(name).glob("*.py") if p.stem in OTHER_NAMES}
    assert not found, f"use the house's name instead: {found}"


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def test_every_route_names_its_permission() -> None:
    silent = [
        path
        for path, route in _routes(get_resolver())
        if permission_of(route.callback) not in PERMISSIONS
    ]
    assert not silent, f"mark these views with @page(permission=...): {silent}"


def test_a_silent_route_would_be_seen() -> None:
    assert permission_of(lambda request: None) is None
    with pytest.raises(ValueError, match="unknown permission"):
        page(permission="everything")


def test_every_time_column_knows_its_zone(db: None) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type LIKE '%without time zone'"
        )
        naive = cursor.fetchall()
    assert not naive, f"columns without a zone: {naive}"


def test_foreign_keys_point_downwards() -> None:
    """Class references too; the textual rule sees the string ones before Django loads them."""
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None) if field.concrete else None
            here, there = model._meta.app_label, target and target._meta.app_label
            if (
                here in FLOORS
                and there in FLOORS
                and there != here
                and FLOORS[there] >= FLOORS[here]
            ):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not wrong
