"""Names that people give to columns, targets and readouts, as they are met in exports."""

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "smiles": (
        *("smiles", "canonical smiles", "isomeric smiles", "structure", "structure smiles", "smiles string"),
        *("molecule smiles", "compound smiles", "parent smiles", "cdd smiles", "rdkit smiles", "cxsmiles", "mol"),
        *("compound structure", "structure smi", "inchi", "standard inchi", "molfile", "molecule", "ligand smiles"),
    ),
    "name": (
        *("name", "compound", "compound name", "molecule name", "compound id", "compoundid", "cmpd id", "cpd id"),
        *("molecule id", "mol id", "molecule chembl id", "chembl id", "corporate id", "corp id", "registry number"),
        *("registration number", "reg no", "regno", "reg id", "compound no", "compound number", "cmpd", "cpd"),
        *("substance", "substance id", "id", "code", "drug", "drug name", "title", "ligand", "external id"),
        *("catalog number", "catalogue number", "vendor id", "supplier id", "idnumber", "zinc id", "cas", "cas number"),
        *("compose", "nom", "produit", "verbindung", "substanz", "pubchem cid", "cid", "pubchem sid", "sid"),
        *("compound key", "preferred name", "molecule pref name"),
    ),
    "batch": (
        *("batch", "batch id", "batch name", "molecule batch id", "vault batch name", "lot", "lot id", "lot number"),
        *("lot no", "batch number", "batch no", "sample id", "sample", "sample name", "preparation"),
    ),
    "target": (
        *("target", "gene", "gene symbol", "gene name", "target gene", "target symbol", "target name"),
        *("target pref name", "protein", "receptor", "channel", "isoform", "target chembl id", "target id"),
    ),
    "uniprot": (
        *("uniprot", "uniprot id", "uniprot accession", "accession", "target uniprot", "uniprotkb", "uniprot ac"),
        *("target accession", "protein accession", "protein id"),
    ),
    "organism": ("organism", "species", "target organism", "assay organism", "host organism", "strain", "taxon"),
    "assay": (
        *("assay", "assay id", "assay name", "assay chembl id", "protocol", "protocol name", "assay code"),
        *("assay title", "experiment", "experiment name", "test", "test name", "method", "assay description"),
    ),
    "effect": (
        *("effect", "mode", "mode of action", "moa", "mechanism", "action type", "action", "pharmacology"),
        *("direction", "mechanism of action", "modality"),
    ),
    "standard_type": (
        *("standard type", "endpoint", "result type", "activity type", "type", "measurement type", "parameter"),
        *("published type", "readout", "readout name", "readout type", "measure", "assay type value"),
    ),
    "relation": (
        *("relation", "standard relation", "qualifier", "operator", "modifier", "standard operator", "prefix"),
        *("relationship", "published relation", "censor", "censoring", "sign", "op", "result qualifier"),
    ),
    "value": (
        *("standard value", "value", "result", "result value", "activity value", "measured value", "measurement"),
        *("numeric value", "wert", "valeur", "resultat", "ergebnis", "activity", "response", "published value"),
    ),
    "unit": (
        *("standard units", "standard unit", "units", "unit", "result unit", "result units", "uom", "value unit"),
        *("unite", "einheit", "published units", "value units"),
    ),
    "p_value": (
        *("pchembl value", "pchembl", "pvalue", "p value", "pactivity", "pact", "px", "paffinity", "p activity"),
    ),
    "flag": (
        *("activity flag", "flag", "activity comment", "outcome", "activity outcome", "is active", "active", "hit"),
        *("class", "label", "activity class", "call", "hit call", "classification", "activity", "standard flag"),
        *("antibiotic activity", "comment"),
    ),
    "concentration": (
        *("concentration", "conc", "test concentration", "test conc", "tested conc", "tested concentration"),
        *("screening concentration", "assay concentration", "dose", "final conc", "compound concentration", "conc um"),
    ),
    "plate": ("plate", "plate id", "plate barcode", "barcode", "assay plate", "plate name", "plate number", "plate no"),
    "date": (
        *("date", "run date", "test date", "assay date", "experiment date", "measurement date", "date tested"),
        *("year", "document year", "publication year", "datum"),
    ),
    "comment": (
        *("data validity comment", "comment", "comments", "remark", "remarks", "note", "notes", "observation"),
        *("observations", "commentaire", "bemerkung", "validity comment", "annotation"),
    ),
    "reference": (
        *("reference", "doi", "document chembl id", "pubmed id", "pmid", "citation", "patent", "source", "url"),
        *("literature", "paper", "document", "publication", "eln reference", "notebook", "notebook page"),
    ),
    "split": ("split", "set", "partition", "used as", "subset", "fold", "data split"),
}
"""Setting in `columns` -> column names in lower case; the first of those in a table is taken."""

