"""Programs that draw by chance: passwords, dice, coins, numbers of a range."""

from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.wording import Wording


def chance(wording: Wording) -> Program | None:
    """What is to be drawn, and how much of it."""
    if wording.says(r"\bpasswords?\b"):
        length = wording.whole(16, least=4, most=200)
        main = (
            "alphabet = string.ascii_letters + string.digits + string.punctuation\n"
            f'print("".join(secrets.choice(alphabet) for _ in range({length})))'
        )
        does = f"prints a random password of {length} characters"
        return Program(name="password", does=does, main=main, imports=("import secrets", "import string"))
    if wording.says(r"\bdic?e\b|\broll"):
        main = f"for _ in range({wording.whole(1, most=1000)}):\n    print(secrets.randbelow(6) + 1)"
        return Program(name="dice", does="rolls a die", main=main, imports=("import secrets",))
    if wording.says(r"\bcoins?\b"):
        main = f'for _ in range({wording.whole(1, most=1000)}):\n    print(secrets.choice(["heads", "tails"]))'
        return Program(name="coin", does="tosses a coin", main=main, imports=("import secrets",))
    if wording.says(r"\brandom (?:whole )?(?:numbers?|integers?)\b"):
        low, high = sorted(wording.bounds or (1, 100))
        main = f"print(secrets.randbelow({high - low + 1}) + {low})"
        does = f"prints a random number from {low} to {high}"
        return Program(name="random_number", does=does, main=main, imports=("import secrets",))
    return None
