"""Does a line tell of a body that needs help now? Then no comfort comes before the number to call.

Narrow on purpose: 숨이 막힌다 and 심장이 터질 것 같다 are mostly said of worry, and an ambulance offered to the worried
frightens them. What the signs are: the Korean Disease Control Agency's early symptoms of stroke and of a heart attack,
a medicine taken wrongly with something felt, somebody unconscious, bleeding that does not stop, breath that fails.
"""

import re

from app.models.companion.normal import spaced

_WRONG_DOSE = (
    r"약[을이]? ?(?:두 ?번|두 ?배|잘못|한꺼번에|너무 많이|또) ?[가-힣 ]{0,6}(?:먹은|먹었|먹어|삼켰|복용)|"
    r"(?:세제|락스|건전지|단추|동전|구슬)[을를]? ?(?:삼켰|삼킨|마셨)"
)
_FELT_AFTER = r"심장|숨|어지|구토|토[했하]|속이|식은땀|몸이|열이|두근|응급|쓰러|기운이|손이 떨|괜찮을까|어떡|어떻게 해"
_URGENT = re.compile(
    rf"(?:{_WRONG_DOSE})[^.!?\n]{{0,8}}[.!?]{{0,3}}[^.!?\n]{{0,30}}(?:{_FELT_AFTER})|"
    r"응급실에?(?:라도)? ?(?:가야|갈까|가 ?봐야) ?(?:되나|될까|하나|할까|돼|해|하는)|119에? ?(?:전화|불러|부를|"
    r"신고)[가-힣 ]{0,4}(?:할까|야 ?(?:되|하)|될까)|"
    r"(?:한쪽|왼쪽|오른쪽) ?(?:팔|다리|얼굴|손|반신)[가-힣 ]{0,8}(?:마비|안 ?움직|힘이 ?(?:안|하나도|전혀)|"
    r"말을 ?안 ?들)|"
    r"(?:갑자기|지금)[가-힣 ]{0,10}말이 ?어눌|"
    r"가슴[이을]? ?(?:쥐어짜|조이는 ?듯 ?아프|조여서 ?아프)|"
    r"(?:(?<![가-힣])(?<!책임 )(?<!위기 )의식[이을] ?(?:없(?=[어다습네음])|잃)|숨을 ?안 ?쉬|숨이 ?안 ?쉬어|경련을|"
    r"발작을|깨워도 ?안 ?(?:일어나|"
    r"깨))[가-힣 ]{0,8}(?:요|어|아|네|는데|다|해)(?![가-힣])|"
    r"피가 ?(?:안|계속 ?안) ?(?:멈|멎)"
)
_NOT_NOW = re.compile(
    r"영화|드라마|소설|게임|꿈|연습|훈련|교육|강의|시험|실습|작년|재작년|예전|어릴|옛날|그때|[0-9]년 ?전|"
    r"지난 ?(?:달|주|해)|"
    r"(?:했|왔|갔|였|났|았|었)(?:더니|다가) ?(?:괜찮|나았|멀쩡)|나아졌|나아진|편해|줄 알았|까 봐|인사도|의사가|예약|"
    r"다행|"
    r"강아지|고양이|컴퓨터|노트북"
)

REPLIES = (
    "지금 바로 119에 전화해 보세요. 응급실에 가야 할지, 무엇부터 해야 할지 알려 드려요.",
    "망설이지 말고 119에 전화하세요. 지금 어떤지 그대로 말씀하시면 돼요.",
    "저는 몸을 살펴 드릴 수가 없어요. 119에 전화하시면 지금 할 일을 바로 알려 드려요.",
    "얼마나 놀라셨어요. 119에 먼저 전화하세요. 큰일이 아니어도 물어보셔도 되는 곳이에요.",
    "지금은 일기보다 119가 먼저예요. 24시간 전화로 물어보실 수 있어요.",
    "혼자 판단하지 않으셔도 돼요. 119에 전화하면 상태를 듣고 알려 드려요.",
    "걱정되시죠. 119에 전화해서 지금 보이는 대로 이야기해 보세요. 밤에도 괜찮아요.",
    "이럴 때는 기다리지 말고 119에 전화하시는 게 좋아요. 곁에 사람이 있으면 불러 주세요.",
    "지금 119에 전화해 주세요. 전화를 거는 동안 곁의 사람에게도 알리시면 좋겠어요.",
    "119에 먼저 물어봐 주세요. 약이나 먹은 것이 있으면 그것도 같이 말씀해 주세요.",
    "저보다 119가 빨라요. 지금 전화하시고, 이야기는 그다음에 들려주세요.",
    "겁나시겠어요. 119에 전화하면 응급실에 갈 일인지 바로 들을 수 있어요.",
)
"""The number first. 119 also advises on the telephone, day and night (구급상황관리센터)."""


def is_urgent(text: str) -> bool:
    """Whether `text`, in its first 2,000 characters, tells of a body in need of help now. Never raises."""
    line = spaced(text[:2000])
    return _URGENT.search(line) is not None and _NOT_NOW.search(line) is None
