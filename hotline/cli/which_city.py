"""Which city a command is about: the one named, or the only one there is."""

from hotline.cli.trouble import Trouble


def only_city(wanted: str) -> str:
    """The code of the city named, or of the only one. Raises Trouble, naming what there is."""
    from hotline.people.queries import cities

    known = cities()
    if wanted in known:
        return wanted
    if not wanted and len(known) == 1:
        return next(iter(known))
    if not known:
        raise Trouble(
            "平台上还没有城市，请先执行 hotline city found 城市代码 --name 城市名称。",
            "There is no city yet: run hotline city found CODE --name NAME first.",
        )
    listed = "、".join(f"{code} {name}" for code, name in known.items())
    said = f"没有代码为 {wanted} 的城市" if wanted else "平台上有几个城市"
    raise Trouble(
        f"{said}，请用 --city 指明城市代码：{listed}。",
        f"Say which city with --city: {', '.join(known)}.",
    )
