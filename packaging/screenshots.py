"""Make docs/screenshots/: every page, on the demo's year, in Korean (light and dark) and English.

    .venv/bin/python packaging/screenshots.py [--only NAME …]

Works without a screen. The crisis card and the recording are shown as they look; nothing is recorded.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
OUT = ROOT / "docs" / "screenshots"
SIZE = (1_180, 800)
DRESSES = (("ko", "light"), ("ko", "dark"), ("en", "light"))
SPOKEN = "오늘은 퇴근하고 수진이랑 오래 걸었는데"
VOICE = (-48, -34, -27, -22, -30, -19, -25, -36, -28, -21, -33, -24)


class Photographer:
    """Walks through the window and takes a picture of each page."""

    def __init__(self, folder: Path, only: list[str]) -> None:
        from app.config import Settings
        from app.demo import build_demo
        from app.diary.calendar import diary_today
        from app.ui.application import DEMO_SETTINGS, make_application
        from app.ui.live_session import LiveSession

        self.only = only
        self.folder = folder
        self.settings = Settings(folder / "settings.json")
        for key, value in DEMO_SETTINGS.items():
            self.settings[key] = value
        self.app = make_application(self.settings)
        self.live = LiveSession(self.settings)
        self.today = diary_today(self.settings.day_start)
        self.live.open(lambda: build_demo(folder / "diary", self.today), lambda error: sys.exit(str(error)))
        self.until(lambda: self.live.is_open)
        self.live.session.diary.note_recovery_key_saved()
        self.dress = ("ko", "light")

    def until(self, true: Callable[[], bool], seconds: float = 30.0) -> None:
        """Let the window run."""
        end = time.monotonic() + seconds
        while not true() and time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.002)

    def rest(self, seconds: float = 1.0) -> None:
        """Let the window come to rest."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end and not self.live.is_busy)

    def take(self, widget: "object", name: str) -> None:
        """A picture of `widget`."""
        if self.only and name not in self.only:
            return
        self.rest()
        OUT.mkdir(parents=True, exist_ok=True)
        language, appearance = self.dress
        file = OUT / f"{name}-{language}-{appearance}.png"
        widget.grab().save(str(file))  # type: ignore[attr-defined]
        print(file.relative_to(ROOT))

    def wear(self, language: str, appearance: str) -> None:
        """Another language, another appearance."""
        from app.ui import theme, translation

        self.dress = (language, appearance)
        self.settings["language"] = language  # what is not drawn but said (a missing microphone) follows the settings
        translation.speak(language)
        theme.keeper().wear(appearance)

    def walk(self) -> None:
        """Every page of the open diary."""
        from app.diary.entry import Entry
        from app.ui.main_window import MainWindow
        from app.ui.places import CalendarAt, Entries, EntryAt, SettingsAt, Today

        imported: list[bool] = []
        self.live.read_ahead.connect(lambda: imported.append(True))
        window = MainWindow(self.settings, self.folder / "diary", self.live, has_diary=True)
        window.resize(*SIZE)
        window.show()
        self.until(lambda: bool(imported))  # charts come with it
        shell = window.shell
        assert shell is not None
        whole: list[Entry] = self.live.session.diary.entries()
        rich = max(whole[5:], key=lambda each: (len(each.utterances), len(each.tags), len(each.people)))
        places = {
            "calendar": CalendarAt(self.today),
            "year": CalendarAt(self.today, year=True),
            "list": Entries(),
            "search": Entries("엄마"),
            "entry": EntryAt(rich.id),
            "settings": SettingsAt(),
            "privacy": SettingsAt("privacy"),
            "backup": SettingsAt("backup"),
            "models": SettingsAt("engines"),
            "today": Today(),
        }
        for name, place in places.items():
            shell.go(place)
            self.take(window, name)
        self._listen(window)
        window.hide()
        window.deleteLater()

    def _listen(self, window: "object") -> None:
        self.live._set_recording("opening")
        self.live._set_recording("listening")
        for level in VOICE * 5:
            self.live.loudness.emit(float(level))
            self.until(lambda: False, 0.03)
        self.live.partial.emit("shown", SPOKEN)
        if not self.only or "listening" in self.only:
            OUT.mkdir(parents=True, exist_ok=True)
            window.grab().save(str(OUT / f"listening-{'-'.join(self.dress)}.png"))  # type: ignore[attr-defined]
        self.live._set_recording("idle")

    def before(self) -> None:
        """What is shown while there is no open diary."""
        from app.ui.pages.lock import LockPage
        from app.ui.pages.welcome import WelcomePage

        for name, page in (
            ("lock", LockPage(self.live, self.settings, self.folder / "diary")),
            ("welcome", WelcomePage(self.settings, self.folder / "new", self.live)),
        ):
            page.resize(*SIZE)
            page.show()
            self.take(page, name)
            page.hide()
            page.deleteLater()

    def crisis(self) -> None:
        """What answers danger, as it looks on the Today page."""
        from app.ui.main_window import MainWindow
        from app.ui.places import Today

        answered: list[object] = []
        self.live.answered.connect(answered.append)
        self.live.say("요즘은 그냥 사라지고 싶다는 생각만 들어.", lambda _: None, lambda error: sys.exit(str(error)))
        self.until(lambda: bool(answered))
        for language, appearance in DRESSES:
            self.wear(language, appearance)
            window = MainWindow(self.settings, self.folder / "diary", self.live, has_diary=True)
            window.resize(*SIZE)
            window.show()
            assert window.shell is not None
            window.shell.go(Today())
            self.take(window, "crisis")
            window.hide()
            window.deleteLater()


def main() -> None:
    """All of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"HOME": place, "LANG": "ko_KR.UTF-8"}
        photographer = Photographer(Path(place), arguments.only)
        for language, appearance in DRESSES:
            photographer.wear(language, appearance)
            photographer.walk()
            photographer.before()
        photographer.crisis()
        closed: list[datetime] = []
        photographer.live.close(lambda: closed.append(datetime.now()))
        photographer.until(lambda: bool(closed))
        photographer.live.end()


if __name__ == "__main__":
    main()
