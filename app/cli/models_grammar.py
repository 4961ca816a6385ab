"""The grammar of `todak models …`, apart from what it does: every start of Todak reads it."""

import argparse
from pathlib import Path

from app.models.checkpoints import BUNDLED, EMOTION, TASKS


def add_models(models: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    """The grammar below `todak models`; `everywhere` holds the global options."""
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, summary: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, parents=[everywhere], help=summary, description=summary)

    action("list", "your models, and which are chosen")
    action("inspect", "all that is known of one model").add_argument("id", metavar="ID")
    action("test", "verify one model, load it, and try three sentences").add_argument("id", metavar="ID")
    action("remove", "delete one model").add_argument("id", metavar="ID")
    use = action("use", "read, or answer, with this model from now on")
    use.add_argument("id", metavar="ID", help=f"a model of yours, or {BUNDLED}: what comes with Todak")
    use.add_argument(
        "--for", dest="task", choices=TASKS, default=EMOTION, help="what bundled is for (default: emotion)"
    )
    convert = action("convert", "make a model from the .pth file of a seed")
    convert.add_argument("file", type=Path, metavar="FILE.pth")
    convert.add_argument("--kind", choices=TASKS, required=True)
    convert.add_argument(
        "--base", type=Path, metavar="FOLDER", required=True, help="what it was trained on: config.json and tokenizer"
    )
    convert.add_argument(
        "--labels", metavar="A,B,…|FILE", help="the names of the outputs in their order; a file has one a line"
    )
    convert.add_argument(
        "--answers", type=Path, metavar="FILE", help="wellness: category and answer on each line, a tab between them"
    )
    convert.add_argument("--to", metavar="ID", help="the new model's name (default: the file's)")
    fetch = action("fetch", "fetch a model once, from the host and under the licence that are said first")
    fetch.add_argument("id", metavar="OWNER/NAME", help="skt/kobert-base-v1, skt/kogpt2-base-v2, or any other")
    fetch.add_argument("--yes", action="store_true", help="fetch it; without, host, size and licence are said only")
    fetch.add_argument("--discard", action="store_true", help="delete what came of a download that was not finished")
    fetch.add_argument("--from", dest="source", metavar="URL", help="a mirror with the hub's addresses")
