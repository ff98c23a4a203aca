"""Setting dunning policies, their messages, and a company's consent to rotation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trunkline.domains.payments import store
from trunkline.domains.payments.events import DunningMessageChanged, DunningPolicyChanged, RotationChosen
from trunkline.domains.payments.model import (
    MESSAGE_LOCALE,
    DunningMessage,
    DunningPolicy,
    PolicyInForce,
    policy_to_json,
)
from trunkline.domains.payments.queries import dunning_messages, dunning_policy
from trunkline.domains.payments.rules import check_message, check_policy
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId

OPERATOR = "operator"


async def set_dunning_policy(scope: Scope, company_id: CompanyId | None, **changes: Any) -> PolicyInForce:
    """Change the named fields of the operator's policy, or of a company's own, which begins as what is in force for it.

    Payments that are declined from now on and cases that open from now on follow it; open cases keep theirs. What is the same as before
    is no change, and nothing is announced for it. Raises `Invalid` naming the fields, `Conflict` where two change it at once.
    """
    before = await dunning_policy(scope, company_id)
    policy = replace(before.policy, **changes)
    check_policy(policy, {key for key, _ in await dunning_messages(scope)})
    if policy == before.policy and before.company_id == company_id:
        return before
    own = before.company_id == company_id
    version = before.version + 1 if own else 1
    if not await store.put_policy(scope, company_id, policy, version):
        raise Conflict("Somebody else has just changed this policy; read it again.")
    _announce(scope, company_id, version, before.policy, policy)
    return PolicyInForce(policy=policy, version=version, company_id=company_id, changed_at=scope.now)


async def drop_dunning_policy(scope: Scope, company_id: CompanyId) -> None:
    """The company follows the operator's policy again. Where it does already nothing happens."""
    before = await dunning_policy(scope, company_id)
    if await store.delete_policy(scope, company_id):
        after = await dunning_policy(scope, company_id)
        _announce(scope, company_id, 0, before.policy, after.policy)


async def write_dunning_message(scope: Scope, message: DunningMessage) -> DunningMessage:
    """From now on steps are told in these words. Raises `Invalid` naming the fields; a new key begins with its English text."""
    check_message(message)
    known = await dunning_messages(scope)
    if message.locale != MESSAGE_LOCALE and (message.key, MESSAGE_LOCALE) not in known:
        detail = f"Write the text in {MESSAGE_LOCALE} first: it is told where a company's language has none."
        raise Invalid(detail, fields=[FieldProblem("/locale", detail)])
    written = replace(message, edited=True)
    if known.get((message.key, message.locale)) != written:
        await store.put_message(scope, written)
        was = known.get((message.key, message.locale))
        scope.announce(
            DunningMessageChanged(
                company_id=None,
                subject=message.key,
                locale=message.locale,
                before={} if was is None else {"title": was.title, "body": was.body},
                after={"title": written.title, "body": written.body},
            )
        )
    return written


async def choose_rotation(scope: Scope, *, allowed: bool) -> None:
    """The company consents that after a soft decline its other saved methods are tried, or takes that back."""
    before = await store.rotation_allowed(scope, scope.company)
    if before != allowed:
        await store.put_rotation(scope, allowed=allowed)
        change: dict[str, dict[str, object]] = {"before": {"allowed": before}, "after": {"allowed": allowed}}
        scope.announce(RotationChosen(company_id=scope.company, subject=scope.company, allowed=allowed, **change))


def _announce(
    scope: Scope, company_id: CompanyId | None, version: int, before: DunningPolicy, after: DunningPolicy
) -> None:
    """With the fields that changed, as they were and as they are."""
    changed = tuple(sorted(one for one in DunningPolicy.__slots__ if getattr(before, one) != getattr(after, one)))
    was, is_now = policy_to_json(before), policy_to_json(after)
    scope.announce(
        DunningPolicyChanged(
            company_id=company_id,
            subject=company_id or OPERATOR,
            policy_version=version,
            changed=changed,
            before={name: was[name] for name in changed},
            after={name: is_now[name] for name in changed},
        )
    )
