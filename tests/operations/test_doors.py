import httpx
from tests.serving import Server


async def test_the_watching_doors_of_the_whole_application(client: httpx.AsyncClient) -> None:
    for path in ("/health", "/api/v1/health"):
        shown = await client.get(path)
        assert shown.status_code == 200
        assert {part["name"]: part["state"] for part in shown.json()["components"]}["database"] == "ok"
    assert (await client.get("/ping")).text == "pong"
    assert (await client.get("/livez")).status_code == 200
    assert (await client.get("/readyz")).text == "ready"
    figures = (await client.get("/metrics")).text
    assert 'beseda_http_requests_total{method="GET",route="/health",status="200"}' in figures
    assert "beseda_journal_batches_total" in figures


async def test_health_speaks_the_readers_language(client: httpx.AsyncClient) -> None:
    shown = await client.get("/health", headers={"Accept-Language": "ru"})
    details = {part["name"]: part["detail"] for part in shown.json()["components"]}
    assert details["migrations"] == "всё применено"


async def test_a_running_server_is_well(server: Server) -> None:
    async with server.client() as client:
        shown = (await client.get("/health")).json()
    assert {part["name"] for part in shown["components"] if part["state"] == "down"} <= {"disk"}
