"""A real compilation that fails, and one that is interrupted by nothing."""

import pytest
from pooling.basics.errors import PoolingError
from pooling.sampling import executables


def test_a_wrong_program_is_refused_in_stancs_words(cmdstan, tmp_path):
    program = tmp_path / "wrong.stan"
    program.write_text("parameters { real x }\n")
    with pytest.raises(PoolingError, match=r"wrong\.stan does not compile") as caught:
        executables.compile_program(program, cmdstan, tmp_path / "store")
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "store").iterdir())
