"""What the window says when words cannot be stored before the lock or the end."""

from app.errors import Sentence, StorageError


class WordsUnsaved(StorageError):
    """The diary is damaged, and what is being typed could not be stored."""

    code = "words_unsaved"
    message = Sentence(
        "일기 파일이 손상돼서, 지금 적던 글을 저장하지 못했어요.",
        "The diary file is damaged, and what you are writing could not be saved.",
    )
    kept = Sentence(
        "적던 글은 아직 화면에 있어요. 먼저 다른 곳에 복사해 두세요.",
        "What you wrote is still on screen: copy it to another place first.",
    )
    todo = Sentence(
        "그다음 잠그면(Ctrl+L) 어떻게 이어 갈지 보여 드려요.", "Then lock (Ctrl+L), and you are shown the ways on."
    )


class WordsNotStored(StorageError):
    """Todak is to end, and what is being typed could not be stored."""

    code = "words_not_stored"
    message = Sentence("지금 적던 글을 저장하지 못했어요.", "What you are writing could not be saved.")
    kept = WordsUnsaved.kept
    todo = Sentence(
        "그래도 끝내려면 한 번 더 닫아 주세요. 그러면 저장하지 못한 글은 사라져요.",
        "To quit all the same, close once more; what was not saved is gone then.",
    )


class WordsHeld(StorageError):
    """The diary is locked, and what was typed could not be stored before: it is kept in memory."""

    code = "words_held"
    message = Sentence("잠그기 전에 적던 글을 저장하지 못했어요.", "What you wrote before the lock could not be saved.")
    kept = Sentence("그 글은 토닥이 켜져 있는 동안만 남아 있어요.", "It is kept only as long as Todak is running.")
    todo = Sentence(
        "일기를 열면 다시 나타나요. 끝내기 전에 열어서 다른 곳에 복사해 두세요.",
        "It comes back when you open the diary: do so before you quit, and copy it to another place.",
    )
