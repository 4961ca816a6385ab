"""What the window says about an error: its own advice in the place of the command line's."""

from app.errors import Sentence, TodakError
from app.ui.translation import language

# Errors whose advice in app/errors.py names a command.
_IN_THE_WINDOW = {
    "no_diary": Sentence("토닥을 다시 열어 새 일기장을 만들어 주세요.", "Open Todak again to make a new diary."),
    "no_passphrase": Sentence("암호를 입력해 주세요.", "Please enter the passphrase."),
    "not_found": Sentence("지난 일기에서 다시 찾아 주세요.", "Please look for it among the entries."),
    "no_microphone": Sentence(
        "마이크를 연결하거나 글로 적어 주세요. 어떤 마이크가 보이는지는 설정에 있어요.",
        "Connect a microphone, or type instead. The settings show which microphones are found.",
    ),
    "diary_damaged": Sentence(
        "설정의 백업에서 없어진 것을 되살려 주세요. 지금 파일은 지우지 마세요.",
        "Bring back what is lost in the settings, under Backups. Do not delete the files that are there.",
    ),
    "words_missing": Sentence(
        "설정의 백업에서 없어진 것을 되살려 주세요.", "Bring back what is lost in the settings, under Backups."
    ),
    "not_backed_up": Sentence(
        "까닭을 없애고 다시 하거나, 백업 없이 할지 골라 주세요.",
        "See to that and try again, or choose to go on without a backup.",
    ),
    "read_only": Sentence(
        "일기 폴더를 쓸 수 있는 디스크로 통째로 복사한 뒤, 거기에 있는 일기를 열어 주세요.",
        "Copy the whole folder to a disk that can be written, and open the diary there.",
    ),
    "not_a_backup": Sentence("백업이 들어 있는 폴더를 골라 주세요.", "Choose the folder that the backups are in."),
    "other_diary": Sentence("이 일기의 백업을 골라 주세요.", "Choose a backup of this diary."),
    "not_an_export": Sentence(
        "설정의 ‘일기 내보내기’로 만든 파일을 골라 주세요.",
        "Choose a file that was made in the settings, by Export the diary.",
    ),
    "model_missing": Sentence(
        "토닥을 다시 설치해 주세요. 설정의 작동 상태에서 확인할 수 있어요.",
        "Please reinstall Todak. The settings show what works and what does not.",
    ),
    "model_broken": Sentence(
        "토닥을 다시 설치해 주세요. 설정의 작동 상태에서 확인할 수 있어요.",
        "Please reinstall Todak. The settings show what works and what does not.",
    ),
    "model_unusable": Sentence(
        "폴더의 파일이 온전한지 확인하거나, 다른 모델을 골라 주세요.",
        "Check that its files are whole, or choose another model.",
    ),
    "chosen_model_failed": Sentence(
        "설정의 작동 상태에서 다른 모델을 골라 주세요.", "Choose another model in the settings, under Engines."
    ),
    "model_unknown": Sentence("모델 폴더에 있는 모델을 골라 주세요.", "Choose a model that is in the folder."),
}


def breakable(text: str) -> str:
    """`text` in which a line may also end after a slash: paths are longer than dialogs are wide."""
    return text.replace("/", "/\u200b")


def explained(error: TodakError) -> dict[str, str]:
    """`code`, `message`, `kept` and `todo` of `error`, in the window's language and for someone in front of it."""
    said = error.explained(language())
    own = _IN_THE_WINDOW.get(error.code)
    return said | {"todo": own.said(language())} if own is not None else said
