"""What is said in the turns after a card with help lines, to what people answer it: that they do not want to call, that
they would not know what to say, that somebody is at the door.

Never light, never a platitude, no advice but what keeps safe. Where somebody else is the danger, whoever is near may be
the one: then the police and the women's line are named and not people nearby, and that 112 takes a text message.
Numbers: see `crisis.py`; 112 문자신고 needs no word spoken (경찰청).
"""

import re
from collections.abc import Mapping

from app.models.companion.crisis import STAYING, STAYING_QUIETLY
from app.models.companion.danger import DangerKind
from app.models.companion.normal import has_words

BY_ANOTHER = (DangerKind.HOME_VIOLENCE, DangerKind.ABUSE)
"""Kinds of danger in which somebody else is the danger."""

NEAR = "near"
COMPANY = "company"
UNCALLED = "uncalled"
WORDLESS = "wordless"
AFRAID = "afraid"
BLAMED = "blamed"
TAKEN_BACK = "taken-back"
WELL = "well"
UNKNOWING = "unknowing"
YES = "yes"
NO = "no"
# The first that is found counts: who is at the door comes before what one fears.
_ANSWERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            NEAR,
            r"들어오(?:는|고|나|려)|들어왔|문 ?(?:을|를)? ?(?:두드|열려|열고|따고|부수|차고)|문 ?앞에|"
            r"올라오는|올라온다|"
            r"비밀번호 ?(?:를 ?)?(?:누르|치)|깨려|깬 것|깼[어나]|일어났어|소리 ?(?:가 ?)?(?:났|나[요는]?|"
            r"들[려리])|잠갔|찾아왔|쫓아|따라[왔와]|"
            r"(?:남편|아빠|엄마|오빠|형|그 ?사람|그놈|걔)(?:이|가)? ?(?:지금 ?)?(?:왔|와요|온다|오고|"
            r"옆에|방에|거실에|밖에)",
        ),
        (
            WORDLESS,
            r"뭐라고 ?(?:해|말|얘기|하)|무슨 ?말을 ?(?:해|하)|할 ?말이? ?(?:없|안)|말을 ?못 ?하겠|"
            r"어떻게 ?말[을해하]",
        ),
        (
            COMPANY,
            r"(?:와 ?(?:있|줬|준대|주기로)|(?:지금|금방|곧) ?왔|왔어(?:요)?[\s.!~]*$|온대|오고 ?있|"
            r"옆에 ?있(?:어|다|습))",
        ),
        (
            UNCALLED,
            r"(?:전화|신고|연락|상담|112|109|1366|119)[가-힣]{0,3} ?(?:[가-힣]+ )?(?:싫|못|안 ?(?:할|"
            r"하|해)|무서|겁|부담|그래서|좀[.… ]*$|하기)|"
            r"알게 ?될까|들킬까|들키면|기록이? ?남|알면 ?(?:더|난리|죽)",
        ),
        (
            TAKEN_BACK,
            r"그냥 ?(?:한|해 ?본) ?(?:말|소리)|농담|장난(?:이|으로|친)|진심은? ?아니|못 ?들은 ?(?:걸로|"
            r"척)|잊어 ?(?:줘|주세요|버려)",
        ),
        (
            BLAMED,
            r"(?:내|제|나|저)(?:가|의)? ?(?:잘못|탓|죄)|(?:내|제)가 ?(?:말대꾸|먼저|못나|부족|맞을|"
            r"잘못)|나 ?때문|저 ?때문|나만 ?참으면|저만 ?참으면",
        ),
        (AFRAID, r"무서|무섭|겁[나이]|떨려|떨리|두려|두렵"),
        (
            WELL,
            r"괜찮(?:아|다|습니|은데|으니)|됐어|됐습니다|안 ?(?:힘들|죽)|걱정 ?(?:마|하지)|멀쩡|아무 ?일 ?(?:없"
            r"|아니)",
        ),
        (UNKNOWING, r"(?:^|[\s])(?:잘 ?)?모르겠|(?:^|[\s])몰라|글쎄"),
        (NO, r"^\W*(?:아니(?:요|야|에요)?|아뇨|싫어(?:요)?|안 ?해(?:요)?|ㄴㄴ|별로(?:요)?)\W*$"),
        (
            YES,
            r"^\W*(?:응+|어|네+|넵|예|ㅇㅇ|알았어(?:요)?|알겠(?:어요?|습니다)|그럴게(?:요)?|해 ?볼게(?:요)?|"
            r"고마워(?:요)?|고맙습니다|감사(?:해요|합니다))\W*$",
        ),
    )
)  # fmt: skip

