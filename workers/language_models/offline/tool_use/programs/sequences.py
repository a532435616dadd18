"""Programs about whole numbers in a row: primes, Fibonacci, factorials, tables, ranges."""

from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.wording import Wording

_IS_PRIME = '''
def is_prime(number: int) -> bool:
    """Whether a number has no divisors but 1 and itself."""
    if number < 2:
        return False
    return all(number % divisor for divisor in range(2, int(number**0.5) + 1))
'''
_FIBONACCI = '''
def fibonacci(count: int) -> list[int]:
    """The first numbers of the Fibonacci sequence."""
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:count]
'''
_GIVEN = "{name} = int(sys.argv[1]) if len(sys.argv) > 1 else {value}"
_SYS = ("import sys",)


def primes(wording: Wording) -> Program | None:
    """Primes, the first or up to a bound; whether one number is prime; its prime factors."""
    if not wording.says(r"\bprimes?\b"):
        return None
    if wording.says(r"\bfactor"):
        return _factors(wording)
    if wording.says(r"\b(?:is|if|whether|checks?)\b.*\bprime\b") and not wording.says(r"\bprimes\b|prime numbers"):
        number = wording.whole(97)
        told = """print(f"{number} is {'' if is_prime(number) else 'not '}a prime number")"""
        main = f"{_given('number', number)}\n{told}"
        return Program(
            name="is_prime", does="tells whether a number is prime", functions=(_IS_PRIME,), main=main, imports=_SYS
        )
    return _prime_list(wording)


def _prime_list(wording: Wording) -> Program:
    bounds = wording.bounds
    total = bool(wording.says(r"\b(?:sum|total|add up)\b"))
    out = "print(sum(found))" if total else 'print(", ".join(map(str, found)))'
    out = "print(len(found))" if wording.says(r"\bhow many\b|\bcounts?\b|\bnumber of\b") else out
    what = "prints the sum of" if total else "prints"
    if bounds or wording.says(r"\b(?:up to|below|under|less than|smaller than|until|through|no more than)\b"):
        low, high = bounds or (2, wording.whole(100))
        high -= 1 if not bounds and wording.says(r"\b(?:below|under|less than|smaller than)\b") else 0
        found = f"found = [number for number in range({low}, limit + 1) if is_prime(number)]"
        main = f"{_given('limit', high)}\n{found}\n{out}"
        does = f"{what} the prime numbers from {low} to {high}"
    else:
        count = wording.whole(10, most=10_000)
        main = f"""\
{_given("count", count)}
found: list[int] = []
number = 2
while len(found) < count:
    if is_prime(number):
        found.append(number)
    number += 1
{out}"""
        does = f"{what} the first {count} prime numbers"
    return Program(name="primes", does=does, functions=(_IS_PRIME,), main=main, imports=_SYS)


def _factors(wording: Wording) -> Program:
    number = wording.whole(360, least=2, most=10**12)
    function = '''
def prime_factors(number: int) -> list[int]:
    """The prime factors of a number, smallest first."""
    factors: list[int] = []
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            factors.append(divisor)
            number //= divisor
        divisor += 1
    return [*factors, number] if number > 1 else factors
'''
    main = f'{_given("number", number)}\nprint(f"{{number}} = " + " × ".join(map(str, prime_factors(number))))'
    return Program(
        name="prime_factors",
        does=f"prints the prime factors of {number}",
        functions=(function,),
        main=main,
        imports=_SYS,
    )


def fibonacci(wording: Wording) -> Program | None:
    """The first numbers of the sequence, those up to a bound, or one of them."""
    if not wording.says(r"\bfibonacci\b"):
        return None
    count = wording.whole(10, most=2000)
    if wording.says(r"\b\d+(?:st|nd|rd|th)\b"):
        found = wording.says(r"\b(\d+)(?:st|nd|rd|th)\b")
        count = int(found[1]) if found else count
        does, out = f"prints the Fibonacci number F({count})", "print(fibonacci(count + 1)[-1])"
    elif wording.says(r"\b(?:up to|below|under|less than|until)\b"):
        does = f"prints the Fibonacci numbers up to {count}"
        out = 'print(", ".join(str(number) for number in fibonacci(count + 2) if number <= count))'
    elif wording.says(r"\b(?:sum|total)\b"):
        does, out = f"prints the sum of the first {count} Fibonacci numbers", "print(sum(fibonacci(count)))"
    else:
        does = f"prints the first {count} Fibonacci numbers"
        out = 'print(", ".join(map(str, fibonacci(count))))'
    main = f"{_given('count', count)}\n{out}"
    return Program(name="fibonacci", does=does, functions=(_FIBONACCI,), main=main, imports=_SYS)


