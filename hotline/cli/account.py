"""Whom PostgreSQL runs as, what that user can reach, and whether there is room on the disk.

PostgreSQL refuses to run as root. As root we therefore need an unprivileged system user, and
its data must lie where that user can go. Parents of the state directory are never changed:
somebody else may rely on their mode.
"""

import errno
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from hotline.cli.trouble import Trouble

SYSTEM_USER = "hotline"


class Account(NamedTuple):
    """An unprivileged system user."""

    name: str
    uid: int
    gid: int


def unprivileged(create: bool) -> Account | None:
    """None for an ordinary user; for root the user PostgreSQL shall run as.

    One that is missing is made with `create`, or else None says that it would be made.
    """
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("HOTLINE_SYSTEM_USER", SYSTEM_USER)
    found = _look_up(wanted)
    if found is None and wanted == SYSTEM_USER and shutil.which("useradd"):
        if not create:
            return None
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", wanted],
            capture_output=True,
            check=False,
        )
        found = _look_up(wanted)
    if found is None:
        raise Trouble(
            f"以 root 运行时需要一个普通系统用户来运行 PostgreSQL，但没有 {wanted}。"
            f"请执行 useradd --system {wanted}，或用 HOTLINE_SYSTEM_USER 指定一个现有用户。",
            f"PostgreSQL cannot run as root and there is no user {wanted}: run useradd --system"
            f" {wanted}, or name an existing user in HOTLINE_SYSTEM_USER.",
        )
    if found.uid == 0:
        raise Trouble(
            f"HOTLINE_SYSTEM_USER={wanted} 就是 root，请指定一个普通用户。",
            f"HOTLINE_SYSTEM_USER={wanted} is root itself: name an unprivileged user.",
        )
    return found


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def popen_arguments(account: Account | None) -> dict[str, Any]:
    """Arguments for subprocess that make a child run as `account`, with its groups only."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def can_execute(program: Path, account: Account | None) -> bool:
    """Whether `account` can reach and execute `program`."""
    try:
        subprocess.run(
            [program, "--version"],
            capture_output=True,
            cwd="/",
            check=False,
            **popen_arguments(account),
        )
    except PermissionError:
        return False
    return True


def check_reachable(folder: Path, account: Account | None) -> None:
    """Refused when `account` cannot enter `folder`; says which parent is in the way."""
    if account is None:
        return
    done = subprocess.run(
        ["/bin/sh", "-c", 'cd "$0"', str(folder)],
        capture_output=True,
        cwd="/",
        check=False,
        **popen_arguments(account),
    )
    if done.returncode:
        raise Trouble(
            f"用户 {account.name} 进不了 {folder}，"
            "请用 HOTLINE_STATE 换一个各级目录都可进入的位置，"
            "例如 /var/lib/hotline。",
            f"User {account.name} cannot enter {folder}: set HOTLINE_STATE to a place whose parent"
            " folders it may enter, such as /var/lib/hotline.",
        )


def check_room(folder: Path, needed: int) -> None:
    """Refused when the disk that holds `folder` has less than `needed` bytes free."""
    there = folder
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    if free < needed:
        raise full(there, free)


def full(folder: Path, free: int | None = None) -> Trouble:
    """The sentence for a full disk."""
    left = "" if free is None else f" {free // 2**20} MB"
    return Trouble(
        f"{folder} 所在磁盘空间不足（剩余{left or ' 0 MB'}），请腾出至少 200 MB，"
        "或用 HOTLINE_STATE 换一个磁盘，然后重新启动；已保存的数据不受影响。",
        f"The disk of {folder} is full ({left.strip() or '0 MB'} left): free at least 200 MB or set"
        " HOTLINE_STATE to another disk, then start again; what was saved is safe.",
    )


def unwritable(folder: Path, error: OSError) -> Trouble:
    """The sentence for a folder that cannot be written; a full disk gets its own."""
    if error.errno == errno.ENOSPC:
        return full(folder)
    return Trouble(
        f"无法写入 {folder}（{error.strerror}），请修改其属主，或用 HOTLINE_STATE 指定可写的目录。",
        f"Cannot write to {folder} ({error.strerror}): change its owner, or set HOTLINE_STATE to a"
        " folder you may write.",
    )
