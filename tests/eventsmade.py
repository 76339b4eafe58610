"""Files of event data in every shape that we read, of our own making: no row of any data set stands here."""

import csv
import io
import zipfile
from pathlib import Path

from foreshock.exchange.ucdp import COLUMNS

ICEWS = ("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
         "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
         "City", "District", "Province", "Country",
         "Latitude", "Longitude")
POLECAT = ("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country",
           "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name",
           "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw",
           "Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
           "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
           "Language", "Version")
ACLED = ("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
         "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country",
         "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
         "fatalities", "tags", "timestamp")


def gdelt_line(own: int, day: str, one: tuple[str, str, str], code: str, two: tuple[str, str, str], *, columns: int = 61,
               place: tuple[str, str, str, str, str] = ("4", "Mosul, Ninawa, Iraq", "IZ", "36.335", "43.1189"), articles: int = 4) -> str:
    """One row of GDELT's shape: id, day (YYYYMMDD), actor (code, name, country), event code, other actor."""
    quad = {"0": "1", "1": "3"}[code[0]] if code[:2] < "14" else "4"
    head = [str(own), day, day[:6], day[:4], f"{day[:4]}.2", one[0], one[1], one[2], *[""] * 7, two[0], two[1], two[2], *[""] * 7,
            "1", code, code[:3], code[:2], quad, "-4.4" if quad > "2" else "1.0", str(articles * 2), "2", str(articles), "-3.1"]
    kind, name, fips, lat, lon = place
    geo = [kind, name, fips, f"{fips}15", *(["0"] if columns == 61 else []), lat, lon, "-3103580"]
    added = day + ("120000" if columns == 61 else "")
    url = [] if columns == 57 else [f"https://news.example.org/{own}"]
    return "\t".join([*head, *geo, *geo, *geo, added, *url])


IRAN, IRAQ = ("IRNGOV", "TEHRAN", "IRN"), ("IRQ", "IRAQ", "IRQ")
GDELT_LINES = [
    gdelt_line(900000001, "20170309", IRAN, "040", IRAQ),
    gdelt_line(900000002, "20170310", ("USAMIL", "UNITED STATES", "USA"), "190", ("SYRREB", "SYRIA", "SYR")),
    gdelt_line(900000003, "20170310", ("", "", ""), "010", IRAQ),
    gdelt_line(900000004, "20170311", ("ROMMED", "ROMANIA", "ROM"), "0231", ("", "", "")),
]


def rows_of(columns: tuple[str, ...], *rows: dict[str, str]) -> list[list[str]]:
    """Columns, rows by name → cells, those not named empty."""
    return [list(columns), *([row.get(c, "") for c in columns] for row in rows)]


def tabbed(cells: list[list[str]]) -> str:
    """Cells → text parted by tabs, unquoted."""
    return "".join("\t".join(row) + "\n" for row in cells)


