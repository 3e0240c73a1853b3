"""Names of customers, cities and goods, put together from lists."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


FAMILIES = words(
    """
    Aalbers Bakker Bergman Bosch Brouwer Claessens Conradi Daalder Dekker Dijkstra Driessen Eerens Elzinga Engels Faber
    Fischer Gerritsen Goossens Haan Hendriks Hoekstra Huisman Iversen Jacobs Jansen Jensen Kaiser Keizer Klein Koster
    Kramer Kuipers Lambert Larsen Linden Maas Martens Meijer Michels Mulder Neumann Nielsen Olsen Oosterhuis Peters Petit
    Pietersen Post Prins Quist Reinders Richter Roos Rutten Sanders Schmidt Schouten Simons Smit Smeets Sorensen Timmer
    Tromp Ubbink Valk Veenstra Verbeek Vermeer Visser Vos Wagner Weber Willems Wouters Yilmaz Zegers Zijlstra Zwart
    """
)
TRADES = words(
    """
    Automation Bakery Bicycles Boats Bookshop Builders Carpentry Catering Ceramics Cleaning Clothing Coffee Construction
    Dairy Design Electrics Engineering Export Farm Fashion Fishery Flowers Foods Foundry Furniture Garage Gardens Glass
    Greenhouse Hardware Hotel Import Instruments Interiors Joinery Laboratory Leather Lighting Logistics Machines Marine
    Medical Metals Mills Motors Music Nursery Optics Packaging Paints Paper Pharmacy Plastics Plumbing Printing Projects
    Publishing Retail Roofing School Security Shipping Shoes Software Sports Stables Steel Stone Storage Studio Supplies
    Systems Textiles Theatre Tiles Timber Tools Toys Trading Transport Tyres Ventilation Warehousing Wholesale Windows
    Wines Workshop
    """
)
FORMS = ("B.V.", "N.V.", "V.O.F.", "GmbH", "Ltd", "SA", "Inc.", "& Sons", "Group", "Holding")
CITIES = words(
    """
    Amsterdam Antwerp Arnhem Bergen Bremen Bristol Bruges Cologne Delft Dordrecht Dublin Eindhoven Ghent Gouda Groningen
    Haarlem Hamburg Leeds Leiden Liege Lille London Lyon Maastricht Munich Nijmegen Porto Rotterdam Tilburg Utrecht Zwolle
    """
)
MAKES = words(
    """
    Alba Brava Corda Delta Elvo Fenix Gala Helix Iris Juno Kappa Lumen Mira Nova Orbit Pico Quanta Rondo Sigma Terra
    """
)
GOODS = words(
    """
    bolt bracket cable case chair clamp desk drawer drill fan filter frame gasket gauge glove handle hinge hose jack kit
    lamp latch lever lock meter mount nozzle nut panel pipe plate plug pump rack relay rivet rod saw screw seal sensor
    shelf socket spring stool switch table tap valve wheel
    """
)
STREETS = ("Market Street", "Station Road", "Harbour Quay", "Mill Lane", "Church Square", "Industry Way", "Garden Row", "Canal Side")


def sql_list(known: tuple[str, ...]) -> str:
    """Return words as an array in SQL."""
    return "ARRAY[" + ", ".join("'" + word.replace("'", "''") + "'" for word in known) + "]"


def pick(known: tuple[str, ...], number: str) -> str:
    """Return SQL that picks a word by a number that counts from zero, round and round."""
    return f"({sql_list(known)})[1 + (({number}) % {len(known)})::int]"


def customer_name(number: str) -> str:
    """Return SQL for the name of a customer by its number: all differ within the first 60,000."""
    family = pick(FAMILIES, number)
    trade = pick(TRADES, f"({number}) / {len(FAMILIES)}")
    form = pick(FORMS, f"({number}) / {len(FAMILIES) * len(TRADES)}")
    return f"{family} || ' ' || {trade} || ' ' || {form}"


def item_name(number: str) -> str:
    """Return SQL for the name of an item by its number."""
    return (
        f"{pick(MAKES, number)} || ' ' || {pick(GOODS, f'({number}) / {len(MAKES)}')} || ' ' || 1 + ({number}) / {len(MAKES) * len(GOODS)}"
    )
