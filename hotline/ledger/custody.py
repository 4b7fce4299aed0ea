"""Whether this node holds the keys with which the journal was sealed.

A missing key file is made anew at first use, which is right on a new machine and a disaster on an
old one: nothing sealed before could be opened, and look-ups by telephone would find nobody. So a
start on a journal that already has keys is refused unless the same key files are there.
"""

from typing import Final

from hotline.ledger import keys, statements

FILES: Final = ("master.key", "lookup.key")


class KeysLost(RuntimeError):
    """The key files do not belong to this journal."""


def check_keys() -> None:
    """Refuse missing, exposed, malformed or foreign key files, saying which and what to do."""
    known = statements.run("SELECT master FROM ledger_key LIMIT 1")
    folder = keys.folder()
    for name in FILES if known else ():
        if not (folder / name).exists():
            raise KeysLost(
                f"缺少密钥文件 {folder / name}，已有数据无法解密；请从备份恢复该文件后再启动。"
                f" / The key file {folder / name} is missing: restore it from the backup."
            )
    try:
        held = keys.holder().name
    except (keys.KeysExposed, ValueError) as error:
        raise KeysLost(f"密钥文件不可用，请按提示处理后再启动：{error} / {error}") from error
    if known and known[0][0] != held:
        raise KeysLost(
            f"密钥文件 {folder / 'master.key'} 不是本库所用的主密钥（{known[0][0]}），"
            f"请从备份恢复正确的文件。 / {folder / 'master.key'} is not the master key"
            f" {known[0][0]} of this database: restore the right file from the backup."
        )
