"""A form shown again: what was typed, what is wrong with it, and the status that says so."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from beseda.accounts.emails import email_or_nothing
from beseda.accounts.errors import WeakPassword
from beseda.accounts.passwords import check_password
from beseda.kit.errors import BesedaError
from beseda.kit.forms import Filled
from beseda.kit.i18n import current_locale
from beseda.kit.pages import render
from beseda.settings import Settings

NEVER_SHOWN = frozenset({"password", "current_password", "new_password"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A form's template, what stands in its fields, and what else the page needs."""

    template: str
    values: Filled = field(default_factory=Filled)
    context: dict[str, Any] = field(default_factory=dict)

    def page(
        self, request: Request, errors: Filled | None = None, problem: str = "", status: int = 200
    ) -> HTMLResponse:
        """Render the form; passwords are never sent back."""
        kept = Filled({name: value for name, value in self.values.items() if name not in NEVER_SHOWN})
        return render(
            request,
            self.template,
            status_code=status,
            values=kept,
            errors=errors or Filled(),
            problem=problem,
            **self.context,
        )

    def refused(self, request: Request, error: BesedaError) -> HTMLResponse:
        """Render the form with an action's refusal: beside the fields it names, else above the form."""
        locale = current_locale()
        errors = Filled(error.field_texts(locale))
        page = self.page(request, errors, "" if errors else error.text(locale), error.http_status)
        if error.retry_after is not None:
            page.headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return page


def password_errors(settings: Settings, values: Filled) -> Filled:
    """Say what is wrong with a new password, so that a form names it together with its other faults."""
    try:
        check_password(settings, values["password"], email=email_or_nothing(values["email"]))
    except WeakPassword as error:
        return Filled(error.field_texts(current_locale()))
    return Filled()
