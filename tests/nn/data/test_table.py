"""Tables from CSV: what is written is read, what is not certain is refused where it stands, a second file is like the
first.
"""

import csv
import math
import pickle
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.data import StandardScaler, Table, from_csv, split
from tests.examples import examples

Read = Callable[..., Table]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What from_csv makes of a text, or of bytes."""

    def of(text: str | bytes, target: Any = None, **options: Any) -> Table:
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return from_csv(path, target, **options)

    return of


FLOWERS = "petal,island,kind\n1.5,North,rose\n2,South,tulip\n-3e1,North,rose\n"


def test_numbers_categories_and_classes(read: Read) -> None:
    made = read(FLOWERS, "kind")
    assert made.inputs == [[1.5, 1.0, 0.0], [2.0, 0.0, 1.0], [-30.0, 1.0, 0.0]]
    assert made.targets == [0, 1, 0]
    assert made.classes == ["rose", "tulip"]
    assert made.checked() is made


def test_a_target_of_numbers_stays_as_it_is(read: Read) -> None:
    made = read(FLOWERS, "petal")
    assert (made.targets, made.classes) == ([1.5, 2.0, -30.0], [])
    assert made.inputs[1] == [0.0, 1.0, 0.0, 1.0]


def test_what_became_of_each_column_is_shown(read: Read) -> None:
    made = read("id,size,island,kind,note\n1,2.5,N,a,x\n2,4,S,b,y\n3,3,N,a,z\n", "kind", drop=["note"])
    assert repr(made).splitlines() == [
        "<data set: 3 samples of 4 inputs, 2 classes>",
        "  inputs[0]    id      number from 1 to 3, counting the rows: if it only numbers them, drop=['id']",
        "  inputs[1]    size    number from 2.5 to 4",
        "  inputs[2:4]  island  category: 'N', 'S'",
        "  target       kind    category: 'a', 'b'",
        "  left out     note",
    ]
    assert "all whole: if they are names, categories=['y']" in repr(read("x,y\n1.5,0\n2,1\n3,0\n", "y"))


def test_numbers_may_be_names(read: Read) -> None:
    made = read("x,digit\n0.5,10\n1,9\n2,10\n", "digit", categories=["digit"])
    assert (made.targets, made.classes) == ([1, 0, 1], ["9", "10"])


def test_columns_are_named_by_index_too(read: Read) -> None:
    made = read("1,a,5\n2,b,6.5\n", -1, header=False, drop=[0])
    assert (made.inputs, made.targets) == ([[1.0, 0.0], [0.0, 1.0]], [5.0, 6.5])
    assert [column.name for column in made.columns] == ["1"]
    assert read("1,a,5\n2,b,6.5\n", "2", header=False, drop=["0"]) == made


def test_years_may_name_columns(read: Read) -> None:
    assert read("2019,2020\n1,2\n", "2020", header=True).inputs == [[1.0]]


SAME = {
    "a mark at the beginning": b"\xef\xbb\xbf" + FLOWERS.encode(),
    "lines of Windows": FLOWERS.replace("\n", "\r\n").encode(),
    "lines of an old Mac": FLOWERS.replace("\n", "\r").encode(),
    "blank lines": FLOWERS.replace("\n", "\n\n").encode(),
    "spaces": FLOWERS.replace(",", " , ").encode(),
    "quotes": FLOWERS.replace("North", '"North"').replace("1.5", '"1.5"').encode(),
    "no last line end": FLOWERS.strip().encode(),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_the_same_table_in_another_form(read: Read, text: bytes) -> None:
    assert read(text, "kind") == read(FLOWERS, "kind")


def test_semicolons_decimal_commas_and_other_characters(read: Read) -> None:
    expected = read(FLOWERS.replace("North", "Köln"), "kind")
    german = FLOWERS.replace("North", "Köln").replace(",", ";").replace(".", ",")
    assert read(german.encode("cp1252"), "kind", separator=";", decimal=",", encoding="cp1252") == expected
    assert read(german.encode("utf-16"), "kind", separator=";", decimal=",", encoding="utf-16") == expected
    assert read(german.replace(";", "\t"), "kind", separator="\t", decimal=",") == expected


def test_quotes_hold_separators_lines_and_quotes(read: Read) -> None:
    made = read('x,kind\n1,"a, b"\n2,"c\nd"\n3,"e ""f"""\nx,a\n'[:-4], "kind")
    assert made.classes == ["a, b", "c\nd", 'e "f"']


