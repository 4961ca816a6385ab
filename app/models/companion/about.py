"""What a sentence told back is about, so that the reply suits it: 1등을 했다 (won), 나만 빼고 갔다 (slighted)."""

import re

FELT, PARTED, SLIGHTED, WON, EASED, THEIRS, COMING = "felt", "parted", "slighted", "won", "eased", "theirs", "coming"
ANSWERED = "answered"  # what the speaker did about a wrong, or swallowed
ABOUTS = (FELT, PARTED, SLIGHTED, WON, EASED, ANSWERED, THEIRS, COMING)

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
    r"(?:(?:이가 갈리|이가 갈린|치가 떨린|약이 (?:바짝 )?(?:오른|올랐)|천불이 [난나]|열불이 난|부아가 (?:치민|난)|"
    r"울화가 치민|"
    r"치욕스럽|분통이 터진|기가 막힌|기가 찬|어이가 없|어처구니가 없)|설렌|떨린|두근거린|지친|지쳤|질린|놀랐|놀란|"
    r"울었|울었|울컥했|미치겠|못 참겠|모르겠|못 자겠|못 잔|"
    r"잠이 안 온)다$"
)
_PARTED = re.compile(
    r"돌아가[셨시신]|세상을? 떠|떠[났난나]|보내 드|장례|영정|유품|빈소|산소|납골|기일|제사|하늘나라|무지개다리|"
    r"생전|남기고 [간갔가]|빈 (?:자리|방|집|의자|침대|외양간|교실)|마지막으로|헤어[졌진지]|이별|이민 [간갔가]|"
    r"(?:아내|남편|엄마|아버지|어머니|할머니|할아버지)(?:가|이)? (?:쓰던|입던|타 주던|끓여 주던|심은|좋아하던)"
)
_SLIGHTED = re.compile(
    r"(?:^| )(?:혼자만|아무도)(?: |$)|빼놓고|안 (?:불러|불렀|부른|와|왔|온)|(?:들|다|우리|만) 빼고|"
    r"빼고 (?:[가-힣]+ )?(?:간|갔|모[여였]|만[나났]|먹|놀|계약)|(?:^| )까맣게 잊|잊어버렸|서운|"
    r"섭섭|"
    r"답이 없|답장이 없|읽고도|연락이 없|전화 한 통|말 한마디"
)
_WON = re.compile(
    r"(?<!불)합격|붙었|특등|특 등급|우수작|[0-9일이삼] ?등|(?<![책밥영세환인조보현일비])상을 |상 받|"
    r"상장|으뜸|금메달|완주|통과|해냈|(?:증|면허|"
    r"메달|[급단점]수?|"
    r"학위)[을를도]? (?:[가-힣]+ )?땄|승진|뽑혔|당첨|"
    r"칭찬|"
    r"만점|백 ?점|"
    r"성공|채택|취직|임용|입상|우승|이겼|인정받|졸업"
)
_EASED = re.compile(
    r"다행|무사히|음성|정상(?:이|으로)|이상(?:이|은|도| 소견이| 소견은)? 없|"
    r"나았|퇴원|찾았|풀렸|끝났|갚았|한시름|괜찮다고|완치|(?:무사히|살아|"
    r"집에|집으로|다시|품으로) 돌아왔|되찾|"
    r"받아 줬|화해|살 것 같|열이 (?:[가-힣0-9]+ ){0,3}(?:내렸|떨어졌)"
)
_AT_LAST = re.compile(r"드디어|처음으로 ")
PEOPLE = (
    r"엄마|어머니|아빠|아버지|할머니|할아버지|남편|아내|아들|딸|형|누나|오빠|언니|동생|시어머니|시아버지|며느리|사위|"
    r"이모|고모|"
    r"삼촌|동서|시누이|시동생|처남|친구|선배|후배|동기|선생님|교수님?|부장님?|팀장님?|과장님?|사장님?|대표님?|"
    r"점장님?|원장님?|"
    r"상사|사수|선임|후임|동료|직원|알바생|손님|고객|기사님?|아저씨|아주머니|아줌마|집주인|주인|이웃|윗집|아랫집|"
    r"옆집|앞집|"
    r"시숙|시누|형님|도련님|시부모님|올케|쌤|청년|노인|장남|큰집|위층|아래층|세대|감독관|조교|목사님?|집사|코치|"
    r"대리님?|실장님?|운전자|아주버님|차장님?|관장|"
    r"의사|간호사|담임|반장|조장|조원|회장|총무|사람|여자|남자|애들?|아이들?|업체|가게|은행|회사|병원|본사|경비원?|"
    r"학생|조카"
)
_THEIRS = re.compile(
    rf"(?:^| )(?!(?:애|아이|아기|딸|아들|손주|조카)[가는이은] )[가-힣]{{0,6}}(?:{PEOPLE})(?:들|네)?(?:이|가|은|는|"
    rf"께서) |"
    r"(?:^| )(?:누가|자기가|본인이|지가|그는|그가|그쪽[이은]|그 애[가는]) "
)
_OF_RESPECT = re.compile(r"(?<!돌아가)(?:셨|신|시더|십니)[다라]$|(?<!돌아가)(?:셨|시)더라$")  # never said of oneself
_ANSWERED = re.compile(
    r"따졌|쏘아붙|쏴붙|쏴 ?줬|받아쳤|고소|고발|변호사|노동청|내용 증명|캡[처쳐]|녹음|증거|"
    r"서류를 (?:다 )?[떼뗐모챙보]|영수증|사본|등본|기록을|고소장|진정서|(?:적어|찍어|뽑아|모아|떼어) ?(?:뒀|놨|놓았|"
    r"두었|왔)|부어 버|노려봤|째려봤|박차고|자리를 떴|"
    r"참았|참는|참고 |삼켰|삼킨|깨물|이를 악|안 [가-힣]{1,4}(?: 줬다|기로 했다|겠다|을 거라|갈 거라|할 거라|볼 거라)$"
)
_IN_NEED = re.compile(
    r"(?:^| )(?:못|안) |못[하했한]|없|밖에|[만도] [가-힣]+다$|당했|받았|들었|주웠|치웠|닦았|울었|기다렸|썼다|샀다"
)  # no deed, or an undergone one
_COMING = re.compile(
    r"(?:[갈올할될날볼줄살낼칠길릴킬일둘울를을질탈팔꿀쉴설] (?:거|것이)라|려고 한다|기로 했다|예정이라)$|(?:^|"
    r" )(?:내일|모레|"
    r"글피|이따|다음 ?(?:주|달|학기|해)|내년|곧|"
    r"다가오는)"
)
_PAST = re.compile(r"[았었했였갔왔됐졌났봤냈켰셨렸쳤]다$")


