"""Exit statuses and the shape of failures."""

import pytest

from tests.conftest import Todak


@pytest.mark.parametrize(
    "arguments",
    [
        ["hear"],
        ["hear", "--text", "가", "--mic", "3"],
        ["hear", "--text", "가", "--date", "2026-02-30"],
        ["hear", "--mic", "-3"],
        ["stats"],
        ["stats", "--month", "2026-13"],
        ["stats", "--year", "26"],
        ["show"],
        ["transcribe"],
        ["fly"],
    ],
)
def test_misuse_exits_with_2_and_says_nothing_on_stdout(todak: Todak, arguments: list[str]) -> None:
    finished = todak(*arguments)
    assert (finished.status, finished.out) == (2, b"")
    assert "usage" in finished.err


def failure(todak: Todak, *arguments: str) -> dict[str, str]:
    finished = todak(*arguments, "--json")
    assert finished.status == 1
    error = finished.json["error"]
    assert set(error) == {"code", "message", "kept", "todo"}
    assert all(error.values())
    return error


def test_no_diary(todak: Todak) -> None:
    assert failure(todak, "list")["code"] == "no_diary"
    assert failure(todak, "hear", "--text", "안녕")["code"] == "no_diary"
    assert not todak.folder.exists()


def test_wrong_passphrase(todak: Todak, diary_folder: object) -> None:
    todak.passphrase_file.write_text("다른 암호")
    assert failure(todak, "list")["code"] == "wrong_passphrase"


def test_no_passphrase_to_read(todak: Todak, diary_folder: object) -> None:
    todak.passphrase_file.unlink()
    assert failure(todak, "list")["code"] == "no_passphrase"


def test_damaged_key(todak: Todak, diary_folder: object) -> None:
    key = todak.folder / "diary.key"
    key.write_bytes(key.read_bytes()[:-40])
    assert failure(todak, "list")["code"] == "key_damaged"


def test_errors_come_in_english_too(todak: Todak, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert "no diary" in failure(todak, "list")["message"]


def test_without_json_a_failure_is_a_sentence_on_stderr(todak: Todak) -> None:
    finished = todak("list")
    assert (finished.status, finished.out) == (1, b"")
    assert "todak init" in finished.err


def test_global_options_before_and_after_the_command(todak: Todak, diary_folder: object) -> None:
    after = todak("list", "--json", "--data-dir", str(todak.folder))
    assert after.json == {"entries": []}
