"""Settings: where they come from, and one sentence that names the wrong one."""

import stat
from pathlib import Path

import pytest

from bot.settings import KEY_FILE, Settings, WrongSetting, keys_of, load

KEY, OTHER = "k" * 32, "o" * 40


def read(given: dict[str, str], env_file: Path | None = None) -> Settings:
    return load({f"LIAISON_{name}": value for name, value in given.items()}, env_file=env_file)


def test_with_nothing_set_it_is_on_loopback_with_its_data_beside_it() -> None:
    settings = read({})
    assert (settings.web_host, str(settings.data_dir), settings.smtp_host) == ("127.0.0.1", "var", "")
    assert settings.url.endswith("/var/liaison.db")


def test_a_setting_left_empty_is_as_if_it_were_not_there() -> None:
    assert read({"WEB_PORT": "", "SMTP_TLS": ""}) == read({})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"WEB_PORT": "eighty"}, "LIAISON_WEB_PORT is wrong: "),
        ({"WEB_PORT": "70000"}, "LIAISON_WEB_PORT is wrong: "),
        ({"WEB_PORT": "-1"}, "LIAISON_WEB_PORT is wrong: "),
        ({"SMTP_PORT": "0"}, "LIAISON_SMTP_PORT is wrong: "),
        ({"SMTP_TLS": "yes"}, "LIAISON_SMTP_TLS is wrong: "),
        ({"LOG_FORMAT": "xml"}, "LIAISON_LOG_FORMAT is wrong: "),
        ({"PUBLIC_URL": "liaison.example"}, "LIAISON_PUBLIC_URL is wrong: must be an address such as https://"),
        ({"PUBLIC_URL": "https://liaison.example/app"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "ftp://liaison.example"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "https://"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "https://[oops"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "https://liaison.example:99999"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "https://liaison example"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "https://me:pw@liaison.example"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PUBLIC_URL": "https://liaison.example?page=1"}, "LIAISON_PUBLIC_URL is wrong: "),
        ({"PROXIES": "*"}, "LIAISON_PROXIES is wrong: must be addresses or networks"),
        ({"PROXIES": "127.0.0.1;::1"}, "LIAISON_PROXIES is wrong: "),
        ({"PROXIES": "10.0.0.1/8"}, "LIAISON_PROXIES is wrong: "),
        (
            {"WEB_HOST": "http://liaison.example"},
            "LIAISON_WEB_HOST is wrong: must be the name of a host or its address",
        ),
        ({"WEB_HOST": "999.1.1.1"}, "LIAISON_WEB_HOST is wrong: "),
        ({"SMTP_HOST": "mail.example:587", "MAIL_FROM": "a@mail.example"}, "LIAISON_SMTP_HOST is wrong: "),
        ({"MAIL_IN_HOST": "not a host"}, "LIAISON_MAIL_IN_HOST is wrong: "),
        ({"LATE_DELIVERY_MINUTES": "inf"}, "LIAISON_LATE_DELIVERY_MINUTES is wrong: "),
        ({"LATE_REPORT_HOURS": "1e300"}, "LIAISON_LATE_REPORT_HOURS is wrong: "),
        ({"SILENT_MINUTES": "nan"}, "LIAISON_SILENT_MINUTES is wrong: "),
        ({"DISK_LOW": "200 %"}, "LIAISON_DISK_LOW is wrong: "),
        ({"DISK_LOW": f"{'9' * 400} GB"}, "LIAISON_DISK_LOW is wrong: "),
        ({"SMTP_HOST": "mail.example"}, "LIAISON_MAIL_FROM is missing: "),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "LIAISON_SECRET_KEY_FILE is wrong: /nowhere/key cannot be read"),
        ({"SMTP_PASSWORD_FILE": "/nowhere/pw"}, "LIAISON_SMTP_PASSWORD_FILE is wrong: /nowhere/pw cannot be read"),
    ],
)
def test_a_wrong_setting_gives_one_sentence_that_names_it(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read(given)
    said = str(wrong.value)
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "\n" not in said


def test_a_short_key_is_refused_without_being_repeated() -> None:
    with pytest.raises(WrongSetting, match="LIAISON_SECRET_KEY is wrong: ") as wrong:
        keys_of(read({"SECRET_KEY": "hunter2"}))
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("name", ["SECRET_KEY", "SMTP_PASSWORD"])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{KEY}\n")
    settings = read({f"{name}_FILE": str(file)})
    assert getattr(settings, name.lower()).get_secret_value() == KEY


def test_a_file_goes_before_the_environment_and_that_before_the_env_file(tmp_path: Path) -> None:
    env_file, file = tmp_path / ".env", tmp_path / "secret"
    env_file.write_text("LIAISON_WEB_PORT=1111\nLIAISON_WEB_HOST=0.0.0.0\n# LIAISON_LOG_FORMAT=json\nOTHER=1\n")
    file.write_text(KEY)
    settings = read({"WEB_PORT": "2222", "SECRET_KEY": OTHER, "SECRET_KEY_FILE": str(file)}, env_file)
    assert (settings.web_port, settings.web_host, settings.log_format) == (2222, "0.0.0.0", "text")  # noqa: S104
    assert settings.secret_key.get_secret_value() == KEY


def test_no_secret_is_shown_when_settings_are(tmp_path: Path) -> None:
    settings = read({"SECRET_KEY": KEY, "SMTP_PASSWORD": OTHER, "DATA_DIR": str(tmp_path)})
    assert KEY not in repr(settings)
    assert OTHER not in repr(settings)


def test_several_keys_may_be_given_the_first_one_signs() -> None:
    assert keys_of(read({"SECRET_KEY": f"{KEY}, {OTHER}"})) == (KEY.encode(), OTHER.encode())


def test_without_a_key_one_is_made_in_the_data_folder_for_its_owner_only(tmp_path: Path) -> None:
    settings = read({"DATA_DIR": str(tmp_path / "var")})
    (key,) = keys_of(settings)
    file = tmp_path / "var" / KEY_FILE
    assert len(key) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys_of(settings) == (key,)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", ["", "\n", "short"])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content)
    with pytest.raises(WrongSetting, match="holds no key: remove that file"):
        keys_of(read({"DATA_DIR": str(tmp_path)}))


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match="LIAISON_DATA_DIR is wrong: "):
        keys_of(read({"DATA_DIR": str(tmp_path / "file" / "var")}))


