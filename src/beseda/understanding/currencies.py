"""The words and signs of currencies, and of the periods that pay is counted by."""

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
    "CZK": "czk крон кроны",
    "KWD": "kwd",
    "LBP": "lbp",
    "ILS": "₪ шекель шекеля шекелей ils shekel shekels nis",
    "SAR": "sar riyal riyals",
    "EGP": "egp",
    "BGN": "bgn",
    "MYR": "myr rm ringgit",
    "AED": "aed дирхам дирхама дирхамов dirham dirhams",
    "THB": "฿ бат бата батов thb baht",
    "VND": "₫ vnd донг донгов dong",
    "KRW": "₩ krw won",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "HUF": "huf",
    "RON": "ron",
    "RSD": "rsd динар динара динаров",
    "BRL": "brl",
    "MXN": "mxn peso pesos",
    "ZAR": "zar",
    "BTC": "₿ btc bitcoin bitcoins биткоин биткоина биткоинов",
}
CURRENCIES = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
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
