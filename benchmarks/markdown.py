"""How long the worst texts take to render: milliseconds beside the limit (200).

    python benchmarks/markdown.py

Each text of 64 KiB is cut to what a form takes; the best of three runs is printed, because the machine has other work.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "platform"), str(ROOT / "tests")]

from hostile import CORPUS, PATHOLOGICAL  # noqa: E402
from veche.core.markup import LONGEST, is_simple, render  # noqa: E402

LIMIT = 200


def milliseconds(text: str) -> float:
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        render(text)
        taken.append(time.perf_counter() - begun)
    return min(taken) * 1000


def main() -> None:
    texts = {**{name: text[:LONGEST] for name, text in PATHOLOGICAL.items()}, "the whole corpus": "\n\n".join(CORPUS)}
    took = {name: milliseconds(text) for name, text in texts.items()}
    for name, time_ in sorted(took.items(), key=lambda pair: -pair[1]):
        how = "rendered" if is_simple(texts[name]) else "refused by the form"
        sys.stdout.write(f"{name:28} {time_:7.1f} ms (limit {LIMIT})  {how}\n")
    sys.exit(max(took.values()) > LIMIT)


if __name__ == "__main__":
    main()
