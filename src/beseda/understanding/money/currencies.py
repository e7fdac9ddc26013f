"""The words and signs of currencies, and of the periods that pay is counted by."""

from beseda.understanding.words.text import listed

_CURRENCIES = {
    "RUB": (
        "₽ руб рубль рубля рублей рубли рублю рублях рублями рублики рэ rub rur ruble rubles rouble"
        " roubles р деревянных"
    ),
    "USD": (
        "$ доллар доллара долларов доллары долларах долларами доллару бакс бакса баксов баксы зеленых"
        " dollar dollars usd bucks buck us$"
    ),
    "EUR": "€ евро eur euro euros €ur",
    "GBP": "£ фунт фунта фунтов фунты gbp pound pounds sterling quid",
    "KZT": "₸ тенге kzt tenge",
    "BYN": "byn br",
    "UAH": "₴ гривна гривны гривен гривну гривень грн uah hryvnia hryvnias",
    "CNY": "юань юаня юаней юани cny rmb yuan renminbi",
    "JPY": "¥ иена иены иен йен йены jpy yen",
    "INR": "₹ рупия рупий рупии inr rs rupee rupees",
    "TRY": "₺ лира лиры лир try lira liras",
    "GEL": "₾ лари gel lari",
    "AMD": "֏ драм драма драмов amd dram drams",
    "AZN": "₼ манат маната манатов azn manat",
    "UZS": "сум сума сумов uzs",
    "KGS": "сом сома сомов kgs",
    "CHF": "франк франка франков chf franc francs",
    "CAD": "cad",
    "AUD": "aud",
    "NZD": "nzd",
    "SGD": "sgd",
    "HKD": "hkd",
    "PLN": "злотый злотых злотого pln zloty zlotys",
    "CZK": "czk",
    "KWD": "kwd",
    "LBP": "lbp",
    "ILS": "₪ шекель шекеля шекелей ils shekel shekels nis",
    "SAR": "sar riyal riyals",
    "EGP": "egp",
    "BGN": "bgn leva lev лев левов",
    "MYR": "myr rm ringgit",
    "AED": "aed дирхам дирхама дирхамов dirham dirhams",
    "THB": "฿ бат бата батов thb baht",
    "VND": "₫ vnd донг донгов dong",
    "KRW": "₩ krw won",
    "SEK": "sek kronor",
    "NOK": "nok",
    "DKK": "dkk",
    "HUF": "huf forint forints форинт форинтов",
    "RON": "ron lei leu",
    "RSD": "rsd динар динара динаров dinar dinars",
    "BRL": "brl reais",
    "MXN": "mxn peso pesos",
    "ZAR": "zar rand rands",
    "LAK": "₭ lak",
    "LKR": "lkr",
    "MNT": "₮ mnt тугрик тугриков",
    "NGN": "₦ ngn naira",
    "PHP": "₱",
    "IDR": "idr rupiah rupiahs",
    "PKR": "pkr",
    "ESP": "peseta pesetas песета песет",
    "FIM": "markka markkas",
    "GRD": "drachma drachmas",
    "BTC": "₿ btc bitcoin bitcoins биткоин биткоина биткоинов",
}
CURRENCIES = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
BEFORE_DOLLAR = {
    "usd": "USD", "aud": "AUD", "sgd": "SGD", "hkd": "HKD", "twd": "TWD",
    "us": "USD", "nz": "NZD", "nzd": "NZD", "mex": "MXN", "mx": "MXN", "a": "AUD", "au": "AUD", "c": "CAD",
    "ca": "CAD", "can": "CAD", "hk": "HKD", "s": "SGD", "r": "BRL", "br": "BRL", "nt": "TWD",
}  # fmt: skip
"""Letters that stand tight before "$" and say whose dollar it is."""
ADJECTIVES = {
    ("australian", "USD"): "AUD", ("canadian", "USD"): "CAD", ("zealand", "USD"): "NZD",
    ("hong kong", "USD"): "HKD", ("new zealand", "USD"): "NZD", ("new taiwan", "USD"): "TWD",
    ("taiwan", "USD"): "TWD", ("saudi", "SAR"): "SAR", ("british", "GBP"): "GBP", ("american", "USD"): "USD",
    ("south african", "ZAR"): "ZAR", ("south korean", "KRW"): "KRW", ("indian", "INR"): "INR",
    ("sri lankan", "INR"): "LKR", ("chinese", "CNY"): "CNY", ("japanese", "JPY"): "JPY",
    ("американских", "USD"): "USD", ("российских", "RUB"): "RUB", ("russian", "RUB"): "RUB",
    ("singapore", "USD"): "SGD", ("swiss", "CHF"): "CHF", ("mexican", "MXN"): "MXN",
    ("turkish", "TRY"): "TRY", ("egyptian", "GBP"): "EGP", ("lebanese", "GBP"): "LBP",
    ("kuwaiti", "RSD"): "KWD",
    ("pakistani", "INR"): "PKR", ("belarusian", "RUB"): "BYN", ("белорусских", "RUB"): "BYN",
    ("австралийских", "USD"): "AUD", ("канадских", "USD"): "CAD", ("гонконгских", "USD"): "HKD",
    ("швейцарских", "CHF"): "CHF",
}  # fmt: skip
"""Whose currency it is, by the word before its name."""
OTHERS = listed(
    "krone kroner krona krone kr kyat riel taka birr cedi cedis kwacha shilling shillings marks mark guilder"
    " guilders escudo escudos sen somoni rial rials real kuna koruna korunas denar pula dalasi gourde lempira"
    " quetzal colon colones bolivar bolivars sol soles guarani kina vatu tala paanga ariary dinara шиллинг"
    " шиллингов марка марок крона кроны риал риалов сомони dime dimes nickel nickels fiver tenner"
)
"""Money of which we don't know whose it is, or what it is worth."""
SIGNS = {
    "RUB": "₽",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "KZT": "₸",
    "UAH": "₴",
    "JPY": "¥",
    "INR": "₹",
    "TRY": "₺",
    "GEL": "₾",
    "ILS": "₪",
}
MINOR = {
    word: code
    for code, words in {
        "RUB": "копейка копейки копеек коп",
        "USD": "цент цента центов cent cents c ¢ penny pennies",
        "GBP": "пенс пенса пенсов pence pennies",
        "UAH": "kopiyka kopiykas",
    }.items()
    for word in words.split()
}
_PERIODS = {
    "hour": "час часа hour hr hourly почасовая почасово ph часовая часовых",
    "day": "день сутки смену смена day daily дневная",
    "week": "неделю неделя week weekly wk",
    "month": "месяц мес мес. month monthly mo ежемесячно месяца pm месячно",
    "year": "год года year annual annually yearly yr pa annum годовых годовой ежегодно",
}
PERIODS = {word: period for period, words in _PERIODS.items() for word in words.split()}
BEFORE_PERIOD = {"в", "за", "на", "per", "a", "an", "/", "каждый", "each", "every", "one", "один", "по"}
