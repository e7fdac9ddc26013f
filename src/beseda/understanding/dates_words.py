"""Names of months and weekdays in Russian and English, in every form people write."""

_MONTHS = {
    1: "январь января январе январю янв january jan",
    2: "февраль февраля феврале февралю фев февр february feb",
    3: "март марта марте марту мар march mar",
    4: "апрель апреля апреле апрелю апр april apr",
    5: "май мая мае маю may",
    6: "июнь июня июне июню июн june jun",
    7: "июль июля июле июлю июл july jul",
    8: "август августа августе августу авг august aug",
    9: "сентябрь сентября сентябре сентябрю сен сент september sept sep",
    10: "октябрь октября октябре октябрю окт october oct",
    11: "ноябрь ноября ноябре ноябрю ноя нояб november nov",
    12: "декабрь декабря декабре декабрю дек december dec",
}
MONTHS = {word: month for month, words in _MONTHS.items() for word in words.split()}
_WEEKDAYS = {
    0: "понедельник понедельника понедельнику понедельником пн пон monday mondays mon",
    1: "вторник вторника вторнику вт tuesday tuesdays tue tues",
    2: "среда среды среду среде ср wednesday wednesdays wed",
    3: "четверг четверга четвергу чт thursday thursdays thu thur thurs",
    4: "пятница пятницы пятницу пятнице пт friday fridays fri",
    5: "суббота субботы субботу субботе сб saturday saturdays sat",
    6: "воскресенье воскресенья воскресенью вс воскр sunday sundays sun",
}
WEEKDAYS = {word: day for day, words in _WEEKDAYS.items() for word in words.split()}
