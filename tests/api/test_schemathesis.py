"""Schemathesis over the whole description, against a real server, in bounded time.

Every operation that openapi.json names is tried with every kind of data that fits its schema or
does not (its "coverage" phase, about 3,000 requests, always the same), on a case that is there.
Wanted of every answer: no fault of ours, a status, a media type, a body and headers as documented,
and a refusal of what the schema forbids. Data at random are tried by test_fuzz.py, which is faster.

Not asked: `positive_data_acceptance` (what fits the schema may still come at the wrong moment:
409), `ensure_resource_availability` and `use_after_free` (nothing is deleted here).
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.rules.words import Role
from tests.api.conftest import CityApi
from tests.api.test_loop import CONTACT
from tests.fixtures.serving import serve

pytestmark = pytest.mark.repeats

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
BOUND = 180
"""Seconds, on a machine that has much else to do; alone it takes about 20."""


@pytest.mark.slow
def test_everything_described_is_so(city_api: CityApi, tmp_path: Path) -> None:
    api = city_api(Role.DISPATCHER)
    case = api.post("/contacts", CONTACT).json()["cases"][0]["case"]
    (tmp_path / "schemathesis.toml").write_text(
        f'[parameters]\n"path.case" = {json.dumps(case)}\n'
        f'[auth.openapi.token]\nbearer = "{api.secret}"\n'
    )
    limits = dict.fromkeys(("HOTLINE_API_RATE", "HOTLINE_API_CITY_RATE"), "0")
    # Every operation that succeeds is asked once more with a wrong token, all from one address.
    with serve(**limits, HOTLINE_API_WRONG_TOKENS="1000", HOTLINE_WORKERS="2") as base:
        ran = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"), "run",
                f"{base}/api/v1/openapi.json", "--phases=coverage", "--no-color",
                f"--checks={','.join(CHECKS)}",
                "--generation-deterministic", "--no-shrink",
                "--workers=1", "--continue-on-failure", "--warnings=off",
                "--suppress-health-check=all", "--request-timeout=20",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=BOUND,
            check=False,
        )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-12_000:] + ran.stderr[-2_000:]
