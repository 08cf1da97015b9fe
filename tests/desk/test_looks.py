"""What an answer means: a row a case."""

import pytest

from resources.desk import looks
from resources.desk.looks import Answer, Outcome, Trouble

URL = "https://www.example.org.uk/contact"
OWN = frozenset({URL, "https://help.example.com/"})
PAGE = "<p>Call us</p>"

# what came back, how the page then stands
ANSWERS = [
    (Answer(URL, 200, PAGE), Outcome.WELL),
    (Answer(URL, 200, None), Outcome.WELL),  # a PDF, or too long: there, and no more is known
    (Answer("https://example.org.uk/new", 200, PAGE), Outcome.WELL),  # the same body, another address
    (Answer("https://www.example.com/", 200, PAGE), Outcome.WELL),  # a domain that the evidence knows as the body's
    (Answer("https://example-org.co.uk/", 200, PAGE), Outcome.MOVED),
    (Answer("https://example.org.uk.evil.com/", 200, PAGE), Outcome.MOVED),
    (Answer("https://example-org.co.uk/", 304), Outcome.MOVED),
    (Answer(URL, 304), Outcome.UNCHANGED),
    (Answer(URL, 404, PAGE), Outcome.DEAD),
    (Answer(URL, 410, PAGE), Outcome.DEAD),
    (Answer(URL, 403, PAGE), Outcome.NOT_LOOKED),
    (Answer(URL, 429, PAGE), Outcome.NOT_LOOKED),
    (Answer(URL, 418, PAGE), Outcome.SILENT),
    (Answer(URL, 503, PAGE), Outcome.SILENT),
    (Answer(URL, 200, "<h1>This domain is for sale!</h1>"), Outcome.PARKED),
    (Answer(URL, 200, "<h1>The domain example.org.uk may be for sale</h1>"), Outcome.PARKED),
    (Answer(URL, 200, "<p>Diese Domain steht zum Verkauf</p>"), Outcome.PARKED),
    (Answer(URL, 200, f"<p>This domain is for sale {'and much more ' * 300}</p>"), Outcome.WELL),
    (Answer(URL, trouble=Trouble.CERTIFICATE), Outcome.CERTIFICATE),
    (Answer(URL, trouble=Trouble.NO_ANSWER), Outcome.SILENT),
    (Answer(URL, trouble=Trouble.ENDLESS), Outcome.SILENT),
    (Answer(URL, trouble=Trouble.NOT_PUBLIC), Outcome.SILENT),
    (Answer(URL, trouble=Trouble.NOT_WELCOME), Outcome.NOT_LOOKED),
]


@pytest.mark.parametrize(("answer", "outcome"), ANSWERS)
def test_answer_means(answer, outcome):
    assert looks.judge(answer, OWN) is outcome


# how often in a row it was silent, how it then stands
RUNS = [(1, Outcome.SILENT), (looks.FAILED_RUNS - 1, Outcome.SILENT), (looks.FAILED_RUNS, Outcome.DEAD)]


@pytest.mark.parametrize(("failures", "outcome"), RUNS)
def test_silence_counts_as_dead_in_the_long_run(failures, outcome):
    assert looks.in_the_long_run(Outcome.SILENT, failures) is outcome


def test_no_number_of_runs_makes_another_outcome_dead():
    assert looks.in_the_long_run(Outcome.NOT_LOOKED, 100) is Outcome.NOT_LOOKED