def good_news(text: str) -> bool:
    """Whether `text` tells of something won."""
    return _WON.search(text) is not None or _AT_LAST.search(text) is not None


def abouts(clause: str, *, own: bool, reported: bool = False) -> tuple[str, ...]:
    """What `clause`, a sentence in the plain form, is about, the closest first; empty for any other. `own`: the speaker
    was its subject; `reported`: it gives what another said (비 탓이래)."""
    found = []
    by_them = _THEIRS.search(clause) is not None and (clause[-1:] != "라" or clause.endswith("거라"))
    theirs = not own and (by_them or reported or _OF_RESPECT.search(clause) is not None)
    if _FELT.search(clause) and not reported:
        found.append(FELT)
    if _PARTED.search(clause):
        found.append(PARTED)
    if _SLIGHTED.search(clause):
        found.append(SLIGHTED)
    if _WON.search(clause):
        found.append(WON)
    if _EASED.search(clause):
        found.append(EASED)
    deed = own and _PAST.search(clause) is not None and _IN_NEED.search(clause) is None and FELT not in found
    if not theirs and (deed or _ANSWERED.search(clause)):
        found.append(ANSWERED)
    if theirs:
        found.append(THEIRS)
    if _COMING.search(clause) and (clause.endswith("기로 했다") or not _PAST.search(clause)):
        found.append(COMING)
    return tuple(found)
