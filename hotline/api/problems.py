"""Refusals on the wire: RFC 9457 problem details, with the same words as on pages."""

from collections.abc import Iterable

import msgspec
from django.http import HttpResponse

from hotline.api.limits import TooMany
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.speech import spoken

MEDIA_TYPE = "application/problem+json"
URN = "urn:hotline:problem:"

TITLES: dict[str, str] = {
    Code.INVALID: say("提交的内容有误"),
    Code.MISSING: say("提交的内容不全"),
    Code.TOO_LONG: say("提交的内容过长"),
    Code.MALFORMED: say("提交的内容无法读取"),
    Code.WRONG_ROLE: say("角色不符"),
    Code.WRONG_UNIT: say("单位不符"),
    Code.WRONG_CITY: say("没有找到"),
    Code.OUTSOURCED: say("外包人员不得执行"),
    Code.PARTY: say("当事单位应当回避"),
    Code.SIGNED_OUT: say("没有有效的令牌"),
    Code.NOT_FOUND: say("没有找到"),
    Code.WRONG_STATE: say("当前状态不允许"),
    Code.UNKNOWN_UNIT: say("没有这个单位"),
    Code.DUTY_LIST: say("履职清单不允许"),
    Code.NO_ENTRY: say("派单目录没有条目"),
    Code.TOO_LATE: say("已过时限或不在时段"),
    Code.CRITICAL: say("特急工单先办后议"),
    Code.OPEN_LEGS: say("还有承办单未办结"),
    Code.NO_CONTACT: say("没有联系方式"),
    Code.ALREADY: say("已经办过"),
    Code.LIMIT_REACHED: say("次数已满"),
    Code.CONFIDENTIAL: say("保密工单"),
    Code.RESTRICTED: say("号码限制来电"),
    Code.LOOP: say("指向自身"),
    Code.IN_FLIGHT: say("同一请求正在处理"),
    Code.KEY_REUSED: say("幂等键已被使用"),
    Code.CONFLICT: say("与他人同时操作"),
    Code.TOO_MANY: say("请求过于频繁"),
    Code.UNAVAILABLE: say("暂时无法使用"),
    "method_not_allowed": say("不支持该方法"),
    "unsupported_media_type": say("不支持该内容类型"),
}
"""Title per code; a code without one is a fault that a test finds."""

RETRY_AFTER = {Code.IN_FLIGHT: 1, Code.CONFLICT: 1, Code.TOO_MANY: 60, Code.UNAVAILABLE: 5}
"""Seconds after which the same request may do better."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457 problem details. `detail` says what is wrong, `advice` what to do; `field` is the
    path of the offending value in what was sent, "" when it is not about one."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    advice: str = ""
    field: str = ""


_encode = msgspec.json.Encoder().encode

NO_ROUTE = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有这个接口地址。"),
    advice=say("全部接口见 /api/v1/openapi.json。"),
)
LONGEST_KEY = 200
BAD_KEY = Refusal(
    code=Code.INVALID,
    message=say(
        "请求头 Idempotency-Key 应为不超过 {longest} 个可见 ASCII 字符。",
        longest=LONGEST_KEY,
    ),
    advice=say("请换一个键，例如 UUID。"),
    field="Idempotency-Key",
)


def problem(refusal: Refusal) -> Problem:
    """A refusal of the rules in the form of the wire."""
    return Problem(
        type=URN + refusal.code.value,
        title=spoken(TITLES[refusal.code]),
        status=refusal.status,
        detail=spoken(refusal.message),
        code=refusal.code.value,
        advice=spoken(refusal.advice),
        field=refusal.field,
    )


def refused(refusal: Refusal) -> HttpResponse:
    """A refusal as an answer."""
    response = _response(problem(refusal))
    if refusal.code is Code.SIGNED_OUT:
        response["WWW-Authenticate"] = 'Bearer realm="hotline"'
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.seconds)
    elif refusal.code in RETRY_AFTER:
        response["Retry-After"] = str(RETRY_AFTER[refusal.code])
    return response


def wrong_method(method: str, allowed: Iterable[str]) -> HttpResponse:
    """405 with Allow."""
    may = ", ".join(allowed)
    code, detail = "method_not_allowed", say("该地址不支持 {method} 方法。", method=method[:20])
    response = _response(_plain(405, code, detail, say("请使用 {may}。", may=may)))
    response["Allow"] = may
    return response


def wrong_media(given: str, wanted: str) -> HttpResponse:
    """415; bodies are JSON, or a form with files."""
    code, detail = "unsupported_media_type", say("不支持内容类型“{given}”。", given=given[:80])
    advice = say("请以 Content-Type: {wanted} 提交。", wanted=wanted)
    response = _response(_plain(415, code, detail, advice))
    response["Accept"] = wanted
    return response


def _plain(status: int, code: str, detail: str, advice: str) -> Problem:
    return Problem(
        type=URN + code,
        title=spoken(TITLES[code]),
        status=status,
        detail=spoken(detail),
        code=code,
        advice=spoken(advice),
    )


def _response(problem: Problem) -> HttpResponse:
    return HttpResponse(_encode(problem), status=problem.status, content_type=MEDIA_TYPE)
