"""Answers that need nothing: no template, no database, no session.

Given when the request cannot be read, when something broke, or when the database is gone, so they
must not be able to fail. Pages keep the look of their face, in the reader's language, and say what
to do next; the API gets RFC 9457 problem details with the same code and advice.
"""

import json
import re
from collections.abc import Mapping
from html import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import translation

from hotline.rules.text import Said, joined, say
from hotline.web import language
from hotline.web.speech import spoken

# code: (title, what to do)
WORDS: dict[str, tuple[Said, str]] = {
    "not_text": (
        say("提交的内容无法读取"),
        say("内容中含有空字符或不是 UTF-8 编码的文字，请改正后重新提交；没有保存任何内容。"),
    ),
    "too_long": (
        say("提交的内容过长"),
        say("单次提交不能超过规定的大小，请缩短文字或分次上传；没有保存任何内容。"),
    ),
    "length_missing": (
        say("请求缺少长度"),
        say("请在请求头中写明 Content-Length 后重新提交。"),
    ),
    "bad_request": (
        say("请求无法处理"),
        say("请返回上一页，刷新后重新提交；没有保存任何内容。"),
    ),
    "forbidden": (
        say("无权查看"),
        say("您的岗位没有这项权限；如工作需要，请联系本单位管理员。"),
    ),
    "form_too_old": (
        say("页面已过期"),
        say("请返回上一页，复制已填内容，刷新页面后重新提交；没有保存任何内容。"),
    ),
    "not_found": (
        say("没有找到"),
        say("网址有误，或该内容不在您的权限范围内，请核对后重试。"),
    ),
    "wrong_method": (
        say("这个网址不能这样打开"),
        say("它只接收页面上的表单。请返回上一页，用页面上的按钮操作；没有保存任何内容。"),
    ),
    "broken": (
        say("系统出错"),
        say("问题已记录，已保存的内容不受影响，请稍后再试或联系值班人员。"),
    ),
    "database_gone": (
        say("系统暂时无法使用"),
        say(
            "数据暂时无法读写，已保存的内容不受影响。"
            "请保留本页，稍后再试；紧急情况请直接拨打 12345。"
        ),
    ),
}
STYLES = ("web/tokens.css", "web/base.css", "web/components.css")
PAGE = """<!doctype html>
<html lang="{lang}"{large}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 12345</title>
{styles}
</head><body class="{face}">
<header class="bar"><a class="brand" href="{home}"><b>12345</b><span>{brand}</span></a></header>
<main class="column"><div class="notice refused stack">
<h1>{title}</h1>
<p>{advice}</p>
{facts}<p class="buttons">{ways}</p>
<p class="muted small">{status} · {code}</p>
</div></main>
</body></html>
"""
_CITY = re.compile(r"^/c/[-\w]+/")


def refusal_page(
    request: HttpRequest, status: int, code: str, facts: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page, or for the API the problem document, for one of WORDS.

    `facts` stand under the advice by name: 出错编号, how long to wait.
    """
    for_api = request.path_info.startswith("/api/")
    chosen = language.of_api(request) if for_api else language.of_page(request)
    with translation.override(chosen):
        title, advice = (spoken(words) for words in WORDS[code])
        told = {spoken(name): spoken(value) for name, value in (facts or {}).items()}
        if for_api:
            return _problem(status, code, title, advice, told)
        return HttpResponse(_page(request, status, code, title, advice, told), status=status)


def _problem(
    status: int, code: str, title: str, advice: str, told: Mapping[str, str]
) -> HttpResponse:
    said = joined("", [say("{name}：{value}。", name=name, value=told[name]) for name in told])
    problem = {
        "type": f"urn:hotline:problem:{code}",
        "title": title,
        "status": status,
        "detail": spoken(joined("", [say("{title}。", title=title), *([said] if told else [])])),
        "code": code,
        "advice": advice,
        "field": "",
    }
    body = json.dumps(problem, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/problem+json")


def _page(
    request: HttpRequest, status: int, code: str, title: str, advice: str, told: Mapping[str, str]
) -> str:
    desk = request.path_info.startswith("/desk/")
    city = _CITY.match(request.path_info)
    home = "/desk/" if desk else city[0] if city else "/"
    brand = say("工作台") if desk else say("政务服务便民热线")
    rows = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in told.items())
    return PAGE.format(
        lang="en" if translation.get_language() == language.ENGLISH else "zh-Hans",
        large=' class="large"' if request.COOKIES.get("type") == "large" else "",
        face="desk-plain" if desk else "portal",
        styles="\n".join(f'<link rel="stylesheet" href="{_static(one)}">' for one in STYLES),
        home=escape(home),
        brand=escape(spoken(brand)),
        title=escape(title),
        advice=escape(advice),
        facts=f'<dl class="facts">{rows}</dl>\n' if rows else "",
        ways=_ways(request, status, home, desk),
        status=status,
        code=code,
    )


def _ways(request: HttpRequest, status: int, home: str, desk: bool) -> str:
    """Where to go from here; trying again only where the address alone is the request."""
    again = status in (500, 503) and request.method == "GET"
    back = say("回到我的工作台") if desk else say("回到首页")
    ways = [(request.get_full_path(), say("重试"))] if again else []
    ways += [(home, back)] + ([] if desk else [("tel:12345", say("拨打 12345"))])
    looks = ["button primary"] + ["button"] * len(ways)
    return "".join(
        f'<a class="{look}" href="{escape(url)}">{escape(spoken(word))}</a>'
        for look, (url, word) in zip(looks, ways, strict=False)
    )


def _static(path: str) -> str:
    """The address of a style; by its plain name where nothing has been collected yet."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"
