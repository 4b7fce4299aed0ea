# Two commands: `make run` and `make test`. Both set themselves up; Python 3.11, make and git
# are all they need.

ARGS ?=
VENV := .venv
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
.DEFAULT_GOAL := help
.PHONY: help run test check bench pins bundle bundle-check screenshots

help: ## 显示本说明 / show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: $(RUN_READY) ## 启动全部（make run ARGS="--at 2026-02-13T16:30"）/ start everything
	@exec $(VENV)/bin/python -m hotline.cli up $(ARGS)

test: check ## 检查并运行全部测试 / checks, then every test
	@$(VENV)/bin/python -m pytest -n 2 --dist worksteal --cov --cov-report= $(ARGS)
	@$(VENV)/bin/python scripts/coverage_gate.py

check: $(DEV_READY) ## ruff、mypy、import-linter
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(DEV_READY) ## 运行基准测试 / run the benchmarks
	@$(VENV)/bin/python -m bench $(ARGS)

screenshots: $(DEV_READY) ## 重新拍摄说明文档的图片 / take the pictures of README and handbook
	@$(VENV)/bin/python scripts/screenshots.py $(ARGS)

bundle: $(DEV_READY) ## 制作离线安装包 / one archive that installs without a network
	@$(VENV)/bin/python scripts/bundle.py

bundle-check: $(DEV_READY) ## 在无网络环境中试装 / install it where there is no network
	@ls dist/hotline-*.tar.gz >/dev/null 2>&1 || $(VENV)/bin/python scripts/bundle.py
	@$(VENV)/bin/python scripts/bundle_check.py $(ARGS)

pins: $(DEV_READY) ## 更新全部依赖的固定版本 / renew every pinned version
	@$(VENV)/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url \
		--python-version 3.11 requirements/run.in -o requirements/run.txt
	@$(VENV)/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url \
		--python-version 3.11 requirements/dev.in -o requirements/dev.txt -c requirements/run.txt

# Stamps, so that a second run starts in seconds.
$(RUN_READY): requirements/run.txt pyproject.toml
	@scripts/set-up run

$(DEV_READY): requirements/dev.txt requirements/run.txt pyproject.toml
	@scripts/set-up dev
	@touch $(RUN_READY)
