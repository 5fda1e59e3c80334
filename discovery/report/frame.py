"""The document that every page is: head, content policy, title and links to its parts around what the page shows."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template

from discovery.report.html import tag, text


@dataclass(frozen=True)
class Link:
    """A part of the page that one can jump to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Section:
    """A part of a page that is read from top to bottom."""

    anchor: str
    title: str
    inner: str
    """HTML."""
    link: str = ""
    """Its name among the links at the top; empty: it is not there."""
    kind: str = "panel"
    """How it looks: panel or notice."""

    def html(self) -> str:
        """The section as an element."""
        return tag("section", tag("h2", text(self.title)) + "\n" + self.inner, id=self.anchor, class_=self.kind)


def read_through(title: str, sections: Sequence[Section], skip: Link) -> str:
    """A page of sections one below the other, without a script; `skip` is where a keyboard goes first."""
    body = tag("main", "\n".join(section.html() for section in sections), class_="data")
    links = [Link(section.anchor, section.link) for section in sections if section.link]
    return framed(title, links, skip, body, asset("page.css") + asset("sections.css"))


def framed(title: str, links: Iterable[Link], skip: Link, body: str, style: str, script: str = "") -> str:
    """The whole document around a body; its policy lets it load nothing and run no script but the given one."""
    return Template(asset("frame.html")).substitute(
        policy=policy(style, script),
        style=style,
        title=text(title),
        first=text(skip.anchor),
        skip=text(skip.title),
        links="\n".join(tag("a", text(link.title), href=f"#{link.anchor}") for link in links),
        body=body,
    )


def asset(name: str) -> str:
    """One of the pages' own files, from the installed package."""
    return files("discovery.report").joinpath("assets", name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """Content security policy: exactly this style and this script, pictures only from the page itself."""
    run = f"script-src {_fingerprint(script)}; " if script else ""
    return (
        f"default-src 'none'; {run}style-src {_fingerprint(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _fingerprint(content: str) -> str:
    """Hash by which a browser recognises an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