def factorial(wording: Wording) -> Program | None:
    if not wording.says(r"\bfactorials?\b"):
        return None
    number = wording.whole(5, most=1000, least=0)
    function = '''
def factorial(number: int) -> int:
    """The product of the whole numbers from 1 to a number."""
    result = 1
    for factor in range(2, number + 1):
        result *= factor
    return result
'''
    out = 'print(f"{number}! = {factorial(number)}")'
    if wording.says(r"\bfactorials\b") or wording.bounds:
        low, number = wording.bounds or (1, number)
        out = f'for value in range({low}, number + 1):\n    print(f"{{value}}! = {{factorial(value)}}")'
    main = f"{_given('number', number)}\n{out}"
    return Program(
        name="factorial", does=f"prints the factorial of {number}", functions=(function,), main=main, imports=_SYS
    )


def times_table(wording: Wording) -> Program | None:
    if not wording.says(r"\b(?:multiplication|times) tables?\b"):
        return None
    number = wording.whole(10, most=50)
    if wording.says(r"\b(?:of|for) (?:the (?:number )?)?\d"):
        rows = 'for factor in range(1, 11):\n    print(f"{number} × {factor} = {number * factor}")'
        main = f"{_given('number', number)}\n{rows}"
        return Program(name="times_table", does=f"prints the multiplication table of {number}", main=main, imports=_SYS)
    main = f"""\
{_given("size", number)}
width = len(str(size * size)) + 1
for row in range(1, size + 1):
    print("".join(f"{{row * column:>{{width}}}}" for column in range(1, size + 1)))"""
    return Program(name="times_table", does=f"prints the multiplication table up to {number}", main=main, imports=_SYS)


def fizzbuzz(wording: Wording) -> Program | None:
    if not wording.says(r"\bfizz[- ]?buzz\b"):
        return None
    limit = wording.bounds[1] if wording.bounds else wording.whole(100)
    function = '''
def fizzbuzz(number: int) -> str:
    """Fizz for multiples of 3, Buzz for multiples of 5, both for both, else the number."""
    word = ("Fizz" if number % 3 == 0 else "") + ("Buzz" if number % 5 == 0 else "")
    return word or str(number)
'''
    main = f"{_given('limit', limit)}\nfor number in range(1, limit + 1):\n    print(fizzbuzz(number))"
    does = f"prints FizzBuzz from 1 to {limit}"
    return Program(name="fizzbuzz", does=does, functions=(function,), main=main, imports=_SYS)


def counting(wording: Wording) -> Program | None:
    """The numbers of a range: all, even or odd ones, squares, cubes, multiples, their sum, up or down."""
    ranged = (
        wording.bounds or (1, wording.whole(10))
        if wording.says(
            r"\bnumbers?\b|\bintegers?\b|\bsquares?\b|\bcubes?\b|\bcount(?:s|down)?\b|\bmultiples\b|\bpowers\b"
        )
        else None
    )
    if not ranged or not wording.numbers or (wording.listed_numbers and not wording.bounds):
        return None
    low, high = sorted(ranged)
    value, told = _value_of(wording)
    chosen, only = _chosen(wording)
    if wording.says(r"\bfirst\b") and chosen and not wording.bounds:
        high = high * 2
    order = (
        f"range({high}, {low} - 1, -1)"
        if wording.says(r"\b(?:down|backwards?|descending|reverse)\b")
        else f"range({low}, {high} + 1)"
    )
    summed = wording.says(r"\b(?:sum|total|add(?:s|ed)? up)\b")
    values = f"[{value} for number in {order}{chosen}]"
    out = "print(sum(values))" if summed else "for value in values:\n    print(value)"
    what = f"prints {'the sum of ' if summed else ''}the {only}{told} from {low} to {high}"
    return Program(
        name=f"{'sum_of_' if summed else ''}{only.strip() or told.split()[0]}".strip(),
        does=what,
        main=f"values = {values}\n{out}",
    )


def _value_of(wording: Wording) -> tuple[str, str]:
    if wording.says(r"\bsquares?\b|\bsquared\b"):
        return "number**2", "squares of the numbers"
    if wording.says(r"\bcubes?\b|\bcubed\b"):
        return "number**3", "cubes of the numbers"
    if found := wording.says(r"\bpowers of (\d+)"):
        return f"{found[1]}**number", f"powers of {found[1]} with exponents"
    return "number", "numbers"


def _chosen(wording: Wording) -> tuple[str, str]:
    if wording.says(r"\beven\b"):
        return " if number % 2 == 0", "even "
    if wording.says(r"\bodd\b"):
        return " if number % 2 == 1", "odd "
    if found := wording.says(r"\b(?:multiples of|divisible by) (\d+)"):
        return f" if number % {found[1]} == 0", ""
    return "", ""


def _given(name: str, value: int) -> str:
    return _GIVEN.format(name=name, value=value)
