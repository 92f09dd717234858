"""What officers call the people concerned, beside the labels of the reference list, in the plural too. English and French,
as in its word lists. No word means two roles.
"""

from collections.abc import Mapping

PEOPLE_WORDS: Mapping[str, tuple[str, ...]] = {
    "DRIVER": ("drivers", "lorry driver", "truck driver", "chauffeur", "chauffeurs", "conducteurs", "conductrice"),
    "PASSENGER": (
        *("passenger", "passengers", "courier", "couriers", "mule", "mules", "traveller", "travellers", "traveler"),
        *("passager", "passagers", "passagère", "passeur", "passeurs", "voyageur", "voyageurs", "voyageuse"),
    ),
    "CREW": (
        *("crew", "crew members", "sailor", "sailors", "seaman", "seamen", "captain", "pilot"),
        *("équipage", "membres d'équipage", "marin", "marins", "capitaine", "pilote"),
    ),
    "EXPORTER": ("exporter", "exporters", "consignor", "exportateur", "exportateurs", "expéditeur", "expéditeurs"),
    "IMPORTER": ("importer", "importers", "consignee", "importateur", "importateurs", "destinataire", "destinataires"),
    "CARRIER": ("carriers", "transporteurs"),
    "FORWARDER": ("forwarder", "forwarders", "freight forwarders", "transitaires"),
    "BROKER": ("broker", "brokers", "clearing agent", "customs brokers", "commissionnaire", "déclarant"),
    "SENDER": ("sender", "senders"),
    "ADDRESSEE": ("addressee", "addressees"),
    "OWNER": ("owners", "propriétaires"),
    "ORGANISER": ("organisers", "organizer", "organizers", "organisateurs"),
    "OTHER": ("person", "persons", "people", "man", "men", "woman", "women", "suspect", "suspects", "homme", "hommes", "femme",
              "femmes", "personne", "personnes"),
}  # fmt: skip
