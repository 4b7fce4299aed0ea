"""The addresses of the platform: each face has its own list in its own urls.py."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from hotline.web.health import healthz
from hotline.web.language import switch

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("language", switch, name="language"),
]
for prefix, face in (("desk/", "desk"), ("api/v1/", "api"), ("", "portal")):
    if (Path(__file__).parent / face / "urls.py").exists():
        urlpatterns.append(path(prefix, include(f"hotline.{face}.urls")))

handler400 = "hotline.web.errors.bad_request"
handler403 = "hotline.web.errors.forbidden"
handler404 = "hotline.web.errors.not_found"
handler500 = "hotline.web.errors.broken"
