"""`GET /api/v1/demo`: who may sign in to the demo. Empty everywhere else, so that the sign-in page need not know where it runs."""

from pydantic import BaseModel
from starlette.requests import Request

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
    enabled: bool
    sign_ins: list[SignInOut]


@router.get("/demo", permission=PUBLIC)
async def show_demo(request: Request) -> DemoOut:
    """Whether this is the demo, and if so its people with their passwords."""
    if not program_of(request).config.demo:
        return DemoOut(enabled=False, sign_ins=[])
    names = ("role", "name", "email", "password", "company")
    people = [SignInOut(**{name: getattr(person, name) for name in names}) for person in demo_sign_ins()]
    return DemoOut(enabled=True, sign_ins=people)
