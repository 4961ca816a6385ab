"""The one error hierarchy: what failed, what was kept safe, what to do, in Korean and English.

Details put into a sentence are names, numbers and paths, never diary text, transcripts or keys: sentences are logged.
Known trouble (a full disk, a wrong passphrase, no microphone) has a type here; anything else is a bug and is raised as
it came.
"""

import errno
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages, with `{placeholders}` for details."""

    ko: str
    en: str

    def said(self, language: str, **details: object) -> str:
        """The sentence in `language` (`ko` or `en`)."""
        return (self.ko if language == "ko" else self.en).format(**details)


NOTHING_LOST = Sentence("이미 저장된 일기는 그대로예요.", "Everything already saved is untouched.")
NOTHING_STORED = Sentence("아무것도 저장하지 않았어요.", "Nothing was stored.")
SPOKEN_KEPT = Sentence("그때까지 말씀하신 것은 저장되어 있어요.", "What was said until then is saved.")


class TodakError(Exception):
    """Base of all errors that a user may meet.

    `code` names the failure for machines; `message`, `kept` and `todo` are for people. Keyword arguments fill their
    placeholders.
    """

    code: ClassVar[str] = "failed"
    message: ClassVar[Sentence] = Sentence("무언가 잘못됐어요.", "Something went wrong.")
    kept: ClassVar[Sentence] = NOTHING_LOST
    todo: ClassVar[Sentence] = Sentence("다시 시도해 주세요.", "Please try again.")

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.message.said("en", **details))

    def explained(self, language: str) -> dict[str, str]:
        """`code`, `message`, `kept` and `todo` in `language` (`ko` or `en`)."""
        return {
            "code": self.code,
            "message": self.message.said(language, **self.details),
            "kept": self.kept.said(language, **self.details),
            "todo": self.todo.said(language, **self.details),
        }


# --- the diary -------------------------------------------------------------------------------------------------------


class StorageError(TodakError):
    """The diary could not be read or written."""

    code = "storage_failed"
    message = Sentence("일기를 읽거나 쓰지 못했어요. ({reason})", "The diary could not be read or written ({reason}).")


class DiaryMissing(StorageError):
    code = "no_diary"
    message = Sentence("{folder}에 일기가 없어요.", "There is no diary in {folder}.")
    kept = NOTHING_STORED
    todo = Sentence("todak init으로 새 일기를 만들어 주세요.", "Make one with todak init.")


class DiaryExists(StorageError):
    code = "diary_exists"
    message = Sentence("{folder}에 이미 일기가 있어요.", "There is already a diary in {folder}.")
    kept = Sentence("있던 일기는 건드리지 않았어요.", "The diary that is there was not touched.")
    todo = Sentence("다른 폴더를 고르거나 있는 일기를 여세요.", "Choose another folder, or open that diary.")


class DiaryBusy(StorageError):
    code = "busy"
    message = Sentence("다른 토닥이 이 일기를 쓰고 있어요.", "Another Todak is writing in this diary.")
    kept = NOTHING_STORED
    todo = Sentence(
        "열려 있는 토닥에서 말하거나, 닫고 다시 해 주세요.", "Use the one that is open, or close it and try again."
    )


class WrongPassphrase(StorageError):
    code = "wrong_passphrase"
    message = Sentence("암호가 맞지 않아요.", "That passphrase does not open this diary.")
    todo = Sentence(
        "한/영 키와 대소문자를 확인하고 다시 입력하거나, 복구 키로 여세요.",
        "Check the keyboard language and capitals and try again, or use the recovery key.",
    )


class WrongRecoveryKey(StorageError):
    code = "wrong_recovery_key"
    message = Sentence("그 복구 키로는 이 일기를 열 수 없어요.", "That recovery key does not open this diary.")
    todo = Sentence(
        "이 일기를 만들 때 받은 복구 키인지 확인해 주세요.", "Check that it is the recovery key of this very diary."
    )


class RecoveryKeyMistyped(WrongRecoveryKey):
    code = "recovery_key_mistyped"
    message = Sentence("복구 키에 잘못 적힌 글자가 있어요.", "The recovery key has a mistyped or missing character.")
    todo = Sentence("네 글자씩 다시 견주어 보세요.", "Compare it again, four characters at a time.")


class PassphraseMissing(StorageError):
    code = "no_passphrase"
    message = Sentence("암호가 필요해요.", "A passphrase is needed.")
    todo = Sentence("--passphrase-file로 암호 파일을 알려 주세요.", "Name a file with --passphrase-file.")


class KeyDamaged(StorageError):
    code = "key_damaged"
    message = Sentence("열쇠 파일이 손상됐어요: {path}", "The key file is damaged: {path}")
    kept = Sentence(
        "일기 파일은 암호화된 채 그대로 있어요.", "The diary itself is still there, encrypted and untouched."
    )
    todo = Sentence(
        "백업의 diary.key를 이 자리에 복사한 뒤 다시 여세요.",
        "Copy diary.key from a backup to this place and open again.",
    )


class DiaryDamaged(StorageError):
    code = "diary_damaged"
    message = Sentence("일기 파일이 손상됐어요: {part}", "The diary file is damaged: {part}")
    kept = Sentence("손상된 파일을 고치거나 지우지 않았어요.", "Nothing was changed or deleted.")
    todo = Sentence("가장 최근 백업에서 되살려 주세요.", "Restore the newest backup.")


class AudioDamaged(StorageError):
    code = "audio_damaged"
    message = Sentence("녹음이 손상됐어요: {utterance}", "This recording is damaged: {utterance}")
    kept = Sentence("글과 나머지 녹음은 그대로예요.", "The text and the other recordings are untouched.")
    todo = Sentence("백업에 있는 녹음을 되살려 주세요.", "Restore the recording from a backup.")


class DiaryNewer(StorageError):
    code = "diary_newer"
    message = Sentence(
        "이 일기는 더 새로운 토닥(스키마 {schema}, {version})이 썼어요.",
        "This diary was written by a newer Todak (schema {schema}, {version}).",
    )
    todo = Sentence("토닥을 새 버전으로 바꿔 주세요.", "Update Todak.")


class DiskFull(StorageError):
    code = "disk_full"
    message = Sentence("디스크에 자리가 없어요.", "The disk is full.")
    kept = Sentence("이미 저장된 것은 모두 안전해요.", "Everything saved before is safe.")
    todo = Sentence("자리를 비우고 다시 해 주세요.", "Free some space and try again.")


class NotFound(StorageError):
    code = "not_found"
    message = Sentence("찾는 것이 없어요: {what}", "Not found: {what}")
    todo = Sentence("todak list로 확인해 주세요.", "Look it up with todak list.")


# --- the voice -------------------------------------------------------------------------------------------------------


class VoiceError(TodakError):
    """Hearing or speaking failed."""

    code = "voice_failed"
    message = Sentence("소리를 다루지 못했어요. ({reason})", "Sound could not be handled ({reason}).")


class NoMicrophone(VoiceError):
    code = "no_microphone"
    message = Sentence("마이크를 찾지 못했어요.", "No microphone was found.")
    kept = NOTHING_LOST
    todo = Sentence(
        "마이크를 연결하거나 글로 적어 주세요. todak doctor가 장치를 보여 줘요.",
        "Connect a microphone, or type instead. todak doctor lists the devices.",
    )


class MicrophoneLost(VoiceError):
    code = "microphone_lost"
    message = Sentence("말하는 중에 마이크가 끊어졌어요.", "The microphone was disconnected while you spoke.")
    kept = SPOKEN_KEPT
    todo = Sentence("마이크를 다시 연결하고 이어서 말해 주세요.", "Reconnect it and go on.")


class NothingHeard(VoiceError):
    code = "nothing_heard"
    message = Sentence("말소리가 들리지 않았어요.", "No speech was heard.")
    kept = NOTHING_STORED
    todo = Sentence(
        "마이크를 확인하고 조금 더 가까이서 말해 주세요.", "Check the microphone and speak a little closer."
    )


class AudioUnreadable(VoiceError):
    code = "audio_unreadable"
    message = Sentence("소리 파일을 읽지 못했어요: {file}", "This sound file cannot be read: {file}")
    kept = NOTHING_STORED
    todo = Sentence("WAV 파일이 온전한지 확인해 주세요.", "Check that it is a complete WAV file.")


class NoSpeaker(VoiceError):
    code = "no_speaker"
    message = Sentence("스피커를 찾지 못했어요.", "No loudspeaker was found.")
    kept = Sentence("글과 답은 저장되어 있어요.", "The words and the reply are saved.")
    todo = Sentence("스피커를 연결하거나 글로 읽어 주세요.", "Connect one, or read the reply.")


class NoVoice(VoiceError):
    code = "no_voice"
    message = Sentence("한국어 목소리를 찾지 못했어요. ({reason})", "No voice for this language was found ({reason}).")
    kept = Sentence("글과 답은 저장되어 있어요.", "The words and the reply are saved.")
    todo = Sentence(
        "리눅스에서는 espeak-ng를, 윈도우와 맥에서는 한국어 음성을 설치해 주세요.",
        "Install espeak-ng on Linux, or a Korean voice on Windows and macOS.",
    )


# --- the models ------------------------------------------------------------------------------------------------------


class ModelError(TodakError):
    """A model could not be used."""

    code = "model_failed"
    message = Sentence("모델을 쓰지 못했어요. ({reason})", "A model could not be used ({reason}).")
    kept = Sentence(
        "글은 저장되고, 감정은 나중에 다시 계산돼요.", "The words are saved; feelings are worked out later."
    )


class ModelMissing(ModelError):
    code = "model_missing"
    message = Sentence("모델이 없어요: {path}", "A model is missing: {path}")
    todo = Sentence(
        "토닥을 다시 설치해 주세요. todak doctor가 확인해 줘요.", "Reinstall Todak; todak doctor checks it."
    )


class ModelBroken(ModelError):
    code = "model_broken"
    message = Sentence("모델이 손상됐어요: {path} ({reason})", "A model is broken: {path} ({reason})")
    todo = Sentence(
        "토닥을 다시 설치해 주세요. todak doctor가 확인해 줘요.", "Reinstall Todak; todak doctor checks it."
    )


def storage_trouble(error: OSError) -> StorageError:
    """The storage error that names what the operating system said (a full disk and a full quota are one thing)."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return StorageError(reason=errno.errorcode.get(error.errno or 0, type(error).__name__))
