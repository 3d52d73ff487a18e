"""What the export refuses."""


class ExportError(ValueError):
    """The models given cannot be written as a model folder; the message says why."""
