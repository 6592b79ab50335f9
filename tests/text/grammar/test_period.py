from datetime import date

from shanhai.text.grammar.period import find_periods


def test_dates_without_a_year_take_it_from_the_sentence_and_then_from_the_document() -> None:
    text = "2021年3月启动，9月建成。10月投产，当年见效。"
    found = find_periods(text, date(2023, 5, 1))
    assert [(p.text, p.since, p.printed) for p in found] == [
        ("2021年3月", "2021-03", True),
        ("9月", "2021-09", False),
        ("10月", "2022-10", False),
        ("当年", "2021", True),
    ]
