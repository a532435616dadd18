"""Requests of many kinds: what is written runs, does what was asked, and what cannot be done is said."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.language_models.tool_use.workplace import OPENCOMPUTER, PTC, Workplace

SALES = "region,amount\nNorth,3\nSouth,4\nNorth,5\n"
COMPUTED = {
    "Write a program to print the first 8 primes and run it": "2, 3, 5, 7, 11, 13, 17, 19",
    "Create a script that prints the sum of the even numbers from 1 to 100, then execute it": "2550",
    "Calculate the average and the median of 3, 5, 8 and 100": "Average: 29\nMedian: 6.5",
    "Please write a script that converts 100 fahrenheit to celsius and run it": "37.78 Celsius",
    "convert 5 miles to km": "8.047 km",
    "Make a script that checks whether 'racecar' is a palindrome and run it": "“racecar” is a palindrome",
    'reverse the string "baton"': "notab",
    "Could you write a function that counts the vowels in 'hello there', and then run it?": "4",
    "days between 2024-01-01 and 2024-12-25": "359 days",
    "Print the leap years between 1996 and 2008": "1996\n2000\n2004\n2008",
    "what is 12*(3+4)?": "84",
    "Write a script that adds two numbers and run it with 5 and 7": "12",
    "Calculate the area of a circle with radius 5": "78.5398",
    "Compute the factorial of 10": "3628800",
    "Write fizzbuzz up to 15 and run it": "FizzBuzz",
    "Create a script that prints the 12th fibonacci number and run it": "144",
    "How much is compound interest on 2000 at 3% for 5 years?": "Year 5: 2318.55",
    "caesar cipher with shift 5 for 'Attack'": "Fyyfhp",
    "Find the prime factors of 360": "2 × 2 × 2 × 3 × 3 × 5",
    "count the words in 'one two three'": "3",
    'Write a Python script that says "Good morning" three times and run it': "Good morning\nGood morning\nGood morning",
}
ON_FILES = {
    "Analyze sales.csv": "Average amount: 4.00",
    "Write a script that reads sales.csv and prints the sum of amount, then run it": "Sum amount: 12.00",
    "Total amount per region in sales.csv": "North: 8\nSouth: 4",
    "Convert sales.csv to sales.json": "Wrote 3 rows to sales.json",
    "Create a script that reads sales.csv, keeps rows with amount greater than 3 and run it": "South, 4\nNorth, 5",
    "Count the lines and words of words.txt": "Lines: 3\nWords: 4",
    "Write a script that sorts the lines of words.txt and writes them to sorted.txt, then run it": "Wrote 3 lines",
    "Show the 2 most common words in words.txt": "tea: 2",
}
BEYOND = [
    "Make a snake game",
    "Train a neural network on my photos and run it",
    "Write a chess engine and run it",
    "Scrape example.org and save the titles",
    "Tell me a joke",
    "Can you write a poem about the sea?",
]


@pytest.mark.parametrize(("request_", "printed"), COMPUTED.items())
def test_what_was_asked_for_is_worked_out_by_a_program_that_runs(tmp_path: Path, request_: str, printed: str) -> None:
    place = Workplace(tmp_path)

    answer = place.ask(request_)

    assert printed in answer
    assert place.called() == ["write_file", "run_python"]


@pytest.mark.parametrize(("request_", "printed"), ON_FILES.items())
def test_files_that_there_are_are_worked_on(tmp_path: Path, request_: str, printed: str) -> None:
    place = _with_files(tmp_path, {"sales.csv": SALES, "words.txt": "tea milk\nbread\ntea\n"})

    assert printed in place.ask(request_)


@pytest.mark.parametrize("request_", BEYOND)
def test_what_no_rule_can_do_is_said_and_nothing_is_pretended(tmp_path: Path, request_: str) -> None:
    place = Workplace(tmp_path)

    answer = place.ask(request_)

    assert place.calls == []
    assert "rule" in answer


def test_a_class_gets_the_fields_that_are_named(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Create a Python dataclass Book with title, author and pages in book.py")
    assert "Book(title=" in place.run("book.py")
    assert "pages: int" in place.text("book.py")


def test_a_list_is_kept_on_the_command_line(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Build a command line expense tracker in Python")
    place.run("expenses.py", "add", "Lunch")
    place.run("expenses.py", "add", "Train")
    place.run("expenses.py", "done", "1")
    assert place.run("expenses.py", "list") == "1. [x] Lunch\n2. [ ] Train"


def test_code_in_the_request_is_written_as_it_is(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    answer = place.ask("Create a file x.py with this code:\n```python\nprint(1 + 1)\n```\nthen run it")
    assert place.text("x.py") == "print(1 + 1)\n"
    assert "\n2\n" in answer


def test_data_a_script_and_its_run_become_a_list_that_is_worked_off(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    answer = place.ask(
        "1. Create a CSV file with 5 customers with name, email and age\n"
        "2. Write a script that reads customers.csv and prints the average age\n"
        "3. Run it"
    )
    lists = [arguments["todos"] for name, arguments in place.calls if name == "todo_write"]
    assert [[todo["status"] for todo in todos] for todos in (lists[0], lists[-1])] == [
        ["in_progress", "pending", "pending"],
        ["completed"] * 3,
    ]
    assert len(place.text("customers.csv").splitlines()) == 6
    assert "Average age: 32.00" in answer


def test_a_web_app_is_three_files_that_belong_together(tmp_path: Path) -> None:
    place = Workplace(tmp_path, OPENCOMPUTER, "You are a web app builder. Work in /workspace/app.")
    answer = place.ask("Build a todo app with Next.js and Tailwind")
    assert place.names() == ["app/app.js", "app/index.html", "app/style.css"]
    page, script = place.text("app/index.html"), place.text("app/app.js")
    assert '<script src="app.js">' in page
    assert 'href="style.css"' in page
    assert all(f"function {verb}Entry" in script for verb in ("add", "toggle", "delete"))
    assert "no Next.js and Tailwind" in answer

    place.ask("Change the title to 'My Tasks' and make the accent colour green")
    assert "<h1>My Tasks</h1>" in place.text("app/index.html")
    assert "--accent: green" in place.text("app/style.css")


def test_an_app_is_about_what_the_request_names(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Create a web app to track book loans")
    assert "New book loan" in place.text("index.html")
    place.ask("Create a landing page for a bakery with opening hours, menu and contact in bakery.html")
    assert "<h2>Opening hours</h2>" in place.text("bakery.html")


def test_share_prices_are_fetched_and_worked_out(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    answer = place.ask("Compare the stocks AAPL and ZZZZ")
    assert place.called() == ["market_data", "market_data", "write_file", "write_file", "run_python"]
    assert "change +18.18 %" in answer
    assert "could not get ZZZZ" in answer
    assert "sample data" in answer
    place.ask("Show me the price of AAPL")
    assert place.called()[-4:] == ["market_data", "write_file", "write_file", "run_python"]


def test_parallel_parts_go_to_sub_agents_in_one_turn(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    answer = place.ask("Research Python, Go and Rust in parallel")
    assert [arguments["description"] for _, arguments in place.calls] == [
        "Research Python",
        "Research Go",
        "Research Rust",
    ]
    assert "Done: Research Rust" in answer
    place.ask("Create two scripts in parallel: one that prints A, one that prints B")
    assert place.calls[1][1]["description"] == "Create a script that prints B"


def test_without_a_workspace_it_answers_in_words(tmp_path: Path) -> None:
    place = Workplace(tmp_path, [], "You answer in words.")
    assert "= 12." in place.ask("what is 15% of 80?")
    assert "needs a workspace" in place.ask("Create a script that prints hi")
    assert "15% of 80" in place.ask("What did I ask first?")
    assert "offline model" in place.ask("Who are you?")


def test_a_tool_that_may_not_be_used_is_missed_in_words(tmp_path: Path) -> None:
    place = Workplace(tmp_path, [tool for tool in PTC if tool.name in ("read_file", "list_files")])
    assert "no tool that may write files" in place.ask("Create a script that prints hi")


def test_the_app_s_script_is_valid(tmp_path: Path) -> None:
    node = pytest.importorskip("shutil").which("node")
    if node is None:
        pytest.skip("node is not here")
    place = Workplace(tmp_path)
    place.ask("Build an expense app")
    subprocess.run([node, "--check", str(place.at("app.js"))], check=True, timeout=30)


def _with_files(folder: Path, files: Mapping[str, str]) -> Workplace:
    for name, text in files.items():
        (folder / name).write_text(text)
    return Workplace(folder)
