"""What is said in English to someone in danger who speaks it: as `crisis.py`, with Korea's lines and those abroad.

988: suicide and crisis lifeline of the US and Canada; 112 and 911: emergency numbers that most mobile networks put
through; findahelpline.com: other countries' lines. Korea's 112 (National Police Agency, July 2023) and 119 bring
interpreters into a call; the counselling lines answer in Korean.
"""

from app.diary.emotion import Emotion
from app.models.companion.crisis import fitting
from app.models.companion.danger import Danger, DangerKind

_IN_KOREA = "These lines mostly speak Korean; 112 and 119 can bring an interpreter into the call."
_ABROAD = (
    f"{_IN_KOREA} Outside Korea: 988 in the US and Canada, 112 or 911 if it is urgent, or findahelpline.com for other "
    "countries."
)
_POLICE_ABROAD = f"{_IN_KOREA} Outside Korea: 112 or 911, or findahelpline.com."

HARD: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: (
        "Thank you for saying how much it hurts. I'm a program and can't be with you, but at 109 a person answers day "
        f"and night. Please call now; if you are hurt or took something, call 119 (ambulance). {_ABROAD}",
        "That is so much to carry alone. Please don't stay by yourself right now: call 109, or ask somebody near you "
        f"to come. I'm only a program. If your body is in danger, call 119 (ambulance). {_ABROAD}",
        "I hear how far this has gone, and I can't just pass over it. I'm a program; a human voice should be with you "
        f"now. 109 and 1577-0199 answer around the clock. {_ABROAD}",
    ),
    DangerKind.SELF_HARM: (
        "It must hurt badly inside for it to reach your body. If a wound is deep or won't stop bleeding, call 119 "
        f"(ambulance) now. I'm a program, but people answer at 109 and 1577-0199 day and night. {_ABROAD}",
        "Thank you for telling me. You don't have to hide this alone. I'm a program and can't look after a wound, so "
        f"please call 109 or 1577-0199; for a deep one, 119 (ambulance). {_ABROAD}",
    ),
    DangerKind.HOME_VIOLENCE: (
        "That sounds frightening, and it is not your fault. I'm a program and can't protect you. If you are in danger "
        "now, call 112 (police); you can also text them. 1366 is there day and night and knows where you could stay. "
        f"{_POLICE_ABROAD}",
        "Nobody deserves to be hurt like that. Please get to a safe place if you can, and call 112 (police). I'm only "
        "a program, but at 1366 a person listens around the clock; if you are young, 1388 does too. "
        f"{_POLICE_ABROAD}",
    ),
    DangerKind.ABUSE: (
        "That should never have happened, and it is not your fault. It need not stay a secret. I'm a program, but 1366 "
        "and 1388 have people day and night, and the police (112) can come when you are in danger. "
        f"{_POLICE_ABROAD}",
        "Thank you for saying something this hard. The blame lies with whoever did it. I'm only a program; please call "
        f"1366 or 1388, where a person listens, or 112 (police) if it is urgent. {_POLICE_ABROAD}",
    ),
    DangerKind.OTHERS: (
        "You sound pushed to the very edge. Please step away now, from them and from anything that could hurt, so that "
        "nobody is harmed. I'm a program, but people answer at 1577-0199 day and night. If it is close, call 112 "
        f"(police). {_ABROAD}",
        "It must be unbearable for such a thought to come. What matters most now is that nobody gets hurt. I'm only a "
        "program; please tell the people at 1577-0199 or 109 right now, and call 112 (police) if you can't hold it "
        f"back. {_ABROAD}",
    ),
}
_IN_DESPAIR = (
    "You must be so afraid for them. Don't leave them alone if you can help it, and if they are in danger now or don't "
    "answer, call 119 or 112. I'm a program; at 109 a person can tell you what to do beside them. "
    f"{_ABROAD}",
    "That is a heavy thing to hear, and not yours to carry alone. If you can, stay with them. I'm a program and can't "
    f"go there, but 109 answers day and night, and 119 and 112 can come when it is urgent. {_ABROAD}",
)
_IN_HARM_S_WAY = (
    "It is good that you noticed, and right to take it seriously. If it is happening now, call 112 (police). I'm a "
    f"program; 1366, and 1388 for a child, can tell you day and night what to do. {_POLICE_ABROAD}",
    "Nobody should have to live with that, and you don't have to work it out alone. I'm only a program: 112 (police) "
    f"can come when there is danger now, and 1366 and 1388 listen around the clock. {_POLICE_ABROAD}",
)
HARD_OTHER: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: _IN_DESPAIR,
    DangerKind.SELF_HARM: _IN_DESPAIR,
    DangerKind.HOME_VIOLENCE: _IN_HARM_S_WAY,
    DangerKind.ABUSE: _IN_HARM_S_WAY,
    DangerKind.OTHERS: (
        "That is frightening to know. Please keep your distance and call 112 (police) now, and warn whoever is meant, "
        f"or the school. I'm a program and can't do it for you. {_POLICE_ABROAD}",
    ),
}
"""When someone else seems to be in danger, or to be one."""

