"""What in a sentence is said of the cover, not of the seized goods: where they were hidden, what they were declared as."""

from bot.reading.sentence.words import Sentence, words_of

_HARD = words_of(
    "declared misdeclared labelled labeled described manifested disguised hidden concealed among amongst between under "
    "behind beneath mixed loaded load cargo wrapped carrying carried full "
    "declare declares declaree declarees cache caches cachee cachees dissimule dissimules dissimulee dissimulees parmi sous derriere "
    "entre melange melangee chargement cargaison charge chargee milieu emballe emballes transportant"
)
_SOFT = words_of("in inside with within into dans avec interieur containing")
_HOLDERS = words_of(
    "truck lorry container van car vehicle trailer suitcase suitcases luggage bag bags parcel parcels vessel ship boat bus bin "
    "camion conteneur voiture camionnette valise valises bagages colis navire bateau remorque"
)
_GOES_ON = words_of("of with loaded carrying full de d du des avec charge chargee and et")


def covered(sentence: Sentence) -> dict[int, str]:
    """Words about the cover, by number: "hard" where nothing can be the seized goods, "soft" where only drugs can."""
    found: dict[int, str] = {}
    cover = ""
    for number, word in enumerate(sentence.words):
        if word.plain in _HARD:
            cover = "hard"
        elif word.plain in _SOFT and not cover:
            cover = "soft"
        elif not sentence.is_free(number, number + 1):
            cover = "" if cover == "soft" else cover
        if cover:
            found[number] = cover
        holder = cover == "soft" and word.plain in _HOLDERS and sentence.plain(number + 1) not in _GOES_ON
        if sentence.breaks_after(number) or holder:
            cover = ""
    return found
