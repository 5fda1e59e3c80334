"""The few kinds of error that a user can cause and mend; each is shown as one line."""


class DiscoveryError(Exception):
    """A problem the user can mend; its text is one line that names the remedy."""

    exit_code = 1


class SettingsError(DiscoveryError):
    """A setting that cannot be used: misspelt, of the wrong type, or naming a missing file."""

    exit_code = 2


class InputError(DiscoveryError):
    """A data file that cannot be used as a whole (a single bad row is a reject, never an error)."""

    exit_code = 3


class TrainingError(DiscoveryError):
    """A training that cannot start or cannot go on."""

    exit_code = 4


class BundleError(DiscoveryError):
    """A bundle that is missing, incomplete, altered or of an unknown format version."""

    exit_code = 5


class InternalError(DiscoveryError):
    """A broken promise of this program, such as a row that is accounted for nowhere."""

    exit_code = 70