def test_the_public_address_has_no_slash_at_its_end() -> None:
    assert read({"PUBLIC_URL": "https://liaison.example/"}).reached_at == "https://liaison.example"
    assert read({"WEB_PORT": "9000"}).reached_at == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    "given",
    [
        {"WEB_HOST": "::"},
        {"WEB_HOST": "0.0.0.0"},  # noqa: S104 - only read
        {"MAIL_IN_HOST": "mail_in"},
        {"PUBLIC_URL": "https://[2001:db8::1]:8443"},
        {"PROXIES": "10.1.0.0/16, 2001:db8::/32,127.0.0.1"},
    ],
)
def test_a_right_host_or_address_is_taken_as_it_is_written(given: dict[str, str]) -> None:
    settings = read(given)
    assert {name: getattr(settings, name.lower()) for name in given} == given


def test_a_secret_s_file_may_be_named_in_the_env_file_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    env_file, file = tmp_path / ".env", tmp_path / "secret"
    file.write_text(KEY)
    env_file.write_text(f"LIAISON_SECRET_KEY_FILE={file}\n")
    assert read({}, env_file).secret_key.get_secret_value() == KEY
    assert read({"SECRET_KEY": OTHER}, env_file).secret_key.get_secret_value() == OTHER


def test_a_setting_left_empty_in_the_environment_is_the_one_in_the_env_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("LIAISON_WEB_PORT=1111\n")
    assert read({"WEB_PORT": ""}, env_file).web_port == 1111


@pytest.mark.parametrize(("content", "reason"), [(b"", "is empty"), (b"\xff\xfe\x00", "holds no text")])
def test_a_file_without_a_secret_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(WrongSetting) as wrong:
        read({"SECRET_KEY_FILE": str(file)})
    assert str(wrong.value) == f"LIAISON_SECRET_KEY_FILE is wrong: {file} {reason}."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"LIAISON_SMTP_HOTS=mail.example", "LIAISON_SMTP_HOTS in .env is no setting: is LIAISON_SMTP_HOST meant?"),
        (b"LIAISON_X=1", "LIAISON_X in .env is no setting: see .env.example for those there are."),
        (b"LIAISON_MAIL_FROM=\xe9@mail.example", "cannot be read: it is not written in UTF-8."),
    ],
)
def test_what_is_written_wrong_in_the_env_file_is_said_in_one_sentence(
    tmp_path: Path, line: bytes, sentence: str
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(line)
    with pytest.raises(WrongSetting) as wrong:
        read({}, env_file)
    assert str(wrong.value).endswith(sentence)
    assert "\n" not in str(wrong.value)


def test_a_mark_of_utf_8_before_the_first_line_hides_nothing(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"\xef\xbb\xbfLIAISON_WEB_PORT=1111\n")
    assert read({}, env_file).web_port == 1111
