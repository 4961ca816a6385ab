"""What a sentence told back is about, so that the reply suits it: 1등을 했다 (won), 나만 빼고 갔다 (slighted)."""

import re

FELT, PARTED, SLIGHTED, WON, EASED, THEIRS, COMING = "felt", "parted", "slighted", "won", "eased", "theirs", "coming"
ABOUTS = (FELT, PARTED, SLIGHTED, WON, EASED, THEIRS, COMING)

_FELT = re.compile(  # the speaker's own feeling, body or strength, in the last words
    r"(?:무섭|무서웠|두렵|두려웠|서럽|서러웠|외롭|외로웠|그립|그리웠|부럽|부러웠|밉|미웠|괴롭|괴로웠|아깝|아까웠|"
    r"버겁|버거웠|"
    r"귀찮|귀찮았|싫|싫었|좋|좋았|기쁘|기뻤|슬프|슬펐|아프|아팠|시리|시렸|아리|저리[ㄴ]?|즐겁|즐거웠|반갑|반가웠|"
    r"고맙|고마웠|"
    r"부끄럽|부끄러웠|힘들|힘들었|지겹|지겨웠|똑같|괜찮|고프|"
    r"(?:불안|우울|답답|초조|허전|쓸쓸|막막|속상|억울|황당|무기력|서운|섭섭|먹먹|착잡|허무|공허|불쾌|미안|죄송|감사|"
    r"행복|뿌듯|"
    r"든든|홀가분|후련|심란|창피|민망|비참|지긋지긋|뭉클|짠|무덤덤|시큰둥|심심|편안|피곤|괘씸|분|원통)(?:하|했)|"
    r"싶|싶었)(?:다|더라)$|"
    r"(?:화|짜증|겁|눈물|열|신|한숨|생각|웃음|힘|기운|엄두|부아)(?:이|가|만|도)? ?(?:자꾸 |막 |다 |안 |"
    r"하나도 )?(?:난다|났다|나더라|안 난다)$|"
    r"(?:^| )(?:손|다리|몸|가슴|심장|목소리|배|머리|마음|속|목|입술|귀|눈앞|얼굴|온몸|발)(?:이|가|은|는|도|만|까지|"
    r"부터)? [가-힣 ]{0,10}(?:다|더라)$|"
    r"(?:힘|마음|재미|의욕|기운|이유|자신|낙|감흥|입맛|의미|생각|느낌|볼 낯|할 말)(?:이|가|도|은|는|조차)? "
    r"(?:하나도 |아예 |전혀 |다 )?(?:없|없었|안 난|안 든|안 들었)다$|"
    r"(?:설렌|떨린|두근거린|지친|지쳤|질린|놀랐|놀란|울었|울었|울컥했|미치겠|못 참겠|모르겠|못 자겠|못 잔|"
    r"잠이 안 온)다$"
)
_PARTED = re.compile(
    r"돌아가[셨시신]|세상을? 떠|떠[났난나]|보내 드|장례|영정|유품|빈소|산소|납골|기일|제사|하늘나라|무지개다리|"
    r"생전|남기고 [간갔가]|빈 (?:자리|방|집|의자|침대|외양간|교실)|마지막으로|헤어[졌진지]|이별|이민 [간갔가]|"
    r"(?:아내|남편|엄마|아버지|어머니|할머니|할아버지)(?:가|이)? (?:쓰던|입던|타 주던|끓여 주던|심은|좋아하던)"
)
_SLIGHTED = re.compile(
    r"(?:^| )(?:혼자만|아무도)(?: |$)|혼자만 빼고|안 (?:불러|불렀|부른|와|왔|온)|빼고|(?:^| )까맣게 잊|잊어버렸|서운|"
    r"섭섭|"
    r"답이 없|답장이 없|읽고도|연락이 없|전화 한 통|말 한마디"
)
_WON = re.compile(
    r"합격|붙었|[0-9일이삼] ?등|상을 |상 받|상장|으뜸|금메달|완주|통과|해냈|(?:^| )땄다|을 땄|를 땄|승진|뽑혔|당첨|"
    r"칭찬|"
    r"만점|백 ?점|"
    r"성공|드디어|처음으로 |채택|취직|임용|입상|우승|이겼|인정받|졸업"
)
_EASED = re.compile(
    r"다행|무사히|음성|정상(?:이|으로)|이상이? 없|나았|퇴원|찾았|풀렸|끝났|갚았|한시름|괜찮다고|완치|돌아왔|되찾|"
    r"받아 줬|화해"
)
_PEOPLE = (
    r"엄마|어머니|아빠|아버지|할머니|할아버지|남편|아내|아들|딸|형|누나|오빠|언니|동생|시어머니|시아버지|며느리|사위|"
    r"이모|고모|"
    r"삼촌|동서|시누이|시동생|처남|친구|선배|후배|동기|선생님|교수님?|부장님?|팀장님?|과장님?|사장님?|대표님?|"
    r"점장님?|원장님?|"
    r"상사|사수|선임|후임|동료|직원|알바생|손님|고객|기사님?|아저씨|아주머니|아줌마|집주인|주인|이웃|윗집|아랫집|"
    r"옆집|앞집|"
    r"의사|간호사|담임|반장|조장|조원|회장|총무|사람|여자|남자|애들?|아이들?|업체|가게|은행|회사|병원|본사|경비원?|"
    r"학생|조카"
)
_THEIRS = re.compile(
    rf"(?:^| )[가-힣]{{0,6}}(?:{_PEOPLE})(?:들|네)?(?:이|가|은|는|께서) |(?:^| )(?:누가|자기가|본인이|지가) "
)
_COMING = re.compile(
    r"(?:[갈올할될날볼줄살낼칠길릴킬일둘울를을질탈팔꿀쉴설] 거라|려고 한다|기로 했다|예정이라)$|(?:^| )(?:내일|모레|"
    r"글피|이따|다음 ?(?:주|달|학기|해)|내년|곧|"
    r"다가오는)"
)
_PAST = re.compile(r"[았었했였갔왔됐졌났봤냈켰셨렸쳤]다$")


def good_news(text: str) -> bool:
    """Whether `text` tells of something won."""
    return _WON.search(text) is not None


def abouts(clause: str, *, own: bool) -> tuple[str, ...]:
    """What `clause`, a sentence in the plain form, is about, the closest first; empty for any other. `own`: the speaker
    was its subject."""
    found = []
    if _FELT.search(clause):
        found.append(FELT)
    if _PARTED.search(clause):
        found.append(PARTED)
    if _SLIGHTED.search(clause):
        found.append(SLIGHTED)
    if _WON.search(clause):
        found.append(WON)
    if _EASED.search(clause):
        found.append(EASED)
    if not own and _THEIRS.search(clause):
        found.append(THEIRS)
    if _COMING.search(clause) and (clause.endswith("기로 했다") or not _PAST.search(clause)):
        found.append(COMING)
    return tuple(found)
