"""Whether what was submitted is what the action asks for, and the result that it comes to.

By type, ``data`` and the result. Where one value is asked for, it may stand alone instead of the object.

    FORM_SUBMIT      {field: value, …}                    {values: {field: value}}
    SINGLE_SELECT    {value}                              {value, label}
    MULTI_SELECT     {values: [value]}                    {values, labels}
    APPROVE_REJECT   {approved, value?, comment?}         {approved, value, comment}
    TEXT_INPUT       {text}                               {text}
    FILE_UPLOAD      {files: [{name, url, …}]}            {files: [{name, url, size?, contentType?}]}
    CONFIRM          {confirmed: true}                    {confirmed: true}
    CONNECT_ACCOUNT  {accountId, accountName?}            {provider, accountId, accountName}
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from app.domain.tasks import kinds
from app.domain.tasks.action_configs import LONGEST_TEXT, MOST_FILES, options_of
from app.domain.tasks.form_values import checked_value
from app.domain.tasks.refusals import refused

_LONGEST_NAME = 500
_DECISIONS: Mapping[Any, bool] = {"approve": True, "approved": True, "modify": True, "reject": False, "rejected": False}
_FILE_KEYS = ("name", "url", "size", "contentType")


def checked_result(action: Mapping[str, Any], data: Any) -> dict[str, Any]:
    """The result of submitting ``data`` to the action.

    Raises:
        InvalidRequest: it is not what the action asks for.
    """
    return _RESULTS[action["type"]](action["config"], data)


def bound_value(action: Mapping[str, Any], result: Mapping[str, Any]) -> Any:
    """What of a result is written to where the action's ``outputBinding`` points; None for nothing."""
    if action["type"] == kinds.APPROVE_REJECT:
        if not result["approved"]:
            return None
        return True if result["value"] is None else result["value"]
    names = {kinds.FORM_SUBMIT: "values", kinds.MULTI_SELECT: "values", kinds.TEXT_INPUT: "text"}
    names |= {kinds.FILE_UPLOAD: "files", kinds.CONFIRM: "confirmed", kinds.CONNECT_ACCOUNT: "accountId"}
    return result[names.get(action["type"], "value")]


