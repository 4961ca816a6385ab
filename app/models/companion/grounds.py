"""What an angry or an anxious sentence told back tells of, so that the reply joins it: a lie, a sneer, a test."""

import re

from app.models.companion.about import ANSWERED, FELT

# In anger, of somebody else's deed.
DENIED, BLAMED, BELITTLED, TAKEN, UNASKED, IGNORED, DROPPED, OF_MONEY, CLAIMED = (
    *("denied", "blamed", "belittled", "taken", "unasked", "ignored", "dropped", "of-money", "claimed"),
)
HELD = "held"  # what the speaker swallowed
DEMANDED = "demanded"  # what the speaker wants of them: 좀 보고 주차하라고
# In fear.
SLIPPED, CHECKED, UNRESTED, WATCHED, AILS, SILENT, HINTED, TRIED, OWED, OF_KIN = (
    *("slipped", "checked", "unrested", "watched", "ails", "silent", "hinted", "tried", "owed", "of-kin"),
)
GROUNDS = (
    *(DENIED, BLAMED, BELITTLED, TAKEN, UNASKED, IGNORED, DROPPED, OF_MONEY, CLAIMED, HELD, DEMANDED),
    *(SLIPPED, CHECKED, UNRESTED, WATCHED, AILS, SILENT, HINTED, TRIED, OWED, OF_KIN),
)

