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
    if arguments.command is None:
        arguments.command = "doctor"  # until the window exists
        print("todak: the window is not built yet; try  todak init  and  todak hear --text -", file=sys.stderr)
    answer = Answer.take_stdout()
    start_logging()
    return run(arguments, answer)


if __name__ == "__main__":
    sys.exit(main())
