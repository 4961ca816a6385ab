"""The one error hierarchy: what failed, what was kept safe, what to do, in Korean and English.

Details put into a sentence are names, numbers and paths, never diary text, transcripts or keys: sentences are logged.
Known trouble (a full disk, a wrong passphrase, no microphone) has a type here; anything else is a bug and is raised as
it came.
"""

import errno
from dataclasses import dataclass
from datetime import date
from pathlib import Path
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


class UnexpectedError(TodakError):
    """A bug: its traceback is in the log, its words are not shown (they may quote the diary)."""

    code = "unexpected"
    message = Sentence("토닥에 오류가 있어요. ({kind})", "Todak has a bug ({kind}).")
    todo = Sentence("로그를 확인해 주세요. 로그에는 일기 내용이 없어요.", "See the log; it holds no diary text.")


# --- the diary -------------------------------------------------------------------------------------------------------


class StorageError(TodakError):
    """The diary could not be read or written."""

    code = "storage_failed"
    message = Sentence("일기를 읽거나 쓰지 못했어요. ({reason})", "The diary could not be read or written ({reason}).")


class DiaryMissing(StorageError):
    code = "no_diary"
    message = Sentence("{folder}에 일기가 없어요.", "There is no diary in {folder}.")
    kept = NOTHING_STORED
    todo = Sentence("todak init으로 새 일기장을 만들어 주세요.", "Make one with todak init.")


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


