"""The figures that can be asked of a list of numbers in a file."""

FIGURES = (
    (r"\b(?:average|mean)\b", "Average", "sum(values) / len(values)"),
    (r"\b(?:sum|total|adds? up)\b", "Sum", "sum(values)"),
    (r"\b(?:max\w*|largest|highest|biggest)\b", "Highest", "max(values)"),
    (r"\b(?:min\w*|smallest|lowest)\b", "Lowest", "min(values)"),
    (r"\bmedian\b", "Median", "sorted(values)[len(values) // 2]"),
)
