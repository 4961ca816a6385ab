"""`todak`, and a double click: no arguments opens the window, a sub-command runs headless."""

import multiprocessing
import sys


def main() -> int:
    """Run Todak; returns the exit status."""
    from app.cli.main import build_parser, run
    from app.cli.output import Answer
    from app.log import start_logging
    from app.process import harden

    multiprocessing.freeze_support()  # in a frozen bundle the child that holds Kiwi starts here
    harden()
    arguments = build_parser().parse_args()
    answer = Answer.take_stdout()
    start_logging()
    if arguments.command not in (None, "demo"):
        return run(arguments, answer)
    from app.config import default_diary_folder
    from app.ui.application import run_demo, run_window

    if arguments.command == "demo":
        return run_demo(close_after=arguments.close_after)
    folder = getattr(arguments, "data_dir", None) or default_diary_folder()
    return run_window(folder, close_after=arguments.close_after)


if __name__ == "__main__":
    sys.exit(main())
