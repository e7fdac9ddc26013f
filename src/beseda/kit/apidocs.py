"""The API's pages, /docs and /redoc, with assets served by us alone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from beseda.kit.pages import render

router = APIRouter()
# ReDoc writes its styles at run time; scripts stay ours alone, and the page shows nothing that is anybody's.
REDOC_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


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
    page = render(
        request,
        "kit/docs.html",
        title="Beseda API",
        stylesheet="",
        bundle="vendor/docs/redoc.standalone.js",
        start="docs-redoc.js",
    )
    page.headers["Content-Security-Policy"] = REDOC_POLICY
    return page
