"""Programs about dates: today, the time, the days between two dates, weekdays, leap years, countdowns."""

import re

from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.wording import Wording

_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_FROM = ("from datetime import date",)
_SYS = ("import sys",)


def calendar(wording: Wording) -> Program | None:
    """What is asked about dates; the dates in the request are used, else today's."""
    dates = ["-".join(found) for found in _DATE.findall(wording.text)]
    if wording.says(r"\bleap years?\b"):
        return _leap_years(wording)
    if len(dates) > 1 or wording.says(r"\bdays (?:between|until|till|to|since|left)\b"):
        return _between(dates)
    if wording.says(r"\b(?:weekday|day of the week|which day)\b"):
        day = f'"{dates[0]}"' if dates else "str(date.today())"
        main = f"""\
given = sys.argv[1] if len(sys.argv) > 1 else {day}
print(f"{{given}} is a {{date.fromisoformat(given):%A}}")"""
        return Program(name="weekday", does="tells the weekday of a date", main=main, imports=(*_SYS, *_FROM))
    if wording.says(r"\b(?:current|today'?s?|now|actual)\b") and wording.says(r"\b(?:date|time|day|clock)\b"):
        form = "%A, %d %B %Y" if not wording.says(r"\b(?:time|clock)\b") else "%Y-%m-%d %H:%M:%S"
        return Program(
            name="now",
            does="prints the current date and time" if "%H" in form else "prints today's date",
            main=f'print(f"{{datetime.now():{form}}}")',
            imports=("from datetime import datetime",),
        )
    return None


def _leap_years(wording: Wording) -> Program:
    years = [int(number) for number in wording.numbers if 1582 <= number < 10_000] or [2000, 2030]
    low, high = (years[0], years[1]) if len(years) > 1 else (years[0], years[0])
    function = '''
def is_leap(year: int) -> bool:
    """Every fourth year is one, but of the centuries only every fourth."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
'''
    main = f"for year in range({low}, {high} + 1):\n    if is_leap(year):\n        print(year)"
    does = f"prints the leap years from {low} to {high}"
    if low == high:
        main = f"year = {low}\nprint(f\"{{year}} is {{'' if is_leap(year) else 'not '}}a leap year\")"
        does = f"tells whether {low} is a leap year"
    return Program(name="leap_years", does=does, functions=(function,), main=main)


def _between(dates: list[str]) -> Program:
    first = f'date.fromisoformat("{dates[0]}")' if len(dates) > 1 else "date.today()"
    second = f'"{dates[-1]}"' if dates else 'f"{date.today().year}-12-31"'
    main = f"""\
first = {first}
second = date.fromisoformat(sys.argv[1] if len(sys.argv) > 1 else {second})
print(f"{{(second - first).days}} days between {{first}} and {{second}}")"""
    return Program(name="days", does="prints the days between two dates", main=main, imports=(*_SYS, *_FROM))
