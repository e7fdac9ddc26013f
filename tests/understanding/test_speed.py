"""Loading: light at import, warm on demand, silent. How quick it is, bench/answers.py measures."""

import subprocess
import sys


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_the_import_loads_neither_cities_nor_dictionary():
    code = (
        "import sys, beseda.understanding as u, beseda.understanding.places.gazetteer as g;"
        "u.understand('5 лет', u.Question('years'));"
        "print('pymorphy3' in sys.modules, g.load_gazetteer.cache_info().currsize)"
    )
    assert run(code).stdout.split() == ["False", "0"]


def test_an_exact_or_plainly_misspelt_city_needs_no_dictionary():
    code = (
        "import sys, beseda.understanding as u;"
        "u.understand('живу в Москве', u.Question('city')); u.understand('ыыыыы', u.Question('city'));"
        "print('pymorphy3' in sys.modules)"
    )
    assert run(code).stdout.strip() == "False"


def test_the_dictionary_loads_without_a_word():
    done = run("import logging; logging.basicConfig(level=0); import beseda.understanding as u; u.warm()")
    assert "dictionar" not in (done.stdout + done.stderr).lower()
