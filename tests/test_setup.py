"""What a stranger gets: a wheel that holds everything, a lock that is whole, scripts that speak."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator import assets

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE)
DEPENDENCIES = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
LOCKS = {
    "requirements.txt": DEPENDENCIES,
    "requirements-build.txt": GROUPS["build"],
    "requirements-dev.txt": DEPENDENCIES + GROUPS["dev"],
    "requirements-bench.txt": GROUPS["bench"],
}

OLD_PYTHON = """#!/bin/sh
case $1 in -V) echo Python 3.10.14 ;; -c) exit 1 ;; esac
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def tracked(*folders):
    command = ["git", "-C", str(ROOT), "ls-files", "--", *folders]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def test_the_wheel_holds_every_file_of_the_generator(wheel):
    for path in tracked("generator"):
        assert (wheel / path).read_bytes() == (ROOT / path).read_bytes()


def test_the_wheel_holds_every_template_where_the_generator_looks(wheel):
    templates = assets.templates_of(wheel / "generator")
    assert templates == wheel / "generator" / "templates"
    for path in tracked("templates"):
        assert (templates / Path(path).relative_to("templates")).is_file()


def test_the_wheel_brings_the_command_and_the_plugin(wheel):
    (points,) = wheel.glob("*.dist-info/entry_points.txt")
    assert "approval-guides = generator.cli:main" in points.read_text()
    assert "approval-guides = generator.plugin:ApprovalGuidesPlugin" in points.read_text()


def test_a_checkout_has_its_templates_at_the_top():
    assert assets.templates_of(ROOT / "generator") == ROOT / "templates"


def pins(lock):
    return list(PIN.finditer((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items())
def test_the_lock_answers_every_requirement(lock, wanted):
    versions = {pin["name"]: pin["version"] for pin in pins(lock)}
    for requirement in map(Requirement, wanted):
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 0
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_tests_run_with_the_versions_that_a_build_has():
    assert {pin.group() for pin in pins("requirements.txt")} <= {
        pin.group() for pin in pins("requirements-dev.txt")
    }


def setup(tmp_path, *arguments, python):
    """Run script/setup as somebody who may not install."""
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    return subprocess.run(
        [ROOT / "script" / "setup", *arguments],
        env={"PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin", "PYTHON": python},
        check=False,
        capture_output=True,
        text=True,
    )


def test_what_the_system_lacks_is_told_with_the_line_that_installs_it(tmp_path):
    told = setup(tmp_path, python="a-python-that-is-nowhere")
    assert told.returncode == 3
    assert re.search(r"^ +sudo apt-get .* python3 python3-venv$", told.stderr, re.MULTILINE)


def test_an_old_python_is_refused(tmp_path):
    (tmp_path / "python3").write_text(OLD_PYTHON)
    (tmp_path / "python3").chmod(0o755)
    told = setup(tmp_path, python=str(tmp_path / "python3"))
    assert told.returncode == 3
    assert "3.11 or newer" in told.stderr


def test_setup_knows_its_two_purposes(tmp_path):
    assert setup(tmp_path, "nonsense", python=sys.executable).returncode == 2