_OF_ANGER = {
    DENIED: re.compile(
        r"거짓말|잡아뗐|잡아뗀|시치미|그런 적(?:이)? 없|기억(?:이|에)? (?:안|없)|우[긴겼]|발뺌|딴소리|말을 바꿨|"
        r"오리발|모른다고|"
        r"모르는 척|속였|속인|숨겼|숨긴"
    ),
    BLAMED: re.compile(
        r"탓(?:이|을|으로|하|했|만)|[덮뒤]어씌|뒤집어씌|떠넘|잘못이라|잘못했다고|책임(?:이|을|은|"
        r"도)(?! ?(?:지|져|없))|예민|유난|오해|"
        r"(?:실수|잘못)(?:로|라고)"
    ),
    BELITTLED: re.compile(
        r"비웃|픽 웃|웃더라|웃는다|웃었다|웃고 있|웃으시|킥킥|낄낄|피식|놀[렸린려]|깔[봤보본]|무시|반말|주제|못 배|"
        r"욕을|욕했|조롱|손가락질|혀를 [찼차]|째려|수군|들먹|"
        r"험담|흉내|뒷담|흉을|면박|망신|핀잔|삿대질|모욕|웃음거리|우습게|아줌마라|이래라저래라|흘겨|비꼬|빈정"
    ),
    TAKEN: re.compile(
        r"베[꼈꼇껴]|훔[쳤쳐친]|가로[챘채챈]|자기 이름|자기가 (?:했|한|다|쓴|만든)|빼앗|뺏|도용|꿀꺽|가져갔|새치기"
    ),
    UNASKED: re.compile(r"무단|허락 없이|허락도 없이|말도 없이|몰래|맘대로|마음대로|멋대로|상의도? 없이|통보"),
    OF_MONEY: re.compile(
        r"월급|보증금|환불|수당|입금|과태료|수리비|수정비|사기|결제|요금|수수료|위약금|월세|전세|퇴직금|회비|축의금|"
        r"부조|"
        r"[0-9만천백억] ?원(?:을|이|만|도|씩|에|으로|짜리| |$)|돈을|돈이|돈은|값을|값이|떼[였먹어]|깎[았은겠]"
    ),
    IGNORED: re.compile(
        r"못 들은 척|모른 척|못 본 척|본체만체|들은 척|거들떠|나 몰라라|쳐다보지도|쳐다만|답이 없|대답도|대꾸|읽씹|"
        r"사과(?:도|는|를|"
        r" 한마디)? ?(?:없|안|못)|미안하다는 말|귓등|(?:전화|연락)(?:를|을|도)? 안|안 [치들갚내고]"
    ),
    DROPPED: re.compile(r"잘렸|해고|잘랐|뺐다|빼 버|뺀다|빼고 |제외|내보냈|내쫓|쫓겨|갈아치|옮겨 놨|치워 놨|빼 놨"),
}
_OF_FEAR = {
    UNRESTED: re.compile(
        r"^(?!.*(?:애|아이|아기|손주|아들|딸|남편|아내|엄마|아빠|어머니|아버지)[가는이은도]? (?:밥|잠|입맛)).*(?:"
        r"잠(?:이|을|도|은)? (?:안|못|더|오지|이루지)|못 [자잤잔]|뜬눈|뒤척|(?:밤|밤새|새벽)[가-힣]* .*(?:깼|"
        r"깬다|깨어|"
        r"눈을 떴)|밤을 새|"
        r"밥(?:이|을|도|알|술)[가-힣]* .*(?:안|못|모래)|(?:안|못) 넘어[가간]|[못안] 먹|입맛|숟가락)"
    ),
    SLIPPED: re.compile(
        r"잘못 (?:보|눌|누|적|쓴|썼|넣|들)|틀[렸린]|실수(?!할|하[면지]|에 |가 )|빠뜨|잃어버|두고 왔|놓고 왔|"
        r"놓고 내|두고 내|깜빡|놓쳤|"
        r"밀려 썼|(?<!앞이 )안 보인다|없어졌|사라졌|박았|긁었|쏟았|깨뜨"
    ),
    CHECKED: re.compile(
        r"(?:두|세|네|다섯|여섯|일곱|열|스무|몇|백|열두|수십|[0-9]+) ?번|번째|번이나|몇 번이고|확인|들여다|"
        r"(?:자꾸|또|다시|계속|만|까지) ?(?:보|본|봤|보고 있|들여다|찾|세[어고]|쳐다|새로|만지|노려|열어|확인)|"
        r"(?:세어|열어|만져|맡아|찾아|돌려|눌러) ?[봤본보]|검색"
    ),
    WATCHED: re.compile(
        r"발소리|초인종|따라[오왔온]|낯선|도어락|현관(?!만)|비밀번호|벨이|문고리|(?:누가|남자가|"
        r"사람이) [가-힣 ]{0,10}서 있|그림자|모르는 (?:사람|남자|번호|차)|인기척"
    ),
    AILS: re.compile(
        r"검사|종양|수치|조직|내시경|초음파|엑스레이|MRI|CT|병원|의사|수술|마취|혈압|혈당|통증|숨이 (?:차|찬|"
        r"가쁘|안 )|혈변|"
        r"멍울|혹이|"
        r"하혈|응급|약을|"
        r"진찰|증상|양성|음영|결절|심장이|심장인"
    ),
    SILENT: re.compile(
        r"(?:연락|답|답장|대답|전화|문자|알림|소식|카톡|톡|회신)[가-힣]* .*(?:없|안|못(?! 켜)|오지|꺼)|"
        r"읽지 않|안 읽|읽고도|"
        r"받지 않"
    ),
    HINTED: re.compile(
        r"말이 없|눈을|눈썹|표정|보자고|불렀|부른다|부르신|얘기 좀|할 말|조용|눈치|목소리|말투|소곤|수군|속닥|귓속말|"
        r"웃음이"
    ),
    TRIED: re.compile(
        r"시험(?!해|관|지)|면접|발표|공개 수업|무대|합격|점수|답안|수험|출근|심사|대회|오디션|상견례|첫 "
    ),
    OWED: re.compile(
        r"대출|이자|전세|보증금|만 ?원|월세|빚|관리비|주식|통장|계좌|신용|카드값|독촉|경매|등기부|잔금|전 재산"
    ),
    OF_KIN: re.compile(
        r"(?:^| )(?:우리 )?(?:아이|아기|손주|손녀|손자|딸|아들|엄마|아빠|어머니|아버지|남편|아내|할머니|할아버지|"
        r"동생|막내|큰애|둘째)"
        r"(?:가|이|는|은|도|를|의|한테)(?: |$)|"
        r"(?:^| )애(?:가|는|도|한테|의) (?!타|탄|말)|(?:^| )애를 (?!태|먹|써|쓰|끓)"
    ),
}
_SWALLOWED = re.compile(
    r"참았|참는다|참고 |삼켰|삼킨다|깨물|이를 악|꾹 |말도 못|한마디도? 못|말을 못|대꾸도 못|웃기만|고개만 끄덕|"
    r"억지로 웃|웃으며 "
)
_ACTED = re.compile(  # beyond what about.py knows of it: what the speaker did about it, or means to
    r"(?:용서하|참|잊|넘어가|물러서|물러나|가만있|가만두|묵과하|타협하|만나|보|상대하|거래하|믿|굽히)지 않겠다$|"
    r"(?:받아야|해야|따져야|갚아 주|세우|밝히|알리|보여 주|물어야|고소하|신고하|싸우|끝내|끊)겠다$|"
    r"(?:넘어갈|묵과할|두고 볼) 수(?:는|가)? 없다$|다시는 [가-힣 ]*(?:안|않)|"
    r"사과(?:도|는|를)? ?(?:받지 않|안 받)|(?:^|그냥 |절대 |다시는 |이번엔 |더는 )안 (?:넘어|참|봐|물러|만나)|"
    r"넘어가지 않|가만(?:히)? ?(?:안|두지|있지|못)|"
    r"항의|신고(?:했|함|할|하)|요구(?:했|한다|하겠|할)|따[졌질지진]|따지|민원|손절|차단|(?:관계|인연|"
    r"거래|전화)를? ?끊|그만(?:뒀|두)|뛰쳐나|"
    r"나와 버|(?:중간에|먼저|그냥|바로|만에) 나왔|"
    r"물러[서설]|용서(?:하지|는 없|는 못|못 )|탈퇴|불매|두고 ?[보볼본]|되갚|갚아 [주줄]|복수|반박|"
    r"(?:그만|하지 말|왜) .*소리를? ?(?:질렀|쳤)|(?:[가-힣]을|할|갈|낼|볼|둘|릴|질) (?:계획|생각|작정|예정|참)이"
)
_BY_SOMEBODY = re.compile(r"(?:^| )(?!내가|제가)[가-힣]{2,}(?:이|가|께서) |(?:더라|단다)$")
_WANTED = re.compile(r"(?:^| )(?:좀|제발|똑바로) .*라$")
_OUTBURST = re.compile(  # what one feels at it, and not what was done
    r"(?:^| )(?:열 ?받|짜증|어이가? ?없|기가 ?막|기 ?막|속 ?터|속이 (?:터|끓|뒤집)|분통|울화|부아|천불|역겹|더럽|"
    r"불쾌|치가 ?떨|환멸|"
    r"화가? ?[나난났치]|분노|분개|분하|이가 갈|약 ?오|약이 오|피가 거꾸로|신물|억울|한숨이|욕이 나|미치겠|"
    r"열이 ?(?:치|오|뻗)|속에서 불이|황당|소름|치욕|모멸|배신감|"
    r"용서가 안)[가-힣]*(?: (?:난다|났다|된다|치민다|치밀었다|오른다|올랐다|솟는다|솟았다|떨린다|느낀다|"
    r"느꼈다|든다|들었다|끼친다|"
    r"막힌다|막혔다|막히다|터진다|터졌다|없다|죽겠다|미치겠다|못 하겠다|않을 수 없다|수 없다))?$"
)
_SO_THEY_SAY = re.compile(r"[라자]고 (?:한다|했다|하더라|하신다|하셨다)$|지 말라$")
_WORRY = re.compile(  # named at the end: it is not named again
    r"(?:걱정|염려|불안|초조|조마조마|노심초사|전전긍긍|안절부절|심란|신경|안심|의심|마음|가슴|애|긴장|부담|"
    r"큰일|간이|등골|소름|오금|섬뜩|오싹|다리|온몸|손발|두려움|무서움|공포)[가-힣]{0,4}"
    r"(?: (?:안 )?[가-힣]{1,6}){0,2}[다라]$"
)
_OF_WORRY = re.compile(
    r"(?:걱정|염려|불안|초조|조마조마|노심초사|전전긍긍|안절부절|심란|긴장|부담스|큰일|간이 콩|등골|소름|오금|"
    r"섬뜩|오싹|후들|얼어붙|두려움|무서움|공포)|신경[가-힣]? ?(?:쓰|곤두)|안심이|의심이|"
    r"마음[이을에] (?:안 |자꾸 )?(?:놓|졸|쓰|걸)|가슴[이을] (?:졸|철렁|두근|내려앉)|(?:^| )애[가를] (?:탄|타|태)"
)
_BODY = re.compile(  # fear felt in the body
    r"(?:^| )(?:손에 땀|입이 (?:바짝|바싹|말|마)|눈앞이|앞이 |앞날이|숨이 |속이 (?:울렁|타|쓰)|"
    r"속만 타)[가-힣 ]{0,10}[다라]$"
)
_IN_WORDS = re.compile(r"[다라자냐]고(?:만|도|까지)? .*(?:했|한|하|그러|그랬|말|답|우|적|썼|불|대꾸|소리)[가-힣]*$")


