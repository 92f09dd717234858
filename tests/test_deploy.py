"""What docs/operations.md and deploy/ tell people to install: commands, options and settings that are there.
What it shows for the web server in front is started in tests/acceptance/test_in_front.py.
"""

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from bot.commandline import main
from bot.settings import PREFIX, Settings
from channels.web import stream
from tests.acceptance.in_front import program

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = sorted(path.name for path in DEPLOY.iterdir())
SERVICES = [name for name in UNITS if name.endswith(".service")]
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "User": "liaison",
    "UMask": "0077",
}
COMMANDS = {"run", "backup", "restore", "held", "check", "migrate", "invite", "people", "person", "offices"}


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=False)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # options of systemd have capitals
    read.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardened_and_runs_as_its_own_user(name: str) -> None:
    service = unit(name)["Service"]
    assert {option: service.get(option) for option in HARDENED} == HARDENED


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_write_its_data_folder(name: str) -> None:
    service = unit(name)["Service"]
    assert service["Environment"] == "LIAISON_DATA_DIR=/var/lib/liaison"
    assert "/var/lib/liaison" in service["ReadWritePaths"].split()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_a_command_that_there_is(name: str) -> None:
    (command,) = re.findall(r"/opt/liaison/\.venv/bin/liaison (\w+)", unit(name)["Service"]["ExecStart"])
    assert command in {"run", "backup"}


def test_backups_are_written_where_that_is_allowed_and_the_timer_starts_them() -> None:
    service = unit("liaison-backup.service")["Service"]
    assert "/var/backups/liaison/liaison-" in service["ExecStart"]
    assert "/var/backups/liaison" in service["ReadWritePaths"].split()
    assert unit("liaison-backup.timer")["Install"]["WantedBy"] == "timers.target"


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """Where nothing is installed: the program is named, and stands in for the one in /opt."""
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/liaison/.venv/bin/liaison run", "/bin/true"))
    ended = subprocess.run(  # noqa: S603 - our own files
        [program("systemd-analyze"), "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if str(tmp_path) in line or "liaison" in line]
    assert [line for line in said if "Unknown" in line or "Failed to parse" in line or "Invalid" in line] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_that_is_told_of_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"liaison {command}" in capsys.readouterr().out


def test_every_setting_that_is_told_of_is_there_and_explained() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", OPERATIONS))
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    explained = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"{PREFIX}{name.upper()}=" not in explained] == []


def test_the_proxies_keep_a_stream_open_for_longer_than_its_sign_of_life() -> None:
    (hours,) = re.findall(r"proxy_read_timeout (\d+)h;", OPERATIONS)
    assert int(hours) * 3600 > stream.HEARTBEAT
    assert "proxy_buffering off;" in OPERATIONS
    assert "flush_interval -1" in OPERATIONS
    assert "proxy_set_header Host $host;" in OPERATIONS
