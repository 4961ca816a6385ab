"""How often the second reader, blind to the labels, chose the writer's: `python corpus/second_reader/agreement.py`.

`labels.tsv` holds the first 10 hexadecimal digits of the SHA-256 of a line's text, the second reader's emotion, and `?`
where they hesitated.
"""

import hashlib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "emotion"


def main() -> None:
    """Print the agreement for all lines read, by hard mark and by register, and the disagreements."""
    lines = {}
    for file in sorted(CORPUS.glob("*.tsv")):
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        if header.startswith("emotion\t"):
            for row in rows:
                emotion, register, _, hard, text = row.split("\t")
                lines[hashlib.sha256(text.encode()).hexdigest()[:10]] = (file.stem, emotion, register, hard, text)
    read: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for label in (HERE / "labels.tsv").read_text(encoding="utf-8").splitlines():
        identifier, emotion, *_ = label.split("\t")
        if identifier not in lines:
            read["changed since"] += 1
            continue
        situation, truth, register, hard, text = lines[identifier]
        for group in ("all", f"hard: {hard}" if hard else "plain", f"register: {register}"):
            read[group] += 1
            agreed[group] += truth == emotion
        if truth != emotion:
            print(f"{situation}: {truth}, read as {emotion}: {text}")
    for group, count in read.most_common():
        print(f"{group:28} {count:5} {agreed[group] / count:.3f}")


if __name__ == "__main__":
    main()