def grounds(clause: str, *, angry: bool, theirs: bool, reported: bool) -> tuple[str, ...]:
    """What `clause`, a sentence in the plain form of an angry line (else of an anxious one), tells of, the closest
    first. `theirs`: it is somebody else's deed; `reported`: it gives what another said."""
    if not angry:
        end = " ".join(clause.split()[-3:])  # 세 번 쟀는데 잴 때마다 오른다: not what was checked
        if _BODY.search(clause) or (_WORRY.search(clause) and _OF_WORRY.search(end)):
            return (FELT,)
        return tuple(
            name
            for name, words in _OF_FEAR.items()
            if words.search(end if name == CHECKED else clause) and not (theirs and name == CHECKED)
        )
    if _WANTED.search(clause) and not reported:
        return (DEMANDED,)
    if not theirs:
        own = ((HELD, _SWALLOWED), (FELT, _OUTBURST), (CLAIMED, _SO_THEY_SAY))
        acted = _ACTED.search(" ".join(clause.split()[-4:])) and not _BY_SOMEBODY.search(clause)
        return (ANSWERED,) if acted else tuple(name for name, words in own if words.search(clause))
    found = [name for name, words in _OF_ANGER.items() if words.search(clause)]
    if reported and clause.endswith(("라", "자")):
        found.insert(0, CLAIMED)
    elif _IN_WORDS.search(clause):
        found.append(CLAIMED)
    return tuple(found)