@pytest.mark.parametrize("mark", ["", "NA", "nan", "?", " null "])
def test_rows_with_a_missing_cell_can_be_left_out(read: Read, mark: str) -> None:
    text = f"x,kind\n1,a\n{mark},b\n3,b\n5,\n"
    made = read(text, "kind", drop_missing=True)
    assert (made.inputs, made.targets) == ([[1.0], [3.0]], [0, 1])
    with pytest.raises(ValueError, match=r"line 3, column x: '.*' stands where something is missing, as in 2 of 4"):
        read(text, "kind")


def test_a_name_is_not_missing_because_it_reads_so(read: Read) -> None:
    """None and NA are names too, where the other cells of the column are texts."""
    assert read("x,kind\n1,None\n2,some\n", "kind").classes == ["None", "some"]


# fmt: off
REFUSED = [
    # the file
    ("",                        {},                     "t.csv is empty; give a file with a row for each sample"),
    ("\n\n",                    {},                     "t.csv is empty"),
    ("x,y\n",                   {},                     "t.csv has no rows below the names of its columns"),
    (b"x,y\n1,\xff\n",          {},                     "t.csv is not text in utf-8; save .* encoding='cp1252'"),
    (b"PK\x03\x04\x00",         {},                     "t.csv is not text in utf-8"),
    ("x,y\n1,2".encode("utf-16-le"), {},                "t.csv is not text in utf-8"),
    ("x,y\n1,2\n",              {"encoding": "utf-9"},  "encoding = 'utf-9' is not known"),
    # its form
    ("x;y\n1,5;2\n",            {},                     "seem to be separated by ';'; .* and decimal=','"),
    ("1,5;2,5;3\n",             {"header": False},      "seem to be separated by ';'"),
    ("x\ty\n1\t2\n",            {},                     r"seem to be separated by '\\t'"),
    ("x,y\n1,2\n",              {"separator": ";;"},    "separator = ';;'; give the one character between two cells"),
    ("x,y\n1,2\n",              {"separator": ""},      "separator = ''; give the one character"),
    ("x,y\n1,2\n",              {"decimal": "·"},       "decimal = '·'; numbers are written with '.' or ','"),
    ("x,y\n1,2\n3,4,5\n",       {},                     "line 3 has 3 cells, but the first row has 2; .* in quotes"),
    ("x,y\n1,2\n3\n",           {},                     "line 3 has 1 cells, but the first row has 2"),
    ('x,y\n"a\nb",2\n3\n',      {},                     "line 4 has 1 cells"),
    ('x,y\n1,2\n3,"4\n5,6\n',   {},                     "line 3: unexpected end of data; a quote that opens a cell"),
    ('x,y\n1,"2"3\n',           {},                     "line 2: .* a quote that opens a cell has to close it"),
    ('x,y\n1,"' + "2" * 200_000 + '"', {},              "line 2: field larger than field limit"),
    # the names of the columns
    ("1,2\n3,4\n",              {},                     "first row of t.csv holds the number 1, .* write header=False"),
    ("x,x,y\n1,2,3\n",          {},                     "t.csv has several columns 'x'; give each a name of its own"),
    (",x,y\n0,1,2\n",           {},                     r"column 0 of t.csv has no name; .* with drop=\[0\]"),
    ("x,z\n1,2\n",              {},                     "t.csv has no column 'y'; there are 'x', 'z'"),
    ("x,y\n1,2\n",              {"drop": ["z"]},        "t.csv has no column 'z'; there are 'x', 'y'"),
    ("x,y\n1,2\n",              {"drop": [7]},          "t.csv has no column 7, only 0 to 1"),
    ("x,y\n1,2\n",              {"drop": ["x"]},        "t.csv has only the target y, and no column beside it"),
    ("x,y\n1,2\n",              {"drop": ["y"]},        "the target y cannot be dropped too"),
    # the cells
    ("x,y\n1,2\nabc,3\n4,5\n", {}, "line 3, column x: 'abc' stands in a column in which 2 of 3 cells are"),
    ("x,y\n1,2\nabc,3\n4,5\n",  {},                     r"or write categories=\['x'\] if all of them are names"),
    ("x,y\na,2\n1,3\nb,5\n",    {},                     "line 3, column x: '1' stands in a column in which 1 of 3"),
    ('x,y\n"1,5",2\n"2,5",3\n', {}, "line 2, column x: '1,5' .* expected as 1234.5 .* are read with decimal=','"),
    ("x,y\n5 %,2\n6 %,3\n",     {},                     "line 2, column x: '5 %'"),
    ("x,y\n1_000,2\n2,3\n",     {},                     "line 2, column x: '1_000'"),
    ("x,y\n−1,2\n2,3\n",        {},                     "line 2, column x: '−1'"),
    ("x,y\n١,2\n2,3\n",        {},                     "line 2, column x: '١'"),
    ("x,y\n1,2\n2,inf\n",       {},                     "line 3, column y: 'inf' stands in a column in which 1 of 2"),
    ("x,y\n1,2\n1e999,3\n",     {},                     "line 3, column x: '1e999' is too large for a float"),
    ("x,y\n" + "9" * 400 + ",2\n", {},                  "line 2, column x: '9{39}'… is too large for a float"),
    ("x,y\n1,2\n,3\n", {}, "line 3, column x: '' stands where something is missing, as in 1 of 2"),
    ("x,y\n1,2\n,3\n", {}, r"leave such rows out with drop_missing=True, or .* with drop=\['x'\]"),
    ("x,y\n,2\n,3\n",           {},                     r"column x: every cell is empty; .* with drop=\['x'\]"),
    ("x,y\n1,\n,3\n",           {"drop_missing": True}, "each row of t.csv has a cell that is missing"),
    ("x,y\n1,a\n2,a\n",         {},                     r"the target y is \['a'\] in each row, so that there"),
    ("x,y\n" + "".join(f"n{i},1\n" for i in range(51)), {},
     r"column x: there are 51 different texts; leave .* with drop=\['x'\], or write categories=\['x'\]"),
]
# fmt: on


