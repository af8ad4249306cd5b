"""What the API answers when it cannot do what was asked: a problem document (RFC 9457) that names the parameter."""

from dataclasses import dataclass
from http import HTTPStatus

import orjson
from flask import Response, request

MEDIA = "application/problem+json"
SHOWN = 60
"""Characters of what somebody sent that are repeated to them."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one parameter; the detail is a sentence."""

    parameter: str
    detail: str


class Problem(Exception):
    """The request cannot be answered: a status, a sentence, and what is wrong with each parameter."""

    def __init__(self, status: HTTPStatus, detail: str, wrong: tuple[Wrong, ...] = (), **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.wrong = status, detail, wrong
        self.headers = {name.replace("_", "-"): text for name, text in headers.items()}

    @classmethod
    def of(cls, status: HTTPStatus, wrong: list[Wrong]) -> "Problem":
        """Return the problem with these parameters, said in their own sentences."""
        return cls(status, " ".join(one.detail for one in wrong), tuple(wrong))

    def response(self) -> Response:
        """Return the problem document."""
        document = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "instance": request.path,
            "errors": [{"parameter": one.parameter, "detail": one.detail} for one in self.wrong],
        }
        return Response(orjson.dumps(document), self.status, self.headers, content_type=MEDIA)


def shown(given: str) -> str:
    """Return what somebody sent, as far as it can be repeated in a sentence."""
    # A lone half of a character is no text that could be sent back.
    plain = given.encode("utf-8", "replace").decode("utf-8")
    return f"“{plain[:SHOWN]}…”" if len(plain) > SHOWN else f"“{plain}”"