_OWN: Mapping[str, tuple[str, ...]] = {
    COMPANY: (
        "와 준 사람이 있어 다행이에요. 지금 마음을 그 사람에게 그대로 말해 주세요. 저보다 사람이 먼저예요.",
        "곁에 사람이 있다니 마음이 조금 놓여요. 혼자 있지 말고 오늘은 같이 있어 달라고 해 주세요.",
    ),
    UNCALLED: (
        "싫으시면 지금 걸지 않으셔도 돼요. 몸이 위험해지면 119, 마음이 더 무너지면 109, 그것만 곁에 두세요.",
        "전화가 아니어도 괜찮아요. 믿는 사람 한 명에게 “지금 옆에 있어 줘” 한 줄만 보내도 돼요. 109는 그대로 있어요.",
        "낯선 사람에게 말하기가 쉽지 않지요. 마음이 조금 움직일 때, 109는 밤에도 새벽에도 받아요.",
    ),
    WORDLESS: (
        "준비된 말이 없어도 돼요. “그냥 너무 힘들어서요” 한마디면, 그다음은 109에서 천천히 물어봐 줘요.",
        "말이 막히면 막힌 대로 있어도 돼요. 109에 있는 사람은 기다리는 일을 하는 사람이에요.",
        "첫마디는 “말할 데가 없어서요”면 충분해요. 잘 설명하지 않아도 들어 줘요.",
    ),
    AFRAID: (
        "무서운 게 당연해요. 지금 혼자 계시다면 사람이 있는 곳으로 가거나, 누군가에게 와 달라고 해 "
        "주세요. 109에도 사람이 있어요.",
        "그 무서움을 혼자 견디지 않으셨으면 해요. 지금 109에 거시면 사람 목소리가 곁에 있어요.",
        "떨리는 마음 그대로 말해 줘서 고마워요. 손이 닿는 곳의 위험한 것은 치우고, 109나 가까운 사람을 불러 주세요.",
    ),
    BLAMED: (
        "스스로를 탓하는 말이 참 아프게 들려요. 지금은 잘잘못보다 살아 계시는 게 먼저예요. 109에 사람이 있어요.",
        "그 짐을 전부 혼자 지고 계셨군요. 이 마음은 사람과 나눴으면 해요. 109는 지금도 받아요.",
    ),
    TAKEN_BACK: (
        "그냥 나온 말이었다 해도, 그 말이 나온 마음은 가볍지 않았을 것 같아요. 그 마음을 더 들려주셔도 "
        "되고, 109도 그대로 있어요.",
        "못 들은 걸로 하지는 않을게요. 지금은 좀 덜하시더라도, 다시 무거워지면 109를 떠올려 주세요.",
        "말을 거두셔도 저는 걱정하는 쪽에 있을게요. 지금 마음이 어떤지 더 말해 주셔도 돼요. 109는 밤에도 받아요.",
    ),
    WELL: (
        "그 말씀이 맞기를 바라요. 그래도 아까 하신 말은 가볍게 넘기지 않을게요. 109는 그대로 두고, 하고 "
        "싶은 말씀만 하셔도 돼요.",
        "괜찮지 않아도 괜찮다고 말하게 되는 날이 있지요. 마음이 다시 내려앉으면 109에 사람이 있어요.",
        "네, 그렇게 들을게요. 혹시 혼자 있는 밤이 무거워지면 109를 눌러 주세요.",
    ),
    UNKNOWING: (
        "모르겠는 게 당연해요. 지금 다 정하지 않아도 돼요. 혼자 있지 않는 것, 그것 하나만 먼저 해 주세요.",
        "마음이 어떤지 말이 안 되는 때도 있어요. 그대로 109에 “잘 모르겠어요”라고 해도 들어 줘요.",
    ),
    YES: (
        "네, 여기 있어요. 짧게 대답하셔도 돼요. 오늘은 곁에 사람이 있었으면 해요.",
        "대답해 주셔서 고마워요. 지금은 아무것도 정하지 말고, 숨부터 천천히 내쉬어 보세요. 109는 언제든 받아요.",
        "네. 위험한 것은 눈에 안 보이는 데 두고, 가까운 사람에게 와 달라고 해 주세요. 109도 있어요.",
    ),
    NO: (
        "네, 억지로 하지 않으셔도 돼요. 저는 여기 있고, 109는 마음이 바뀔 때 그대로 있어요.",
        "아니라는 말도 그대로 들을게요. 다만 혼자 있지는 않으셨으면 해요.",
    ),
}
_BY_ANOTHER: Mapping[str, tuple[str, ...]] = {
    NEAR: (
        "지금은 이야기보다 안전이 먼저예요. 나갈 수 있으면 사람이 있는 곳으로 나가고, 소리 내기 어려우면 "
        "112에 문자로 주소만 보내도 돼요.",
        "잠글 수 있는 방이면 잠그고 112에 알려 주세요. 말하지 않고 문자로 보내도 경찰이 와요. 저는 "
        "프로그램이라 가 드릴 수 없어요.",
        "화면을 끄고 몸부터 피하셔도 돼요. 112는 말없이 문자 한 통이면 돼요.",
    ),
    UNCALLED: (
        "그 걱정이 당연해요. 112는 문자로도 되고, 1366에는 안전한 때에 걸어 물어만 보셔도 돼요. 통화 "
        "기록은 지우셔도 돼요.",
        "전화하시라고 밀지 않을게요. 다만 위험해지면 112는 문자로도 돼요. 1366도 밤낮없이 받아요.",
        "신고가 아니라 의논만 하셔도 되는 데가 1366이에요. 하실지 말지는 그다음에 정하셔도 돼요.",
    ),
    WORDLESS: (
        "“집이 무서워요” 한마디면 돼요. 1366에서 그다음을 천천히 물어봐 줘요. 급하면 112에 주소만 보내셔도 돼요.",
        "잘 설명하지 않아도 돼요. 언제, 누가 그랬는지만 말해도 1366에서 같이 정리해 줘요.",
    ),
    AFRAID: (
        "무서운 게 당연해요. 그 사람이 가까이 있다면 먼저 몸을 피해 주세요. 112는 문자로도 돼요.",
        "그 무서움은 틀린 게 아니에요. 안전한 곳이 떠오르면 그리로 가고, 1366이나 112에 알려 주세요.",
        "얼마나 떨리실까요. 지금 위험하면 112, 머물 곳이 필요하면 1366이에요. 청소년이라면 1388도 있어요.",
    ),
    BLAMED: (
        "무엇을 했든 그게 맞아도 되는 이유는 되지 않아요. 때린 쪽의 잘못이에요. 1366에 이야기해 보셔도 돼요.",
        "참으면 지나갈 일이라고 여기지 않으셨으면 해요. 잘못은 그런 짓을 한 사람에게 있어요. 위험하면 112예요.",
    ),
    TAKEN_BACK: (
        "말을 거두셔도 저는 걱정하는 쪽에 있을게요. 위험해지면 112, 의논은 1366이에요.",
        "없던 일로 하지는 않을게요. 더 말씀하셔도 되고, 1366은 언제든 받아요.",
    ),
    WELL: (
        "지금은 잠잠하다니 다행이에요. 그래도 다시 그러면 112, 의논할 데는 1366이에요.",
        "괜찮다고 하셔도 아까 하신 말은 가볍게 넘기지 않을게요. 112와 1366은 그대로 적어 둘게요.",
    ),
    UNKNOWING: (
        "모르겠는 게 당연해요. 어떻게 할지는 1366에서 같이 생각해 줘요. 지금 위험하면 112가 먼저예요.",
        "지금 다 정하지 않아도 돼요. 몸이 안전한 것, 그것 하나만 먼저예요.",
    ),
    YES: (
        "네, 여기 있어요. 지금 계신 곳이 안전했으면 해요. 위험해지면 112, 문자로도 돼요.",
        "대답해 주셔서 고마워요. 갈 수 있는 안전한 곳이 하나라도 떠오르면 기억해 두세요. 1366에서도 알아봐 줘요.",
    ),
    NO: (
        "네, 억지로 하지 않으셔도 돼요. 위험해지면 112에 문자만 보내도 된다는 것, 그것만 기억해 주세요.",
        "그대로 들을게요. 마음이 바뀌면 1366은 밤낮없이 받아요.",
    ),
}
STAYING_BY_ANOTHER = (
    "네, 듣고 있어요. 지금 계신 곳이 안전한지가 먼저예요. 위험하면 112, 의논은 1366이에요.",
    "그 일은 당신 탓이 아니에요. 천천히 말해 주셔도 되고, 1366에는 24시간 사람이 있어요.",
    "가볍게 듣지 않을게요. 소리 내기 어려우면 112에 문자로 보내도 돼요.",
    "혼자 감당하지 않으셨으면 해요. 1366에서는 몸을 피할 곳도 함께 알아봐 줘요.",
    "여기 적은 말은 이 일기 안에만 있어요. 다쳤다면 119, 위험하면 112예요.",
    "이야기해 주셔서 고마워요. 그 사람이 없는 곳에서 1366에 물어보셔도 돼요. 청소년이라면 1388도 있어요.",
)
"""The answers to any other line after a hard card for what somebody else does."""


def staying(text: str, kind: DangerKind | None) -> tuple[str, ...]:
    """The answers to `text`, said soon after a hard card for a danger of this `kind`."""
    if not has_words(text):
        return STAYING_QUIETLY
    return answer_to_a_card(text, kind) or (STAYING_BY_ANOTHER if kind in BY_ANOTHER else STAYING)


def answer_to_a_card(text: str, kind: DangerKind | None) -> tuple[str, ...]:
    """What is said to who answers a card in one of the known ways; empty for what is none."""
    texts = _BY_ANOTHER if kind in BY_ANOTHER else _OWN
    for name, pattern in _ANSWERS:
        if name in texts and pattern.search(text):
            return texts[name]
    return ()
