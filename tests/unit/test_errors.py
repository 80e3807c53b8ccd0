"""Suggestions in errors."""

from pooling.basics.errors import nearest


def test_the_closest_name_is_suggested():
    assert nearest("sgima", ["alpha", "sigma"]) == 'did you mean "sigma"?'


def test_all_names_are_listed_where_none_is_close():
    assert nearest("zzz", ["alpha", "sigma"]) == 'choose among "alpha", "sigma".'


def test_nothing_is_valid():
    assert nearest("zzz", []) == "nothing can stand here."
