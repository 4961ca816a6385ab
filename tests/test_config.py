"""Places and settings."""

import json
import threading
from datetime import time
from pathlib import Path

import pytest

from app.config import FASTEST, GROUPS, SETTINGS, SLOWEST, Kind, Settings, resources


def test_every_default_is_acceptable_and_labelled() -> None:
    for setting in SETTINGS:
        assert setting.accepts(setting.default), setting.key
        assert setting.label.ko and setting.label.en


def test_every_setting_can_be_shown() -> None:
    names = {group.name for group in GROUPS}
    assert len(names) == len(GROUPS) and all(group.label.ko and group.label.en for group in GROUPS)
    for setting in SETTINGS:
        assert setting.page in names or (setting.kind is Kind.HIDDEN and not setting.page), setting.key
        assert bool(setting.choices) == (setting.kind is Kind.CHOICE), setting.key
        assert all(setting.accepts(choice.value) for choice in setting.choices), setting.key
        assert all(choice.label.ko and choice.label.en for choice in setting.choices), setting.key
        assert setting.help is None or (setting.help.ko and setting.help.en), setting.key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("appearance", "sepia"),
        ("text_size", 101),
        ("text_size", True),
        ("lock_after", False),
        ("lock_after", -1),
        ("keep_audio", 1),
        ("speech_rate", SLOWEST - 1),
        ("speech_rate", FASTEST + 1),
        ("speech_rate", 150.5),
        ("microphone", 3),
    ],
)
def test_what_no_control_would_give_is_refused(tmp_path: Path, key: str, value: object) -> None:
    settings = Settings(tmp_path / "settings.json")
    with pytest.raises(ValueError):
        settings[key] = value
    assert not (tmp_path / "settings.json").exists()


def test_changes_from_several_threads_are_all_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings = Settings(file)
    changes = {"appearance": "dark", "text_size": 130, "language": "en", "day_start": "06:00", "speech_rate": 200}
    together = threading.Barrier(len(changes))

    def change(key: str, value: object) -> None:
        together.wait()
        settings[key] = value

    for _ in range(20):
        file.unlink(missing_ok=True)
        settings = Settings(file)
        threads = [threading.Thread(target=change, args=each) for each in changes.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {key: settings[key] for key in changes} == changes
        assert json.loads(file.read_text()) == changes


def test_a_change_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    settings = Settings(tmp_path / "config" / "settings.json")
    with pytest.raises(OSError):
        settings["appearance"] = "dark"
    assert settings["appearance"] == "system"


def test_what_another_process_has_changed_meanwhile_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    window = Settings(file)
    window["appearance"] = "dark"
    Settings(file)["generator_model"] = "mine"  # chosen in a terminal
    window["text_size"] = 130
    assert json.loads(file.read_text()) == {"appearance": "dark", "generator_model": "mine", "text_size": 130}
    assert window["generator_model"] is None, "what this window shows does not change under it"
    file.write_text("{")
    window["language"] = "en"
    assert json.loads(file.read_text()) == {"appearance": "dark", "text_size": 130, "language": "en"}


def test_settings_survive_and_are_private(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.json"
    settings = Settings(file)
    assert settings.day_start == time(4)
    settings["day_start"] = "05:30"
    assert Settings(file).day_start == time(5, 30)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", ["", "{", "[]", '{"day_start": "25:99", "keep_audio": 3}', "null"])
def test_a_broken_file_means_the_defaults(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content)
    settings = Settings(file)
    assert all(settings[setting.key] == setting.default for setting in SETTINGS)


def test_a_value_that_is_not_accepted_is_refused(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    with pytest.raises(ValueError):
        settings["language"] = "fr"
    with pytest.raises(KeyError):
        settings["colour"] = "red"
    assert not (tmp_path / "settings.json").exists()


def test_unknown_keys_of_a_newer_version_are_not_used(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"from_the_future": 1, "language": "en"}))
    assert Settings(file).language == "en"


@pytest.mark.parametrize(
    ("spoken", "language"), [("ko_KR.UTF-8", "ko"), ("en_GB.UTF-8", "en"), ("C.UTF-8", "ko"), ("", "ko")]
)
def test_language_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoken: str, language: str) -> None:
    monkeypatch.setenv("LANG", spoken)
    assert Settings(tmp_path / "none").language == language


def test_resources_are_found_in_the_checkout_and_in_a_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (resources() / "models").is_dir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resources() == tmp_path / "resources"
