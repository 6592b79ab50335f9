from decimal import Decimal

from shanhai.text.grammar.quantity import find_quantities


def test_a_sentence_yields_its_figures_in_order_with_exact_words() -> None:
    text = "全年拨付资金近3.4万元，培训３００余人次，带动1万余户增收，一带一路不算。"
    found = find_quantities(text)
    assert [(q.value, q.unit, q.bound) for q in found] == [
        (Decimal(34000), "元", "<"),
        (Decimal(300), "人次", ">"),
        (Decimal(10000), "户", ">"),
    ]
    assert all(text[q.start : q.end] == q.text for q in found)