class NotConfirmed(StorageError):
    """The Todak that is open took it over and did not say what came of it."""

    code = "not_confirmed"
    message = Sentence(
        "열려 있는 토닥이 저장했는지 알려 주지 못했어요.",
        "The Todak that is open could not say whether this was stored.",
    )
    kept = Sentence("저장되어 있을 수도 있어요.", "It may be stored.")
    todo = Sentence(
        "다시 말하기 전에 일기에 있는지 먼저 봐 주세요. todak list가 보여 줘요.",
        "Before you say it again, look whether it is in the diary: todak list shows it.",
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


class KeyringFailed(StorageError):
    code = "keyring_failed"
    message = Sentence(
        "이 컴퓨터에 저장한 열쇠를 쓰지 못했어요. ({reason})", "This computer's keyring could not be used ({reason})."
    )
    todo = Sentence("암호로 열어 주세요.", "Use the passphrase.")


class PassphraseMissing(StorageError):
    code = "no_passphrase"
    message = Sentence("암호가 필요해요.", "A passphrase is needed.")
    todo = Sentence("--passphrase-file로 암호 파일을 알려 주세요.", "Name a file with --passphrase-file.")


class Restorable(StorageError):
    """Damage that a backup can make good. `offer` lets the error name one."""

    offered: ClassVar[Sentence] = Sentence(
        "{day}의 온전한 백업이 {backup}에 있어요. todak restore로 되살려 주세요.",
        "There is a good backup of {day} at {backup}: todak restore brings it back.",
    )

    def offer(self, backup: Path, day: date) -> None:
        """Name the newest good backup and the local date it was made on."""
        self.details |= {"backup": backup, "day": day}

    def explained(self, language: str) -> dict[str, str]:
        """As of every error; with the path `backup`, and `todo` that names it, once one is offered."""
        said = super().explained(language)
        if "backup" in self.details:
            said |= {"todo": self.offered.said(language, **self.details), "backup": str(self.details["backup"])}
        return said


class KeyDamaged(Restorable):
    code = "key_damaged"
    message = Sentence("열쇠 파일이 손상됐어요: {path}", "The key file is damaged: {path}")
    kept = Sentence(
        "일기 파일은 암호화된 채 그대로 있어요.", "The diary itself is still there, encrypted and untouched."
    )
    todo = Sentence(
        "백업의 diary.key를 이 자리에 복사한 뒤 다시 여세요.",
        "Copy diary.key from a backup to this place and open again.",
    )


class DiaryDamaged(Restorable):
    code = "diary_damaged"
    message = Sentence("일기 파일이 손상됐어요: {part}", "The diary file is damaged: {part}")
    kept = Sentence("손상된 파일을 고치거나 지우지 않았어요.", "Nothing was changed or deleted.")
    todo = Sentence("가장 최근 백업에서 되살려 주세요.", "Restore the newest backup.")


class WordsMissing(DiaryDamaged):
    """The database counts fewer writes than `diary.mark` (app/storage/mark.py)."""

    code = "words_missing"
    message = Sentence(
        "마지막으로 저장한 {missing}건이 일기에 없어요. {part} 파일이 손상됐거나, diary.db가 예전 것으로 바뀌었어요.",
        "The last {missing} things saved are not in the diary: {part} is damaged, or diary.db is an older copy.",
    )
    offered = Sentence(
        "{day}의 온전한 백업이 {backup}에 있어요. todak restore로 되살리거나, todak check --accept-loss로 이어 가세요.",
        "A good backup of {day} is at {backup}: todak restore brings it back. Or go on: todak check --accept-loss.",
    )
    kept = Sentence(
        "아무것도 바꾸거나 지우지 않았어요. 남아 있는 것은 읽기 전용으로 볼 수 있어요.",
        "Nothing was changed or deleted. What is there can be read: todak list, show, search.",
    )
    todo = Sentence(
        "가장 최근 백업에서 되살리거나, todak check --accept-loss로 남은 것만 가지고 이어 가세요.",
        "Restore the newest backup, or go on with what is there: todak check --accept-loss.",
    )


class DerivedDamaged(StorageError):
    code = "derived_damaged"
    message = Sentence(
        "찾기와 달력이 쓰는 목록이 글과 맞지 않아요.", "What searching and the calendar go by disagrees with the words."
    )
    kept = Sentence("글과 녹음은 모두 온전해요.", "All words and recordings are whole.")
    todo = Sentence("todak check --rebuild로 다시 만들어 주세요.", "Make it anew: todak check --rebuild.")


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


class NoRoomToMigrate(DiskFull):
    code = "no_room_to_migrate"
    message = Sentence(
        "일기를 새 형식으로 옮기려면 디스크에 {needed} MB가 비어 있어야 해요. 지금은 {free} MB예요.",
        "Bringing the diary to the new format needs {needed} MB of free disk space; there are {free} MB.",
    )
    kept = Sentence("일기는 옛 형식 그대로 안전해요.", "The diary is safe, as it was.")


class CannotUndo(StorageError):
    code = "cannot_undo"
    message = Sentence(
        "그사이 이 일기가 바뀌어서 되돌릴 수 없어요.", "These entries have changed since; it can no longer be undone."
    )
    kept = Sentence("일기는 지금 그대로 두었어요.", "They were left as they are now.")
    todo = Sentence("직접 옮기거나 휴지통에서 꺼내 주세요.", "Move it by hand, or take it out of the trash.")


class NotFound(StorageError):
    code = "not_found"
    message = Sentence("찾는 것이 없어요: {what}", "Not found: {what}")
    todo = Sentence("todak list로 확인해 주세요.", "Look it up with todak list.")


class Cancelled(StorageError):
    code = "cancelled"
    message = Sentence("멈췄어요.", "It was stopped.")
    kept = Sentence("일기와 이전 백업은 그대로예요.", "The diary and earlier backups are untouched.")
    todo = Sentence("필요할 때 다시 해 주세요.", "Do it again whenever you like.")


class BackupFailed(StorageError):
    code = "backup_failed"
    message = Sentence(
        "{folder}에 백업을 만들지 못했어요. ({reason})", "The backup in {folder} could not be made ({reason})."
    )
    kept = Sentence("일기와 이전 백업은 그대로예요.", "The diary and earlier backups are untouched.")
    todo = Sentence("다른 폴더를 고르거나 다시 해 주세요.", "Choose another folder, or try again.")


class NotBackedUp(StorageError):
    """A backup was to be made before something that cannot be taken back, and failed: `cause` says why."""

    code = "not_backed_up"
    message = Sentence("먼저 백업해 두려고 했는데 되지 않았어요. {why}", "A backup was to be made first. {why}")
    kept = Sentence("아직 아무것도 바꾸지 않았어요.", "Nothing was changed yet.")
    todo = Sentence(
        "까닭을 없애고 다시 해 주세요. 백업 없이 하려면 --no-backup을 붙여 주세요.",
        "See to that and try again, or go on without a backup: --no-backup.",
    )

    def __init__(self, cause: TodakError) -> None:
        self.cause = cause
        super().__init__(why=cause.explained("en")["message"])

    def explained(self, language: str) -> dict[str, str]:
        """As of every error, with what the cause says of itself in the same language."""
        why = self.cause.explained(language)["message"]
        return super().explained(language) | {"message": self.message.said(language, why=why)}


class NoRoomForBackup(DiskFull):
    code = "no_room_for_backup"
    message = Sentence(
        "백업하려면 {folder}에 {needed} MB가 비어 있어야 해요. 지금은 {free} MB예요.",
        "The backup needs {needed} MB of free space in {folder}; there are {free} MB.",
    )
    kept = Sentence("일기와 이전 백업은 그대로예요.", "The diary and earlier backups are untouched.")
    todo = Sentence("자리를 비우거나 다른 폴더를 골라 주세요.", "Free some space, or choose another folder.")


class NoRoomToCompact(DiskFull):
    code = "no_room_to_compact"
    message = Sentence(
        "일기를 작게 줄이려면 디스크에 {needed} MB가 비어 있어야 해요. 지금은 {free} MB예요.",
        "Compacting the diary needs {needed} MB of free disk space; there are {free} MB.",
    )
    kept = Sentence("일기는 그대로예요.", "The diary is as it was.")


class NotABackup(StorageError):
    code = "not_a_backup"
    message = Sentence("{folder}에 토닥의 백업이 없어요.", "There is no backup of Todak in {folder}.")
    todo = Sentence("todak restore --list로 백업을 찾아 주세요.", "Look for backups with todak restore --list.")


class BackupDamaged(StorageError):
    code = "backup_damaged"
    message = Sentence("이 백업은 손상됐어요: {folder}", "This backup is damaged: {folder}")
    kept = Sentence("아무것도 되살리지 않았고, 일기는 그대로예요.", "Nothing was restored; the diary is as it was.")
    todo = Sentence("다른 백업을 골라 주세요.", "Choose another backup.")


class OtherDiary(StorageError):
    code = "other_diary"
    message = Sentence("{folder}에 있는 것은 다른 일기예요.", "What is in {folder} belongs to another diary.")
    kept = Sentence("두 일기 모두 그대로예요.", "Both diaries are untouched.")
    todo = Sentence(
        "그 일기는 todak restore {folder} --beside 폴더로 따로 꺼내 그 암호로 여세요.",
        "Take it out with todak restore {folder} --beside DIR, and open it with its own passphrase.",
    )


class NothingSalvaged(StorageError):
    code = "nothing_salvaged"
    message = Sentence("손상된 일기에서 읽을 수 있는 것이 없어요.", "Nothing in the damaged diary can be read.")
    kept = Sentence("손상된 파일은 그대로 두었어요.", "The damaged files were left as they are.")
    todo = Sentence("백업에서 되살려 주세요.", "Restore a backup.")


class DiaryUnwritable(StorageError):
    code = "read_only"
    message = Sentence("{folder}에는 쓸 수 없어요.", "Nothing can be written in {folder}.")
    todo = Sentence(
        "읽기는 돼요. 쓰려면 쓸 수 있는 곳으로 일기 폴더를 옮겨 주세요.",
        "It can be read. To write, move the diary's folder to a place that allows it.",
    )


class NotAnExport(StorageError):
    code = "not_an_export"
    message = Sentence("토닥이 내보낸 파일이 아니에요: {file}", "This is not a file that Todak exported: {file}")
    kept = NOTHING_STORED
    todo = Sentence("todak export로 만든 파일을 골라 주세요.", "Choose a file that todak export made.")


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


class SoundLost(VoiceError):
    """Some of what was said came in while nothing could be written, for longer than it can wait."""

    code = "sound_lost"
    message = Sentence(
        "컴퓨터가 잠깐 멈춰서, 말씀하신 소리 가운데 {seconds}초를 받지 못했어요.",
        "The computer came to a halt, and {seconds} s of what you said were lost.",
    )
    kept = Sentence("나머지는 잃지 않았어요.", "Nothing else was lost.")
    todo = Sentence(
        "적힌 말에 빠진 곳이 있는지 보고, 있으면 다시 말하거나 적어 주세요.",
        "See whether something is missing in what was written down, and say or type it again.",
    )


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


class SpeechNotWritten(VoiceError):
    code = "speech_not_written"
    message = Sentence(
        "답을 소리 파일로 쓰지 못했어요: {file} ({reason})", "The spoken reply could not be written: {file} ({reason})"
    )
    kept = Sentence("글과 답은 저장되어 있어요.", "The words and the reply are saved.")
    todo = Sentence(
        "그 폴더가 있고 쓸 수 있는지 확인해 주세요.", "Check that its folder is there and can be written in."
    )


class HearingStopped(VoiceError):
    code = "hearing_stopped"
    message = Sentence("소리 파일을 끝까지 듣지 못하고 멈췄어요.", "It was stopped before the end of the sound file.")
    kept = Sentence("그때까지 들은 것은 저장되어 있어요.", "What was heard until then is saved.")
    todo = Sentence(
        "어디까지 저장됐는지 일기에서 보고 나머지를 들려주세요.", "See in the diary how far it got, and hear the rest."
    )


class NoSpeaker(VoiceError):
    code = "no_speaker"
    message = Sentence("스피커를 찾지 못했어요.", "No speaker was found.")
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


class ModelUnusable(ModelError):
    """A checkpoint of the user's cannot be used."""

    code = "model_unusable"
    message = Sentence("{id} 모델을 쓸 수 없어요. ({reason})", "The model {id} cannot be used ({reason}).")
    kept = Sentence("그 폴더는 건드리지 않았어요.", "Its folder was not touched.")
    todo = Sentence(
        "폴더의 파일이 온전한지 확인해 주세요. todak models inspect {id}가 더 알려 줘요.",
        "Check that its files are whole; todak models inspect {id} tells more.",
    )


class ChosenModelFailed(ModelUnusable):
    """The user chose a checkpoint that cannot be used: what comes with Todak takes over."""

    code = "chosen_model_failed"
    message = Sentence(
        "고르신 {id} 모델을 쓰지 못해, 토닥에 들어 있는 것이 대신해요. ({reason})",
        "The model {id} you chose cannot be used; what comes with Todak takes over ({reason}).",
    )
    kept = NOTHING_LOST
    todo = Sentence(
        "todak models test {id}로 살펴보거나, todak models use로 다른 모델을 골라 주세요.",
        "Look at it with todak models test {id}, or choose another with todak models use.",
    )


class TorchMissing(ModelError):
    code = "torch_missing"
    message = Sentence(
        "이 토닥에는 torch와 transformers가 들어 있지 않아 이런 모델을 쓸 수 없어요.",
        "This build of Todak has no torch and transformers, which such a model needs.",
    )
    todo = Sentence("소스로 설치한 토닥에서 쓸 수 있어요.", "Use Todak as installed from its source.")


class NotTranscribed(ModelError):
    """What was said could not be turned into words; its sound is in the journal."""

    code = "not_transcribed"
    message = Sentence("말씀하신 소리를 글로 옮기지 못했어요.", "What was said could not be turned into words.")
    kept = Sentence("녹음은 간직해 두었어요.", "The recording is kept.")
    todo = Sentence(
        "다음에 일기를 열 때 다시 옮겨 볼게요. 그때도 안 되면 토닥을 다시 설치해 주세요.",
        "Todak tries again when the diary is next opened. If that fails too, reinstall Todak.",
    )


# --- training --------------------------------------------------------------------------------------------------------


class TrainingError(TodakError):
    """A model could not be trained."""

    code = "training_failed"
    message = Sentence("학습하지 못했어요. ({reason})", "The training failed ({reason}).")
    kept = Sentence("일기는 건드리지 않았어요.", "No diary was touched.")


def storage_trouble(error: OSError) -> StorageError:
    """The storage error that names what the operating system said (a full disk and a full quota are one thing)."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return StorageError(reason=reason_of(error))


def reason_of(error: OSError) -> str:
    """What the operating system said, in a word (`EACCES`)."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
