"""What a bundle holds beside its model: known ligands, training compounds, and the tables of its evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.arrow import parquet_bytes, parquet_table
from discovery.chem.fingerprint import morgan
from discovery.chem.skeleton import hashed_skeleton
from discovery.evaluation.calibration import Calibration

REFERENCE_FILE = "reference.parquet"
TRAINING_FILE = "training.parquet"
DOMAIN_FILE = "domain.safetensors"
CALIBRATION_FILE = "calibration.safetensors"
LEARNT_FILE = "learnt.safetensors"
TABLE_SUFFIX = ".table.parquet"

REFERENCE = pa.schema(
    [
        ("name", pa.string()),
        ("smiles", pa.string()),
        ("target", pa.string()),  # gene symbol
        ("effect", pa.string()),  # Effect
        ("value", pa.float64()),  # potency on the pX scale; null where none was measured
        ("reference", pa.string()),
    ]
)
"""Known ligands of the target and its family, one row for each compound, target and effect."""


@dataclass(frozen=True)
class Contents:
    """Tables and fingerprints that travel with a model."""

    reference: pa.Table
    """REFERENCE."""
    training: NDArray[np.str_]
    """[t] SHA-256 of the skeletons that the model was fitted to or calibrated by, sorted: who has a compound can tell,
    nobody else."""
    packed: NDArray[np.uint8]
    """[m, bits / 8] Morgan fingerprints (radius 2) of the training compounds, bits packed."""
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    """Further tables for reports, such as the single ranks of the leave-one-scaffold-out check."""
    calibration: Calibration = field(default_factory=Calibration)
    learnt: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    """[k] keys of the compounds whose labels the model's pre-trained encoders have learnt, sorted; see
    `models.pretrained.key_of`."""

    @classmethod
    def of(
        cls,
        reference: pa.Table,
        training_smiles: Sequence[str],
        known_skeletons: Sequence[str],
        tables: Mapping[str, pa.Table],
        calibration: Calibration | None = None,
        learnt: NDArray[np.uint64] | None = None,
    ) -> Self:
        """Contents made from the compounds that a model was fitted to, and the skeletons of all that decided on it."""
        hashes = np.array(sorted({hashed_skeleton(skeleton) for skeleton in known_skeletons}), dtype=np.str_)
        packed = np.packbits(morgan(training_smiles), axis=1)
        keys = np.zeros(0, np.uint64) if learnt is None else learnt
        return cls(reference.cast(REFERENCE), hashes, packed, dict(tables), calibration or Calibration(), keys)

    @property
    def domain(self) -> NDArray[np.uint8]:
        """[m, bits] binary Morgan fingerprints of the training compounds."""
        return np.unpackbits(self.packed, axis=1)

    def encode(self) -> dict[str, bytes]:
        """The files, by name."""
        from safetensors.numpy import save

        tables = {
            REFERENCE_FILE: self.reference,
            TRAINING_FILE: pa.table({"sha256": pa.array(self.training, pa.string())}),
        }
        tables |= {f"{name}{TABLE_SUFFIX}": table for name, table in self.tables.items()}
        arrays = {DOMAIN_FILE: {"morgan": self.packed}, CALIBRATION_FILE: self.calibration.state()}
        arrays |= {LEARNT_FILE: {"key": self.learnt}} if len(self.learnt) else {}
        return {name: parquet_bytes(table) for name, table in tables.items()} | {
            name: save(group) for name, group in arrays.items()
        }

    @classmethod
    def decode(cls, files: Mapping[str, bytes]) -> Self:
        """What `encode` wrote."""
        from safetensors.numpy import load

        training = parquet_table(files[TRAINING_FILE])["sha256"].to_pylist()
        evaluated = [name for name in files if name.endswith(TABLE_SUFFIX)]
        tables = {name.removesuffix(TABLE_SUFFIX): parquet_table(files[name]) for name in evaluated}
        packed, calibration = load(files[DOMAIN_FILE])["morgan"], Calibration.from_state(load(files[CALIBRATION_FILE]))
        learnt = load(files[LEARNT_FILE])["key"] if LEARNT_FILE in files else np.zeros(0, np.uint64)
        reference = parquet_table(files[REFERENCE_FILE])
        return cls(reference, np.array(training, np.str_), packed, tables, calibration, learnt)
