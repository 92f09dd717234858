"""What officers call ways of hiding, beside the labels of the reference list. English and French, as in its word lists."""

from collections.abc import Mapping

HIDING_WORDS: Mapping[str, tuple[str, ...]] = {
    "NONE": ("open", "in the open", "not hidden", "visible", "pas caché", "non dissimulé"),
    "COVER-LOAD": ("cover load", "behind the cargo", "behind cargo", "cargaison de couverture", "derrière la cargaison"),
    "MIXED-GOODS": ("mixed", "mixed with goods", "mélangé", "mélangé aux marchandises"),
    "INSIDE-GOODS": ("hollowed", "hollow", "inside goods", "évidé", "creux", "dans la marchandise"),
    "IMPREGNATED": ("impregnated", "dissolved", "imprégné", "dissous"),
    "PACKAGING": ("pallet", "pallets", "cardboard", "packaging", "palette", "palettes", "carton", "emballage"),
    "CONT-STRUCT": ("container floor", "container wall", "container roof", "plancher du conteneur", "paroi du conteneur"),
    "CONT-REEFER": (
        "reefer", "reefer motor", "reefer unit", "cooling unit", "motor panel", "groupe frigorifique", "moteur frigorifique",
        "conteneur frigorifique", "frigo",
    ),
    "RIPON-RIPOFF": ("rip off", "rip on", "rip on rip off", "sports bags", "behind the doors", "sacs de sport"),
    "FALSE-WALL": ("false wall", "false floor", "false bottom", "double fond", "fausse paroi", "faux plancher"),
    "VEH-CAVITY": (
        "door panel", "seat", "seats", "tyre", "tyres", "tire", "spare wheel", "dashboard", "bumper", "siège", "pneu",
        "roue de secours", "portière", "tableau de bord", "pare-chocs",
    ),
    "VEH-FUEL": ("fuel tank", "gas tank", "petrol tank", "lpg tank", "tank", "réservoir", "réservoir de carburant"),
    "VEH-CHASSIS": ("chassis", "axle", "engine", "engine compartment", "châssis", "essieu", "moteur"),
    "VEH-CABIN": ("cabin", "cab", "driver cabin", "cabine", "cabine du chauffeur"),
    "VESSEL-HULL": ("hull", "sea chest", "parasite", "torpedo", "coque", "caisson de prise d'eau", "torpille"),
    "VESSEL-STRUCT": ("hold", "ballast tank", "engine room", "cale", "ballast", "salle des machines"),
    "BAG-STRUCT": ("suitcase lining", "lining", "false bottom", "double fond", "doublure"),
    "BAG-CONTENT": ("suitcase", "luggage", "baggage", "bag", "hand luggage", "valise", "bagage", "bagages", "sac"),
    "ON-BODY": ("body", "on body", "clothes", "clothing", "shoes", "strapped", "corps", "vêtements", "chaussures"),
    "IN-BODY": ("swallowed", "ingested", "internal", "body packer", "stomach", "avalé", "ingéré", "in corpore"),
    "PARCEL-GOODS": ("parcel", "in a parcel", "colis", "dans un colis"),
    "MISDECLARED": ("misdeclared", "misdeclaration", "false declaration", "fausse déclaration"),
    "FALSE-DOCS": ("false documents", "forged documents", "fake papers", "faux documents", "faux papiers"),
    "UNDECLARED": ("undeclared", "not declared", "non déclaré"),
}  # fmt: skip