_HEARD_DESPAIR = (
    "Something in what you said sounds very hard to bear, so I can't just pass over it. I hope I misheard. I'm a "
    f"program, but at 109 a person answers day and night. {_ABROAD}",
    "I can't know all of it, but I don't want to leave you alone with this, whether it is about you or someone you "
    f"care for. I'm a program; 109 and 1577-0199 have people around the clock. {_ABROAD}",
)
_HEARD_VIOLENCE = (
    "It sounds as if something frightening is going on, and that worries me. I hope I misheard. I'm a program, but "
    "1366 has people day and night, and 1388 if you are young. If there is danger now, call 112 (police). "
    f"{_POLICE_ABROAD}",
)
HEARD: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: _HEARD_DESPAIR,
    DangerKind.SELF_HARM: _HEARD_DESPAIR,
    DangerKind.HOME_VIOLENCE: _HEARD_VIOLENCE,
    DangerKind.ABUSE: _HEARD_VIOLENCE,
    DangerKind.OTHERS: (
        "It sounds as if a lot is boiling in there, so I can't just pass over it. I hope I misheard. I'm a program, "
        f"but 1577-0199 has people day and night. If anybody is in danger now, call 112 (police). {_ABROAD}",
    ),
}
"""When only the encoder heard it: no wound, blow or deed is named (`crisis.HEARD`)."""

_SOFT_DESPAIR = (
    "What you said stays with me. I may have misheard; I hope I have. If there is any thought of dying or of hurting "
    f"yourself, a person answers at 109 day and night. {_ABROAD} You can say more here, slowly.",
    "That doesn't sound like something to pass over. If it is hard to be safe with yourself, 109 and 1577-0199 have "
    f"people around the clock. {_ABROAD} I'm a program, and I'm listening.",
)
_SOFT_THREATENED = (
    "That worries me. I may have misheard. If somebody frightens you or could get hurt, there are people at 112 "
    f"(police) and 1366, and at 1388 if you are young. {_POLICE_ABROAD} You can tell me more.",
    "I can't just pass over that. If there is danger now, the police (112) can come; if you are not sure, 1366 listens "
    f"day and night. {_POLICE_ABROAD} Take your time here.",
)
SOFT: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: _SOFT_DESPAIR,
    DangerKind.SELF_HARM: _SOFT_DESPAIR,
    DangerKind.HOME_VIOLENCE: _SOFT_THREATENED,
    DangerKind.ABUSE: _SOFT_THREATENED,
    DangerKind.OTHERS: (
        "That sounds like it is boiling inside you. I may have misheard. If it is hard to hold back, 1577-0199 has "
        "people day and night, and there is 112 (police) if anybody could get hurt. You can say more here, slowly.",
    ),
}
SOFT_HEARD = (
    "I may be hearing more than you meant; I hope I am. If it is ever too much alone, 109 answers day and night, and "
    f"1366 if somebody hurts or frightens you. {_ABROAD} You can say more here, slowly.",
    "I don't want to just pass over that. If you are all right, let it go. If not, there are people at 109, and the "
    f"police at 112 if there is danger. {_ABROAD} I'm a program, and I'm listening.",
)
"""When only the encoder heard it (`crisis.SOFT_HEARD`); feelings it knows in Korean alone."""
STAYING = (
    "I'm here, and I'm listening. Take your time. Please keep a person's voice near you, too: 109 answers day and "
    "night.",
    "You don't have to do anything well right now. If your breath is short, let one long breath out. 109 is there if "
    "you need it.",
    "I can't know all of it, but I don't take it lightly. You can call 109 whenever you want.",
    "I hope you are somewhere safe. You could ask someone close to stay with you for a while.",
    "Feel your feet on the floor, and take a sip of water. There is no hurry.",
)


def soft_replies(danger: Danger, feeling: Emotion = Emotion.NEUTRAL) -> tuple[str, ...]:
    """The replies that fit a soft `danger`, whatever the `feeling`."""
    del feeling
    assert danger.kind is not None
    return SOFT_HEARD if danger.is_only_heard else SOFT[danger.kind]


def hard_replies(danger: Danger) -> tuple[str, ...]:
    """The replies that fit a hard `danger`."""
    return fitting(danger, HARD, HARD_OTHER, HEARD)
