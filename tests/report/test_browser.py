"""The page in a real browser: it sorts, filters, opens details and exports, with no error in its console."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from discovery.report.model import ReportInput
from discovery.report.page import write_page

CHROMIUM = shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
QUIET = ("--disable-component-update", "--disable-sync", "--remote-debugging-pipe")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


class Browser:
    """Chromium driven through a pair of pipes (DevTools protocol, messages ended by NUL)."""

    def __init__(self, profile: Path) -> None:
        theirs_in, mine_out = os.pipe()
        mine_in, theirs_out = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs_in, theirs_out)]
        command = [CHROMIUM or "", *FLAGS, *QUIET, f"--user-data-dir={profile}", "about:blank"]
        silent = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_WRONLY, 0) for end in (1, 2)]
        pipes = [(os.POSIX_SPAWN_DUP2, mine, theirs) for mine, theirs in zip(ends, (3, 4), strict=True)]
        self.process = os.posix_spawn(command[0], command, os.environ, file_actions=[*silent, *pipes])
        for end in (*ends, theirs_in, theirs_out):
            os.close(end)
        self.sender, self.receiver = os.fdopen(mine_out, "wb", 0), os.fdopen(mine_in, "rb", 0)
        self.buffer, self.count, self.session, self.complaints = b"", 0, {}, list[str]()
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters, **self.session}
        self.sender.write(json.dumps(message).encode() + b"\0")
        while (answer := self.receive()).get("id") != self.count:
            if answer.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.complaints.append(json.dumps(answer["params"]))
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def receive(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            received = self.receiver.read(65536)
            assert received, "chromium has ended"
            self.buffer += received
        text, self.buffer = self.buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        return message

    def run(self, expression: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def open(self, page: Path, fragment: str = "") -> None:
        self.call("Page.navigate", url="about:blank")
        self.complaints.clear()
        self.call("Page.navigate", url=f"file://{page}{fragment}")
        ready = "document.documentElement && document.documentElement.dataset.ready"
        for _ in range(400):
            if self.run(f"new Promise(done => setTimeout(() => done({ready} || ''), 25))"):
                return
        raise AssertionError(f"the page did not get ready: {self.complaints}")

    def close(self) -> None:
        self.call("Browser.close")
        os.waitpid(self.process, 0)
        self.sender.close()
        self.receiver.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


RANKS = "[...document.querySelectorAll('#rows tr')].map(row => Number(row.dataset.row) + 1)"


def test_sort_filter_and_select(browser: Browser, report: ReportInput, tmp_path: Path) -> None:
    write_page(tmp_path / "report.html", report)
    browser.open(tmp_path / "report.html")
    assert browser.run(RANKS) == list(range(1, 9))
    browser.run("document.querySelector('th[data-key=mol_weight] button').click()")
    weights = report.candidates["mol_weight"].to_pylist()
    assert browser.run(RANKS) == sorted(range(1, 9), key=lambda rank: weights[rank - 1])
    assert browser.run("document.querySelector('[aria-sort]').dataset.key") == "mol_weight"
    typed = "const field = document.querySelector('[aria-label=\"Filter MW\"]'); field.value = '300-400'; "
    browser.run(f"(() => {{ {typed} field.dispatchEvent(new Event('input')); }})()")
    assert sorted(browser.run(RANKS)) == [rank for rank in range(1, 9) if 300 <= weights[rank - 1] <= 400]
    browser.run("document.getElementById('all').click()")
    assert "selected" in browser.run("document.getElementById('export').textContent")
    assert browser.complaints == []


def test_details_and_structures(browser: Browser, report: ReportInput, tmp_path: Path) -> None:
    write_page(tmp_path / "report.html", report)
    browser.open(tmp_path / "report.html", "#row=3")
    shown = browser.run("document.getElementById('detail').textContent")
    row = report.candidates.slice(2, 1).to_pylist()[0]
    for text in (row["id"], row["smiles"], row["nearest_known"], "Why it ranks here", "hERG margin"):
        assert text in shown
    drawn = (
        "document.querySelector('#detail img').decode().then(() => document.querySelector('#detail img').naturalWidth)"
    )
    assert browser.run(f"new Promise(done => setTimeout(done, 300)).then(() => {drawn})") > 0
    browser.run("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true}))")
    assert browser.run("location.hash") == "#row=4"
    assert browser.complaints == []


def test_values_with_caution_are_said_to_have_it(browser: Browser, report: ReportInput, tmp_path: Path) -> None:
    header = "document.querySelector('#detail table th:nth-child(2)').textContent"
    for caution, title in ((0.0, "Value"), (1.5, "Value (predicted ones 1.5 spreads worse)")):
        write_page(tmp_path / "report.html", replace(report, caution=caution))
        browser.open(tmp_path / "report.html", "#row=3")
        assert browser.run(header) == title
    assert browser.complaints == []


def test_a_readout_is_in_its_own_unit(browser: Browser, screened: ReportInput, tmp_path: Path) -> None:
    write_page(tmp_path / "report.html", screened)
    browser.open(tmp_path / "report.html", "#row=3")
    rows = "[...document.querySelectorAll('#detail tr')].map(row => [...row.children].map(one => one.textContent))"
    (shown,) = [cells for cells in browser.run(rows) if cells[0] == "RYR2 screen"]
    assert shown == ["RYR2 screen", "40.00", "± 3.00", "20.5 to 60.5", "\u2013", "%"]
    assert browser.complaints == []


def test_a_dot_in_the_name_of_a_target_stays_in_its_own_word(
    browser: Browser, campaign_report: Callable[..., ReportInput], tmp_path: Path
) -> None:
    write_page(tmp_path / "report.html", campaign_report(others=["KCNH2", "Nav1.5"]))
    browser.open(tmp_path / "report.html", "#row=3")
    assert "Nav1.5 potency" in browser.run("document.getElementById('detail').textContent")


def test_export_escapes_formulas(browser: Browser, campaign_report: Callable[..., ReportInput], tmp_path: Path) -> None:
    report = campaign_report(smiles=["CCO", "CCN"], ids=['=1+1,"a"', "<img src=x onerror=alert(1)>"])
    write_page(tmp_path / "report.html", report)
    browser.open(tmp_path / "report.html", "#view=cards")
    caught = "URL.createObjectURL = (blob) => { window.caught = blob.text(); return '#'; }"
    browser.run(f"{caught}; document.getElementById('export').click()")
    text = browser.run("window.caught")
    assert '"\'=1+1,""a"""' in text
    assert "<img src=x onerror=alert(1)>" in text
    assert browser.run("document.querySelectorAll('img[src=x]').length") == 0
    assert browser.complaints == []
