"""Wrong configuration stops the start and names file, key and remedy."""

import os
import tomllib
from operator import attrgetter
from pathlib import Path
from typing import get_args

import pytest

from bot.config import Config, Locale, address
from bot.config_file import load
from bot.errors import StartError
from bot.text.languages import LANGUAGES

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of whoever runs the tests is read."""
    for name in [name for name in os.environ if name.startswith("OTANDAS_")]:
        monkeypatch.delenv(name)


def from_variables(monkeypatch: pytest.MonkeyPatch, path: Path | None = None, **variables: str) -> Config:
    for name, value in variables.items():
        monkeypatch.setenv(f"OTANDAS_{name}", value)
    return load(path)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_given_means_the_defaults() -> None:
    config = load(None)
    assert config.storage.dsn == "sqlite:///otandas.db"
    assert config.delivery.messages_per_second == 28
    assert config.locale.default == "kk"


def test_the_example_documents_every_key_with_its_default() -> None:
    example = ROOT / "config.example.toml"
    assert tomllib.loads(example.read_text(encoding="utf-8")) == Config().model_dump(mode="json")
    assert load(example).model_dump() == Config().model_dump()


def test_the_default_language_is_one_of_those_we_speak() -> None:
    assert get_args(Locale.model_fields["default"].annotation) == LANGUAGES


def test_the_environment_goes_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "[staff]\nowners = [1]\n[storage]\ndsn = 'sqlite:///a.db'")
    config = from_variables(
        monkeypatch, path, STAFF__OWNERS="[7, 8]", TELEGRAM__WEBHOOK__LISTEN="127.0.0.1:1"
    )
    assert config.staff.owners == (7, 8)
    assert config.telegram.webhook.listen == "127.0.0.1:1"
    assert config.storage.dsn == "sqlite:///a.db"


def test_a_config_made_by_hand_reads_nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTANDAS_LOCALE__DEFAULT", "ru")
    assert Config().locale.default == "kk"


def test_a_secret_is_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:ABC\n", encoding="utf-8")
    path = written(tmp_path, f"[telegram]\ntoken_file = '{secret}'")
    assert load(path).telegram.token == "123:ABC"
    assert from_variables(monkeypatch, TELEGRAM__TOKEN_FILE=str(secret)).telegram.token == "123:ABC"


def test_a_secret_file_of_windows_is_read(tmp_path: Path) -> None:
    """Notepad begins a file with a mark and ends its lines with two signs."""
    secret = tmp_path / "token"
    secret.write_bytes("42:secret\r\n".encode("utf-8-sig"))
    path = written(tmp_path, f"[telegram]\ntoken_file = '{secret}'")
    assert load(path).telegram.token == "42:secret"


def test_a_variable_goes_over_the_secret_file_that_the_file_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "token"
    secret.write_text("1:a\n", encoding="utf-8")
    path = written(tmp_path, f"[telegram]\ntoken_file = '{secret}'")
    assert from_variables(monkeypatch, path, TELEGRAM__TOKEN="2:b").telegram.token == "2:b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[telegram]\ntokn = 'x'", "telegram.tokn: unknown key"),
        ("[delivery]\nmessages_per_second = 'fast'", "delivery.messages_per_second has value 'fast'"),
        ("[delivery]\nmessages_per_second = 0", "delivery.messages_per_second has value 0"),
        ("[telegram]\nmode = 'carrier pigeon'", "telegram.mode has value 'carrier pigeon'"),
        ("[telegram]\nmode = 'webhook'", "webhook.public_url"),
        ("[locale]\ntimezone = 'Asia/Atlantis'", "use a name like Asia/Almaty"),
        ("[storage]\ndsn = 'mysql://x'", "unknown kind of database 'mysql'"),
        ("[staff]\nowners = ['me']", "staff.owners.0"),
        ("[storage]\ndsn_file = '/nowhere/at/all'", "storage.dsn_file: the file cannot be read"),
        ("not toml", "cannot be read as TOML"),
        ("[nothing]\na = 1", "nothing: unknown key"),
        ("telegram = 'x'", "telegram: must be a table"),
        ("[telegram.webhook]\nlisten = 'x'", "telegram.webhook.listen has value 'x': 'x' is not an address"),
        ("[http]\nlisten = '127.0.0.1:99999'", "http.listen has value"),
        ("[staff]\nowners = [99999999999999999999]", "staff.owners.0"),
        ("[staff]\nowners = {}", "staff.owners: must be a list"),
        ("[staff]\ninbox_chat = 'x'", "staff.inbox_chat has value 'x': must be a whole number"),
        ("[delivery]\nmessages_per_second = true", "true and false stand for nothing here"),
        ("[delivery]\napproval_above = false", "true and false stand for nothing here"),
        ("[staff]\nowners = [7001, true]", "true and false stand for nothing here"),
        ("[staff]\nowners = true", "true and false stand for nothing here"),
        ("[staff]\ninbox_chat = true", "staff.inbox_chat"),
        ("[delivery]\nquiet_from = '9:00'", "must be an hour like 09:00"),
        ("[questions]\nopen_until = '25:00'", "must be an hour like 09:00"),
        ("[telegram]\ntoken = '٤٢:secret'", "as BotFather gives it"),
        ("[delivery]\nmessages_per_second = nan", "delivery.messages_per_second"),
        ("[delivery]\npaid_broadcasts = 'maybe'", "must be true or false"),
        ("[storage]\ndsn = 'sqlite://'", "names no file"),
        ("[storage]\ndsn = 'postgresql://u:p@host:port/x'", "not a database address"),
        ("[telegram]\ntoken_file = 5", "telegram.token_file: the file cannot be read"),
    ],
)
def test_a_wrong_value_names_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(StartError) as refused:
        load(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "a folder; name the file in it"),
        ("none.toml", "no such file; copy config.example.toml there, or name another with --config"),
        ("wide.toml", "not in UTF-8; save it again in an editor with the encoding “UTF-8”"),
    ],
)
def test_what_is_no_configuration_is_said_in_plain_words(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "wide.toml").write_text("[telegram]\n", encoding="utf-16")
    with pytest.raises(StartError) as refused:
        load(tmp_path / name)
    assert str(refused.value) == f"{tmp_path / name}: {said}"


def test_all_faults_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path, "[nothing]\na = 1\n[telegram]\ntoken_file = '/nowhere'\n[locale]\ndefault = 'tr'"
    )
    with pytest.raises(StartError) as refused:
        from_variables(monkeypatch, path, DELIVERY__MESSAGES_PER_SECOND="many", SOME__THING="1")
    assert sorted(line.split(": ")[1] for line in str(refused.value).splitlines()) == [
        "delivery.messages_per_second has value 'many'",
        "locale.default has value 'tr'",
        "nothing",
        "some.thing",
        "telegram.token_file",
    ]


def test_a_wrong_variable_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StartError, match="environment OTANDAS_DELIVERY__MESSAGES_PER_SECOND"):
        from_variables(monkeypatch, DELIVERY__MESSAGES_PER_SECOND="many")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTANDAS_NOTHING__X", "1"),
        ("OTANDAS_TELEGRAM__NOTHING", "1"),
        ("OTANDAS_TELEGRAM__TOKEN__X", "1"),
        ("OTANDAS_STAFF__OWNERS", "me"),
        ("OTANDAS_HTTP__LISTEN", "9090"),
        ("OTANDAS_STORAGE__DSN_FILE", "/nowhere"),
        ("OTANDAS_TELEGRAM__MODE", "webhook"),
    ],
)
def test_whatever_is_wrong_in_the_environment_names_the_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTANDAS_LOCALE__DEFAULT", "ru")
    monkeypatch.setenv(name, value)
    with pytest.raises(StartError, match=f"environment {name}"):
        load(None)


@pytest.mark.parametrize(
    ("value", "owners"),
    [("7,8", (7, 8)), ("[7, 8]", (7, 8)), (" 7, 8 ", (7, 8)), ("7", (7,)), ("", ()), ("[]", ())],
)
def test_owners_may_be_listed_with_commas(
    value: str, owners: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert from_variables(monkeypatch, STAFF__OWNERS=value).staff.owners == owners


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, "\ufeff[locale]\ndefault = 'ru'\n")).locale.default == "ru"


def test_every_key_can_be_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "TELEGRAM__TOKEN": "1:a", "TELEGRAM__BASE_URL": "http://x", "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK__PUBLIC_URL": "https://x", "TELEGRAM__WEBHOOK__LISTEN": "0.0.0.0:80",
        "TELEGRAM__WEBHOOK__SECRET_TOKEN": "1234567890123456", "STORAGE__DSN": "postgresql://u:p@h/d",
        "DELIVERY__MESSAGES_PER_SECOND": "5", "DELIVERY__PAID_BROADCASTS": "true", "STAFF__OWNERS": "[5]",
        "STAFF__INBOX_CHAT": "-1005", "LOCALE__DEFAULT": "en", "LOCALE__TIMEZONE": "Europe/Berlin",
        "HTTP__LISTEN": "[::1]:80",
    }  # fmt: skip
    config = from_variables(monkeypatch, **values)
    for name in values:
        key = attrgetter(name.lower().replace("__", "."))
        assert key(config) != key(Config()), name
    assert config.telegram.webhook.secret_token == "1234567890123456" and config.staff.inbox_chat == -1005


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TELEGRAM__TOKEN", "my-secret", "BotFather"),
        ("TELEGRAM__WEBHOOK__SECRET_TOKEN", "my secret", "16 to 256 Latin letters"),
        ("STORAGE__DSN", "mysql://u:my-secret@h/x", "unknown kind of database 'mysql'"),
    ],
)
def test_a_wrong_secret_is_refused_without_being_shown(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StartError, match=said) as refused:
        from_variables(monkeypatch, **{name: value})
    assert value not in str(refused.value) and "my-secret" not in str(refused.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"copy config\.example\.toml"):
        load(tmp_path / "none.toml")


def test_an_address_needs_host_and_port() -> None:
    assert address("127.0.0.1:9090") == ("127.0.0.1", 9090)
    assert address("[::1]:80") == ("::1", 80)
    with pytest.raises(StartError, match="host:port"):
        address("9090")


SECRET = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.mark.parametrize(
    "text",
    [
        f"telegram = '{SECRET}'",
        f"[telegram]\ntokn = '{SECRET}'",
        f"[telegram]\nbase_url = '{SECRET}'",
        f"[telegram]\ntoken_file = '{SECRET}'",
        f"[telegram]\ntoken = '{SECRET}'\nmode = 5",
        f"[telegram]\ntoken = ['{SECRET}']",
        f"[telegram.webhook]\npublic_url = ['{SECRET}']",
        f"[telegram.webhook]\nsecret_token = '{SECRET}'",
        f"storage = '{SECRET}'",
        f"[storage]\ndsn = '{SECRET}'",
        f"[storage]\ndsn = 'postgres//otandas:{SECRET}@db/otandas'",
        f"[telegram]\ntoken = '{SECRET}",
    ],
)
def test_no_fault_quotes_a_secret_wherever_it_was_put(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(StartError) as fault:
        load(path)
    assert SECRET.partition(":")[2] not in str(fault.value)


@pytest.mark.parametrize("secret", ["short", "fifteen-letters", "with a space inside it"])
def test_a_webhooks_secret_is_long_enough_not_to_be_guessed(tmp_path: Path, secret: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[telegram.webhook]\nsecret_token = '{secret}'")
    with pytest.raises(StartError, match="secret_token"):
        load(path)
