"""The direction of imports between the rooms of glue/etl and of local, as pyproject.toml has it for import-linter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lint(project: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the packages below `project`."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    env = {**os.environ, "PYTHONPATH": f"{project / 'glue'}:{project}"}
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of both packages that a test may spoil."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("glue/etl", "glue/workbench", "local"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_no_import_runs_upward_and_no_two_folders_import_each_other() -> None:
    checked = lint(ROOT)
    assert checked.returncode == 0, checked.stdout
    assert "6 kept, 0 broken" in checked.stdout


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        (
            "glue/etl/errors.py",
            "from .definitions import Definitions",
            "etl.errors is not allowed to import etl.definitions",
        ),
        ("glue/etl/contract/values.py", "from ..gate import rows", "etl.contract is not allowed to import etl.gate"),
        ("glue/etl/gate/rows.py", "from ..readers import csv", "etl.gate is not allowed to import etl.readers"),
        ("glue/etl/platform/objects.py", "import etl.load.run", "etl.platform is not allowed to import etl.load"),
        ("glue/etl/load/run.py", "from ..feeds import snapshot", "etl.load is not allowed to import etl.feeds"),
        ("local/patching.py", "from .iam import roles", "local.patching is not allowed to import local.iam"),
        ("local/athena/api.py", "from ..crawlers import crawl", "local.athena is not allowed to import local.crawlers"),
        ("glue/etl/marts/run.py", "import local.jars", "etl is not allowed to import local"),
        ("glue/etl/marts/rows.py", "import workbench.empty", "etl is not allowed to import workbench"),
    ],
)
def test_an_upward_import_is_found(project: Path, file: str, line: str, said: str) -> None:
    spoilt = project / file
    spoilt.write_text(spoilt.read_text() + f"\n{line}\n")
    checked = lint(project)
    assert checked.returncode == 1
    assert said in " ".join(checked.stdout.split())


def test_an_upward_import_of_a_type_alone_is_found(project: Path) -> None:
    spoilt = project / "glue/etl/gate/rows.py"
    upward = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from ..load import run\n"
    spoilt.write_text(f"{spoilt.read_text()}\n{upward}")
    assert "etl.gate is not allowed to import etl.load" in " ".join(lint(project).stdout.split())


def test_a_new_room_needs_a_place_among_the_others(project: Path) -> None:
    (project / "glue/etl/loose.py").write_text("")
    checked = lint(project)
    assert checked.returncode == 1
    assert "loose" in checked.stdout
