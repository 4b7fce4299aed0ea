"""Answers that need nothing: no template, no database, no session, no translation catalogue.

Given when the request cannot be read or the database is gone, so they must not be able to fail.
Pages get Chinese words; the API gets RFC 9457 problem details with the same code and advice.
"""

import json
from html import escape

from django.http import HttpRequest, HttpResponse

# code: (title, what to do)
WORDS = {
    "not_text": (
        "提交的内容无法读取",
        "内容中含有空字符或不是 UTF-8 编码的文字，请改正后重新提交；没有保存任何内容。",
    ),
    "too_long": ("提交的内容过长", "单次提交不能超过 {limit} MB，请缩短文字或分次上传。"),
    "length_missing": ("请求缺少长度", "请在请求头中写明 Content-Length 后重新提交。"),
    "bad_request": ("请求无法处理", "请返回上一页，刷新后重新提交；没有保存任何内容。"),
    "forbidden": ("无权查看", "您的岗位没有这项权限；如工作需要，请联系本单位管理员。"),
    "form_too_old": (
        "页面已过期",
        "请返回上一页，复制已填内容，刷新页面后重新提交；没有保存任何内容。",
    ),
    "not_found": ("没有找到", "网址有误，或该内容不在您的权限范围内，请核对后重试。"),
    "broken": ("系统出错", "问题已记录，已保存的内容不受影响，请稍后再试或联系值班人员。"),
    "database_gone": (
        "系统暂时无法使用",
        "数据暂时无法读写，已保存的内容不受影响。请保留本页，稍后再试；紧急情况请直接拨打 12345。",
    ),
}
PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 12345</title></head>
<body><main><h1>{title}</h1><p>{advice}</p><p>（{status} · {code}）</p></main></body></html>
"""


def refusal_page(request: HttpRequest, status: int, code: str, **values: object) -> HttpResponse:
    """The page, or for the API the problem document, for one of WORDS."""
    title, advice = WORDS[code]
    advice = advice.format(**values)
    if request.path_info.startswith("/api/"):
        problem = {
            "type": f"urn:hotline:problem:{code}",
            "title": title,
            "status": status,
            "detail": f"{title}。",
            "code": code,
            "advice": advice,
            "field": "",
        }
        return HttpResponse(
            json.dumps(problem, ensure_ascii=False),
            status=status,
            content_type="application/problem+json",
        )
    page = PAGE.format(title=escape(title), advice=escape(advice), status=status, code=code)
    return HttpResponse(page, status=status)