def _form(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    sent = data.get("values", data) if isinstance(data, dict) else data
    if not isinstance(sent, dict):
        raise refused("data", "Must be an object with the form's fields.")
    fields = {field["name"]: field for field in config["fields"]}
    if unknown := [name for name in sent if name not in fields]:
        raise refused(f"data.{unknown[0][:100]}", "The form has no such field.")
    values = {}
    for name, field in fields.items():
        if sent.get(name) not in (None, "", []):
            values[name] = checked_value(field, sent[name], f"data.{name}")
        elif field.get("required", False):
            raise refused(f"data.{name}", "This field is required.")
    return {"values": values}


def _single(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    value = _alone(data, "value")
    options = options_of(config)
    if not isinstance(value, str) or value not in options:
        raise refused("data.value", f"Must be one of: {', '.join(options)}.")
    return {"value": value, "label": options[value]}


def _several(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    values = _alone(data, "values")
    options = options_of(config)
    if not isinstance(values, list) or not all(isinstance(each, str) and each in options for each in values):
        raise refused("data.values", f"Must be a list of: {', '.join(options)}.")
    least, most = config.get("min", 0), config.get("max", len(options))
    if len(set(values)) != len(values) or not least <= len(values) <= most:
        raise refused("data.values", f"Between {least} and {most} different ones are needed.")
    return {"values": values, "labels": [options[value] for value in values]}


def _approval(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    told = data if isinstance(data, dict) else {"approved": data}
    approved = told.get("approved", _decided(told.get("decision")))
    if isinstance(approved, str):
        approved = _decided(approved)
    if not isinstance(approved, bool):
        raise refused("data.approved", "Must be true or false.")
    comment = told.get("comment", "")
    if not isinstance(comment, str) or len(comment) > LONGEST_TEXT:
        raise refused("data.comment", "Must be a text.")
    if config.get("commentRequired") and not approved and not comment.strip():
        raise refused("data.comment", "A rejection needs a comment.")
    if told.get("value") is not None and not config.get("allowModify", True):
        raise refused("data.value", "This can be approved or rejected, and not changed.")
    return {"approved": approved, "value": told.get("value", config.get("value")), "comment": comment}


def _decided(word: Any) -> Any:
    return _DECISIONS.get(word.lower()) if isinstance(word, str) else None


def _text(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    text = _alone(data, "text")
    least, most = config.get("minLength", 1), config.get("maxLength", LONGEST_TEXT)
    if not isinstance(text, str) or not least <= len(text.strip()) <= most:
        raise refused("data.text", f"Must be a text of {least} to {most} characters.")
    return {"text": text.strip()}


def _files(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    files = _alone(data, "files")
    most = config.get("maxFiles", 1)
    if not isinstance(files, list) or not 1 <= len(files) <= min(most, MOST_FILES):
        raise refused("data.files", f"Must be a list of 1 to {most} files.")
    return {"files": [_file(config, file, f"data.files.{number}") for number, file in enumerate(files)]}


def _file(config: Mapping[str, Any], file: Any, where: str) -> dict[str, Any]:
    """A reference: the file itself stays where its client put it."""
    if not isinstance(file, dict) or not _is_text(file.get("name")):
        raise refused(f"{where}.name", "Must be the file's name.")
    if not _is_text(file.get("url"), 2_000) or urlsplit(file["url"]).scheme not in ("https", "http", "s3", "gs", "urn"):
        raise refused(f"{where}.url", "Must say where the file is: an http(s), s3, gs or urn reference.")
    size = file.get("size", 0)
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise refused(f"{where}.size", "Must be a number of bytes.")
    accepted = [str(each).lower() for each in config.get("accept", [])]
    kind = str(file.get("contentType", "")).lower()
    if accepted and kind not in accepted and not file["name"].lower().endswith(tuple(accepted)):
        raise refused(f"{where}.name", f"Must be one of: {', '.join(accepted)}.")
    return {key: file[key] for key in _FILE_KEYS if key in file}


def _confirmation(config: Mapping[str, Any], data: Any) -> dict[str, Any]:  # noqa: ARG001 - one shape for all
    if _alone(data, "confirmed") is not True:
        raise refused("data.confirmed", "Must be true.")
    return {"confirmed": True}


def _connection(config: Mapping[str, Any], data: Any) -> dict[str, Any]:
    told = data if isinstance(data, dict) else {"accountId": data}
    if not _is_text(told.get("accountId")):
        raise refused("data.accountId", "Must name the account that was connected.")
    if told.get("provider", config["provider"]) != config["provider"]:
        raise refused("data.provider", f"Must be {config['provider']}.")
    if unknown := set(told) - {"accountId", "accountName", "provider"}:
        # A secret would end up in the task for everybody to read.
        raise refused(f"data.{min(unknown)[:100]}", "Only accountId and accountName are kept; send no secrets.")
    return {
        "provider": config["provider"],
        "accountId": told["accountId"],
        "accountName": str(told.get("accountName") or told["accountId"])[:_LONGEST_NAME],
    }


def _alone(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, dict) else data


def _is_text(value: Any, longest: int = _LONGEST_NAME) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


_RESULTS: Mapping[str, Callable[[Mapping[str, Any], Any], dict[str, Any]]] = {
    kinds.FORM_SUBMIT: _form,
    kinds.SINGLE_SELECT: _single,
    kinds.MULTI_SELECT: _several,
    kinds.APPROVE_REJECT: _approval,
    kinds.TEXT_INPUT: _text,
    kinds.FILE_UPLOAD: _files,
    kinds.CONFIRM: _confirmation,
    kinds.CONNECT_ACCOUNT: _connection,
}
