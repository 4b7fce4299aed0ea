"""Made-up requests about four things, enough to learn from and to be wrong about."""

from hotline.dispatching.classifier.messages import Message

PLACES = ("东风路", "明湖小区", "北门菜场", "建设大街", "青松里", "南桥头", "体育馆", "火车站")
SAID = {
    "噪声": (
        "夜里施工噪声很大，老人睡不着",
        "楼下音响太吵，请管一管",
        "工地凌晨还在打桩，噪音扰民",
        "广场舞的喇叭吵到十点，孩子没法写作业",
        "装修的电钻从早响到晚，太吵了",
        "酒吧半夜放音乐，噪声扰民没人管",
        "工地渣土车通宵作业，噪音吵得人睡不着",
        "空调外机嗡嗡响，噪声超标，整夜睡不好",
    ),
    "供水/停水": (
        "家里停水两天了没有通知",
        "水管爆裂，停水到现在没人抢修",
        "水压太低，六楼用不上水，跟停水一样",
        "昨晚突然停水，何时来水",
        "整栋楼停水，老人没水做饭",
        "停水通知说四小时，已经一天没来水",
        "主水管爆了，小区停水，请快抢修",
        "天天早上停水，没水洗漱",
    ),
    "供水/水质": (
        "自来水发黄有异味，不敢喝",
        "水里有沉淀，水质有问题",
        "水质浑浊，烧开有白沫",
        "打开龙头水是红的，像铁锈，水质太差",
        "自来水有漂白粉味道，请检测水质",
        "水里有小虫，水质让人不放心",
        "这几天水质发黑，洗衣服都染色",
        "水有异味，水质检测结果能不能公开",
    ),
    "公交": (
        "公交车半小时不来一班",
        "公交司机到站不停车就走了",
        "请增加早高峰的公交班次",
        "末班公交太早，下班赶不上车",
        "公交站牌倒了，线路看不清",
        "公交车上司机态度差，还急刹车",
        "希望公交延长到新小区，现在走路要半小时",
        "公交线路改了没有通知，白等了一小时",
    ),
}


def requests(each: int = 2) -> list[Message]:
    """So many of every text, each at another place."""
    return [
        Message(
            id=f"{label}-{number}-{at}",
            title=text[:8],
            text=f"{PLACES[(at + number) % len(PLACES)]}{text}。",
            label=label,
        )
        for label, texts in SAID.items()
        for number, text in enumerate(texts)
        for at in range(each)
    ]
