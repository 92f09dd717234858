"""Which words of the reference lists are clear in the middle of a sentence. At its own question "ice", "post" or "truck" has
one meaning; among other words it has more.
"""

from collections.abc import Mapping

from bot.dialogs.lists import commodity_names
from bot.reading.names import plain_name
from bot.reading.sentence.words import index, names_of, words_of
from bot.scene import Scene

STRONG = (
    "DRG-",
    "WLD-",
    "TOB-",
    "WPN-",
    "PRE-",
    "NUC-",
    "IPR-",
    "CUL-COIN",
    "CUL-ARCH",
    "ENV-HFC",
    "ENV-ODS",
    "MED-FALS",
)
"""Goods that are named because they were seized, not because something else was hidden in them."""

_EVERYDAY = names_of(
    "grass,pot,bud,loud,hydro,herbe,slabs,resin,résine,plaquettes,savonnettes,wax,shatter,dabs,distillate,distillat,edibles,shit,"
    "chit,snow,blow,neige,caillou,galette,brown,lean,crystal,ice,glass,glace,tik,tina,speed,acid,acide,blotters,trips,timbres,"
    "buvards,spice,chimique,AA,MD,MDA,molly,taz,coke,smack,drugs,drogue,narcotics,stupéfiants,controlled substance,"
    "substance contrôlée,unknown drug,wheel cleaner,bath salts,sels de bain,or,solvent,solvant,precursor,précurseur,urea,urée,"
    "iode,iodine,cartouches,tiges,smokes,puffs,pods,shag,chique,heets,trucks,cars,vehicles,motorcycles,camions,voitures,"
    "véhicules,motos,4x4,textiles,fabric,tissus,clothes,habits,shoes,chaussures,undeclared,not declared,non déclaré,low value,"
    "undervalued,false invoice,fausse facture,contraband,contrebande,commercial quantity,fakes,counterfeit,contrefaçon,faux,"
    "copies,knock-offs,pirated goods,tests,masques,masks,dangerous goods,serum,écailles,shark,rhino,pangolin,leopard,coral,"
    "logs,grumes,conch,oud,tires,ferraille,slides,barrels,receivers,magazines,chargeurs,canons,culasses,shells,rounds,obus,balles,"
    "cartouches,cartridges,statue,maps,crosses,amber,ambre,cash,money,dollars,euros,devises,billets,espèces,silver,platinum,"
    "false papers,forged documents,faux papiers,plants,seeds,sanitary,fruit,fruits,meat,plantes,semences,viande,fromage,"
    "sanctions,embargo,luxury goods,something else,autre chose,other,autre,fuel,petrol,diesel,essence,carburant,glock,copper,"
    "radiation alarm,alarme radioactivité,fouilles,gold,stolen car,drone engines,wildlife,vapes,masques rituels,old furniture,lithium ore"
)
"""Names of goods that are words of any other sentence too."""

FAKE = words_of(
    "counterfeit counterfeits fake fakes falsified replica replicas imitation pirated faux fausse fausses contrefait contrefaits "
    "contrefaite contrefaites contrefacon"
)
_OF_FAKES = ("IPR-", "TOB-CIG-FAKE", "MED-FALS", "CUR-FAKE", "ALC-FAKE", "MED-PEST", "OTH-DOC")

