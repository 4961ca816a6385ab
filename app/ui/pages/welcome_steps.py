"""The steps of the welcome, one after the other."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.config import Settings
from app.errors import DiaryExists, TodakError, storage_trouble
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.device_check import DeviceCheck
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.icon_picture import IconPicture
from app.ui.widgets.passphrase_field import NewPassphrase
from app.ui.widgets.recovery_sheet import RecoverySheet
from app.ui.widgets.terms import TERMS_VERSION, Terms
from app.ui.widgets.wrapping_check_box import WrappingCheckBox

if TYPE_CHECKING:
    from app.storage.repository import Diary

MASCOT = 96  # px, beside a step's title
GAP = 24  # px, between the mascot and the title
HERO = 168  # px, in the first step


class Step(QWidget):
    """One step: its title and what is below it.

    `changed` tells that `is_ready`, `onward` or `is_busy` may be another now; `done` that the next step is due.
    """

    changed = Signal()
    done = Signal()

    def __init__(self, title: str, words: str, mascot: str, size: int = MASCOT, role: str = "title") -> None:
        super().__init__()
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(20)
        head = QVBoxLayout()
        head.setSpacing(6)
        head.addStretch(1)
        head.addWidget(build.label(title, role, wrap=True))
        head.addWidget(build.label(words, "soft", wrap=True))
        head.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(Picture(size, mascot=mascot))
        row.addLayout(head, 1)
        self.column.addLayout(row)

    @property
    def can_go_back(self) -> bool:
        """Whether the step before may be seen again."""
        return True

    def onward(self) -> str:
        """The words on the one button that goes on."""
        return self.tr("다음")

    def later(self) -> str:
        """The words of a quiet way past this step; "" where there is none."""
        return ""

    @property
    def is_ready(self) -> bool:
        """Whether one can go on."""
        return True

    def first_focus(self) -> QWidget | None:
        """What has the focus when one arrives; None: the button that goes on."""
        return None

    def arrive(self) -> None:
        """The user comes to this step."""

    def leave(self) -> None:
        """The user goes on, or back."""

    def take_enter(self) -> bool:
        """Enter was pressed. Returns whether the step has made use of it."""
        return False

    def advance(self) -> None:
        """The user wants to go on (only when `is_ready`)."""
        self.done.emit()

    def skip(self) -> None:
        """The user takes the quiet way past."""
        self.done.emit()


class _Promise(QWidget):
    """An icon, a short title, and a sentence."""

    def __init__(self, icon: str, title: str, words: str) -> None:
        super().__init__()
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(build.label(title, "strong", wrap=True))
        text.addWidget(build.label(words, "soft", wrap=True))
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconPicture(icon, 22), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)


class HelloStep(Step):
    """What Todak does, and what it does not."""

    def __init__(self) -> None:
        super().__init__(
            self.tr("안녕하세요, 토닥이에요"),
            self.tr("말하거나 적으면 받아 적고, 마음을 헤아려 답하는 일기장이에요."),
            "doctor",
            HERO,
            "display",
        )
        card = build.area("card")
        grid = QGridLayout(card)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(20)
        for number, (icon, title, words) in enumerate(self._promises()):
            grid.addWidget(_Promise(icon, title, words), number // 2, number % 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        self.column.addWidget(card)
        danger = build.area("tint")
        inside = QVBoxLayout(danger)
        inside.setContentsMargins(24, 12, 24, 12)
        inside.addWidget(
            _Promise(
                "phone",
                self.tr("위험하다고 느껴지면 지금 109에 전화해 주세요"),
                self.tr("밤낮없이 사람이 받아요. 몸이 위험하면 바로 119를 눌러 주세요."),
            )
        )
        self.column.addWidget(danger)

    def _promises(self) -> list[tuple[str, str, str]]:
        return [
            (
                "lock",
                self.tr("이 컴퓨터에만 있어요"),
                self.tr("일기와 녹음은 암호로 잠겨 이 컴퓨터에만 남아요. 한 글자도 인터넷으로 보내지 않아요."),
            ),
            (
                "microphone",
                self.tr("말하면 받아 적어요"),
                self.tr("말을 글로 옮겨 그때그때 저장해요. 글로 적어도 똑같이 읽고 답해요."),
            ),
            (
                "heart",
                self.tr("마음을 짐작하고 답해요"),
                self.tr("마음을 짐작해 달력에 모으고 짧게 답해요. 짐작이 틀리면 언제든 바로잡을 수 있어요."),
            ),
            (
                "info",
                self.tr("의사는 아니에요"),
                self.tr("진단하거나 치료하지 못해요. 힘든 마음이 오래가면 전문가와 이야기해 보세요."),
            ),
        ]

    def onward(self) -> str:
        """See `Step`."""
        return self.tr("시작할게요")


class TermsStep(Step):
    """The terms, and the two consents."""

    def __init__(self) -> None:
        super().__init__(
            self.tr("시작하기 전에 약속해요"),
            self.tr("1분이면 읽을 수 있어요."),
            "avatar",
            64,
        )
        card = build.area("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.addWidget(Terms())
        self.column.addWidget(card)
        self._agree = WrappingCheckBox(self.tr("약관에 동의해요 (필수)"))
        self._agree.toggled.connect(self.changed)
        self._voice = WrappingCheckBox(self.tr("이 컴퓨터에서 내 목소리를 녹음하는 데 동의해요 (선택)"))
        consents = QVBoxLayout()
        consents.setSpacing(10)
        consents.addWidget(self._agree)
        consents.addWidget(self._voice)
        consents.addWidget(
            build.label(
                self.tr("녹음에 동의하지 않으면 글로만 적을 수 있어요. 설정에서 언제든 바꿀 수 있어요."),
                "caption",
                wrap=True,
            )
        )
        self.column.addLayout(consents)

    @property
    def is_ready(self) -> bool:
        """See `Step`."""
        return self._agree.is_checked

    @property
    def agrees_to_recording(self) -> bool:
        """Whether the user lets Todak record."""
        return self._voice.is_checked

    def onward(self) -> str:
        """See `Step`."""
        return self.tr("동의하고 계속")

    def first_focus(self) -> QWidget | None:
        """See `Step`."""
        return self._agree


class PassphraseStep(Step):
    """Choosing the passphrase and making the diary. `key` is the recovery key of the diary it made."""

    found_diary = Signal()  # there is one already, and the user wants to open it

    def __init__(self, live: LiveSession, settings: Settings, folder: Path, terms: TermsStep) -> None:
        super().__init__(
            self.tr("일기를 잠글 암호를 정해요"),
            self.tr(
                "일기를 열 때마다 이 암호를 물어볼게요. 아무도 대신 찾거나 바꿔 줄 수 없으니 "
                "오래 기억할 수 있는 것으로 정해 주세요."
            ),
            "writing",
        )
        self._live = live
        self._settings = settings
        self._folder = folder
        self._terms = terms
        self._creating = False
        self.key = ""
        self._passphrase = NewPassphrase()
        self._passphrase.changed.connect(self.changed)
        self._trouble = ErrorNote()
        self._existing = build.button(self.tr("있는 일기장 열기"), "soft", self.found_diary.emit, icon="unlock")
        self._existing.hide()
        form = QVBoxLayout()
        form.setContentsMargins(MASCOT + GAP, 0, 0, 0)  # under the title
        form.setSpacing(16)
        for widget in (self._passphrase, self._trouble):
            form.addWidget(widget)
        form.addWidget(self._existing, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(form)

    @property
    def is_ready(self) -> bool:
        """See `Step`."""
        return self._passphrase.is_ready and not self._creating

    def onward(self) -> str:
        """See `Step`."""
        return self.tr("일기장을 만들고 있어요…") if self._creating else self.tr("일기장 만들기")

    def first_focus(self) -> QWidget | None:
        """See `Step`."""
        return self._passphrase

    def take_enter(self) -> bool:
        """See `Step`."""
        return self._passphrase.take_enter()

    @property
    def can_go_back(self) -> bool:
        """Not while the diary is being made."""
        return not self._creating

    def advance(self) -> None:
        """Make the diary in the background; `done` follows, or a failure and a way on."""
        passphrase = self._passphrase.text()
        settings, folder, records = self._settings, self._folder, self._terms.agrees_to_recording
        self._set_creating(True)
        self._trouble.clear()
        self._existing.hide()

        def make() -> "Diary":
            from app.storage.repository import Diary

            try:  # before there is a diary: it is not used without the consent being written down
                settings["agreed_terms"] = TERMS_VERSION
                settings["voice_consent"] = records
            except OSError as error:
                raise storage_trouble(error) from error
            diary, self.key = Diary.create(folder, passphrase)
            return diary

        self._live.opened.connect(self._made, Qt.ConnectionType.SingleShotConnection)
        self._live.open(make, self._failed)

    def _made(self) -> None:
        self._passphrase.forget()
        self._set_creating(False)
        self.done.emit()

    def _failed(self, error: TodakError) -> None:
        if not isValid(self):
            return
        self._live.opened.disconnect(self._made)
        self._set_creating(False)
        self._existing.setVisible(isinstance(error, DiaryExists))
        self._trouble.show_error(error)

    def _set_creating(self, creating: bool) -> None:
        self._creating = creating
        self._passphrase.set_read_only(creating)
        self.changed.emit()


class RecoveryStep(Step):
    """The recovery key, shown once here and again from the settings."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__(
            self.tr("복구 키를 따로 적어 두세요"),
            self.tr(
                "암호를 잊어도 이 키가 있으면 일기를 열 수 있어요. "
                "암호와 복구 키를 모두 잃으면 일기는 다시 열 수 없어요."
            ),
            "doctor",
        )
        self._live = live
        self._sheet: RecoverySheet | None = None

    def show_key(self, key: str) -> None:
        """The key that was just made."""
        self._sheet = RecoverySheet(self._live, key)
        self._sheet.kept.connect(self.changed)
        self.column.addWidget(self._sheet)

    def leave(self) -> None:
        """See `Step`. The key is not kept in a page that nobody sees."""
        if self._sheet is not None:
            self._sheet.hide()
            self._sheet.deleteLater()
            self._sheet = None

    @property
    def is_ready(self) -> bool:
        """See `Step`."""
        return self._sheet is not None and self._sheet.is_kept

    @property
    def can_go_back(self) -> bool:
        """The diary is made, and its key was seen."""
        return False

    def later(self) -> str:
        """See `Step`."""
        return self.tr("나중에 저장할게요")

    def first_focus(self) -> QWidget | None:
        """See `Step`."""
        return self._sheet

    def advance(self) -> None:
        """See `Step`."""
        self._live.write(lambda diary: diary.note_recovery_key_saved())
        self.done.emit()


class DevicesStep(Step):
    """Hearing and being heard; all of it may be skipped."""

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        super().__init__(
            self.tr("소리를 확인해 볼까요?"),
            self.tr("지금 하지 않아도 괜찮아요. 마이크와 스피커는 설정에서 언제든 바꿀 수 있어요."),
            "listening",
        )
        self._check = DeviceCheck(live, settings, listen=True)
        self.column.addWidget(self._check)

    @property
    def can_go_back(self) -> bool:
        """The key is not shown again."""
        return False

    def arrive(self) -> None:
        """See `Step`."""
        self._check.start()

    def leave(self) -> None:
        """See `Step`."""
        self._check.stop()

    def onward(self) -> str:
        """See `Step`."""
        return self.tr("일기 쓰러 가기")
