"""Standardisation: a structure text becomes the neutral parent compound that all in-house data are keyed by."""

from collections.abc import Sequence
from functools import partial

from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.compound import Compound, Problem, is_mol_block, parse
from discovery.chem.isolation import Failure, map_isolated
from discovery.chem.parent import is_unusual, pipeline_parent
from discovery.chem.settings import StandardizeSettings, StereoPolicy, TautomerPolicy
from discovery.chem.skeleton import skeleton_key
from discovery.chem.tautomer import canonical_tautomer

NO_INCHIKEY = Problem("standardise", "no_inchikey", "The parent structure has no InChIKey.")


def standardize(text: str, settings: StandardizeSettings) -> Compound | Problem:
    """Parent compound of a SMILES, InChI or mol block: salts, solvents, isotopes and charges removed, and
    functional groups in one form; stereochemistry and tautomers by the policy of the settings.

    Where several distinct fragments remain, the largest organic one is the parent. Some malformed texts can crash or
    hang RDKit itself; `standardize_many` survives those.
    """
    mol = parse(text, settings)
    if isinstance(mol, Problem):
        return mol
    with BlockLogs():
        try:
            original = Chem.MolToSmiles(mol) if is_mol_block(text) else text
            standard, parent = _standard_and_parent(mol, settings)
            smiles, inchikey = Chem.MolToSmiles(parent), Chem.MolToInchiKey(parent)
            salts = _salts(standard, smiles, settings)
        except (ValueError, RuntimeError) as error:
            return _refused(error)
    if not inchikey:
        return NO_INCHIKEY
    return Compound(smiles, inchikey, skeleton_key(inchikey), original, salts)


def parent_smiles(text: str, settings: StandardizeSettings) -> str | Problem:
    """SMILES of the parent compound that `standardize` gives, without its keys and salts, which take half the time."""
    mol = parse(text, settings)
    if isinstance(mol, Problem):
        return mol
    with BlockLogs():
        try:
            parent = _standard_and_parent(mol, settings)[1]
            smiles = str(Chem.MolToSmiles(parent))
        except (ValueError, RuntimeError) as error:
            return _refused(error)
        keyless = is_unusual(parent) and not Chem.MolToInchiKey(parent)
    return NO_INCHIKEY if keyless else smiles


def standardize_many(
    texts: Sequence[str], settings: StandardizeSettings, workers: int, title: str
) -> list[Compound | Problem]:
    """Standardise n texts in `workers` processes (0: one a core); the results are in the order of the texts.

    Each distinct text is done once. A text that crashes its worker, fills its memory, or takes longer than
    `settings.seconds`, becomes a Problem.
    """
    distinct = list(dict.fromkeys(texts))
    task = partial(standardize, settings=settings)
    results = map_isolated(task, distinct, workers, settings.seconds, title)
    found = {text: _explained(result, settings) for text, result in zip(distinct, results, strict=True)}
    return [found[text] for text in texts]


def _standard_and_parent(mol: Chem.Mol, settings: StandardizeSettings) -> tuple[Chem.Mol, Chem.Mol]:
    """A molecule with its functional groups in one form, and its parent under the policy."""
    standard, stripped = pipeline_parent(mol)
    return standard, _under_policy(_largest_organic(_reread(Chem.MolToSmiles(stripped))), settings)


def _refused(error: Exception) -> Problem:
    detail = str(error).strip().partition("\n")[0]
    return Problem("standardise", "pipeline", f"The structure cannot be standardised: {detail}.")


def _explained(result: Compound | Problem | Failure, settings: StandardizeSettings) -> Compound | Problem:
    if result is Failure.crashed:
        return Problem("standardise", "crashed", "The structure crashed the chemistry library.")
    if result is Failure.memory:
        return Problem("standardise", "memory", "The structure needs more memory than one may take.")
    if result is Failure.timeout:
        reason = f"The structure could not be standardised within {settings.seconds:g} seconds."
        return Problem("standardise", "timeout", reason)
    return result


def _under_policy(parent: Chem.Mol, settings: StandardizeSettings) -> Chem.Mol:
    """A parent in the form that stands for its tautomers and stereoisomers, as far as the settings pool those."""
    if settings.stereo is StereoPolicy.remove:
        Chem.RemoveStereochemistry(parent)
        parent = _reread(Chem.MolToSmiles(parent))
    if settings.tautomer is TautomerPolicy.canonical:
        parent = _lone_parent(canonical_tautomer(parent))
    return parent


def _reread(smiles: str) -> Chem.Mol:
    """Sanitised molecule of a SMILES that RDKit wrote; raises ValueError where it cannot read its own writing."""
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        raise ValueError("its parent is chemically impossible")
    return mol


def _largest_organic(mol: Chem.Mol) -> Chem.Mol:
    """Parent of the fragment with most heavy atoms among those with carbon, or of all where none has it."""
    if len(Chem.GetMolFrags(mol)) == 1:
        return mol

    def rank(fragment: Chem.Mol) -> tuple[bool, int, str]:
        organic = any(atom.GetAtomicNum() == 6 for atom in fragment.GetAtoms())
        return not organic, -fragment.GetNumHeavyAtoms(), Chem.MolToSmiles(fragment)

    return _lone_parent(min(Chem.GetMolFrags(mol, asMols=True), key=rank))


def _salts(standard: Chem.Mol, parent: str, settings: StandardizeSettings) -> tuple[str, ...]:
    """Fragments of the standardised molecule whose own parent is another compound, as SMILES, sorted, each once."""
    fragments = Chem.GetMolFrags(standard, asMols=True)
    if len(fragments) == 1:
        return ()
    others = [fragment for fragment in fragments if _own_parent(fragment, settings) != parent]
    return tuple(sorted({Chem.MolToSmiles(fragment) for fragment in others}))


def _own_parent(fragment: Chem.Mol, settings: StandardizeSettings) -> str:
    """SMILES of a fragment's parent; empty for an ion that has none, such as hexafluorophosphate."""
    try:
        return str(Chem.MolToSmiles(_under_policy(_lone_parent(fragment), settings)))
    except ValueError:  # the pipeline neutralises such an ion to an impossible molecule
        return ""


def _lone_parent(fragment: Chem.Mol) -> Chem.Mol:
    _, stripped = pipeline_parent(fragment)
    return _reread(Chem.MolToSmiles(stripped))
