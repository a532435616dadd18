"""CompletionAudit: what the parts lack, counted; nothing that cannot be pointed at."""

from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import CompletionAudit
from workers.language_models.offline.writers.specification.gaps import WRITERS, finding, gaps, parts_of
from workers.language_models.offline.writers.specification.subject import subject_of
from workers.language_models.offline.writers.specification.words import prose

_MOST = 200


def completion_audit(reading: Reading) -> CompletionAudit:
    """Complete is 1.0; each missing section takes its share, each gap a little of the rest."""
    subject = subject_of(reading)
    parts = parts_of(subject.inputs)
    missing = [section for section, writer in WRITERS.items() if writer not in parts.written and section != "overview"]
    found = [
        finding("section_missing", section, section, f"Nobody has written the “{section}” of {subject.name}", "gap")
        for section in missing
    ]
    found += gaps(subject, parts)
    grave = sum(each["severity"] == "gap" for each in found)
    share = 1 - len(missing) / (len(WRITERS) - 1)
    note = (
        f"{subject.name} was audited offline, by rule: {len(parts.written)} parts, {grave} gaps, "
        f"{len(found) - grave} warnings"
    )
    return CompletionAudit(
        findings=found[:_MOST],
        completeness=round(max(0.0, share * (1 - 0.05 * min(grave - len(missing), 20))), 2),
        passed=not grave,
        note=prose(note),
    )
