"""How terms are told: fields that are not known are refused, amounts are strings."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[str, Field(description="Major units, at most twelve decimals.", examples=["0.14"])]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
