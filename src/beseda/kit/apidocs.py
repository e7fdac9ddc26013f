"""The API's pages, /docs and /redoc, with assets served by us alone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from beseda.kit.pages import render

router = APIRouter()


@router.get("/docs")
async def swagger(request: Request) -> HTMLResponse:
    """Show the API as pages one can try it on."""
    return render(
        request,
        "kit/docs.html",
        title="Beseda API",
        stylesheet="vendor/docs/swagger-ui.css",
        bundle="vendor/docs/swagger-ui-bundle.js",
        start="docs-swagger.js",
    )


@router.get("/redoc")
async def redoc(request: Request) -> HTMLResponse:
    """Show the API as a document to read."""
    return render(
        request,
        "kit/docs.html",
        title="Beseda API",
        stylesheet="",
        bundle="vendor/docs/redoc.standalone.js",
        start="docs-redoc.js",
    )
