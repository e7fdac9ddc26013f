"""The interviewer's script: every sentence it says, Russian and English side by side."""

from collections.abc import Mapping
from typing import Any

HOURS_A_DAY = 24

PHRASES: Mapping[str, tuple[str, str]] = {
    # The opening says what good manners and the law ask for: a bot, whose, what for, who decides.
    "greeting": (
        (
            "Здравствуйте! Я бот компании «{company}»: провожу короткое интервью на вакансию «{title}». "
            "{amount}, это займёт {minutes}. Отвечайте своими словами. Где я не уверен, решает человек."
        ),
        (
            "Hello! I am {company}'s bot and I run a short first interview for “{title}”. "
            "{amount}, it takes {minutes}. Answer in your own words. Where I am not sure, a person decides."
        ),
    ),
    "greeting_nameless": (
        (
            "Здравствуйте! Я бот работодателя: провожу короткое интервью на вакансию «{title}». "
            "{amount}, это займёт {minutes}. Отвечайте своими словами. Где я не уверен, решает человек."
        ),
        (
            "Hello! I am the employer's bot and I run a short first interview for “{title}”. "
            "{amount}, it takes {minutes}. Answer in your own words. Where I am not sure, a person decides."
        ),
    ),
    "understood_0": ("Понял: {what}.", "Got it: {what}."),
    "understood_1": ("Записал: {what}.", "Noted: {what}."),
    "understood_2": ("Хорошо: {what}.", "All right: {what}."),
    "quoted": ("«{what}»", "“{what}”"),
    "noted": ("Спасибо, записал.", "Thank you, noted."),
    "corrected": ("Исправил: {what}.", "Corrected: {what}."),
    "corrected_unclear": (
        "Исправление вижу, но понять его не смог: его прочтёт человек.",
        "I see the correction but can't read it: a person will.",
    ),
    "skipped": ("Хорошо, пропускаем.", "All right, we skip it."),
    "left_to_person": (
        "Хорошо, не буду мучить: этот ответ прочтёт человек.",
        "All right, I won't insist: a person will read this answer.",
    ),
    "skip_required": (
        "Этот вопрос для вакансии важен, пропустить его нельзя.",
        "This question matters for the vacancy, it can't be skipped.",
    ),
    # Asked again: why, then the question, then an example.
    "again_empty": ("Кажется, ответ пустой.", "The answer seems to be empty."),
    "again_ambiguous": ("Вы имеете в виду {options}?", "Do you mean {options}?"),
    "again_ambiguous_unnamed": (
        "Это можно понять по-разному. Скажите точнее, пожалуйста.",
        "This can be read in several ways. Please say it more exactly.",
    ),
    "again_not_found": ("Не нашёл этого в ответе.", "I could not find that in your answer."),
    "again_city": (
        "Не узнал такого города. Напишите, пожалуйста, название полностью.",
        "I don't know this city. Please write its full name.",
    ),
    "again_vague": ("Можно чуть точнее?", "Could you be a little more exact?"),
    "again_several": (
        "Здесь несколько ответов. Какой из них верный?",
        "There are several answers here. Which one is it?",
    ),
    "again_short": ("Можно одной короткой фразой?", "Could you say it in one short phrase?"),
    "again_question": (
        "О вакансии вам ответит работодатель: он увидит весь разговор. А пока мой вопрос.",
        "The employer will answer that: they see the whole conversation. Meanwhile, my question.",
    ),
    "again_refused": (
        "Понимаю, что отвечать не хочется. Но без ответа решать придётся человеку.",
        "I understand that you'd rather not say. Without an answer a person will have to decide.",
    ),
    "again_unsure": (
        "Понимаю, что точно сказать трудно. Ответьте примерно.",
        "I understand it's hard to say exactly. A rough answer will do.",
    ),
    "again_out_of_range": ("Что-то не сходится с этим ответом.", "Something doesn't add up in this answer."),
    "again_phone": ("Не нашёл номера телефона.", "I could not find a telephone number."),
    "again_email": ("Не нашёл адреса почты.", "I could not find an e-mail address."),
    "again_name": ("Не понял, как вас зовут.", "I did not catch your name."),
    "again_level": ("Не понял, какой это уровень.", "I could not tell which level that is."),
    "again_skills": (
        "Таких навыков я не знаю. Назовите их через запятую.",
        "I don't know these skills. Please name them with commas between.",
    ),
    "again_notice": ("Не понял, когда вы сможете начать.", "I could not tell when you can start."),
    "again_duration": ("Не понял, сколько это времени.", "I could not tell how long that is."),
    "again_other": ("Простите, не понял ответа.", "Sorry, I did not understand the answer."),
    "last_try": (
        "Если ответить трудно, напишите как есть: этот ответ прочтёт человек.",
        "If it's hard to answer, just write it as it is: a person will read it.",
    ),
    "example": ("Например: {example}.", "For example: {example}."),
    "pick": ("Выберите: {options}.", "Please pick: {options}."),
    "pick_many": ("Можно несколько: {options}.", "You may name several: {options}."),
    # Asides: what people say to a bot besides the answer.
    "aside_hello": ("Рад знакомству!", "Nice to meet you!"),
    "aside_ready": ("Отлично, начнём.", "Great, let's begin."),
    "aside_thanks": ("Пожалуйста! Продолжим.", "You're welcome! Let's go on."),
    "aside_repeat": ("Повторю вопрос.", "Let me repeat the question."),
    "aside_bot": (
        "Да, я бот. Я задаю вопросы и записываю ответы; всё, в чём я не уверен, смотрит человек.",
        "Yes, I am a bot. I ask and take notes; whatever I am not sure of, a person looks at.",
    ),
    "aside_person": (
        (
            "Передал работодателю, что вы хотите поговорить с человеком: он ответит здесь, в чате. {when} "
            "Ждать не обязательно: ответьте на вопрос, и мы пойдём дальше."
        ),
        (
            "I told the employer that you would like to talk to a person: they will answer here. "
            "{when} You need not wait: answer the question, and we go on."
        ),
    ),
    "aside_person_again": (
        "Работодатель уже знает, что вы ждёте человека: он ответит здесь. А пока можно продолжить со мной.",
        "The employer knows that you wait for a person and will answer here. Meanwhile we can go on.",
    ),
    "kept_for_person": (
        "Это прочтёт человек, когда придёт. А пока можно продолжить со мной.",
        "The person will read this when they come. Meanwhile we can go on.",
    ),
    "wait_unknown": ("Когда именно ответят, не знаю.", "I can't say when exactly they will answer."),
    "wait_usual": ("Обычно отвечают в течение {time}.", "They usually answer within {time}."),
    "go_on": ("Продолжить с ботом", "Go on with the bot"),
    "aside_go_on": ("Хорошо, продолжим.", "All right, let's go on."),
    "resumed": ("Снова бот. Продолжим интервью.", "The bot again. Let's go on with the interview."),
    "aside_stop": (
        (
            "Можно прерваться: закройте страницу и вернитесь по той же ссылке, ответы сохранены. "
            "Если хотите продолжить сейчас, вот вопрос."
        ),
        (
            "You may take a break: close the page and come back by the same link, your answers are kept. "
            "If you'd like to go on now, here is the question."
        ),
    ),
    "aside_restart": (
        "Начать сначала нельзя, но ответы можно поправить, и человек увидит весь разговор. Продолжим.",
        "We can't start over, but answers can be corrected, and a person sees it all. Let's go on.",
    ),
    "aside_how_are_you": (
        "Спасибо, у меня всё хорошо. Вернёмся к вопросу.",
        "I'm fine, thank you. Back to the question.",
    ),
    "aside_abuse": (
        "Понимаю, с ботом бывает нелегко. Постараюсь коротко; весь разговор увидит человек.",
        "I know bots can be tiresome. I'll be brief; a person will see the whole conversation.",
    ),
    "language": ("Хорошо, продолжим по-русски.", "All right, let's go on in English."),
    # Told back before it counts.
    "echo": ("Понял: {what}. Верно?", "I understood: {what}. Is that right?"),
    "echo_yes_no": (
        "На вопрос «{question}» вы ответили «{what}». Всё верно?",
        "To the question “{question}” you answered “{what}”. Is that right?",
    ),
    "echo_noted": (
        "На вопрос «{question}» вы уже ответили: {what}. Верно?",
        "You have already answered the question “{question}”: {what}. Is that right?",
    ),
    "echo_corrected": (
        "Исправляю ответ на вопрос «{question}»: {what}. Верно?",
        "I correct the answer to the question “{question}”: {what}. Is that right?",
    ),
    "echo_joint": (
        "Если да, то сразу следующий вопрос. {prompt}",
        "If so, here is the next question. {prompt}",
    ),
    "echo_skills": (
        "Понял: {what}. Не нашёл в ответе: {missing}. Всё верно, или что-то добавить?",
        "I understood: {what}. I did not find: {missing}. Is that right, or is there something to add?",
    ),
    "echo_again": ("Уточню, чтобы не ошибиться.", "Let me make sure I have it right."),
    "echo_denied": ("Хорошо, тогда ещё раз.", "All right, once more then."),
    "echo_settled": ("Хорошо, записал.", "All right, noted."),
    "echo_kept": ("Хорошо, оставляю ответ прежним.", "All right, I leave the answer as it was."),
    "echo_unconfirmed": (
        "Хорошо, оставлю как есть: этот ответ прочтёт человек.",
        "All right, I leave it as it is: a person will read this answer.",
    ),
    "right": ("Да, верно", "Yes, that's right"),
    "wrong": ("Нет, не так", "No, that's wrong"),
    # Candidates' own questions, answered from the vacancy.
    "side_salary": ("В вакансии указано: {what}.", "The vacancy says: {what}."),
    "side_remote_yes": ("Да, удалённая работа возможна.", "Yes, remote work is possible."),
    "side_remote_no": ("Работа на месте: {city}.", "The work is on site: {city}."),
    "side_office": ("Место работы: {city}.", "The place of work: {city}."),
    "side_fact": ("В описании вакансии сказано: «{what}»", "The vacancy says: “{what}”"),
    "side_next": (
        "После последнего вопроса я скажу итог, а работодатель увидит ваши ответы и свяжется с вами.",
        "After the last question I tell the outcome; the employer sees your answers and will contact you.",
    ),
    "side_answered": (
        "Работодатель на такой вопрос ответил: «{what}»",
        "The employer answered that: “{what}”",
    ),
    "side_told": (
        "Вы спрашивали: «{question}»\n\n{answer}",
        "You asked: “{question}”\n\n{answer}",
    ),
    "side_unknown": (
        (
            "Этого в вакансии нет, и придумывать не стану: вопрос увидит работодатель и ответит сам. "
            "Вернёмся к моему."
        ),
        "The vacancy doesn't say, and I won't make it up: the employer will see your question. Back to mine.",
    ),
    "thanks_approved": (
        "Спасибо, это всё! По ответам вы подходите. Работодатель увидит их и свяжется с вами.",
        "Thank you, that's all! By your answers you match. The employer sees them and will contact you.",
    ),
    "thanks_rejected": (
        (
            "Спасибо за ответы! К сожалению, на эту вакансию пригласить вас не получится.\n{reasons}\n"
            "Если я понял неверно, напишите об этом работодателю: решение может пересмотреть человек."
        ),
        (
            "Thank you for your answers! Unfortunately, we can't invite you for this vacancy.\n{reasons}\n"
            "If I misunderstood you, tell the employer: a person can review the decision."
        ),
    ),
    "thanks_needs_review": (
        "Спасибо, это всё! Ваши ответы прочтёт человек и решит сам. Работодатель свяжется с вами.",
        "Thank you, that's all! A person will read your answers and decide. The employer will contact you.",
    ),
    # Why, in one sentence with the candidate's own words.
    "reason": (
        "Вопрос «{question}». Нужно: {required}. Вы ответили: «{said}» (понято: {understood}).",
        "Question “{question}”. Needed: {required}. You answered: “{said}” (understood: {understood}).",
    ),
    "reason_city": (
        "Работа на месте. Нужно: {required}. Вы ответили: «{said}» (понято: {understood}).",
        "The work is on site. Needed: {required}. You answered: “{said}” (understood: {understood}).",
    ),
    "reason_score": (
        "Сумма ответов {score} из 100, а вакансии нужно не меньше {minimum}.",
        "Your answers add up to {score} of 100, and the vacancy needs at least {minimum}.",
    ),
    # What a rule demands.
    "need_any_city": ("любой город", "any city"),
    "need_city": (
        "{value}",
        "{value}",
    ),
    "need_one_of": ("одно из: {value}", "one of: {value}"),
    "need_all_of": ("всё из: {value}", "all of: {value}"),
    "need_any_of": ("хотя бы одно из: {value}", "at least one of: {value}"),
    "need_is": ("«{value}»", "“{value}”"),
    "need_least": (
        "{value} или больше",
        "{value} or more",
    ),
    "need_most": (
        "{value} или меньше",
        "{value} or less",
    ),
    "need_between": (
        "{low} … {high}",
        "{low} … {high}",
    ),
    "need_after": (
        "{value} или позже",
        "{value} or later",
    ),
    "need_before": (
        "{value} или раньше",
        "{value} or earlier",
    ),
    "need_higher": ("{value} или выше", "{value} or higher"),
    "need_lower": ("{value} или ниже", "{value} or lower"),
    "need_soon": ("не позже чем через {value}", "within {value}"),
    "resume": ("Резюме", "Résumé"),
    "resume_none": ("резюме не приложено, в оценку не входит", "no résumé attached, not part of the score"),
    "resume_nothing": ("ничего из этого", "none of these"),
    "resume_years": ("опыт {value}", "experience {value}"),
    "need_answer": ("ответ на вопрос", "an answer"),
    "no_skills": ("ничего из этого", "none of these"),
    "skill_basic": ("начальный уровень", "basic"),
    "skill_middle": ("средний уровень", "intermediate"),
    "skill_advanced": ("уверенно", "advanced"),
    "skill_expert": ("эксперт", "expert"),
    # Buttons with usual answers: what they say is read as if it had been typed.
    "press_at_once": ("Сразу", "At once"),
    "press_in_week": ("Через неделю", "In a week"),
    "press_in_fortnight": ("Через две недели", "In two weeks"),
    "press_in_month": ("Через месяц", "In a month"),
    "press_a1": ("A1", "A1"),
    "press_a2": ("A2", "A2"),
    "press_b1": ("B1", "B1"),
    "press_b2": ("B2", "B2"),
    "press_c1": ("C1", "C1"),
    "press_c2": ("C2", "C2"),
    "press_no_language": ("Не владею", "I don't speak it"),
    "yes": ("Да", "Yes"),
    "no": ("Нет", "No"),
    "maybe": ("пока не решено", "not decided yet"),
    "skip": ("Пропустить", "Skip"),
    "nothing": ("не понято", "not understood"),
    "or": (" или ", " or "),
    # An example of an answer, per kind, where the vacancy gives none.
    "example_city": ("«Казань»", "“Kazan”"),
    "example_years": ("«2,5 года» или «без опыта»", "“2.5 years” or “no experience”"),
    "example_yes_no": ("«да» или «нет»", "“yes” or “no”"),
    "example_number": ("«10»", "“10”"),
    "example_money": ("«от 120 тысяч в месяц»", "“from 3,000 a month”"),
    "example_date": ("«15 декабря»", "“15 December”"),
    "example_duration": ("«полтора часа» или «2 недели»", "“an hour and a half” or “2 weeks”"),
    "example_notice": ("«через две недели» или «сразу»", "“in two weeks” or “at once”"),
    "example_language_level": ("«B2» или «свободно»", "“B2” or “fluent”"),
    "example_skills": ("«Python 3 года, SQL уверенно»", "“Python 3 years, SQL well”"),
    "example_phone": ("«+7 912 345-67-89»", "“+44 20 7031 3000”"),
    "example_email": ("«anna@example.com»", "“anna@example.com”"),
    "example_name": ("«Анна Петрова»", "“Anna Brown”"),
    "example_text": ("одно-два предложения", "a sentence or two"),
}


