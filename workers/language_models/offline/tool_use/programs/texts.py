"""Programs about a text: reversing, counting, palindromes, ciphers; the text is given or an argument."""

from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.wording import Wording

_OPERATIONS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        r"\bpalindromes?\b",
        "is_palindrome",
        "tells whether a text is a palindrome",
        "bool",
        "letters = [letter for letter in text.lower() if letter.isalnum()]\n    return letters == letters[::-1]",
    ),
    (
        r"\brevers\w+\b.*\bwords?\b(?! \")|\bword order\b",
        "reversed_words",
        "reverses the words of a text",
        "str",
        'return " ".join(reversed(text.split()))',
    ),
    (r"\brevers\w+\b|\bbackwards\b", "reversed_text", "reverses a text", "str", "return text[::-1]"),
    (
        r"\bvowels?\b",
        "count_vowels",
        "counts the vowels of a text",
        "int",
        'return sum(letter in "aeiou" for letter in text.lower())',
    ),
    (
        r"\b(?:frequenc\w+|how often|occurrences?|each (?:letter|character))\b.*\b(?:letter|character)s?\b|"
        r"\b(?:letter|character)s?\b.*\b(?:frequenc\w+|how often|occurrences?)",
        "letter_counts",
        "counts how often each letter occurs in a text",
        "dict[str, int]",
        "return dict(Counter(letter for letter in text.lower() if letter.isalpha()).most_common())",
    ),
    (
        r"\b(?:frequenc\w+|how often|occurrences?|each word|most common words?)\b",
        "word_counts",
        "counts how often each word occurs in a text",
        "dict[str, int]",
        'return dict(Counter(re.findall(r"\\w+", text.lower())).most_common())',
    ),
    (
        r"\b(?:count\w*|number of|how many)\b.*\bwords?\b|\bword counter?\b",
        "count_words",
        "counts the words of a text",
        "int",
        "return len(text.split())",
    ),
    (
        r"\b(?:count\w*|number of|how many|length)\b.*\b(?:letters?|characters?)\b",
        "count_letters",
        "counts the letters of a text",
        "int",
        "return sum(letter.isalpha() for letter in text)",
    ),
    (r"\bupper ?case\b|\bcapital letters\b", "upper", "writes a text in capitals", "str", "return text.upper()"),
    (r"\blower ?case\b", "lower", "writes a text in small letters", "str", "return text.lower()"),
    (r"\btitle ?case\b|\bcapitali[sz]es?\b", "titled", "capitalises the words of a text", "str", "return text.title()"),
    (
        r"\bcaesar\b|\brot ?13\b|\bcipher\b",
        "shifted",
        "shifts the letters of a text",
        "str",
        "shift = {number}\n    turned = str.maketrans(ascii_letters, rotated(ascii_lowercase, shift) + "
        "rotated(ascii_uppercase, shift))\n    return text.translate(turned)",
    ),
    (
        r"\bsort\w*\b.*\bwords?\b|\balphabetical\w*\b",
        "sorted_words",
        "sorts the words of a text",
        "str",
        'return " ".join(sorted(text.split(), key=str.lower))',
    ),
    (
        r"\bunique words\b|\bduplicate words\b",
        "unique_words",
        "lists each word of a text once",
        "str",
        'return " ".join(dict.fromkeys(text.split()))',
    ),
    (
        r"\bacronyms?\b|\binitials\b",
        "initials",
        "makes an acronym of a text",
        "str",
        'return "".join(word[0].upper() for word in text.split())',
    ),
)
_ROTATED = '''
def rotated(alphabet: str, shift: int) -> str:
    """An alphabet that begins some letters later."""
    return alphabet[shift % 26 :] + alphabet[: shift % 26]
'''
_EXAMPLES = {"is_palindrome": "Never odd or even", "shifted": "Hello World"}


def text_operation(wording: Wording) -> Program | None:
    """What is done with one text."""
    if wording.files:
        return None
    for pattern, name, does, kind, body in _OPERATIONS:
        if wording.says(pattern):
            return _program(wording, name, does, kind, body)
    return None


def _program(wording: Wording, name: str, does: str, kind: str, body: str) -> Program:
    number = wording.whole(13 if wording.says(r"\brot") else 3, most=25)
    text = wording.quotes[0] if wording.quotes else _EXAMPLES.get(name, "The quick brown fox jumps over the lazy dog")
    body = body.replace("{number}", str(number))
    function = f'''
def {name}(text: str) -> {kind}:
    """{does[:1].upper()}{does[1:]}."""
    {body}
'''
    functions = (_ROTATED, function) if "rotated(" in body else (function,)
    main = [f'text = " ".join(sys.argv[1:]) or {text!r}']
    main += _output(name, kind)
    imports = ["import sys"]
    imports += ["from collections import Counter"] if "Counter(" in body else []
    imports += ["import re"] if "re." in body and "re.findall" in body else []
    imports += ["from string import ascii_letters, ascii_lowercase, ascii_uppercase"] if "ascii_" in body else []
    note = "" if wording.quotes else "It takes the text as its arguments and has an example of its own."
    return Program(name=name, does=does, functions=functions, main="\n".join(main), imports=imports, note=note)


def _output(name: str, kind: str) -> list[str]:
    if kind.startswith("dict"):
        return [f"for part, count in {name}(text).items():", '    print(f"{part}: {count}")']
    if kind == "bool":
        return [f"print(f\"“{{text}}” is {{'' if {name}(text) else 'not '}}a palindrome\")"]
    return [f"print({name}(text))"]
