"""토닥 (Todak): a private, offline voice diary. docs/architecture.md shows the house in one page."""

__version__ = "0.1.0"
