"""The record of an account in words: who gave which role, who locked it, when."""

from hotline.rules.reference import user_messages as m
from hotline.rules.units import UnitTree


def told(event: m.UserEvent, units: UnitTree) -> str:
    """One event of an account as a sentence."""
    match event:
        case m.UserAdded(unit=unit, username=username):
            return f"开户：{username}，{units.name(unit)}"
        case m.UserCorrected(name=name, unit=unit, outsourced=outsourced):
            return f"更正为{name}，{units.name(unit)}" + ("，外包人员" if outsourced else "")
        case m.RoleGiven(role=role, scope=scope):
            return f"授予{role.zh}" + (f"，范围 {units.name(scope)}" if scope else "")
        case m.RoleTaken(role=role, scope=scope):
            return f"收回{role.zh}" + (f"，范围 {units.name(scope)}" if scope else "")
        case m.PasswordChanged(by_self=by_self):
            return "本人修改密码" if by_self else "重置密码"
        case m.UserLocked(reason=reason):
            return f"锁定：{reason}"
        case m.UserUnlocked():
            return "解锁"
        case m.UserDisabled(reason=reason):
            return f"停用：{reason}"
        case m.TokenMade(name=name, expires_at=until):
            return f"建立令牌“{name}”，有效至 {until:%Y-%m-%d}"
        case m.TokenRevoked():
            return "撤销令牌"
