"""Where a request comes from.

Behind a proxy every request seems to come from the proxy. HOTLINE_TRUSTED_PROXIES names those
whose `X-Forwarded-For` is believed (addresses or networks, comma separated); from anybody else
that header is only what a visitor wrote and is not looked at.
"""

from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.http import HttpRequest

from hotline import config

Network = IPv4Network | IPv6Network


def address(request: HttpRequest) -> str:
    """The address of the visitor: the last one in the chain that is not a proxy of ours."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    trusted = _trusted(config.trusted_proxies())
    if not trusted:
        return seen
    for hop in reversed(str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")):
        if not _is_one_of(seen, trusted):
            break
        try:
            seen = str(ip_address(hop.strip()))
        except ValueError:
            break
    return seen


def household(request: HttpRequest) -> str:
    """What a limit counts by: the address, or its /64 where one visitor has 2^64 of them."""
    found = address(request)
    try:
        one = ip_address(found)
    except ValueError:
        return found
    if isinstance(one, IPv6Address) and one.ipv4_mapped is None:
        return str(IPv6Network((int(one) >> 64 << 64, 64)))
    return found


@cache
def _trusted(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text, strict=False) for text in texts)


def _is_one_of(text: str, networks: tuple[Network, ...]) -> bool:
    try:
        one = ip_address(text)
    except ValueError:
        return False
    return any(one in network for network in networks)
