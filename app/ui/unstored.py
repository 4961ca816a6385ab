"""What was typed and could not be stored before the page it stood on was gone."""


class Unstored:
    """Keeps such words in memory only, until they stand in a field of the opened diary again. Used on the UI thread."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._draft = ""
        self._of: object = None
        self._edits: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._said or self._draft or self._edits)

    @property
    def edits(self) -> dict[str, str]:
        """Changed words, by the id of their utterance."""
        return dict(self._edits)

    def keep_said(self, text: str) -> None:
        """`text` was sent."""
        self._said.append(text)

    def keep_draft(self, text: str, of: object) -> None:
        """`text` was being typed in the field `of`; it takes the place of what that field held before."""
        if self._of is not of and self._draft:
            self._said.append(self._draft)
        self._draft, self._of = text, of

    def draft_stored(self, of: object) -> None:
        """What the field `of` holds is in the diary."""
        if self._of is of:
            self._draft = ""

    def keep_edit(self, utterance_id: str, text: str) -> None:
        """`text` was to take the place of an utterance's words."""
        self._edits[utterance_id] = text

    def forget_edit(self, utterance_id: str) -> None:
        """It is stored, or not wanted."""
        self._edits.pop(utterance_id, None)

    def take_typed(self, draft: str) -> str:
        """What belongs in the field to type in, where the diary has `draft`; it is the field's from now on."""
        said, last = "\n".join(self._said), self._draft or draft
        self._said.clear()
        self._draft = ""
        if not said or last in said:  # what was sent was a draft before
            return said or last
        return f"{said}\n{last}"
