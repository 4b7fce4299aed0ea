"""What a city has of what it needs, in the order that works, and what brings the rest."""

from collections import Counter
from collections.abc import Iterator
from typing import Any


def lines(city: str) -> Iterator[str]:
    """One line for each thing, with the command or page that brings it where it is not there."""
    from hotline.people.queries import city_row

    row = city_row(city)
    if row is None:
        return
    yield f"{city} {row.name}"
    for mark, what, said in (
        _rules(city, row.name),
        _calendar(row),
        _codes("areas", "区域", row.areas_edition, row.areas),
        _units(city),
        _codes("topics", "事项", row.topics_edition, row.topics),
        _places(city),
        _accounts(city),
        _directory(city),
        _cases(city),
        _model(city),
    ):
        yield f"{'✓' if mark else '·'} {what}  {said}"


def _rules(city: str, name: str) -> tuple[bool, str, str]:
    from hotline.people.queries import rulebooks
    from hotline.rules.actor import setup_actor

    held = [row for row in rulebooks(setup_actor(city)) if row.approved_by]
    if not held:
        return False, "办理规则", f"没有 → hotline city found {city} --name {name}（接着做）"
    own = "，本市的改动：管理 › 办理规则"
    return True, "办理规则", f"第{held[0].edition}版，{held[0].effective_from} 起{own}"


def _calendar(row: Any) -> tuple[bool, str, str]:
    from hotline import ledger

    years = [row.calendar_through, *(one["year"] for one in row.calendar_years)]
    last, this = max(years), ledger.clock.now().year
    # The notice for a year comes out in the autumn before; limits reach into it from then on.
    whole = last > this or (last == this and ledger.clock.now().month < 11)
    later = "" if whole else f" → 管理 › 工作日历，录入 {last + 1} 年放假安排"
    return whole, "工作日历", f"至 {last} 年{later}"


def _codes(which: str, zh: str, edition: str, codes: dict[str, str]) -> tuple[bool, str, str]:
    if codes:
        return True, zh, f"{len(codes)} 个，版本 {edition}"
    return False, zh, f"没有 → hotline codes {which} 文件.csv --dry-run"


def _units(city: str) -> tuple[bool, str, str]:
    from hotline.people.queries import unit_tree

    units = [one for one in unit_tree(city).units.values() if one.active]
    if len(units) < 2:
        return False, "承办单位", "只有热线自己 → hotline codes units 文件.csv --dry-run"
    silent = sum(1 for one in units if not one.duty_phone)
    return True, "承办单位", f"{len(units)} 个" + (f"，{silent} 个没有值班电话" if silent else "")


def _places(city: str) -> tuple[bool, str, str]:
    from hotline.people.queries import gazetteer, places_draft
    from hotline.rules.actor import setup_actor

    held, draft = gazetteer(city), places_draft(setup_actor(city))
    said = f"{len(held.places)} 个，版本 {held.edition}" if held.places else "没有"
    if draft:
        return False, "地名", f"{said} → 版本 {draft.edition} 待批准：管理 › 事项与区域 › 地名"
    todo = "" if held.places else " → hotline codes places 文件.csv --dry-run"
    return bool(held.places), "地名", said + todo


def _accounts(city: str) -> tuple[bool, str, str]:
    from hotline.people.queries import unit_tree, users
    from hotline.rules.actor import setup_actor

    held = [row for row in users(setup_actor(city)) if not row.disabled]
    idle = sum(1 for row in held if not row.grants)
    peopled = Counter(row.unit for row in held if row.grants)
    empty = sum(1 for one in unit_tree(city).units.values() if one.active and not peopled[one.id])
    told = [f"{len(held)} 个"]
    told += [f"{idle} 个没有角色（安全管理员授予）"] if idle else []
    told += [f"{empty} 个单位没有人 → 管理 › 人员与角色"] if empty else []
    return not idle and not empty, "账号", "，".join(told)


def _directory(city: str) -> tuple[bool, str, str]:
    from hotline.dispatching import queries
    from hotline.rules.actor import setup_actor
    from hotline.rules.reference.edition import Standing

    rows = list(queries.editions(setup_actor(city)))
    for row in rows:
        if row.standing == Standing.APPROVED:
            held = queries.edition(setup_actor(city), row.edition)
            count = len(held.entries) if held else 0
            return True, "派单目录", f"{row.edition}，{count} 条，{row.effective_from} 起"
    if any(row.standing == Standing.DRAFT for row in rows):
        return False, "派单目录", "有草稿待批准 → 派单目录 › 版本"
    return False, "派单目录", "没有 → 派单目录 › 导入（Excel 或 CSV），另一人批准"


def _cases(city: str) -> tuple[bool, str, str]:
    from hotline.handling.teaching.queries import taught

    if next(iter(taught(city, 1)), None) is not None:
        return True, "工单", "已有"
    return False, "工单", "没有 → 历史工单：hotline import orders 文件 --dry-run"


def _model(city: str) -> tuple[bool, str, str]:
    from hotline.dispatching.topic_model import queries

    held = queries.models(city)
    if held.running:
        return True, "事项模型", f"{held.running}，{held.versions[held.running].learnt} 件工单"
    return False, "事项模型", f"没有 → hotline model train --city {city} --from-topics"