def say(locale: str, phrase: str, /, **params: Any) -> str:
    """Say a phrase of the table in "ru" or "en", its placeholders filled."""
    russian, english = PHRASES[phrase]
    template = english if locale == "en" else russian
    return template.format(**params) if params else template


def question_count(locale: str, count: int) -> str:
    """Say how many questions there are: «Всего 3 вопроса», "3 questions in all"."""
    if locale == "en":
        return "One question in all" if count == 1 else f"{count} questions in all"
    return f"Всего {count} {russian_plural(count, 'вопрос', 'вопроса', 'вопросов')}"


def minute_count(locale: str, minutes: int) -> str:
    """Say about how long it takes: «около 2 минут», "about 2 minutes"."""
    if locale == "en":
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"около {minutes} минуты" if minutes % 10 == 1 and minutes != 11 else f"около {minutes} минут"  # noqa: PLR2004


def hour_count(locale: str, hours: int) -> str:
    """Say within how many hours: «2 часов», "2 hours"; from two days on, in days."""
    if hours >= 2 * HOURS_A_DAY:
        days = -(-hours // HOURS_A_DAY)
        return f"{days} days" if locale == "en" else f"{days} {russian_plural(days, 'дня', 'дней', 'дней')}"
    if locale == "en":
        return "an hour" if hours == 1 else f"{hours} hours"
    return "часа" if hours == 1 else f"{hours} {russian_plural(hours, 'часа', 'часов', 'часов')}"


def russian_plural(count: int, one: str, few: str, many: str) -> str:
    """Choose the form of a Russian noun after a whole number: 1 вопрос, 2 вопроса, 5 вопросов."""
    tail, teens = count % 10, count % 100 // 10 == 1
    if tail == 1 and not teens:
        return one
    return few if tail in {2, 3, 4} and not teens else many
