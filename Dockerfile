# The dashboard with the demonstration council built in; a mounted pack and inbox take its place (compose.yaml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --create-home dashboard
WORKDIR /srv/golden-thread

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

COPY assets assets
COPY dashboard dashboard
COPY data data
COPY pipelines pipelines
RUN python -m dashboard pack
RUN chown -R dashboard data
USER dashboard
RUN python -m pipelines build

EXPOSE 8050
CMD ["python", "-m", "dashboard", "serve", "--host", "0.0.0.0"]
