"""Writes of accounts: register, sign in and out, change a password, invite, give roles."""

from beseda.accounts.actions.entrance import (
    account_key,
    change_password,
    check_current_password,
    choose_workspace,
    end_session,
    sign_in,
    sign_out,
    start_session,
)
from beseda.accounts.actions.people import (
    Registered,
    Signup,
    change_profile,
    create_principal,
    create_user,
    create_workspace,
    register_employer,
    take_username,
)
from beseda.accounts.actions.team import (
    accept_invitation,
    change_workspace,
    invite,
    mail_invitation,
    register_invited,
    remove_member,
    set_role,
    withdraw_invitation,
)

__all__ = [
    "Registered",
    "Signup",
    "accept_invitation",
    "account_key",
    "change_password",
    "change_profile",
    "change_workspace",
    "check_current_password",
    "choose_workspace",
    "create_principal",
    "create_user",
    "create_workspace",
    "end_session",
    "invite",
    "mail_invitation",
    "register_employer",
    "register_invited",
    "remove_member",
    "set_role",
    "sign_in",
    "sign_out",
    "start_session",
    "take_username",
    "withdraw_invitation",
]
