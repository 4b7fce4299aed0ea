"""The record of an account in words: who gave which role, who locked it, when."""

from hotline.rules.reference import user_messages as m
from hotline.rules.text import say
from hotline.rules.units import UnitTree


def told(event: m.UserEvent, units: UnitTree) -> str:
    """One event of an account as a sentence."""
    match event:
        case m.UserAdded(unit=unit, username=username):
            return say("开户：{username}，{unit}", username=username, unit=units.name(unit))
        case m.UserCorrected(name=name, unit=unit, outsourced=outsourced):
            done = say("更正为{name}，{unit}", name=name, unit=units.name(unit))
            return say("{done}，外包人员", done=done) if outsourced else done
        case m.RoleGiven(role=role, scope=scope):
            return _within(say("授予{role}", role=role.zh), units.name(scope))
        case m.RoleTaken(role=role, scope=scope):
            return _within(say("收回{role}", role=role.zh), units.name(scope))
        case m.PasswordChanged(by_self=by_self):
            return say("本人修改密码") if by_self else say("重置密码")
        case m.UserLocked(reason=reason):
            return say("锁定：{reason}", reason=reason)
        case m.UserUnlocked():
            return say("解锁")
        case m.UserDisabled(reason=reason):
            return say("停用：{reason}", reason=reason)
        case m.TokenMade(name=name, expires_at=until):
            return say("建立令牌“{name}”，有效至 {until:%Y-%m-%d}", name=name, until=until)
        case m.TokenRevoked():
            return say("撤销令牌")


def _within(done: str, scope: str) -> str:
    return say("{done}，范围 {scope}", done=done, scope=scope) if scope else done
