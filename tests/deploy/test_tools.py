"""The tools around the program: make explains itself, and a bare machine gets a uv of its own."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("sh", "dirname", "mkdir", "rm", "uname", "cat", "chmod")
FAKE_UV = "#!/bin/sh\\necho uv 9.9\\n"


def make(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_make_lists_every_target():
    listed = set(re.findall(r"(?m)^  make (\S+)", make("help")))
    declared = set(re.findall(r"(?m)^([a-z][a-z-]*):", (ROOT / "Makefile").read_text()))
    assert listed == declared
    assert make() == make("help")


def test_check_is_all_that_must_be_green():
    line = re.search(r"(?m)^check: (.*?) ##", (ROOT / "Makefile").read_text())
    assert line
    assert line[1].split() == ["lint", "types", "floors", "migrations", "test-cov", "test-services"]


@pytest.mark.parametrize(
    ("target", "command"), [("run", "beseda run"), ("test", "pytest"), ("floors", "lint-imports")]
)
def test_targets_run_the_locked_environment(target: str, command: str):
    planned = make("--dry-run", target, "UV=uv")
    assert "uv run --locked" in planned
    assert command in planned


def test_scripts_are_well_formed():
    for name in ("run.sh", ".ci/run", "tools/get_uv.sh", "tools/export_requirements.sh"):
        path = ROOT / name
        assert os.access(path, os.X_OK), name
        subprocess.run(["sh", "-n", str(path)], check=True)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A machine with a shell and nothing else: its programs are those in `bin`."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "tools").mkdir()
    for name in NEEDED:
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    shutil.copy(ROOT / "tools" / "get_uv.sh", tmp_path / "tools")
    return tmp_path


def put(bare: Path, name: str, script: str) -> None:
    (bare / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
    (bare / "bin" / name).chmod(0o755)


def get_uv(bare: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(bare / "bin" / "sh"), str(bare / "tools" / "get_uv.sh")],
        env={"PATH": str(bare / "bin")},
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_uv_that_is_there_is_taken(bare: Path):
    put(bare, "uv", "echo uv 1")
    assert get_uv(bare).stdout.strip() == str(bare / "bin" / "uv")
    assert not (bare / ".tools").exists()


def test_a_broken_uv_on_the_path_is_not_taken(bare: Path):
    put(bare, "uv", "exit 127")
    done = get_uv(bare)
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_an_externally_managed_python_makes_a_private_environment(bare: Path):

    put(
        bare,
        "python3",
        f'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cat > "$3/bin/python" <<EOF\n#!/bin/sh\n'
        f"printf '{FAKE_UV}' > $3/bin/uv; chmod 755 $3/bin/uv\nEOF\n"
        f'chmod 755 "$3/bin/python"; else echo "error: externally-managed-environment" >&2; exit 1; fi',
    )
    done = get_uv(bare)
    assert done.stdout.strip() == str(bare / ".tools" / "uv" / "bin" / "uv"), done.stderr
    # The second time nothing is installed.
    again = get_uv(bare)
    assert (again.stdout, again.stderr) == (done.stdout, "")


def test_a_python_without_ensurepip_fills_a_folder_with_its_pip(bare: Path):
    put(
        bare,
        "python3",
        'if [ "$2" = venv ]; then mkdir -p "$3"; exit 1; fi\n'
        'for word; do target="$last"; last="$word"; done\n'
        f'mkdir -p "$target/bin"; printf \'{FAKE_UV}\' > "$target/bin/uv"; chmod 755 "$target/bin/uv"',
    )
    done = get_uv(bare)
    assert done.stdout.strip() == str(bare / ".tools" / "uv" / "bin" / "uv"), done.stderr


def test_a_machine_where_nothing_helps_is_told_what_to_install(bare: Path):
    put(bare, "python3", "exit 1")
    put(bare, "curl", "exit 6")
    done = get_uv(bare)
    assert done.returncode == 1
    for hint in ("python3-venv", "brew install uv", "docs.astral.sh"):
        assert hint in done.stderr
    assert done.stdout == ""
