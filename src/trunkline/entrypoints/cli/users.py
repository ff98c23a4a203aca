"""`trunkline users create-admin`: the first person of the operator's staff, from whom all others follow."""

from __future__ import annotations

import argparse

from trunkline.domains.access import actions as access
from trunkline.domains.access.model import NewUser, RoleKey
from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, opened_program, stderr


def register(words: Subparsers) -> None:
    parser = words.add_parser("users", help="create the first super admin")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    admin = verbs.add_parser("create-admin", help="a super admin; the password is made up and shown once")
    admin.add_argument("email")
    admin.add_argument("--name", default="Administrator")
    admin.set_defaults(run=create_admin)


async def create_admin(args: argparse.Namespace) -> int:
    async with opened_program() as program, program.scope(command_actor(args)) as scope:
        await access.install_roles(scope)
        invited = await access.create_user(
            scope, NewUser(name=args.name, email=args.email, roles=(RoleKey.super_admin,))
        )
    stderr.print(f"{invited.member.user.email} is a super admin. The password, shown this once:")
    print(invited.initial_password)
    return 0
