"""What candidates ask about a vacancy, and the sentences of its text that say it."""

import re
from collections.abc import Mapping

LONGEST_FACT = 300
MOST_SENTENCES = 2

# What a candidate's question must have to be about a topic.
ASKED: Mapping[str, re.Pattern[str]] = {
    topic: re.compile(pattern, re.IGNORECASE)
    for topic, pattern in {
        "salary": (
            r"зарплат|\bзп\b|оклад|\bвилк|(?:сколько|как|что) (?:вы )?(?:плат|буд\w+ плат)|по деньгам"
            r"|salary|\bwages?\b"
            r"|(?:what|how much)\b.*\bpay|pay range|compensation"
        ),
        "remote": r"удал[её]н|из дома|дистанцион|гибрид|\bremote|work from home|\bwfh\b|hybrid",
        "office": (
            r"\bофис|адрес|где (?:вы )?(?:находит|располож|работать|это)|куда (?:ездить|приезжать)"
            r"|в каком городе"
            r"|\boffice|\baddress|where (?:is|are|will|would)\b|location|which city"
        ),
        "schedule": (
            r"график|расписани|\bсмен[аыу]?\b|сменн|во сколько|рабочий день|сколько часов|выходны"
            r"|schedule|\bshifts?\b|working hours|what hours|days off|weekend"
        ),
        "contract": (
            r"оформл|\bдоговор|\bтк\b|официальн|самозанят|\bгпх\b|испытательн|contract|probation"
            r"|self-employed|payroll"
        ),
        "benefits": (
            r"отпуск|больничн|\bдмс\b|страховк|бонус|преми[яи]|льгот|vacation|holiday|sick leave"
            r"|insurance|bonus|benefits|perks"
        ),
        "duties": (
            r"что (?:нужно|надо|предстоит)?(?: будет)? ?делать|обязанност|задачи|чем заниматься"
            r"|в ч[её]м (?:работа|суть)"
            r"|duties|responsibilit|what will i do|what would i do|tasks"
        ),
        "next": (
            r"когда (?:будет |жд|мне )?(?:ждать |скажете |узнаю )?(?:ответ|результат)|что (?:дальше"
            r"|потом)|следующий этап"
            r"|when (?:will|do) i hear|what(?:'s| is| happens) next|next step"
        ),
    }.items()
}
# What a sentence of the vacancy must have to say something about it.
SAID: Mapping[str, re.Pattern[str]] = {
    topic: re.compile(pattern, re.IGNORECASE)
    for topic, pattern in {
        "salary": r"зарплат|оклад|оплат|выплат|salary|\bpay\b|\bpaid\b|compensation",
        "remote": r"удал[её]н|из дома|дистанцион|гибрид|remote|from home|hybrid",
        "office": r"офис|адрес|метро|office|address|on site|on-site",
        "schedule": (
            r"график|смен[аыуе]?\b|смены|расписан|дня через|дней в неделю|час(?:а|ов)\b|schedule"
            r"|shift|hours|days a week"
        ),
        "contract": r"оформл|договор|\bтк\b|официальн|самозанят|испытательн|contract|probation|self-employed",
        "benefits": (
            r"отпуск|больничн|\bдмс\b|страхов|бонус|преми[яию]|льгот|vacation|holiday|insurance"
            r"|bonus|benefit"
        ),
        "duties": (
            r"предстоит|обязанност|задач[иа]|делаем|доставля|вы будете|you (?:will )?\w+|responsib"
            r"|duties"
        ),
    }.items()
}
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")


def vacancy_facts(*texts: str) -> dict[str, str]:
    """Return the first sentences that speak of each topic; a topic that none speaks of is missing."""
    sentences = [
        one.strip()
        for text in texts
        for one in _SENTENCES.split(text)
        if 0 < len(one.strip()) <= LONGEST_FACT
    ]
    facts = {}
    for topic, pattern in SAID.items():
        found = [one for one in sentences if pattern.search(one)][:MOST_SENTENCES]
        if found:
            facts[topic] = " ".join(found)
    return facts


def topic_of(question: str) -> str | None:
    """Return what a candidate's question about the vacancy is about; None where that is not known."""
    return next((topic for topic, pattern in ASKED.items() if pattern.search(question)), None)
