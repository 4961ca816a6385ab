"""How a danger cue is written.

A pattern is matched against the compact spelling (`normal.py`): no spaces, `|` between sentences. In a pattern `~`
stands for up to 12 characters within the sentence and `≈` for up to 30 characters of anything; names in braces are the
word classes below. No pattern holds an unbounded repeat.
"""

import re
from dataclasses import dataclass

from app.models.companion.danger import DangerKind

HARD_FROM = 10  # what the cues of a kind of danger weigh together, from which it is hard
SOFT_FROM = 6
SUPPORTING = 3  # a cue this light only helps others

CLASSES: dict[str, str] = {
    # Who the speaker is.
    "ME": r"(?:나|난|내가|날|저|전|제가|저도|나도|나만|저만|내|제)",
    # People at home or close.
    "NEAR": (
        r"(?:남편|아내|와이프|마누라|신랑|아빠|아버지|아부지|새아빠|계부|의붓|엄마|어머니|새엄마|계모|남친|"
        r"남자친구|여친|여자친구|애인|"
        r"전남친|전여친|전남편|전여자친구|전남자친구|헤어진|그사람(?!들)|그인간|그놈|그새끼|이인간|이사람|오빠|형이|"
        r"형한테|누나|언니|시어머니|"
        r"시아버지|시모|장인|사위|며느리|아들|동거|애아빠|애비|친오빠|큰아버지|외삼촌|삼촌|영감(?<!집영감)|룸메|사귀는사람|"
        r"형부|제부|매형|손자(?!뻘)|큰애|작은애|할아버지|할배)"
    ),
    # People whose word is hard to refuse.
    "OVER": (
        r"(?:삼촌|새아빠|계부|의붓[가-힣]{2,3}|오빠|코치|감독|선생|쌤|교수|목사|전도사|신부|스님|상사|팀장|부장|"
        r"과장|대리|사장|원장|선배|"
        r"아저씨|할아버지|사촌|이모부|고모부|외삼촌|큰아버지|작은아버지|아빠|아버지|과외|관장|점장|매니저|교관|"
        r"선임|조교|"
        r"트레이너|의사|간병인|요양보호사|이웃|그사람|그놈|모르는사람|엄마남자친구|그인간|형부|시아버지|만난사람|남자친구|남친|"
        r"새끼|남자|어른|직원|치료사|요양사|대표|실장|집주인)"
        r"(?:님|쌤|선생님|형|오빠|놈|남자|분)?(?:이|가|은|는|께서|한테(?!서)|에게(?!서)|랑|이랑|도|께|의)"
    ),
    "CHILD": r"(?:아이|애기|아기|애가|애를|우리애|딸|아들|꼬마|동생|손주|손녀|손자|학생|조카|갓난|원생|어린애)",
    "FRAIL": r"(?:할머니|할아버지|노모|어머님|어르신|장모|시어머니|치매|노인|엄마|아버지|나를|저를|내|제)",
    # A blow or a threat, in any ending.
    "BLOW": (
        r"(?:때(?:리(?!고싶)|려(?!줄|주고|잡)|[렸린림]|릴(?!뻔))|두들겨|[두들]*패(?:요|서|고|는|겠|더|대|면)|팼|팰|얻어맞|구타|폭행|폭력을|"
        r"목을?조[르른를]|목을?[졸쫄]|목조름|"
        r"목을?눌(?!러줬|러주)|발길질|{ON}(?:걷어[차찼찬]|발로(?:차(?!도)|[찼찬밟]))|짓밟|뺨을|뺨때|따귀|싸대기|주먹질(?!까지)|주먹으로|주먹이|"
        r"머리채|머리끄덩|"
        r"내동댕이|[밀떠]쳤|밀쳐(?!놓|두|놨|뒀)|밀치|밀어넘|(?<!등을)(?<!등)떠밀|넘어뜨|집어던(?!지고싶)|멱살|코뼈|손찌검|손이올라|손을올|손버릇|"
        r"회초리|"
        r"(?:골프채|몽둥이|허리띠|혁대|벨트|방망이|빗자루|효자손|호스|프라이팬|리모컨|재떨이|술병|소주병|의자|"
        r"밥그릇|그릇|컵|접시|휴대폰)"
        r"(?!에|위|옆|밑|앞)(?:으로|로|을|를)?"
        r"[^|]{0,6}(?:때(?:[리렸]|려(?!잡))|맞|던(?:지(?!고싶)|[져졌진])|휘|날아|내리[쳤치]|(?<!부)(?<!고)(?<!설)치(?![우웠워울운킨])|(?<![고부설])쳤)|"
        r"(?<!접목)칼을?[^|]{0,3}(?:들|빼|꺼내|휘|겨누|갖다)|흉기를)"
    ),
    # Inside BLOW: what has just been named as struck is nothing, a person or a part of the body, but no thing
    # (문을 발로 차다).
    "ON": r"(?:(?<![을를])|(?<=[나저배내애아빠마니이리지누들언]를)|(?<=[생등굴슴들은몸목람]을))",
    "BODY": (
        r"(?:손목|팔목|팔뚝|팔에|팔을|팔도|허벅지|허벅다리|다리에|다리를|종아리|배에|옆구리|내몸|제몸|몸에|내팔|"
        r"제팔|내다리|제다리|내피부|피부|발목|손등|손바닥|정강이|두피|잇몸|발바닥)"
    ),
    "BLADE": r"(?:칼로|칼을|칼이|칼날|가윗날|커터|면도날|면도칼|샤프|가위(?!표|바위)|바늘|송곳|유리조각|유리로|압정|"
    r"샤프심|도루코|눈썹칼)",
    "DRUG": r"(?:약을|약도|약이|약은|알약|수면제|진통제|타이레놀|신경안정제|안정제|졸피뎀|감기약|우울증약|처방약|"
    r"처방받은|농약|제초제|락스|혈압약|인슐린)",
    "HIGH": (
        r"(?:옥상|난간|베란다|창틀|창문턱|절벽|벼랑|낭떠러지|다리위|대교|교량|육교위|고층|건물위|건물꼭대기|"
        r"아파트꼭대기|"
        r"[이삼사오육칠팔구]?십[일이삼사오육칠팔구]?층|1\d층|2\d층|꼭대기)"
    ),
    "WATER": r"(?:한강|강물|강가|저수지|바다|바닷가|바닷물|호수|물속|다리밑|방파제|선착장|마포대교|대교)",
    "RAIL": r"(?:승강장|플랫폼|선로|철로|기찻길|철길|전철|지하철|열차|기차|차도|도로|고속도로|찻길|터널|트럭|화물차|"
    r"버스앞)",
    "SOON": r"(?:오늘밤|오늘|내일|이따|곧|금방|조금있다|이제|이번주|이번에|이번엔|지금|새벽에|주말에|조만간|얼마안)",
    "KIN": r"(?:엄마|아빠|어머니|아버지|부모님|아들|딸|애들|아이들|자식|가족|식구|남편|아내|여보|동생|언니|누나|형|"
    r"오빠|할머니|할아버지|친구|다들|모두)",
    # Someone who may be in danger, told of.
    "PERSON": (
        r"(?:친구|동기|선배|후배|학생|룸메|룸메이트|막내|동료|남편|아내|형|오빠|언니|누나|동생|아버지|어머니|엄마|아빠|할머니|"
        r"할아버지|애인|여친|남친|트친|조카|아들|딸)(?:가|이|는|은|께서)"
    ),
    "ILL": r"(?:힘들|괴로|지쳤|지쳐|외로|우울|고통|절망|희망이없|답이없|의미가?없|무의미|버겁|버거|무너|포기|견디|"
    r"못버티|못견|한계|공허|살아서뭐)",
}


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: what is said, how heavy it is, and whether it is said of someone else (`other`)."""

    kind: DangerKind
    family: str
    weight: int
    pattern: re.Pattern[str]
    other: bool = False


def expand(pattern: str) -> str:
    """A table pattern as a regular expression."""
    pattern = _without_optional_start(pattern)
    for name, words in CLASSES.items():
        pattern = pattern.replace("(?:{" + name + "}|", words[:-1] + "|")  # one flat choice is found faster than two
        pattern = pattern.replace("{" + name + "}", words)
    return pattern.replace("~", "[^|]{0,12}").replace("≈", ".{0,30}")


def _choices(pattern: str) -> list[str]:
    """The alternatives of `pattern`, split where `|` stands outside all brackets: each alone is found faster."""
    choices, start, depth, in_class = [], 0, 0, False
    for at, character in enumerate(pattern):
        if at and pattern[at - 1] == "\\":
            continue
        if character in "[]":
            in_class = character == "["
        elif not in_class:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if character == "|" and depth == 0:
                choices.append(pattern[start:at])
                start = at + 1
    return [*choices, pattern[start:]]


def _without_optional_start(pattern: str) -> str:
    """`pattern` without the optional groups it begins with: they decide nothing, and make the search slow."""
    depth = 0
    for at, character in enumerate(pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if not pattern.startswith("(?:"):
            break
        if depth == 0:
            rest = pattern[at + 1 :]
            return _without_optional_start(rest[1:]) if rest.startswith("?") else pattern
    return pattern


def cues(kind: DangerKind, family: str, weight: int, *patterns: str, other: bool = False) -> list[Cue]:
    """A cue for each alternative of `patterns`, all of one kind, family and weight."""
    choices = [choice for pattern in patterns for choice in _choices(pattern)]
    return [Cue(kind, family, weight, re.compile(expand(choice)), other) for choice in choices]
