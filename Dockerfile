# Two stages: what builds the environment does not get into the image that runs.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
# The dependencies change less often than the code: a layer of their own.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/hotline hotline
COPY --from=build /app/.venv /app/.venv
# Inside a container 127.0.0.1 cannot be reached from outside it.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOTLINE_DATA_DIR=/var/lib/hotline \
    HOTLINE_WEB_HOST=0.0.0.0
USER hotline
WORKDIR /var/lib/hotline
VOLUME /var/lib/hotline
EXPOSE 8080
HEALTHCHECK --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=5)"]
ENTRYPOINT ["hotline"]
CMD ["run"]
