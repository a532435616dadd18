"""Research: sources → signals → synthesis → ranked, validated opportunities (seed 000, "Research Agent")."""
