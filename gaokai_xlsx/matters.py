"""What people settle (事项), by the word of the command line; apart from the records, so that the command line starts without them."""

from __future__ import annotations

from enum import Enum

from gaokai_xlsx import texts


class Kind(Enum):
    """What was settled; the value is the word of the command line."""

    ADOPT = "adopt"
    ACCEPT = "accept"
    FINAL = "final"
    WITHDRAW = "withdraw"
    TRANSCRIBE = "transcribe"
    ZERO = "zero"
    INCLUDE = "include"

    @property
    def word(self) -> str:
        """采用, 认可说明 and so on."""
        return texts.say(f"decision.{self.value}")

    @property
    def undone(self) -> str:
        """How a record says that an earlier one of this kind is taken back."""
        return texts.say("decision.restore") if self is Kind.WITHDRAW else texts.say("decision.undo", what=self.word)
