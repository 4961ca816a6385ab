"""What the process leaves behind, and whom it tries to reach: nothing readable, and nobody."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from app.diary.entry import Source
from app.session import now
from app.voice.audio_file import read_blocks
from tests.conftest import Finished, Todak, files_under, open_diary, spellings, wait_until_listening
from tests.microphone import VirtualSound

MARKER = "보랏빛 우체통 아래에 편지를 숨겨 두었다"
HEADERS = [b"RIFF", b"fLaC", b"OggS"]
RUN = 4096  # bytes of PCM that must appear nowhere
WRITING = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)')
STRACE = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=open,openat,creat,socket,connect,sendto,sendmsg"]
NETWORK = re.compile(r"socket\(AF_INET6?\b|sin6?_addr")


def traced(todak: Todak, trace: Path, *arguments: str | Path, stdin: str = "") -> tuple[Finished, str]:
    """Run under strace; returns what the command did and the calls that open files for writing or make sockets."""
    finished = todak(*arguments, stdin=stdin, prefix=[*STRACE, "-o", str(trace)], timeout=300)
    return finished, trace.read_text(encoding="utf-8", errors="replace")


def written_files(calls: str) -> list[Path]:
    """Every regular file that was opened for writing and is still there."""
    names = {Path(name.encode().decode("unicode_escape").encode("latin-1").decode()) for name in WRITING.findall(calls)}
    return [path for path in names if path.is_file() and not str(path).startswith(("/dev/", "/proc/"))]


def assert_nothing_readable(files: list[Path], text: str, pcm: bytes = b"") -> None:
    needles = spellings(text)
    # Any run of RUN bytes holds one of these whole, wherever it begins.
    runs = [pcm[start : start + RUN // 2] for start in range(0, len(pcm) - RUN // 2, RUN // 2)]
    loud = [run for run in runs if np.abs(np.frombuffer(run, "<i2").astype(int)).max() > 64]
    for path in files:
        content = path.read_bytes()
        for needle in [*needles, *HEADERS, *loud]:
            assert needle not in content, f"readable in {path}"


def assert_no_network(calls: str) -> None:
    attempts = [line for line in calls.splitlines() if NETWORK.search(line)]
    assert not attempts, attempts


def test_a_typed_sentence_is_readable_nowhere(todak: Todak, diary_folder: Path, home: Path, tmp_path: Path) -> None:
    finished, calls = traced(todak, tmp_path / "trace", "hear", "--text", "-", "--json", stdin=MARKER)
    assert finished.status == 0, finished.err
    assert finished.json["utterances"][0]["text"] == MARKER
    todak("search", MARKER)
    todak("show", finished.json["entry"])
    written = written_files(calls)
    assert any(path.name.startswith("diary.db") for path in written)
    ours = (str(diary_folder), str(home / ".local" / "state" / "todak"))
    strays = [path for path in files_under(home, tmp_path / "temp") if not str(path).startswith(ours)]
    assert not strays, f"somebody wrote {strays}"
    everything = {*written, *files_under(diary_folder, home, tmp_path / "temp")}
    assert_nothing_readable(sorted(everything), MARKER)
    assert_no_network(calls)
    assert MARKER not in finished.err


def test_a_spoken_sentence_is_readable_nowhere(
    todak: Todak, diary_folder: Path, home: Path, tmp_path: Path, recording: Path
) -> None:
    finished, calls = traced(todak, tmp_path / "trace", "hear", "--audio", recording, "--json")
    assert finished.status == 0, finished.err
    [utterance, *_] = finished.json["utterances"]
    assert len(utterance["text"]) > 5
    pcm = b"".join(block.tobytes() for block in read_blocks(recording))
    with open_diary(diary_folder) as diary:
        kept = b"".join(diary.audio.read(utterance["id"]))
        assert kept in pcm + bytes(len(kept)), "the recording is kept as it was heard"
    everything = {*written_files(calls), *files_under(diary_folder, home, tmp_path / "temp")}
    assert any(path.suffix == ".tdk" for path in everything)
    assert_nothing_readable(sorted(everything), utterance["text"], pcm)
    assert_no_network(calls)
    assert utterance["text"] not in finished.err


def test_backups_restoring_and_compacting_leave_nothing_and_reach_nobody(
    todak: Todak, diary_folder: Path, home: Path, tmp_path: Path
) -> None:
    backups, beside, salvaged = (tmp_path / name for name in ("backups", "beside", "salvaged"))
    with open_diary(diary_folder, read_only=False) as diary:
        said = diary.append(MARKER, Source.TYPED, started_at=now(), day=now().date())
        diary.edit_text(said.id, f"{MARKER}!")
        diary.set_tags(said.entry_id, [MARKER])
        diary.save_draft(MARKER)
    told: list[str] = []

    def run(*arguments: str | Path) -> None:
        finished, calls = traced(todak, tmp_path / f"trace{len(told)}", *arguments)
        assert finished.status == 0, (arguments, finished.err)
        assert MARKER not in finished.err
        told.append(calls)

    run("backup", "--to", backups)
    [made] = backups.glob("todak-*")
    for more in (["--list"], ["--compare"], [], ["--beside", beside]):
        run("restore", backups if more == ["--list"] else made, *more)
    run("restore", "--salvage", salvaged)
    run("compact")
    run("check")
    run("search", MARKER[2:5])
    calls = "".join(told)
    assert_no_network(calls)
    everything = {*written_files(calls), *files_under(diary_folder, home, tmp_path / "temp", backups, beside, salvaged)}
    assert any(path.name == "backup.json" for path in everything)
    assert_nothing_readable(sorted(everything), MARKER)


def test_an_export_is_the_only_file_in_the_clear(todak: Todak, diary_folder: Path, home: Path, tmp_path: Path) -> None:
    with open_diary(diary_folder, read_only=False) as diary:
        diary.append(MARKER, Source.TYPED, started_at=now(), day=now().date())
    file = tmp_path / "out" / "diary.json"
    file.parent.mkdir()
    exported, calls = traced(todak, tmp_path / "trace", "export", file, "--yes-in-the-clear")
    assert exported.status == 0, exported.err
    assert MARKER in file.read_text(encoding="utf-8") and file.stat().st_mode & 0o777 == 0o600
    imported, more = traced(todak, tmp_path / "trace2", "import", file)
    assert imported.status == 0, imported.err
    assert_no_network(calls + more)
    assert [path.name for path in file.parent.iterdir()] == ["diary.json"]
    written = {*written_files(calls + more), *files_under(diary_folder, home, tmp_path / "temp")} - {file}
    assert_nothing_readable(sorted(written), MARKER)
    assert MARKER not in exported.err + imported.err


def test_the_leak_test_can_fail(tmp_path: Path) -> None:
    for form in spellings(MARKER):
        (tmp_path / "leak").write_bytes(b"\x00" * 7 + form)
        with pytest.raises(AssertionError):
            assert_nothing_readable([tmp_path / "leak"], MARKER)
    noise = np.random.default_rng(1).integers(-9000, 9000, 40_000, dtype="<i2").tobytes()
    (tmp_path / "leak").write_bytes(b"x" + noise[10_001 : 10_001 + RUN])
    with pytest.raises(AssertionError):
        assert_nothing_readable([tmp_path / "leak"], MARKER, noise)


def test_files_are_private(todak: Todak, diary_folder: Path, recording: Path) -> None:
    todak("hear", "--audio", recording)
    for path in [diary_folder, *diary_folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_the_log_holds_no_content(todak: Todak, diary_folder: Path, home: Path) -> None:
    todak("hear", "--text", "-", stdin=MARKER)
    for name in ("diary.key", "diary.key.previous"):
        (diary_folder / name).write_bytes(b"broken")
    todak("search", MARKER)
    logs = [path for path in files_under(home) if path.name == "todak.log"]
    assert logs and "KeyDamaged" in logs[0].read_text()
    assert_nothing_readable(logs, MARKER)


def test_the_microphone_and_the_voice_leave_nothing_and_reach_nobody(
    todak: Todak, diary_folder: Path, home: Path, tmp_path: Path, sound: VirtualSound, recording: Path
) -> None:
    trace = tmp_path / "trace"
    process = todak.start("hear", "--mic", "8", "--speak", "--json", prefix=[*STRACE, "-o", str(trace)])
    wait_until_listening(process)
    sound.play(recording)
    out, err = process.communicate(timeout=200)
    assert process.returncode == 0, err.decode()
    [utterance] = json.loads(out)["utterances"]
    assert utterance["text"] and utterance["reply"]
    calls = trace.read_text(encoding="utf-8", errors="replace")
    pcm = b"".join(block.tobytes() for block in read_blocks(recording))
    everything = sorted({*written_files(calls), *files_under(diary_folder, home, tmp_path / "temp")})
    assert_nothing_readable(everything, utterance["text"], pcm)
    assert_nothing_readable(everything, utterance["reply"])
    assert_no_network(calls)


def test_no_library_that_uploads_telemetry_is_installed() -> None:
    """ONNX Runtime 1.27 and later write an identifier and send events home, though not where they notice a test."""
    import onnxruntime

    libraries = [
        path for path in Path(onnxruntime.__file__).parent.rglob("*") if path.suffix in (".so", ".dll", ".pyd")
    ]
    assert libraries
    for library in libraries:
        content = library.read_bytes()
        for sign in (b"OneCollector", b"events.data.microsoft.com", b"ORT_DISABLE_TELEMETRY"):
            assert sign not in content, f"{sign!r} in {library.name}"
