# Beseda for production: the database is elsewhere (DATABASE_URL), so PostgreSQL's own programs are left out.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS build
RUN pip install --no-cache-dir --disable-pip-version-check "uv>=0.9,<1"
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
# The locked libraries first: they change less often than the code, and are then taken from the layer.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --locked --no-default-groups --no-install-project
COPY src ./src
COPY migrations ./migrations
RUN uv sync --locked --no-default-groups --no-editable

FROM python:${PYTHON}-slim-bookworm
RUN useradd --system --uid 10001 --create-home beseda && install -d -o beseda -g beseda -m 700 /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ENV=prod \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA=/data
WORKDIR /home/beseda
USER beseda
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=4)"]
CMD ["beseda", "serve"]
