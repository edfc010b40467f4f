# One image for web, worker, beat and the one-off migrate; docker-compose.yml says which it is.
FROM python:3.11-slim-bookworm

# Pango and a subsetter draw the PDFs; without a Chinese font they would be empty boxes, and nothing would say so.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /portal
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 \
    DJANGO_SETTINGS_MODULE=yunnan_training.settings.production

COPY requirements/bootstrap.txt requirements/base.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
    && uv pip sync --system --no-cache --compile-bytecode --require-hashes requirements/base.txt

COPY . .
# Any value does: collecting files reads no secret.
RUN SECRET_KEY=build FIELD_KEYS= INDEX_KEY= ALLOWED_HOSTS=build STATIC_ROOT=/portal/static-collected \
    python manage.py collectstatic --noinput -v 0 \
    && useradd --system --no-create-home portal

ENV STATIC_ROOT=/portal/static-collected BIND=0.0.0.0 PORT=8000
USER portal
EXPOSE 8000
CMD ["python", "-m", "yunnan_training.local.entry", "web"]
