"""`GET /api/v1/demo`: who may sign in to the demo, and whether money is real. Nobody everywhere else, so that the sign-in page need not
know where it runs."""

from pydantic import BaseModel
from starlette.requests import Request

from trunkline.domains.payments.ports import PaymentProviders
from trunkline.entrypoints.demo import demo_sign_ins
from trunkline.infra.web import PUBLIC, Router, program_of

router = Router("demo")


class SignInOut(BaseModel):
    role: str
    name: str
    email: str
    password: str
    company: str | None


class DemoOut(BaseModel):
    """Without `live_payments` payments are simulated: there a company may have a test clock."""

    enabled: bool
    live_payments: bool
    sign_ins: list[SignInOut]


@router.get("/demo", permission=PUBLIC)
async def show_demo(request: Request) -> DemoOut:
    """Whether this is the demo, and if so its people with their passwords; whether payments are live."""
    program = program_of(request)
    providers = program.port(PaymentProviders)
    live = any(providers.of(name).is_live for name in providers.names)
    if not program.config.demo:
        return DemoOut(enabled=False, live_payments=live, sign_ins=[])
    names = ("role", "name", "email", "password", "company")
    people = [SignInOut(**{name: getattr(person, name) for name in names}) for person in demo_sign_ins()]
    return DemoOut(enabled=True, live_payments=live, sign_ins=people)
