"""How a command ends when it is not done: the answer is no, or the software failed. The texts are for a person."""


class No(Exception):
    """The answer is no: exit status 1."""


class Failed(Exception):
    """The software failed: the sentence says at what; exit status 3."""
