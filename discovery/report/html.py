"""HTML made of escaped text; nothing else writes markup by hand."""

import base64
import re
from collections.abc import Iterable, Sequence
from html import escape

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+\Z")


def text(value: object) -> str:
    """Any value as escaped text."""
    return escape(str(value), quote=True)


def tag(name: str, inner: str, **attributes: str) -> str:
    """An element around markup that is already safe; `class_` stands for `class`."""
    listed = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    return f"<{name}{listed}>{inner}</{name}>"


def paragraphs(sentences: Iterable[str]) -> str:
    """Each sentence as its own paragraph."""
    return "".join(tag("p", text(sentence)) for sentence in sentences)


def bullets(sentences: Iterable[str]) -> str:
    """Each sentence as an item of a list."""
    return tag("ul", "".join(tag("li", text(sentence)) for sentence in sentences))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", numeric_from: int = 1) -> str:
    """A table whose cells are markup that is already safe; columns from `numeric_from` on are aligned as numbers."""

    def cells(name: str, values: Sequence[str], **attributes: str) -> str:
        return "".join(
            tag(name, value, **({"class_": "number"} if place >= numeric_from else {}), **attributes)
            for place, value in enumerate(values)
        )

    head = tag("thead", tag("tr", cells("th", [text(title) for title in header], scope="col")))
    body = tag("tbody", "".join(tag("tr", cells("td", row)) for row in rows))
    titled = tag("caption", text(caption)) if caption else ""
    return tag("div", tag("table", titled + head + body), class_="scroll")


def details(summary: str, inner: str) -> str:
    """A part that is folded up at first."""
    return tag("details", tag("summary", text(summary)) + inner)


def picture(svg: str, caption: str, kind: str = "plot") -> str:
    """An SVG as an image inside the page, with what it shows below it."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    image = f'<img class="{text(kind)}" src="{source}" alt="{text(caption)}">'
    return tag("figure", image + tag("figcaption", text(caption)))


def link(address: str) -> str:
    """A web address to follow by hand; any other text stays text, so that no script can hide in it."""
    if WEB_ADDRESS.match(address):
        return tag(
            "a",
            text(re.sub(r"^https?://(www\.)?", "", address)),
            href=address,
            rel="noreferrer noopener",
            target="_blank",
        )
    return text(address)