def parted(cells: list[list[str]], mark: str = ",") -> str:
    """Cells → text as RFC 4180 has it."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(cells)
    return out.getvalue()


ICEWS_ROWS = rows_of(
    ICEWS,
    {"Event ID": "7001", "Event Date": "2017-03-09", "Source Name": "Mohammad Javad Zarif", "Source Sectors": "Foreign Ministry,Executive",
     "Source Country": "Iran", "Event Text": "Make statement", "CAMEO Code": "010", "Intensity": "0.0", "Target Name": "Iraq",
     "Target Country": "Iraq", "Story ID": "81", "Sentence Number": "2", "Publisher": "Example Wire", "Country": "Iran"},
    {"Event ID": "7002", "Event Date": "12/1/2017", "Source Name": "Military (Turkey)", "Source Sectors": "Military,Government",
     "Source Country": "Turkey", "Event Text": "Use conventional military force", "CAMEO Code": "190", "Intensity": "-10.0",
     "Target Name": "Kurdistan Workers' Party", "Target Sectors": "Rebel,Dissident", "Target Country": "Turkey", "City": "Qandil",
     "Province": "Erbil", "Country": "Iraq", "Latitude": "36.5", "Longitude": "45.1", "Publisher": "NA"})
POLECAT_ROWS = rows_of(
    (*POLECAT, "Headline"),
    {"Event ID": "202303090001", "Event Date": "2023-03-09", "Event Type": "CONSULT", "Event Mode": "visit", "Intensity": "4.0",
     "Quad Code": "VERBAL COOPERATION", "Contexts": "diplomatic;economic", "Actor Name": "Hossein Amir-Abdollahian;Ali Bagheri",
     "Actor Country": "IRN", "Primary Actor Sector": "GOV", "Recipient Name": "Syria", "Recipient Country": "SYR",
     "Placename": "Damascus", "City": "Damascus", "Country": "SYR", "Latitude": "33.51", "Longitude": "36.29", "GeoNames ID": "170654",
     "Publication Date": "2023-03-10", "Source": "example.org", "Version": "TEST"},
    {"Event ID": "202303090002", "Event Date": "2023-03-09", "Event Type": "ASSAULT", "Event Mode": "heavy-weapons", "Contexts": "military",
     "Actor Name": "Türkiye", "Actor Country": "TUR", "Primary Actor Sector": "MIL", "Recipient Name": "None"})
ACLED_ROWS = rows_of(
    ACLED,
    {"event_id_cnty": "IRQ1", "event_date": "09 March 2017", "time_precision": "1", "event_type": "Battles",
     "sub_event_type": "Armed clash", "actor1": "Military Forces of Iraq (2014-)", "inter1": "1", "actor2": "Islamic State (Iraq)",
     "inter2": "2", "country": "Iraq", "admin1": "Ninewa", "location": "Mosul", "latitude": "36.335", "longitude": "43.1189",
     "geo_precision": "1", "source": "Example Wire; Another Paper", "notes": "A line of \"our\" own,\nover two lines.", "fatalities": "3",
     "timestamp": "1500000000"},
    {"event_id_cnty": "IRQ2", "event_date": "2017-03-12", "time_precision": "3", "event_type": "Strategic developments",
     "sub_event_type": "Other", "actor1": "Protesters (Iraq)", "inter1": "Protesters", "country": "Iraq"})
UCDP_ROWS = rows_of(
    COLUMNS,
    {"id": "51", "type_of_violence": "1", "side_a": "Government of Syria", "side_b": "IS", "number_of_sources": "2",
     "source_office": "Example Wire", "where_prec": "1", "where_coordinates": "Palmyra town", "adm_1": "Hims province", "country": "Syria",
     "latitude": "34.56", "longitude": "38.27", "date_prec": "2", "date_start": "2017-03-01 00:00:00.000",
     "date_end": "2017-03-02 00:00:00.000", "best": "7", "low": "5", "high": "9"},
    {"id": "52", "type_of_violence": "3", "side_a": "IS", "side_b": "Civilians", "country": "Iraq", "date_prec": "1",
     "date_start": "2017-03-04", "date_end": "2017-03-04", "best": "2", "where_prec": "6"})
PLOVER_LINES = (
    '{"id":"p1","date":"2017-03-09","actor":[{"code":"IRN","sector":"GOV","entity_text":"Iran"}],"recipient":[],"event":["ASSAULT"],'
    '"mode":["aerial","negation"],"context":["military"],"event_scale":-9.5,"event_loc":{"resolved_place":"Mosul","lat":36.3,"lon":43.1,'
    '"country_code":"IRQ","resolution":4},"cite_info":{"publication":"Example Wire","url":"https://news.example.org/1"}}\n'
    '{"id":"p2","date":"2017-03-10","enddate":"2017-03-12","actor":[{"raw_text":"Iraq","country_name":"Iraq"},{"raw_text":"Syria",'
    '"country_name":"Syria"}],"event":["CONSULT"],"size":{"dead":2}}\n')
TABLE = "date,actor,relation,recipient,cameo,goldstein\n2017-03-09,Iran,Consult,Iraq,040,1.0\n2017-03-10,Iran,likes,,,\n"


def write_all(folder: Path) -> dict[str, Path]:
    """A folder → a file of each format in it, by the format's name."""
    made = {
        "gdelt": ("20170309.export.CSV", "\n".join(GDELT_LINES) + "\n"), "icews": ("events.2017.tab", tabbed(ICEWS_ROWS)),
        "polecat": ("ngecEvents.2023.txt", tabbed(POLECAT_ROWS)), "acled": ("acled.csv", "\ufeff" + parted(ACLED_ROWS, ";")),
        "ucdp": ("GEDEvent.csv", parted(UCDP_ROWS)), "plover": ("events.jsonl", PLOVER_LINES), "table": ("mine.csv", TABLE),
    }
    paths = {}
    for name, (file, text) in made.items():
        paths[name] = folder / file
        paths[name].write_text(text, encoding="utf-8", newline="")
    with zipfile.ZipFile(folder / "20170309.export.CSV.zip", "w") as archive:
        archive.writestr("20170309.export.CSV", "\n".join(GDELT_LINES))
    paths["zip"] = folder / "20170309.export.CSV.zip"
    return paths
