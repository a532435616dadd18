"""A request's messages as agents read them."""

from workers.agents.conversation import CONVERSATION_LIMIT, MESSAGE_LIMIT, conversation, user_text


def test_roles_other_than_the_assistants_speak_as_the_user() -> None:
    messages = [{"role": role, "content": role} for role in ("system", "user", "assistant", "tool")]
    roles = [message["role"] for message in conversation({"messages": messages})]
    assert roles == ["user", "user", "assistant", "user"]


def test_empty_messages_and_other_things_are_left_out() -> None:
    messages = [{"role": "user", "content": " "}, "words", {"role": "user"}, None, {"role": "user", "content": 5}]
    assert conversation({"messages": messages}) == []
    assert conversation({"messages": None}) == []


def test_of_too_long_a_conversation_the_newest_messages_stay() -> None:
    messages = [{"role": "user", "content": f"{number} " + "x" * MESSAGE_LIMIT} for number in range(5)]
    kept = conversation({"messages": messages})
    assert kept[-1]["content"].startswith("4 ")
    assert sum(len(message["content"]) for message in kept) <= CONVERSATION_LIMIT


def test_the_users_text_leaves_out_what_the_assistant_said() -> None:
    said = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]
    assert user_text(said) == "a\n\nc"
