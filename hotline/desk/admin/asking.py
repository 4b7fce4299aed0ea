"""Forms of the administration: shown with why they are closed, sent once, refused beside the field.

A view names what can be sent (`Do` by name) and shows an `Ask` for each. Who may is not decided
here: `closed` is the refusal that the rules give. What cannot be undone asks for a tick (`sure`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from hotline.desk import rows
from hotline.desk.forms import Field
from hotline.desk.gate import Desk
from hotline.desk.shell import show
from hotline.people.by import By
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

Typed = Mapping[str, Any]
Do = Callable[[By, Typed], object]

DID = {
    "unit-add": say("单位已建立。"),
    "unit-rename": say("单位已改名，原名保留在沿革中。"),
    "unit-move": say("单位已移动。"),
    "unit-phone": say("值班电话已更新。"),
    "unit-close": say("单位已撤销。"),
    "user-add": say("账号已建立。请生成一次性密码交给本人，并由安全管理员授予角色。"),
    "user-correct": say("账号信息已更正。"),
    "role-give": say("角色已授予。"),
    "role-take": say("角色已收回。"),
    "user-lock": say("账号已锁定，已登录的页面随即失效。"),
    "user-unlock": say("账号已解锁。"),
    "user-disable": say("账号已停用，令牌一并失效。"),
    "sign-out": say("已让该账号在所有设备上退出。"),
    "token-revoke": say("令牌已撤销。"),
    "draft": say("新版本已起草，批准前不影响派单。"),
    "entry-put": say("条目已保存。"),
    "entry-remove": say("条目已移出草稿。"),
    "duty-put": say("清单条目已保存。"),
    "duty-remove": say("清单条目已移出草稿。"),
    "replay": say("已开始试跑，可以离开本页，结果留在这一版上。"),
    "replay-cancel": say("已取消试跑。"),
    "proposal-take": say("已列入草稿，批准前不影响派单。"),
    "proposal-decline": say("已记录不采纳。"),
    "resort": say("兜底单位已保存。"),
    "approve": say("已批准，自生效之日起施行。"),
    "reject": say("已退回。"),
    "propose": say("已提交，等待另一位有审批权限的人员批准。"),
    "import": say("已导入为草稿，批准前不影响派单。"),
    "erase": say("已删除，不能恢复。"),
    "topics": say("事项已更新。"),
    "areas": say("区域已更新。"),
    "places": say("地名表已提交，等待热线管理机构的另一位人员批准。"),
    "calendar": say("放假安排已提交，等待热线管理机构的另一位人员批准。"),
    "withdraw": say("已撤回。"),
    "go-on": say("已开始接着算，进度在“重新计算”里。"),
    "model-adopt": say("已启用，登记和派单随即采用。"),
    "model-rules": say("已保存，门槛随即重算。"),
    "automatic-on": say("已开通，新受理的工单随即适用。"),
    "automatic-off": say("已停用，即刻由人派单。"),
    "automatic-rules": say("已保存。"),
}


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A form that came back refused, with what was typed."""

    name: str
    typed: Typed
    refusal: Refusal


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be asked for. `closed` says why not, by the rules."""

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...] = ()
    hint: str = ""
    lasting: str = ""
    closed: Refusal | None = None
    refusal: Refusal | None = None
    open: bool = False
    sure_wrong: Refusal | None = None


def office(desk: Desk) -> Office:
    """The context in which the pure rules are asked whether somebody may."""
    return Office(now=desk.who.now, actor=desk.actor, units=desk.who.world.units)


def why_not(decided: object) -> Refusal | None:
    """The refusal of a decision tried out, None when it would be carried out."""
    return decided if isinstance(decided, Refusal) else None


def field(name: str, label: str, widget: str = "text", **more: Any) -> Field:
    """One control; its id is made unique by the form."""
    return Field(name=name, id=name, label=label, widget=widget, **more)


def ask(one: Ask, tried: Tried | None) -> Ask:
    """The form with its ids; with what was typed and the message when it came back refused."""
    own = tried if tried and tried.name == one.name else None
    fields = tuple(_filled(control, one.name, own) for control in one.fields)
    if own is None:
        return msgspec.structs.replace(one, fields=fields)
    wrong = own.refusal if own.refusal.field == "sure" else None
    return msgspec.structs.replace(
        one, fields=fields, refusal=own.refusal, open=True, sure_wrong=wrong
    )


def _filled(control: Field, form: str, tried: Tried | None) -> Field:
    control = msgspec.structs.replace(control, id=f"{form}-{control.name}")
    if tried is None or control.widget == "hidden":
        return control
    error = tried.refusal if tried.refusal.field == control.name else None
    getlist = getattr(tried.typed, "getlist", None)
    values = tuple(map(str, getlist(control.name))) if getlist else ()
    value = str(tried.typed.get(control.name, ""))
    return msgspec.structs.replace(control, value=value, values=values, error=error)


def carry_out(
    request: HttpRequest, desk: Desk, dos: Mapping[str, Do], where: str | Callable[[], str]
) -> HttpResponse | Tried | None:
    """What was sent, carried out: on to `where`; or what to show again; None for nothing sent."""
    name = request.POST.get("do", "")
    if request.method != "POST" or name not in dos:
        return None
    found = dos[name](desk.by(request.POST.get("key", "")), request.POST)
    if isinstance(found, Refusal):
        return Tried(name=name, typed=request.POST, refusal=found)
    if isinstance(found, HttpResponse):
        return found
    address = where if isinstance(where, str) else where()
    return onward(request, f"{address}{'&' if '?' in address else '?'}did={name}")


def onward(request: HttpRequest, address: str) -> HttpResponse:
    """By redirect, so that a reload repeats nothing."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def sure(typed: Typed) -> Refusal | None:
    """Refuses what cannot be undone without the tick that says one knows."""
    if typed.get("sure"):
        return None
    return Refusal(
        code=Code.MISSING,
        message=say("没有勾选确认。"),
        advice=say("这一步不能撤销，请确认后再提交。"),
        field="sure",
    )


def text(typed: Typed, name: str) -> str:
    """What was typed in a field, without spaces around it."""
    return str(typed.get(name, "")).strip()


def show_admin(
    request: HttpRequest,
    desk: Desk,
    template: str,
    here: str,
    context: dict[str, Any],
    *,
    tried: Tried | None = None,
    asks: Sequence[Ask] = (),
) -> HttpResponse:
    """A page of the administration: its forms open or with why not, and what was just done."""
    made = [ask(one, tried) for one in asks]
    around = {
        "asks": [one for one in made if one.closed is None],
        "closed": [one for one in made if one.closed is not None],
        "tried": tried,
        "key": rows.key(),
        "done": DID.get(request.GET.get("did", ""), ""),
    }
    status = tried.refusal.status if tried else 200
    return show(request, desk, f"desk/admin/{template}.html", here, around | context, status)
