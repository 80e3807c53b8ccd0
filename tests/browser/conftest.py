"""A real browser, and the reports of the small run opened in it."""

import shutil
from dataclasses import dataclass, field
from functools import cache

import pytest

# Language, width in pixels, colours: each language at each width and in both colours.
VIEWS = [
    ("en", 390, "light"),
    ("en", 1280, "dark"),
    ("es", 390, "dark"),
    ("es", 1280, "light"),
]


@dataclass
class Opened:
    """A report as it was opened.

    Attributes
    ----------
    page : playwright.sync_api.Page
        The tab.
    address : str
        Of the file.
    complaints : list of str
        Errors and warnings that the browser has written since.
    requests : list of str
        Addresses that it has asked for.
    """

    page: object
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


# Folds a page as it comes, goes to its beginning, and waits until it has drawn itself.
FOLD = """async () => {
  for (const each of document.querySelectorAll('details')) {
    each.open = 'comesOpen' in each.dataset;
  }
  location.hash = '';
  scrollTo(0, 0);
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""


def unfold(page) -> None:
    """Open what is folded away, which must be as good as the rest."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


# One browser for a module: while it runs, no other event loop could in this process.
@pytest.fixture(scope="module")
def browser():
    """Start Debian's Chromium without a window."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium here: `make test-tools` installs it (Debian, as root)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Containers lack what Chromium's sandbox needs; only our own page is opened.
        started = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox"]
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def open_report(browser, small):
    """Open a report in a tab of its own, and listen to the browser."""

    def call(language="en", width=1280, scheme="light", script=True) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
        )
        page = context.new_page()
        opened = Opened(page, (small.results / f"report.{language}.html").as_uri())
        page.on(
            "console",
            lambda said: (
                said.type in ("error", "warning") and opened.complaints.append(said.text)
            ),
        )
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("request", lambda request: opened.requests.append(request.url))
        page.goto(opened.address)
        return opened

    return call


@pytest.fixture(scope="module")
def comes_back(open_report):
    """Give a report as a reader first sees it, in a tab that tests have in turn."""

    @cache
    def opened(language) -> Opened:
        found = open_report(language)
        found.page.evaluate(
            "document.querySelectorAll('details[open]').forEach(d => d.dataset.comesOpen = '')"
        )
        return found

    def call(language="en", width=1280, height=900, scheme="light", media="screen"):
        found = opened(language)
        found.page.set_viewport_size({"width": width, "height": height})
        found.page.emulate_media(media=media, color_scheme=scheme)
        found.page.evaluate(FOLD)
        return found

    return call


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: "-".join(map(str, view)))
def opened(request, open_report) -> Opened:
    """Open a report in one of the views, for tests that leave it as it is."""
    found = open_report(*request.param)
    unfold(found.page)
    yield found
    found.page.context.close()


@pytest.fixture(scope="module")
def english(open_report):
    """Open the English report for tests that play with it."""
    found = open_report()
    unfold(found.page)
    yield found.page
    found.page.context.close()
