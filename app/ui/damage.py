"""What the window says when damage comes to light while the diary is open."""

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