_NO_MODE = names_of(
    "post,car,route,several,mixed,mixte,plusieurs,unknown,not known,do not know,inconnu,je ne sais pas,market,marché,house,maison,"
    "shop,magasin,lake,lac,canal,river,fleuve,rivière,air,mail,mer,letter,lettre,coach,horse,cheval,camel,chameau,foot,walking,"
    "cable,câble,vol,bagage,passenger baggage,poste,courrier,premises,locaux,entrepôt,warehouse,sea,maritime,road,pipeline,"
    "oléoduc,donkey,âne,pedestrian,piéton,train,UPS,boat,bateau,barge,moto,aérien"
)
_MODES = {
    "ROAD": ("trucks", "lorries", "lorries", "vans", "trailers", "cars", "from a car", "in a car", "by car", "by truck", "by lorry", "by bus", "camions",
             "camionnettes", "remorques", "par la route", "par route", "semi-trailer", "semi-remorque", "en voiture", "en bus", "tractor-trailer"),
    "SEA": ("containers", "conteneurs", "by ship", "by boat", "by vessel", "par bateau", "ships", "vessels", "fishing boat", "speedboat", "container ship",
            "cargo ship", "general cargo ship"),
    "RAIL": ("by rail", "by train", "rail wagon", "rail wagons", "railway wagon", "railway wagons", "wagons", "par train", "freight train", "in a train"),
    "AIR": ("air freight", "air cargo", "airfreight", "by plane", "commercial flight"),
    "MAIL": ("postal parcels", "mail parcel", "mail parcels", "by mail", "postal package", "postal packages"),
    "EXPRESS": ("express parcels", "courier parcel", "courier parcels", "by courier", "express courier"),
    "FOOT": ("on foot", "à pied"),
}  # fmt: skip
_NO_HIDING = names_of(
    "open,visible,mixed,mélangé,hollow,creux,inside goods,pallet,pallets,palette,palettes,cardboard,carton,packaging,emballage,"
    "reefer,conteneur frigorifique,frigo,seat,seats,siège,tyre,tyres,tire,pneu,tank,réservoir,engine,moteur,cabin,cab,cabine,"
    "hold,cale,ballast,bag,sac,body,corps,clothes,clothing,vêtements,shoes,chaussures,internal,stomach,parcel,colis,in a parcel,"
    "dans un colis,parasite,torpedo,lining,doublure,chassis,châssis,coque,hull,dissolved,dissous,undeclared,not declared,"
    "non déclaré,other,undercover"
)
_HIDING = {
    "MISDECLARED": ("declared as", "misdeclared as", "falsely declared as", "déclaré comme", "déclarée comme", "déclarés comme", "déclarées comme"),
    "NONE": ("not concealed", "pas dissimulé"),
    "CONT-REEFER": ("refrigeration unit", "reefer engine", "groupe frigorifique du conteneur"),
    "VEH-CABIN": ("driver's cabin", "driver's cab", "truck cabin", "cabin of a truck", "cabin of the truck", "cabine du camion"),
    "VEH-CHASSIS": ("in the chassis", "dans le châssis"),
    "ON-BODY": ("strapped to the body", "taped to the body", "money belt", "on his body", "on her body"),
    "UNDECLARED": ("undeclared", "not declared", "non déclaré", "non déclarés", "non déclarée", "non déclarées"),
    "COVER-LOAD": ("under a cover load", "behind a cover load"),
    "VESSEL-HULL": ("in the hull", "under the hull", "dans la coque"),
    "BAG-STRUCT": ("suitcase lining", "lining of a suitcase", "doublure de valise"),
    "BAG-CONTENT": ("valises", "suitcases"),
}  # fmt: skip

Names = Mapping[str, frozenset[str]]


def goods(scene: Scene) -> Names:
    """Goods by the names that are clear. Not their codes and HS numbers; a label also without what stands in brackets."""
    found = []
    for code, names in commodity_names({}, scene).items():
        for name in names:
            if name == code or not any(letter.isalpha() for letter in name):
                continue
            head = name.partition("(")[0].strip()
            found += [(one, code) for one in {name, head} if plain_name(one) not in _EVERYDAY]
    return {name: codes for name, codes in index(found).items() if len(codes) == 1}


def is_strong(code: str) -> bool:
    return code.startswith(STRONG)


def is_fake(code: str) -> bool:
    """Whether these goods are counterfeit by their name."""
    return code.startswith(_OF_FAKES)


def modes(scene: Scene) -> Names:
    """Means of transport by the words that are clear; a car is "car" in English only."""
    listed = [
        (word, code)
        for code, said in scene.reference.transport_words.items()
        for _, word in said
        if plain_name(word) not in _NO_MODE and code not in {"MULTI", "UNKNOWN", "NONE", "FIXED"}
    ]
    return index([*listed, *((word, code) for code, words in _MODES.items() for word in words)])


def hiding(words: Mapping[str, tuple[str, ...]]) -> Names:
    """Ways of hiding by the words that are clear."""
    listed = [(word, code) for code, said in words.items() for word in said if plain_name(word) not in _NO_HIDING]
    return index([*listed, *((word, code) for code, said in _HIDING.items() for word in said)])
