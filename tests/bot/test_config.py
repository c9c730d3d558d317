"""Wrong configuration stops the start and names file, key and remedy."""

from pathlib import Path

import pytest

from bot.config import Config, address, load
from bot.errors import StartError

ROOT = Path(__file__).parents[2]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_given_means_the_defaults() -> None:
    config = load(None, {})
    assert config.storage.dsn == "sqlite:///otandas.db"
    assert config.delivery.messages_per_second == 28
    assert config.locale.default == "kk"


def test_the_example_documents_every_key_with_its_default() -> None:
    example = load(ROOT / "config.example.toml", {})
    assert example == Config()
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    for section in ("telegram", "storage", "delivery", "staff", "locale", "http"):
        assert f"[{section}]" in text
        for key in type(getattr(example, section)).model_fields:
            assert f"{key} =" in text or f".{key}]" in text, f"{section}.{key}"


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "[staff]\nowners = [1]\n[storage]\ndsn = 'sqlite:///a.db'")
    environ = {"OTANDAS_STAFF__OWNERS": "[7, 8]", "OTANDAS_TELEGRAM__WEBHOOK__LISTEN": "127.0.0.1:1"}
    config = load(path, environ)
    assert config.staff.owners == (7, 8)
    assert config.telegram.webhook.listen == "127.0.0.1:1"
    assert config.storage.dsn == "sqlite:///a.db"


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:ABC\n", encoding="utf-8")
    assert load(None, {"OTANDAS_TELEGRAM__TOKEN_FILE": str(secret)}).telegram.token == "123:ABC"
    assert load(written(tmp_path, f"[telegram]\ntoken_file = '{secret}'"), {}).telegram.token == "123:ABC"


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
        ("telegram = 'x'", "telegram has value 'x': must be a table"),
        ("[telegram.webhook]\nlisten = 'x'", "telegram.webhook.listen has value 'x': 'x' is not an address"),
        ("[http]\nlisten = '127.0.0.1:99999'", "http.listen has value"),
        ("[staff]\nowners = [99999999999999999999]", "staff.owners.0"),
        ("[staff]\nowners = {}", "staff.owners: must be a list"),
        ("[staff]\ninbox_chat = 'x'", "staff.inbox_chat has value 'x': must be a whole number"),
        ("[delivery]\nmessages_per_second = true", "must be a number, like 28"),
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
        load(path, {})
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_wrong_variable_is_named_as_such() -> None:
    with pytest.raises(StartError, match="environment OTANDAS_DELIVERY__MESSAGES_PER_SECOND"):
        load(None, {"OTANDAS_DELIVERY__MESSAGES_PER_SECOND": "many"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTANDAS_NOTHING__X", "1"),
        ("OTANDAS_TELEGRAM__NOTHING", "1"),
        ("OTANDAS_TELEGRAM__TOKEN__X", "1"),
        ("OTANDAS_STAFF__OWNERS", "me"),
        ("OTANDAS_HTTP__LISTEN", "9090"),
    ],
)
def test_whatever_is_wrong_in_the_environment_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(StartError, match=f"environment {name}"):
        load(None, {"OTANDAS_TELEGRAM__TOKEN": "1:a", name: value})


@pytest.mark.parametrize("value", ["7,8", "[7, 8]", " 7, 8 "])
def test_owners_may_be_listed_with_commas(value: str) -> None:
    assert load(None, {"OTANDAS_STAFF__OWNERS": value}).staff.owners == (7, 8)
    assert load(None, {"OTANDAS_STAFF__OWNERS": "7"}).staff.owners == (7,)
    assert load(None, {"OTANDAS_STAFF__OWNERS": ""}).staff.owners == ()


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, "\ufeff[locale]\ndefault = 'ru'\n"), {}).locale.default == "ru"


def test_every_key_can_be_set_by_the_environment() -> None:
    values = {
        "TELEGRAM__TOKEN": "1:a", "TELEGRAM__BASE_URL": "http://x", "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK__PUBLIC_URL": "https://x", "TELEGRAM__WEBHOOK__LISTEN": "0.0.0.0:80",
        "TELEGRAM__WEBHOOK__SECRET_TOKEN": "123", "STORAGE__DSN": "postgresql://u:p@h/d",
        "DELIVERY__MESSAGES_PER_SECOND": "5", "DELIVERY__PAID_BROADCASTS": "true", "STAFF__OWNERS": "[5]",
        "STAFF__INBOX_CHAT": "-1005", "LOCALE__DEFAULT": "en", "LOCALE__TIMEZONE": "Europe/Berlin",
        "HTTP__LISTEN": "[::1]:80",
    }  # fmt: skip
    config = load(None, {f"OTANDAS_{name}": value for name, value in values.items()})
    for name in values:
        section, *inner = name.lower().split("__")
        found = getattr(config, section)
        for key in inner:
            found = getattr(found, key)
        assert found != getattr(Config(), section), name
    assert config.telegram.webhook.secret_token == "123" and config.staff.inbox_chat == -1005


def test_a_wrong_token_is_refused_without_being_shown() -> None:
    with pytest.raises(StartError) as refused:
        load(None, {"OTANDAS_TELEGRAM__TOKEN": "my-secret"})
    assert "BotFather" in str(refused.value)
    assert "my-secret" not in str(refused.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"copy config\.example\.toml"):
        load(tmp_path / "none.toml", {})


def test_an_address_needs_host_and_port() -> None:
    assert address("127.0.0.1:9090") == ("127.0.0.1", 9090)
    assert address("[::1]:80") == ("::1", 80)
    with pytest.raises(StartError, match="host:port"):
        address("9090")
