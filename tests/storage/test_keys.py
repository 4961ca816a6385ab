"""`diary.key`: what opens it, what does not, and what damage looks like."""

import json
import logging
import os
import pickle
import random
import shutil
import stat
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2.exceptions import HashingError

from app.errors import (
    DiaryExists,
    DiaryNewer,
    DiskFull,
    KeyDamaged,
    PassphraseMissing,
    RecoveryKeyMistyped,
    StorageError,
    TodakError,
    WrongPassphrase,
    WrongRecoveryKey,
)
from app.storage import key_copies, keys
from app.storage.key_file import canonical, read_header
from app.storage.keys import DataKey
from app.storage.passphrase import normalise_passphrase, read_passphrase_file
from app.storage.recovery_key import new_recovery_key, parsed, printed
from tests.argon2_cost import REAL, argon2_cost
from tests.storage.conftest import PASSPHRASE, new_template, refuse_to_read


@pytest.fixture(scope="module", autouse=True)
def real_argon2() -> Iterator[None]:
    """Here it costs what a user pays."""
    with argon2_cost(REAL):
        yield


@pytest.fixture(scope="module")
def template(real_argon2: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `folder` is a copy of here, at that cost."""
    return new_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def key(folder: Path) -> DataKey:
    return keys.unlock(folder, PASSPHRASE)


CHEAP = keys.Argon2Cost(memory_kib=64, passes=1, lanes=1)


def resealed(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the body as somebody would who can compute checksums but has no key."""
    import hashlib

    path = folder / "diary.key"
    document = json.loads(path.read_bytes())
    change(document["body"])
    covered = canonical({"body": document["body"], "mac": document["mac"]})
    document["checksum"] = hashlib.sha256(covered).hexdigest()
    path.write_bytes(canonical(document) + b"\n")


# --- passphrases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_opens_however_the_passphrase_was_typed(folder: Path, form: str, ending: str) -> None:
    typed = unicodedata.normalize(form, PASSPHRASE) + ending  # type: ignore[arg-type]
    assert keys.unlock(folder, typed).diary_id


@pytest.mark.parametrize("wrong", [PASSPHRASE + "\n\n", PASSPHRASE + "\r", PASSPHRASE + " ", PASSPHRASE[:-1], "x"])
def test_another_passphrase_does_not_open(folder: Path, wrong: str) -> None:
    with pytest.raises(WrongPassphrase):
        keys.unlock(folder, wrong)


def test_exactly_one_newline_is_removed() -> None:
    assert normalise_passphrase("가\n\n") == "가\n".encode()
    assert normalise_passphrase("가\r\n") == "가".encode()
    assert normalise_passphrase("가\r") == "가\r".encode()
    assert normalise_passphrase("\n가") == "\n가".encode()


@pytest.mark.parametrize("empty", ["", "\n", "\r\n"])
def test_an_empty_passphrase_is_none(folder: Path, tmp_path: Path, empty: str) -> None:
    with pytest.raises(PassphraseMissing):
        keys.unlock(folder, empty)
    with pytest.raises(PassphraseMissing):
        keys.create_key_file(tmp_path, DataKey.new(), empty)
    assert not (tmp_path / "diary.key").exists()


def test_a_passphrase_that_is_no_unicode_is_refused_without_quoting_it() -> None:
    with pytest.raises(StorageError) as caught:
        normalise_passphrase("secret\udc80")
    assert "secret" not in str(caught.value) and caught.value.__suppress_context__


def test_passphrase_files(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(b"\xef\xbb\xbf" + "봄\n\n".encode())
    assert normalise_passphrase(read_passphrase_file(file)) == "봄\n".encode()
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(StorageError):
        read_passphrase_file(file)
    file.write_bytes(b"x" * 100_000)
    with pytest.raises(StorageError):
        read_passphrase_file(file)
    with pytest.raises(PassphraseMissing):
        read_passphrase_file(tmp_path / "none")
    with pytest.raises(StorageError):
        read_passphrase_file(tmp_path)


# --- the keys --------------------------------------------------------------------------------------------------------


def test_keys_are_hidden_and_distinct(key: DataKey) -> None:
    derived = [
        key.database_key,
        key.audio_key,
        key.handover_key,
        key.header_mac_key,
        key.recovery_seal_key,
    ]
    assert len(set(derived)) == len(derived) and {len(each) for each in derived} == {32}
    assert "hidden" in repr(key) and not any(each.hex() in repr(key) for each in derived)
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_another_diary_has_other_keys(folder: Path, tmp_path: Path, key: DataKey) -> None:
    other = DataKey.new()
    keys.create_key_file(tmp_path, other, PASSPHRASE)
    assert other.database_key != key.database_key
    assert keys.unlock(tmp_path, PASSPHRASE).database_key == other.database_key


def test_an_existing_key_file_is_never_replaced(folder: Path) -> None:
    before = (folder / "diary.key").read_bytes()
    with pytest.raises(DiaryExists):
        keys.create_key_file(folder, DataKey.new(), PASSPHRASE)
    (folder / "diary.key").rename(folder / "diary.key.previous")
    with pytest.raises(DiaryExists):
        keys.create_key_file(folder, DataKey.new(), PASSPHRASE)
    assert (folder / "diary.key.previous").read_bytes() == before


# --- the recovery key ------------------------------------------------------------------------------------------------


def test_the_recovery_key_opens_and_is_shown_again(folder: Path, recovery_key: str, key: DataKey) -> None:
    assert keys.unlock_with_recovery_key(folder, recovery_key).database_key == key.database_key
    assert keys.recovery_key(folder, key) == recovery_key
    assert [len(group) for group in recovery_key.split("-")] == [4] * 9


def test_the_recovery_key_forgives_how_it_is_written(folder: Path, key: DataKey) -> None:
    raw = bytes(20)  # zeros, which people write as O
    written = printed(raw)
    assert written.startswith("0000-")
    for form in (written.lower(), written.replace("-", " "), written.replace("-", ""), f"\n {written}\t"):
        assert parsed(form) == raw
    assert parsed(written.replace("0", "o")) == parsed(written.replace("0", "O")) == raw
    ones = next(key for key in (bytes([0x08, number]) + bytes(18) for number in range(256)) if "1" in printed(key))
    assert parsed(printed(ones).replace("1", "I")) == parsed(printed(ones).replace("1", "l")) == ones


def test_every_single_typo_in_a_recovery_key_is_told() -> None:
    written = printed(bytes(range(20)))
    for place, character in enumerate(written):
        if character == "-":
            continue
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if other != character:
                with pytest.raises(RecoveryKeyMistyped):
                    parsed(written[:place] + other + written[place + 1 :])
    for mistake in ("", written[:-1], written + "0", written.replace(written[0], "U", 1), "가" * 36, "\ud800" * 36):
        with pytest.raises(RecoveryKeyMistyped):
            parsed(mistake)


def test_random_recovery_keys_survive_paper() -> None:
    for _ in range(200):
        key = new_recovery_key()
        assert parsed(printed(key)) == key


def test_the_recovery_key_of_another_diary_does_not_open(folder: Path) -> None:
    with pytest.raises(WrongRecoveryKey) as caught:
        keys.unlock_with_recovery_key(folder, printed(bytes(20)))
    assert not isinstance(caught.value, RecoveryKeyMistyped)


# --- damage ----------------------------------------------------------------------------------------------------------


def test_a_flip_of_any_byte_is_told_before_a_passphrase_is_tried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "diary.key"
    good = path.read_bytes()
    monkeypatch.setattr(keys, "_argon2id", lambda *_: pytest.fail("a damaged header got as far as Argon2"))
    chance = random.Random(1)
    for at in range(len(good)):
        for mask in (0x01, 0x20, chance.randrange(1, 256)):
            path.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
            with pytest.raises(KeyDamaged):
                keys.unlock(folder, PASSPHRASE)


def test_every_truncation_and_extension_is_told(folder: Path) -> None:
    path = folder / "diary.key"
    good = path.read_bytes()
    longer = [good + b"\n", good + b"\0", b"\xef\xbb\xbf" + good]
    for content in [*(good[:length] for length in range(len(good))), *longer]:
        path.write_bytes(content)
        with pytest.raises(KeyDamaged):
            keys.unlock(folder, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"null", b"[" * 60_000, b"9" * 5_000, b"\xff\xfe", b"{" * 200_000, b"[NaN]"])
def test_what_is_no_key_file_is_damaged(folder: Path, content: bytes) -> None:
    (folder / "diary.key").write_bytes(content)
    with pytest.raises(KeyDamaged):
        keys.unlock(folder, PASSPHRASE)


def swap_sealed(body: dict[str, Any]) -> None:
    first, second = body["wraps"]
    first["sealed"], second["sealed"] = second["sealed"], first["sealed"]


TAMPERINGS: dict[str, Callable[[dict[str, Any]], None]] = {
    "made by": lambda body: body.update(created_by="9.9.9"),
    "diary id": lambda body: body.update(diary="0" * 26),
    "no recovery wrap": lambda body: body["wraps"].pop(),
    "a wrap more": lambda body: body["wraps"].append({**body["wraps"][1], "kind": "unknown"}),
    "wraps in another order": lambda body: body["wraps"].reverse(),
    "a cheaper derivation": lambda body: body["wraps"][0]["parameters"].update(passes=1),
    "other lanes": lambda body: body["wraps"][0]["parameters"].update(lanes=1),
    "another parameter": lambda body: body["wraps"][0]["parameters"].update(note="x"),
    "swapped": swap_sealed,
    "no sealed key": lambda body: body["wraps"][0].update(sealed=""),
    "the recovery key replaced": lambda body: body["recovery"].update(sealed="AAAA"),
    "a memory bomb": lambda body: body["wraps"][0]["parameters"].update(memory_kib=100 << 20),
    "a time bomb": lambda body: body["wraps"][0]["parameters"].update(passes=1 << 31),
    "no memory": lambda body: body["wraps"][0]["parameters"].update(memory_kib=0),
    "memory as text": lambda body: body["wraps"][0]["parameters"].update(memory_kib="65536"),
    "memory as truth": lambda body: body["wraps"][0]["parameters"].update(lanes=True),
    "a short salt": lambda body: body["wraps"][0]["parameters"].update(salt="AAAA"),
    "a huge salt": lambda body: body["wraps"][0]["parameters"].update(salt="AAAA" * 1000),
    "a short nonce": lambda body: body["wraps"][0].update(nonce="AAAA"),
    "an old version": lambda body: body.update(version=0),
    "a field we do not know": lambda body: body.update(more=1),
    "no wraps": lambda body: body.update(wraps=[]),
    "wraps of another type": lambda body: body.update(wraps={}),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_nothing_is_swapped_in_unnoticed(folder: Path, name: str) -> None:
    resealed(folder, TAMPERINGS[name])
    begun = time.monotonic()
    with pytest.raises((KeyDamaged, WrongPassphrase)):
        keys.unlock(folder, PASSPHRASE)
    assert time.monotonic() - begun < 5  # the bombs did not go off


def test_a_changed_recovery_seal_is_not_shown(folder: Path, key: DataKey) -> None:
    resealed(folder, lambda body: body["recovery"].update(sealed="AAAA"))
    with pytest.raises(KeyDamaged):
        keys.recovery_key(folder, key)


def test_a_newer_key_file_is_refused_by_name(folder: Path) -> None:
    resealed(folder, lambda body: body.update(version=2, created_by="3.1"))
    with pytest.raises(DiaryNewer, match=r"3\.1"):
        keys.unlock(folder, PASSPHRASE)


def test_damage_is_not_taken_for_a_newer_version(folder: Path) -> None:
    path = folder / "diary.key"
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":9'))
    with pytest.raises(KeyDamaged):
        keys.unlock(folder, PASSPHRASE)


# --- the previous copy -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_the_previous_copy_opens_and_is_put_back(
    folder: Path, key: DataKey, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / "diary.key"
    good = path.read_bytes()
    shutil.copy(path, folder / "diary.key.previous")
    path.unlink() if harm == "missing" else path.write_bytes(good[:300])
    with caplog.at_level(logging.WARNING):
        assert keys.unlock(folder, PASSPHRASE, mend=False).database_key == key.database_key
        assert path.exists() == (harm == "damaged")
        assert keys.unlock(folder, PASSPHRASE).database_key == key.database_key
    assert path.read_bytes() == good
    assert (folder / "diary.key.damaged").exists() == (harm == "damaged")
    assert "put back" in caplog.text and PASSPHRASE not in caplog.text


def test_what_the_disk_refuses_to_read_is_damage_too(folder: Path, key: DataKey) -> None:
    keys.unlock(folder, PASSPHRASE)
    good = (folder / "diary.key").read_bytes()
    refuse_to_read(folder / "diary.key")
    assert keys.unlock(folder, PASSPHRASE, mend=False).database_key == key.database_key
    with pytest.raises(StorageError, match="EIO"):
        keys.unlock(folder, "다른 암호")
    assert keys.unlock(folder, PASSPHRASE).database_key == key.database_key
    assert (folder / "diary.key").read_bytes() == good and (folder / "diary.key.damaged").is_symlink()
    refuse_to_read(folder / "diary.key.previous")
    assert keys.unlock(folder, PASSPHRASE).database_key == key.database_key
    assert [(folder / each).read_bytes() for each in BOTH] == [good, good]


def test_a_damaged_key_file_whose_previous_copy_does_not_open_is_called_damaged(folder: Path) -> None:
    older = (folder / "diary.key").read_bytes()
    keys.change_passphrase(folder, PASSPHRASE, "새 암호")
    (folder / "diary.key").write_bytes(b"?")
    (folder / "diary.key.previous").write_bytes(older)  # as a crash in the middle of the change leaves it
    with pytest.raises(KeyDamaged):
        keys.unlock(folder, "새 암호")
    assert (folder / "diary.key").read_bytes() == b"?"
    assert keys.unlock(folder, PASSPHRASE).diary_id  # the previous copy knows the old one


@pytest.mark.parametrize("name", ["diary.key", "diary.key.previous"])
@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_after_a_change_each_copy_mends_the_other(folder: Path, key: DataKey, name: str, harm: str) -> None:
    keys.change_passphrase(folder, PASSPHRASE, "새 암호")
    good = (folder / "diary.key").read_bytes()
    (folder / name).unlink() if harm == "missing" else (folder / name).write_bytes(good[:-9])
    assert not _opens(folder, PASSPHRASE)
    assert keys.unlock(folder, "새 암호").database_key == key.database_key
    assert [(folder / each).read_bytes() for each in BOTH] == [good, good]


def test_the_first_opening_makes_the_second_copy(folder: Path) -> None:
    assert not (folder / "diary.key.previous").exists()
    keys.unlock(folder, PASSPHRASE, mend=False)
    assert not (folder / "diary.key.previous").exists()
    keys.unlock(folder, PASSPHRASE)
    assert (folder / "diary.key.previous").read_bytes() == (folder / "diary.key").read_bytes()
    assert stat.S_IMODE((folder / "diary.key.previous").stat().st_mode) == 0o600


def test_the_previous_copy_does_not_help_a_wrong_passphrase(folder: Path) -> None:
    keys.change_passphrase(folder, PASSPHRASE, "새 암호")
    with pytest.raises(WrongPassphrase):
        keys.unlock(folder, PASSPHRASE)


# --- changing the passphrase -----------------------------------------------------------------------------------------


def test_change_of_passphrase(folder: Path, key: DataKey, recovery_key: str) -> None:
    before = (folder / "diary.key").read_bytes()
    (folder / "diary.key.damaged").write_bytes(before)
    keys.change_passphrase(folder, PASSPHRASE, "새 암호\n", CHEAP)
    assert keys.unlock(folder, "새 암호", mend=False).database_key == key.database_key
    assert keys.unlock_with_recovery_key(folder, recovery_key).database_key == key.database_key
    assert keys.recovery_key(folder, key) == recovery_key
    assert opened_by(PASSPHRASE, folder) == [] and opened_by("새 암호", folder) == BOTH
    (folder / "diary.key").write_bytes(before)
    assert keys.unlock(folder, PASSPHRASE, mend=False).database_key == key.database_key  # an old backup's


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(folder: Path, recovery_key: str) -> None:
    keys.set_passphrase(folder, keys.unlock_with_recovery_key(folder, recovery_key), "새 암호")
    assert keys.unlock(folder, "새 암호").diary_id


def test_a_change_needs_the_old_passphrase_and_a_new_one(folder: Path) -> None:
    before = (folder / "diary.key").read_bytes()
    with pytest.raises(WrongPassphrase):
        keys.change_passphrase(folder, "아닌데", "새 암호")
    with pytest.raises(PassphraseMissing):
        keys.change_passphrase(folder, PASSPHRASE, "\n")
    assert (folder / "diary.key").read_bytes() == before


def test_no_key_is_set_under_the_header_of_another(folder: Path) -> None:
    with pytest.raises(KeyDamaged):
        keys.set_passphrase(folder, DataKey.new(), "새 암호")


def test_a_full_disk_at_any_step_of_a_change_leaves_a_file_that_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"left": 0}

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            calls["left"] -= 1
            if calls["left"] == 0:
                raise OSError(28, "No space left on device")
            return real(*arguments, **more)

        return call

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    keys.change_passphrase(folder, PASSPHRASE, PASSPHRASE, CHEAP)
    failures = 0
    for step in range(1, 20):
        calls["left"] = step
        try:
            keys.change_passphrase(folder, PASSPHRASE, "새 암호", CHEAP)
        except DiskFull:
            failures += 1
        done, calls["left"] = calls["left"] > 0, -1
        openers = [each for each in (PASSPHRASE, "새 암호") if _opens(folder, each)]
        assert len(openers) == 1
        assert not [each for each in folder.iterdir() if each.name.startswith(".diary")]
        if done:
            break
        if openers == ["새 암호"]:  # only what comes after the new file is in its place failed
            keys.change_passphrase(folder, "새 암호", PASSPHRASE, CHEAP)
    assert done and failures >= 5 and _opens(folder, "새 암호")


def _opens(folder: Path, passphrase: str) -> bool:
    try:
        keys.unlock(folder, passphrase, mend=False)
    except TodakError:
        return False
    return True


def _opened_by(secret: str, file: Path, *, unlock: Callable[..., DataKey] = keys.unlock) -> bool:
    """Whether `file`, whatever it is called, opens as a key file."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(file, Path(place) / "diary.key")
        try:
            unlock(Path(place), secret, mend=False)
        except TodakError:
            return False
        return True


def opened_by(secret: str, folder: Path, *, unlock: Callable[..., DataKey] = keys.unlock) -> list[str]:
    """The names of all files in `folder` that the secret opens."""
    files = sorted(each for each in folder.iterdir() if each.is_file() and each.stat().st_size < 65_536)
    return [each.name for each in files if _opened_by(secret, each, unlock=unlock)]


BOTH = ["diary.key", "diary.key.previous"]
STEPS = (
    (tempfile, "mkstemp"),
    (os, "fsync"),
    (os, "replace"),
    (os, "unlink"),
)


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do `act` in a process that dies, without any clean-up, before its `step`th touch of the disk; whether it died."""
    child = os.fork()
    if child == 0:
        left = step

        def dying(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **more: Any) -> Any:
                nonlocal left
                left -= 1
                if left == 0:
                    os._exit(9)
                return real(*arguments, **more)

            return call

        for module, name in STEPS:
            setattr(module, name, dying(getattr(module, name)))
        try:
            act()
        except BaseException:  # noqa: BLE001 (told to the parent, as its status)
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9), "the change failed instead of dying"
    return status == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.parametrize("before", ["fresh", "twice changed"])
