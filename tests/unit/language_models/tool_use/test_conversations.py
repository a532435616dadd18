"""Conversations over several turns: what was made before is what the next words speak of."""

from pathlib import Path

from tests.unit.language_models.tool_use.workplace import OPENCOMPUTER, PLANNING, Workplace


def test_a_script_is_written_then_run_then_given_error_handling(tmp_path: Path) -> None:
    place = Workplace(tmp_path)

    place.ask("Create a Python script that prints Hello World")
    assert place.called() == ["write_file"]
    assert place.calls[0][1]["path"] == "/workspace/hello.py"
    assert place.run("hello.py") == "Hello World"

    shown = place.ask("Now run the script and show me the output")
    assert place.called() == ["run_python"]
    assert "Hello World" in shown

    told = place.ask("Now add error handling to that script")
    assert "edit_file" in place.called()
    assert "except Exception as error" in place.text("hello.py")
    assert place.run("hello.py") == "Hello World"
    assert "error handling" in told


def test_the_same_conversation_with_the_other_tools(tmp_path: Path) -> None:
    place = Workplace(tmp_path, OPENCOMPUTER, "Work in /workspace/app.")
    place.ask("Create a Python script that prints Hello World")
    assert place.names() == ["app/hello.py"]
    assert "Hello World" in place.ask("Now run the script and show me the output")
    place.ask("Now add error handling to that script")
    assert "try:" in place.text("app/hello.py")
    assert place.run("app/hello.py") == "Hello World"


def test_a_program_grows_over_many_requests(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Write primes.py that prints the first 10 primes")
    place.ask("Change it to 4 primes")
    assert "2, 3, 5, 7\n" in place.ask("run it")
    assert "takes arguments already" in place.ask("Now add a command line argument")
    place.ask("Add logging")
    place.ask("Add a function that calculates the factorial of 6")
    place.ask("Add error handling")
    assert place.run("primes.py") == "2, 3, 5, 7\n6! = 720"
    assert "handles errors already" in place.ask("Add error handling")
    assert "`is_prime(number)`" in place.ask("How does it work?")
    place.ask("Rename the function is_prime to has_no_divisors")
    assert "is_prime" not in place.text("primes.py")
    assert "OK" in place.ask("Write tests for it and run them")
    assert place.names() == ["primes.py", "test_primes.py"]


def test_a_file_of_somebody_else_is_read_before_it_is_changed(tmp_path: Path) -> None:
    place = Workplace(tmp_path, system="Working folder: /workspace\nFiles in it when this request came: greet.py")
    (tmp_path / "greet.py").write_text('print("Hi")\n')
    place.ask("Add error handling to the script")
    assert place.called()[0] == "read_file"
    place.ask("Change the message to Goodbye")
    place.ask("Rename greet.py to bye.py")
    place.ask("make it print twice")
    assert place.run("bye.py") == "Goodbye\nGoodbye"
    place.ask("Let it take the text as an argument")
    assert place.run("bye.py", "Ciao") == "Ciao\nCiao"


def test_a_file_that_changed_meanwhile_is_still_changed_on_its_real_content(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Create a Python script that prints Hello World")
    (tmp_path / "hello.py").write_text('name = "Ada"\nprint(name)\n')
    place.ask("Add error handling to it")
    assert place.run("hello.py") == "Ada"
    assert "except" in place.text("hello.py")


def test_an_error_is_read_and_what_is_simple_is_mended(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def main()\n    print(math.sqrt(16)\n\nmain()\n")
    place = Workplace(tmp_path)
    assert "4.0" in place.ask("Fix the script")
    assert place.run("broken.py") == "4.0"


def test_a_file_that_is_missing_gets_an_example(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    answer = place.ask("Create a script that reads sales.csv and prints the average price, and run it")
    assert "`sales.csv` was missing" in answer
    assert "Average price" in answer


def test_notes_are_written_extended_changed_shown_found_and_removed(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Create a text file notes.txt with 'buy milk'")
    place.ask("add 'buy bread' to notes.txt")
    place.ask("replace 'milk' with 'tea' in it")
    assert "buy tea\nbuy bread" in place.ask("show me notes.txt")
    assert "notes.txt:2" in place.ask("find 'bread' in the files")
    assert "notes.txt" in place.ask("What files are there?")
    place.ask("delete notes.txt")
    assert place.names() == []


def test_a_plan_is_submitted_revised_and_carried_out_once_it_is_approved(tmp_path: Path) -> None:
    rejected = "The plan was rejected. Submit another one that takes this into account: also run it"
    place = Workplace(tmp_path, PLANNING, verdicts=[rejected, "The plan is approved. Carry it out now."])
    answer = place.ask("Create a script that prints Hello")
    assert place.called() == ["submit_plan", "submit_plan", "write_file", "run_python"]
    assert "2. Run it" in place.calls[1][1]["plan"]
    assert "Hello" in answer


def test_small_talk_makes_no_calls(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    for words in ("hi", "Thanks!", "What can you do?", "What's the capital of France?"):
        assert place.ask(words)
        assert place.calls == []


def test_two_scripts_are_written_and_both_are_run(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    answer = place.ask("Create a script hi.py that prints Hi. Then create bye.py that prints Bye. Then run both.")
    assert place.names() == ["bye.py", "hi.py"]
    assert "\nHi\n" in answer
    assert "\nBye\n" in answer


def test_a_password_is_drawn_by_chance(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.ask("Write a python script that generates a random password of 12 characters")
    assert len(place.run("password.py")) == 12