@pytest.mark.parametrize(("text", "options", "words"), REFUSED)
def test_what_is_not_certain_is_refused(read: Read, text: str | bytes, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(text, "y", **options)


def test_many_names_are_a_category_if_that_is_meant(read: Read) -> None:
    text = "x,y\n" + "".join(f"n{i},1\n" for i in range(51))
    assert len(read(text, "y", categories=["x"]).inputs[0]) == 51


# fmt: off
WRONG_KIND = [
    ({},                                      r"which column is to be predicted\? Write target='kind'"),
    ({"target": ["kind"]},                    r"named by its name or its index, but \['kind'\] came"),
    ({"target": "kind", "drop": "petal"},     r"drop = 'petal' is not a list of columns; write drop=\['petal'\]"),
    ({"target": "kind", "categories": 0},     r"categories = 0 is not a list of columns; write categories=\[0\]"),
    ({"like": nn.xor()},                      "was not made by from_csv; give the table of the first file"),
]
# fmt: on


@pytest.mark.parametrize(("options", "words"), WRONG_KIND)
def test_arguments_of_another_kind_are_refused(read: Read, options: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        read(FLOWERS, **options)


# a second file


def test_a_second_table_gets_the_inputs_and_classes_of_the_first(read: Read) -> None:
    train = read(FLOWERS, "kind")
    test = read("kind,more,island,petal\ntulip,?,South,4\n", like=train)
    assert (test.inputs, test.targets, test.classes) == ([[4.0, 0.0, 1.0]], [1], ["rose", "tulip"])
    assert repr(test).splitlines()[1:] == repr(train).splitlines()[1:]
    part, _ = split(train, 0.5)
    assert read(FLOWERS, "kind", like=part) == train


# fmt: off
UNLIKE = [
    ("petal,island,kind\n1,East,rose\n", {}, "line 2, column island: 'East' is a name .* only 'North', 'South'"),
    ("petal,island,kind\n1,North,lily\n", {}, "line 2, column kind: 'lily' is a name that was not there before"),
    ("petal,island,kind\nNorth,North,rose\n", {},             "line 2, column petal: 'North' is not a number$"),
    ('petal,island,kind\n"1,5",North,rose\n', {}, "line 2, column petal: '1,5' is not a number; .* decimal=','"),
    ("petal,island,kind\n,North,rose\n",   {},                "line 2, column petal: '' stands where something"),
    ("petal,kind\n1,rose\n",               {},                "has no column 'island'; there are 'petal', 'kind'"),
    (FLOWERS,                              {"target": "petal"}, "target and columns are those of the first table"),
    (FLOWERS,                              {"drop": ["petal"]}, "leave out target, categories and drop"),
]
# fmt: on


@pytest.mark.parametrize(("text", "options", "words"), UNLIKE)
def test_a_second_table_unlike_the_first_is_refused(read: Read, text: str, options: dict[str, Any], words: str) -> None:
    train = read(FLOWERS, "kind")
    with pytest.raises(ValueError, match=words):
        read(text, like=train, **options)


def test_a_new_sample_is_encoded_as_the_table_is(read: Read) -> None:
    made = read(FLOWERS, "kind")
    assert made.encoded({"island": "South", "petal": 2}) == made.inputs[1]
    with pytest.raises(ValueError, match=r"\['petal', 'island'\] are expected, but \['petal'\] came"):
        made.encoded({"petal": 2})
    for petal in ("two", math.nan):
        with pytest.raises(ValueError, match=f"encoded: column petal: '{petal}' is not a number"):
            made.encoded({"petal": petal, "island": "North"})


def test_a_table_can_be_split_scaled_and_kept(read: Read) -> None:
    made = read("x,kind\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(8)), "kind")
    train, test = split(made, 0.25, Random(0), stratified=True)
    scaled = StandardScaler.of(train)(test)
    assert isinstance(scaled, Table)
    assert (scaled.columns, scaled.classes, scaled.targets) == (made.columns, ["a", "b"], test.targets)
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_table_is_trained_on(read: Read) -> None:
    made = read("x,kind\n" + "".join(f"{i - 4.5},{'low' if i < 5 else 'high'}\n" for i in range(10)), "kind")
    model = nn.MLP(1, [4, 2], random=Random(0))
    history = nn.fit(model, nn.cross_entropy_with_logits, made, steps=60, progress=False)
    assert history.accuracies[-1] == 1.0


# laws

names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=6).map(lambda s: f"a{s}")
tables = st.integers(1, 12).flatmap(
    lambda rows: st.tuples(
        *(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=rows, max_size=rows) for _ in range(2)),
        st.lists(names, min_size=rows, max_size=rows),
    )
)


@examples(60)
@given(tables, st.sampled_from(",;\t|"), st.sampled_from(".,"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, columns: Any, separator: str, decimal: str, quoting: Any
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=quoting)
        writer.writerow(["first", "y", "name"])
        writer.writerows([str(a).replace(".", decimal), str(y).replace(".", decimal), c] for a, y, c in zip(*columns))
    made = from_csv(path, "y", separator=separator, decimal=decimal)
    numbers, targets, texts = columns
    assert made.targets == targets
    assert [row[0] for row in made.inputs] == numbers
    category = made.columns[1]
    assert [category.names[row.index(1.0, 1) - 1] for row in made.inputs] == texts  # type: ignore[union-attr]
    assert all(sum(row[1:]) == 1.0 and len(row) == 1 + len(set(texts)) for row in made.inputs)
    assert from_csv(path, separator=separator, decimal=decimal, like=made) == made


FRAGMENTS = ["x", "y", "1", "-2.5", "1e999", "nan", "inf", "", *",,,\n\n\r;\t \0\ufeffé", '"']
fragments = st.sampled_from(FRAGMENTS)
options = st.fixed_dictionaries(
    {},
    optional={
        "separator": st.sampled_from([",", ";", "\t", " "]),
        "decimal": st.sampled_from([".", ","]),
        "header": st.booleans(),
        "drop_missing": st.booleans(),
        "categories": st.just([0]),
    },
)


@examples(300)
@given(st.lists(fragments, max_size=30).map("".join), st.sampled_from(["y", 0, -1]), options)
def test_a_hostile_file_is_read_right_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, text: str, target: Any, options: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        made = from_csv(path, target, **options)
    except ValueError as error:
        assert str(error).startswith("from_csv: ")  # noqa: PT017
        return
    made.checked()
    assert len({len(row) for row in made.inputs}) == 1
    assert repr(made)


@examples(100)
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(b"x,y\n" + content)
    try:
        from_csv(path, "y").checked()
    except ValueError as error:
        assert str(error).startswith("from_csv: ")  # noqa: PT017


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9, unique=True))
def test_classes_that_are_numbers_are_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text("x,y\n" + "".join(f"1,{n}\n" for n in [*numbers, 100]))
    classes = from_csv(path, "y", categories=["y"]).classes
    assert all(int(a) < int(b) for a, b in pairwise(classes))
    assert len(classes) == len(numbers) + 1


@pytest.mark.parametrize(("cell", "decimal", "other"), [("1,000", ".", ","), ("-2.500", ",", ".")])
def test_a_mark_between_thousands_is_not_taken_for_a_decimal_one(
    cell: str, decimal: str, other: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"x;y\n{cell};1\n{cell};2\n", encoding="utf-8")
    words = f"without units or marks between thousands, .* decimal={other!r}, but only if that is not a mark between"
    with pytest.raises(ValueError, match=words):
        from_csv(path, "y", separator=";", decimal=decimal)


@pytest.mark.parametrize("cell", ["10%", "1 000", "1,000,000"])
def test_no_decimal_mark_is_recommended_where_it_would_not_help(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"x;y\n{cell};1\n{cell};2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="without units or marks between thousands. Correct the cell"):
        from_csv(path, "y", separator=";")
