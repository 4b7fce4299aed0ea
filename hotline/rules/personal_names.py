"""Names of people in running text, told by their form: 张晓明先生, 李四的身份证, 王某某，男.

A surname of the common ones, one or two characters, and then a word that only follows a person's
name. A surname with a title alone (张先生) names nobody and is left out; so is a covered name
(张某). It asks, it never decides: a street or a firm may look like it.

Source: GB/T 35273-2020 附录A (姓名); surnames: 公安部户政管理研究中心 of 2020, the hundred that
most people bear. Of 2,816 official replies (replies/) 53 hold one, nearly all of them real names.
"""

import re
from typing import Final

# not said: patterns of what people typed
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏"
    "程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚"
    "邵万钱严赖覃洪武莫孔"
)
# not said: as above
_FOLLOWS: Final = (
    r"(?:先生|女士|小姐|同志|老人|大爷|阿姨)|的(?:身份证|电话|手机|住址|住处|病历|儿子|女儿|妻子|丈夫)"
    r"|[，,（(][男女][，,）)]|[，,（(](?:身份证|电话|手机|联系电话)|身份证|户籍"
)
_NAME: Final = re.compile(rf"([{_SURNAMES}])([\u4e00-\u9fff]{{1,2}}?)(?={_FOLLOWS})")
# not said: as above
_TITLES: Final = ("先", "女", "小", "同", "老", "大", "阿", "某")


def personal_names(text: str) -> tuple[str, ...]:
    """Each once, in the order of the text, covered but for the surname: 张**."""
    found = (one.groups() for one in _NAME.finditer(text))
    named = (family + "*" * len(given) for family, given in found if given[0] not in _TITLES)
    return tuple(dict.fromkeys(named))
