"""The door of the style guide: every component in its states, for those who change the look (dev only)."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from beseda.kit.errors import NotFound
from beseda.kit.pages import render
from beseda.kit.time import now

router = APIRouter(include_in_schema=False)


@router.get("/styleguide")
async def show_styleguide(request: Request) -> HTMLResponse:
    """Show the components; in prod there is nothing at this address."""
    if request.app.state.settings.is_prod:
        raise NotFound
    moment = now() - timedelta(minutes=7)
    return render(request, "kit/styleguide.html", moment=moment, **samples())


def samples() -> dict[str, Any]:
    """Return the invented people and figures that the guide shows."""
    return {
        "people": [
            ("Анна Смирнова", "approved", 0.92, "Москва"),
            ("Bektur Asanov", "needs_review", None, "Бишкек"),
            ("Константин Константинопольский-Задунайский", "rejected", 0.35, "Ростов-на-Дону"),
            ("Lena Fischer", "in_chat", 0.6, "Berlin"),
        ],
        "parts": [
            {"label": "Город", "weight": 2.0, "value": 1.0},
            {"label": "Опыт", "weight": 3.0, "value": 0.7},
            {"label": "English", "weight": 1.0, "value": None},
            {"label": "График", "weight": 1.0, "value": 0.0},
        ],
        "funnel": [
            {"label": "Отклики", "value": 1240},
            {"label": "Интервью", "value": 870},
            {"label": "Подходят", "value": 212},
            {"label": "Приняты", "value": 18},
        ],
        "shares": [(512, "solid"), (203, "hatched"), (96, "dotted"), (41, "rest"), (148, "open")],
        "waits": [("До интервью", 3, 19), ("Интервью", 1, 2), ("До решения", 20, 52), ("Nobody yet", 0, 0)],
        "rates": [
            ("Женщины", 0.91, 0.8),
            ("Men", 1.0, 0.8),
            ("35–44", 0.62, 0.8),
            ("Слишком мало", None, 0.8),
            ("Без границы", 0.4, None),
        ],
        "hours": [{"label": f"{hour}:00", "value": (hour * 7 + 11) % 23} for hour in range(8, 22)],
    }
