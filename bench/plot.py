"""Draw bars as SVG: the rates of the race, one bar a racer."""

from collections.abc import Mapping
from html import escape

BAR, GAP, LEFT, WIDTH = 22, 10, 300, 760  # in pixels
NUMBER = 70  # beside a bar


def bars(title: str, shares: Mapping[str, float]) -> str:
    """Draw shares of the greatest one, each with its number."""
    height = (BAR + GAP) * (len(shares) + 1)
    most = max(shares.values())
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img">',
        '<g font-family="sans-serif" font-size="14">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="{BAR - 5}" font-weight="bold">{escape(title)}</text>',
    ]
    for place, (name, share) in enumerate(shares.items(), 1):
        top = place * (BAR + GAP)
        length = max(1, share / most * (WIDTH - LEFT - NUMBER))
        lines += [
            f'<text x="{LEFT - 8}" y="{top + BAR - 6}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{length:.0f}" height="{BAR}" fill="#2b6777"/>',
            f'<text x="{LEFT + length + 6:.0f}" y="{top + BAR - 6}">{share:.3g}</text>',
        ]
    return "\n".join([*lines, "</g>", "</svg>", ""])
