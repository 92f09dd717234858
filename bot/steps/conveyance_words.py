"""What officers call means of transport, beside the labels of the reference list. English and French, as in its word
lists. No word means two of them.
"""

from collections.abc import Mapping

CONVEYANCE_WORDS: Mapping[str, tuple[str, ...]] = {
    "CONTAINER-DRY": ("dry container", "conteneur dry"),
    "CONTAINER-REEFER": ("reefer", "reefer container", "conteneur reefer", "conteneur réfrigéré"),
    "BULK-VESSEL": ("cargo ship", "bulk carrier", "cargo", "vraquier"),
    "TANKER": ("tanker", "oil tanker", "pétrolier"),
    "FERRY": ("ferry", "ro-ro", "roulier"),
    "CRUISE": ("cruise", "cruise liner", "paquebot"),
    "FISHING": ("fishing boat", "trawler", "dhow", "bateau de pêche", "chalutier", "pirogue"),
    "YACHT": ("yacht", "sailing boat", "voilier"),
    "GOFAST": ("go-fast", "speedboat", "speed boat", "vedette"),
    "SEMISUB": ("semi-submersible", "semisubmersible"),
    "TRUCK": ("truck", "lorry", "trailer", "camion", "poids lourd", "remorque", "semi-remorque"),
    "VAN": ("minivan", "camionnette", "fourgon"),
    "CAR": ("saloon", "suv", "pickup", "pick-up", "automobile", "véhicule léger"),
    "BUS": ("bus", "coach", "minibus", "matatu", "car rapide"),
    "MOTORBIKE": ("motorbike", "boda boda", "motocyclette"),
    "TRAIN-FREIGHT": ("freight train", "wagon", "goods train", "train de fret"),
    "AIRCRAFT-PAX": ("airliner", "passenger flight", "vol passagers"),
    "AIRCRAFT-CARGO": ("air freight", "air cargo", "cargo plane", "cargo aircraft", "fret aérien"),
    "AIRCRAFT-GA": ("private plane", "light aircraft", "private jet", "avion privé"),
    "DRONE": ("drone", "uav"),
    "PARCEL": ("package", "parcel post", "paquet"),
    "LETTER": ("letter", "small packet", "lettre", "petit paquet"),
    "PEDESTRIAN": ("on foot", "à pied"),
    "ANIMAL": ("donkey", "camel", "âne", "chameau"),
}