def test_killed_at_every_step_of_a_change(folder: Path, recovery_key: str, tmp_path: Path, before: str) -> None:
    keys.set_passphrase(folder, keys.unlock(folder, PASSPHRASE), PASSPHRASE, CHEAP)
    if before == "fresh":
        (folder / "diary.key.previous").unlink()
    else:
        (folder / "diary.key.damaged").write_bytes((folder / "diary.key").read_bytes())
    kinds = set()
    for step in range(1, 60):
        copy = Path(shutil.copytree(folder, tmp_path / f"step{step}"))
        died = killed_at(step, lambda copy=copy: keys.change_passphrase(copy, PASSPHRASE, "새 암호", CHEAP))  # type: ignore[misc]
        openers = [each for each in (PASSPHRASE, "새 암호") if _opens(copy, each)]
        assert len(openers) == 1, f"step {step}: {openers}"
        (opener,), (other,) = openers, {PASSPHRASE, "새 암호"} - set(openers)
        if died:
            kinds.add(opener)
            with pytest.MonkeyPatch.context() as patch:  # or the passphrase would be wrapped anew as well
                patch.setattr(keys, "_grow", lambda *_: None)
                keys.unlock(copy, opener)  # the next opening
        assert [each for each in opened_by(opener, copy) if each != "diary.key.damaged"] == BOTH, f"step {step}"
        if opener == "새 암호":
            assert opened_by(other, copy) == [], f"step {step}"
        assert not list(copy.glob(".diary*")), f"step {step}"
        assert keys.unlock_with_recovery_key(copy, recovery_key, mend=False).diary_id
        shutil.rmtree(copy)
        if not died:
            break
    assert not died and step > 12 and kinds == {PASSPHRASE, "새 암호"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_killed_at_every_step_of_a_new_recovery_key(folder: Path, recovery_key: str, tmp_path: Path) -> None:
    keys.set_passphrase(folder, keys.unlock(folder, PASSPHRASE), PASSPHRASE, CHEAP)
    by_key = keys.unlock_with_recovery_key
    kinds = set()
    for step in range(1, 60):
        copy = Path(shutil.copytree(folder, tmp_path / f"step{step}"))
        died = killed_at(step, lambda copy=copy: keys.replace_recovery_key(copy, PASSPHRASE))  # type: ignore[misc]
        key = keys.unlock(copy, PASSPHRASE, mend=False)
        if died:
            key_copies.even_out(copy, (copy / "diary.key").read_bytes())
        in_force = keys.recovery_key(copy, key)
        kinds.add(in_force == recovery_key)
        assert opened_by(in_force, copy, unlock=by_key) == BOTH, f"step {step}"
        if in_force != recovery_key:
            assert opened_by(recovery_key, copy, unlock=by_key) == [], f"step {step}"
        shutil.rmtree(copy)
        if not died:
            break
    assert not died and kinds == {True, False}


def test_a_second_copy_that_cannot_be_written_is_made_up_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, written = key_copies.write_atomically, []

    def full_at_last(path: Path, content: bytes) -> None:
        written.append(path.name)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        real(path, content)

    keys.unlock(folder, PASSPHRASE)
    monkeypatch.setattr(key_copies, "write_atomically", full_at_last)
    keys.change_passphrase(folder, PASSPHRASE, "새 암호", CHEAP)  # is in force, so it is not called a failure
    assert written == ["diary.key.previous", "diary.key", "diary.key.previous"]
    assert opened_by(PASSPHRASE, folder) == ["diary.key.previous"] and "errno 28" in caplog.text
    keys.unlock(folder, "새 암호")
    assert opened_by(PASSPHRASE, folder) == [] and opened_by("새 암호", folder) == BOTH


# --- the recovery key, replaced --------------------------------------------------------------------------------------


def test_a_new_recovery_key_takes_the_place_of_the_old(folder: Path, key: DataKey, recovery_key: str) -> None:
    backup = (folder / "diary.key").read_bytes()
    new = keys.replace_recovery_key(folder, PASSPHRASE)
    assert new != recovery_key and keys.recovery_key(folder, key) == new
    assert keys.unlock_with_recovery_key(folder, new).database_key == key.database_key
    assert keys.unlock(folder, PASSPHRASE).database_key == key.database_key
    with pytest.raises(WrongRecoveryKey):
        keys.unlock_with_recovery_key(folder, recovery_key)
    assert opened_by(recovery_key, folder, unlock=keys.unlock_with_recovery_key) == []
    (folder / "diary.key").write_bytes(backup)
    assert keys.unlock_with_recovery_key(folder, recovery_key, mend=False).diary_id  # an old backup's


def test_a_new_recovery_key_needs_the_passphrase(folder: Path) -> None:
    before = (folder / "diary.key").read_bytes()
    with pytest.raises(WrongPassphrase):
        keys.replace_recovery_key(folder, "아닌데")
    assert (folder / "diary.key").read_bytes() == before


# --- Argon2 grows ----------------------------------------------------------------------------------------------------


def cost_of(path: Path) -> tuple[object, object]:
    """Memory in KiB and passes of the passphrase's wrap in `path`."""
    (wrap,) = (each for each in read_header(path)[0].wraps if each.kind == "passphrase")
    return wrap.parameters["memory_kib"], wrap.parameters["passes"]


@dataclass(frozen=True)
class Affordable:
    """A cost of today that a test can pay often."""

    memory_kib: int = 128
    passes: int = 2
    lanes: int = 1


@pytest.fixture
def cheap(folder: Path) -> Path:
    """The folder of a diary whose header is from a time of slower computers."""
    keys.set_passphrase(folder, keys.unlock(folder, PASSPHRASE), PASSPHRASE, CHEAP)
    assert cost_of(folder / "diary.key") == (64, 1)
    return folder


def test_an_old_header_is_wrapped_anew_at_the_next_unlock(cheap: Path, recovery_key: str) -> None:
    key = keys.unlock(cheap, PASSPHRASE, mend=False)
    assert keys.unlock_with_recovery_key(cheap, recovery_key).database_key == key.database_key
    assert cost_of(cheap / "diary.key") == (64, 1)  # who only reads, or has no passphrase, changes nothing
    assert keys.unlock(cheap, PASSPHRASE).database_key == key.database_key
    for name in BOTH:
        assert cost_of(cheap / name) == (65_536, 3)
    grown = (cheap / "diary.key").read_bytes()
    assert keys.unlock(cheap, PASSPHRASE).database_key == key.database_key
    assert keys.unlock_with_recovery_key(cheap, recovery_key).database_key == key.database_key
    assert (cheap / "diary.key").read_bytes() == grown  # once


def test_what_costs_more_than_today_stays_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.set_passphrase(folder, keys.unlock(folder, PASSPHRASE), PASSPHRASE, keys.Argon2Cost(80_000, 2, 1))
    keys.unlock(folder, PASSPHRASE)
    assert cost_of(folder / "diary.key") == (80_000, 3)
    keys.set_passphrase(folder, keys.unlock(folder, PASSPHRASE), PASSPHRASE, keys.Argon2Cost(80_000, 4, 1))
    keys.unlock(folder, PASSPHRASE)
    assert cost_of(folder / "diary.key") == (80_000, 4)


@pytest.mark.parametrize("trouble", ["a full disk", "too little memory"])
def test_a_header_that_cannot_grow_opens_all_the_same(
    cheap: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    before = (cheap / "diary.key").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def starved(*_: object, **__: object) -> bytes:
        raise HashingError("Memory allocation error")

    if trouble == "a full disk":
        monkeypatch.setattr(key_copies, "write_atomically", full)
        assert keys.unlock(cheap, PASSPHRASE).diary_id
    else:
        real = keys.low_level.hash_secret_raw
        monkeypatch.setattr(
            keys.low_level,
            "hash_secret_raw",
            lambda *given, **more: (starved if more["memory_cost"] > 64 else real)(*given, **more),
        )
        assert keys.unlock(cheap, PASSPHRASE).diary_id
    assert (cheap / "diary.key").read_bytes() == before
    assert "cheaper Argon2" in caplog.text and PASSPHRASE not in caplog.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_killed_at_every_step_of_growing(
    cheap: Path, tmp_path: Path, recovery_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "Argon2Cost", Affordable)
    seen = set()
    for step in range(1, 60):
        copy = Path(shutil.copytree(cheap, tmp_path / f"step{step}"))
        died = killed_at(step, lambda copy=copy: keys.unlock(copy, PASSPHRASE))  # type: ignore[misc]
        seen.add(cost_of(copy / "diary.key"))
        assert _opens(copy, PASSPHRASE), f"step {step}"
        assert keys.unlock_with_recovery_key(copy, recovery_key, mend=False).diary_id
        if died:
            keys.unlock(copy, PASSPHRASE)
        assert [cost_of(copy / name) for name in BOTH] == [(128, 2)] * 2, f"step {step}"
        assert not list(copy.glob(".diary*")), f"step {step}"
        shutil.rmtree(copy)
        if not died:
            break
    assert not died and seen == {(64, 1), (128, 2)}


def test_a_good_copy_that_cannot_be_put_back_still_opens(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "diary.key"
    path.rename(folder / "diary.key.previous")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_copies, "write_atomically", full)
    assert keys.unlock(folder, PASSPHRASE).diary_id
    assert not path.exists()
