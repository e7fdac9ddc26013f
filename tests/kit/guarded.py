"""A small application behind the guards, for their tests."""

import re

import httpx
from fastapi import FastAPI, Form, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from beseda.kit.bodies import Room
from beseda.kit.guards import install_guards
from beseda.kit.problems import install_error_handlers
from beseda.settings import Settings


class Thing(BaseModel):
    text: str


def guarded_app(settings: Settings) -> FastAPI:
    app = FastAPI()
    app.state.settings = settings
    install_error_handlers(app)
    install_guards(app, settings, [Room(re.compile(r"/big"), 6 * 1024 * 1024)])

    @app.get("/page")
    async def page(request: Request) -> dict[str, str]:
        return {"csrf": request.state.csrf_token, "id": request.state.request_id}

    @app.post("/json")
    async def take_json(thing: Thing) -> dict[str, int]:
        return {"length": len(thing.text)}

    @app.delete("/json")
    async def delete() -> dict[str, int]:
        return {}

    @app.post("/form")
    async def take_form(request: Request) -> dict[str, int]:
        form = await request.form()
        return {"length": len(str(form.get("text", "")))}

    @app.post("/big")
    async def take_file(file: UploadFile, csrf_token: str = Form("")) -> dict[str, int]:
        return {"length": len(await file.read()), "token": len(csrf_token)}

    @app.get("/r/{token}")
    async def private(token: str) -> dict[str, int]:
        return {"length": len(token)}

    @app.get("/thing/{thing_id}")
    async def thing(thing_id: str) -> dict[str, str]:
        return {"id": thing_id}

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("SELECT password FROM /srv/secret")

    @app.get("/framed")
    async def framed() -> JSONResponse:
        return JSONResponse({}, headers={"Content-Security-Policy": "frame-ancestors https://x.example"})

    return app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("203.0.113.9", 5))
    return httpx.AsyncClient(transport=transport, base_url="http://beseda.test")