COMPUTED = frozenset(
    (
        *(
            "molecular weight",
            "mw",
            "mol weight",
            "molwt",
            "mol wt",
            "mwt",
            "exact mass",
            "monoisotopic mass",
            "formula",
        ),
        *("molecular formula", "alogp", "clogp", "xlogp", "slogp", "tpsa", "psa", "polar surface area", "hba", "hbd"),
        *("rotatable bonds", "ro5 violations", "#ro5 violations", "qed", "heavy atoms", "heavy atom count", "fsp3"),
        *("aromatic rings", "ligand efficiency bei", "ligand efficiency le", "ligand efficiency lle"),
        *(
            "ligand efficiency sei",
            "inchikey",
            "inchi key",
            "inchl key",
            "standard inchikey",
            "num atoms",
            "lipe",
            "le",
        ),
        *("lle", "bei", "sei", "canonical smiles", "isomeric smiles", "inchi", "standard inchi", "hac", "h donors"),
    )
)
"""Columns that are worked out from the structure, so that nothing is lost with them."""

TARGET_NICKNAMES: dict[str, str] = {
    **dict.fromkeys(("herg", "kv11.1", "kv11"), "KCNH2"),
    **dict.fromkeys(("nav1.5", "nav15", "nav1 5"), "SCN5A"),
    **dict.fromkeys(("nav1.7", "nav17"), "SCN9A"),
    **dict.fromkeys(("nav1.8", "nav18"), "SCN10A"),
    **dict.fromkeys(("cav1.2", "cav12", "cav1 2"), "CACNA1C"),
    **dict.fromkeys(("cav3.2", "cav32"), "CACNA1H"),
    **dict.fromkeys(("kv7.1", "kvlqt1", "iks"), "KCNQ1"),
    **dict.fromkeys(("kv1.5", "kv15"), "KCNA5"),
    **dict.fromkeys(("kir2.1", "ik1"), "KCNJ2"),
    **dict.fromkeys(("serca2a", "serca2", "serca"), "ATP2A2"),
    **dict.fromkeys(("pgp", "p-gp", "mdr1"), "ABCB1"),
    "bcrp": "ABCG2",
    "ryr1": "RYR1",
    "ryr2": "RYR2",
    "ryr3": "RYR3",
    "ryr": "RYR",
}
"""What people call a target -> its gene symbol; only names that mean one gene (RYR: its isoform is not stated)."""

NOISE = frozenset(
    (
        *("exp", "mean", "avg", "average", "value", "values", "result", "results", "median", "geomean", "geometric"),
        *("final", "of", "at", "the", "train", "test", "dev", "data", "dataset", "export", "set", "table", "assay"),
        *("adme", "activity", "activities", "measured", "arithmetic", "log", "csv", "xlsx", "in", "for", "conc", "y"),
        *("screen", "screening", "hts", "library", "compounds", "molecules", "copy", "new", "all", "control", "ctrl"),
        *("summary", "concentration", "um", "nm", "hits", "exported", "download"),
    )
)
"""Words of a column's or a file's name that name neither a target nor a readout."""

ORGANISMS = frozenset(
    (
        *("homo sapiens", "human", "mus musculus", "mouse", "rattus norvegicus", "rat", "canis familiaris", "dog"),
        *("rabbit", "oryctolagus cuniculus", "sheep", "pig", "sus scrofa", "guinea pig", "cavia porcellus", "bovine"),
        *("bos taurus", "monkey", "cynomolgus", "macaca fascicularis", "zebrafish", "danio rerio", "yeast"),
        *("escherichia coli", "staphylococcus aureus", "saccharomyces cerevisiae", "hamster", "chicken"),
    )
)

EFFECT_STEMS: tuple[tuple[str, str], ...] = (
    ("no effect", "inactive"),
    ("not active", "inactive"),
    ("non active", "inactive"),
    ("inactiv", "inactive"),
    ("negative", "inactive"),
    ("non-hit", "inactive"),
    ("no hit", "inactive"),
    ("biphasic", "biphasic"),
    ("antagon", "inhibitor"),
    ("inhib", "inhibitor"),
    ("block", "inhibitor"),
    ("agonist", "activator"),
    ("activator", "activator"),
    ("activation", "activator"),
    ("opener", "activator"),
    ("sensiti", "activator"),
    ("stabili", "stabiliser"),
    ("active", "unstated"),
    ("hit", "unstated"),
    ("positive", "unstated"),
    ("binder", "unstated"),
    ("modulator", "unstated"),
)
"""Part of a word for an effect -> the effect; the first that fits counts."""

YES = ("1", "1.0", "true", "yes", "y", "t", "x", "hit", "active", "positive", "pos", "+")
NO = ("0", "0.0", "false", "no", "n", "f", "non-hit", "inactive", "not active", "negative", "neg", "-1", "-", "no hit")
"""Words of a column that says yes or no."""
