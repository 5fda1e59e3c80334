"""Settings of experiment tracking."""

from dataclasses import dataclass


@dataclass
class TrackingSettings:
    """Where runs are recorded."""

    enabled: bool = True
    uri: str = "sqlite:///experiments/mlflow.db"
    """MLflow tracking URI; a relative sqlite path is resolved against the working folder."""
    experiment: str = ""
    """MLflow experiment; empty: the target's gene symbol, or the data set's name, or `pretraining`."""
    run_name: str = ""
