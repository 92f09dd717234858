"""How benchmarks count: ratios within a run, medians over runs, and what is said where a tool is missing."""

import json
from pathlib import Path

import pytest

from bench import postfix
from bench.figures import Figure, quantile


def figure(*, beside: tuple[float, ...] = ()) -> Figure:
    return Figure(name="mails", unit="mails/s", measured=(100.0, 300.0, 200.0), beside=beside, n=5, what="mails")


def test_the_ratio_is_the_median_of_the_ratios_within_each_run() -> None:
    assert figure(beside=(1000.0, 400.0, 1000.0)).ratio == 0.2


def test_without_a_baseline_there_is_no_ratio() -> None:
    assert figure().ratio is None


def test_a_figure_is_one_line_of_json_with_what_it_is_measured_against() -> None:
    assert json.loads(figure(beside=(400.0, 400.0, 400.0)).line()) == {
        "name": "mails",
        "figure": 200.0,
        "unit": "mails/s",
        "ratio": 0.5,
        "baseline": 400.0,
        "n": 5,
        "spread": [100.0, 300.0],
    }


@pytest.mark.parametrize(("share", "value"), [(0.5, 50.0), (0.99, 99.0), (1.0, 100.0)])
def test_a_quantile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert quantile([float(number) for number in range(100, 0, -1)], share) == value


def test_without_smtp_sink_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(postfix.NotThere, match="apt-get install postfix"):
        postfix.check(str(tmp_path))
