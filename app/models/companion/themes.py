"""What a whole sad or low line is about (somebody mourned, a place that closed, a day in bed), so that the reply can
say something of that, and not only that it is sad.

Wider than `about.py`, which looks at the one clause told back: here what stands beside it counts, too. A theme is given
only where its words leave little doubt, for its replies name it.
"""

import re
from collections.abc import Callable

from app.diary.emotion import Emotion
from app.models.companion.about import FELT, SLIGHTED, abouts
from app.models.companion.texts import TROUBLED, UNSURE

BEREAVED, MOURNED, FORGOTTEN, AT_A_HOME = "bereaved", "mourned", "forgotten", "at-a-home"
AILING, SORRY, BROKEN_UP, ESTRANGED = "ailing", "sorry", "broken-up", "estranged"
CLOSED, GONE_AWAY, LEFT_BEHIND, NO_MORE = "closed", "gone-away", "left-behind", "no-more"
BIRTHDAY, GROWN = "birthday", "grown"
WORTHLESS, SELF_BLAMED, INDIFFERENT, HOPELESS = "worthless", "self-blamed", "indifferent", "hopeless"
NUMB, IN_BED, WHAT_FOR, NOBODY, ALL_THE_SAME = "numb", "in-bed", "what-for", "nobody", "all-the-same"
UNDONE, NO_APPETITE, SLEEPLESS = "undone", "no-appetite", "sleepless"
HOLLOW, WISHLESS = "hollow", "wishless"
WITHDRAWN, PRETENDING, DRAINED = "withdrawn", "pretending", "drained"

_KIN = (
    r"(?:엄마|어머니|아빠|아버지|할머니|할아버지|할매|할배|남편|아내|영감|집사람|그이|시어머니|시아버지|장모님?|"
    r"장인|형|누나|오빠|언니|동생|이모|고모|삼촌|외삼촌|아들|딸|손주|친구|동무|동기|선배|짝꿍|선생님|이웃|어르신|애)"
)
# News of a death, which is answered with the shock of it, and not with longing.
_NEWS_OF_A_DEATH = (
    r"부고(?!란|장)|별세|영면|"
    r"(?:돌아가|세상을? ?떠나|세상을? ?뜨)[가-힣]{0,2} ?(?:다|단|다고|다는|대|대요|답니다)(?=[ .,!…ㅠㅜ]|$)|"
    r"(?<!이민 )(?<!군대 )(?<!시집 )(?<!장가 )(?<!유학 )(?<!이사 )(?<!여행 )"
    r"(?:갔|가셨|떠났|떠나셨|죽었|숨졌|돌아가셨)다 ?는 ?(?:소식|연락|문자|부음|기사|뉴스|속보)"
)
_PET = r"(?:(?<![가-힣])개|강아지|고양이|냥이|멍이|반려견|반려묘|햄스터|앵무새)"
_DEAD = (
    r"하늘에서 |(?:친구|벗|동무|그이)[가이] 떠나고 |돌아가[셨시신]|세상을? (?:떠|뜨|뜬|버)|먼저 ?(?:간 |가신|가셨|"
    r"가고|갔|보낸|보냈|보내고|떠)|장례|유품|"
    r"영정|빈소|"
    r"부고|"
    r"발인|조문|기일|제사|산소|납골|봉안|생전(?! 처음)|고인|영면|사별|별세|순직|유골|하늘나라|하늘로 |선친|가친|무덤|"
    r"비석|묘[를에가]|상여|영안실|수목장|앞세운|눈을 감(?:았|으)|관을 |안 ?계[신셔시](?!던)|(?<![에로] )가(?:신|"
    r"시는) (?:뒤|지|날)|"
    r"유족|무지개다리|49재|사십구재|유언|임종|삼우제|성묘|묘비|추모|화장터|"
    rf"{_KIN}(?:이|가|을|를)? (?:없는|가고 나|가고는|보내고 나|잃|떠나보)|{_KIN}(?:이|가)? (?:남긴|쓰던|신던|입던|"
    r"매던|타던)|(?:이제|이젠) (?:세상에 )?(?:안 계시|안 계신|없는 번호|걸면 없는)|없는 번호|안 계시니까|"
    rf"{_PET}[가-힣]{{0,2}} [가-힣 ]{{0,10}}(?:떠났|떠난|떠나보|보냈|보내고|죽)|"
    r"(?:병으로|암으로|사고로|투병 끝에|끝내|먼저) ?(?:세상을 )?(?:떠[나났난]|갔|잃)|"
    r"(?:아내|남편|집사람|할머니|할아버지|어머니|아버지|엄마|아빠)[가이] (?:이제 )?(?:곁에|옆에) (?:이제 )?없|"
    r"(?:아내|남편|집사람|그이|영감|언니|동생|오빠|형|누나)[가이] (?:[가-힣]+ ){0,2}떠[났난](?! [가-힣]{0,3}여행)"
)
# What the low say of themselves; never told back (untold.py), and gently answered.
_OF_NO_WORTH = (
    r"쓸모|무가치|하찮|필요 ?없는 (?:사람|존재|인간)|가치(?:가|도|는|를|조차)? ?(?:없|못 느|안 느)|자격(?:이|도|은|"
    r"조차)? ?없|폐급|불량품|밥벌레|"
    r"잉여 ?인간|실패작|"
    r"쓰레기(?: ?같|다[.! ]|다$|야|임|지[.! ]|인[가 ]|예요|이)|빈 ?껍데기|껍데기(?:다|야|예요|일|인)|"
    r"짐(?:짝|덩어?리|만 [되돼된됐될]|이 [되돼된됐될]|이라는 (?:생각|느낌)|(?:인|일) (?:것|거) 같|만 같)|(?:나|"
    r"저) 같은 (?:게|"
    r"건|거|인간|놈|사람)|(?:도움|보탬)이 (?:하나도 |"
    r"전혀 )?(?:안 ?[되돼된됐될]|되는 게)"
)
_BLAMED = (
    r"(?:자신|스스로)(?:이|가|도) (?:너무 |정말 |제일 |진짜 |더 |참 )?(?:싫|밉|미워|원망스)|머리가 나[쁘빠쁜]|"
    r"뭘 해도 안 되는|잘하는 게 (?:하나도 |아무것도 )?없|인생은? 실패|헛산|"
    r"한심 ?[하한해]|형편없|못났|못난 ?(?:[나사인놈제]|것)|(?:이|그) 모양(?:이|일|인)|자기 ?혐오|자괴|"
    r"망가[진졌](?! (?:우산|기계|차))|"
    r"(?:나|내|제|저)(?:가|도|를)? ?(?:자신(?:이|도|을)?|스스로가?)? ?(?:너무 |정말 |제일 |진짜 |더 |참 )?"
    r"(?:싫(?!어하|어한|대|다고|은 [게걸사것])|밉|미워|원망스|혐오)|"
    r"나란 (?:인간|사람|놈|애)|나라는 (?:인간|놈)|(?:안 되는|안 될|나아질|별로인) (?:놈|사람|인간)|(?:그 정도|"
    r"그런 소리 들어 마땅한?) ?(?:사람|인간)|"
    r"(?:마땅한|당해도 싼) 사람|뭐 ?하나 제대로|왜 이러고 (?:사|있)|무능 ?[하한해]|(?:내|제) (?:탓|"
    r"잘못)(?!이? ?아니)|실패자|루저"
)
_SAID_OF_ONESELF = re.compile(f"{_OF_NO_WORTH}|{_BLAMED}")
_OF_SADNESS = {
    BEREAVED: re.compile(_NEWS_OF_A_DEATH),
    MOURNED: re.compile(_DEAD),
    FORGOTTEN: re.compile(
        r"치매|(?:나|저|우리|아들|딸|사람)(?:를|을|도)? (?:못|안) 알아|알아보지(?:를|도)? ?못하[시신셔]|"
        r"누구(?:냐|시냐|신지|세요)(?:고|라고)?(?: (?:물|하[시셔더]|묻)|$)|기억을 [가-힣 ]{0,6}(?:잃|놓)"
    ),
    AT_A_HOME: re.compile(r"요양 ?원|요양 ?병원|양로원"),
    AILING: re.compile(
        r"항암|투석|수술해서 병원|주사를? 꽂|호스피스|중환자|병실|입원|백혈병|편찮|마비|뇌졸중|간병|병간호|(?:눈|"
        r"귀)이? ?(?:가|이)? 어두|"
        r"등이 굽|휠체어|지팡이|산소 호흡|링거|말기|병상|수척|야위|"
        r"(?:엄마|어머니|아빠|아버지|할머니|할아버지|남편|아내|그이)[^.!?]{0,24}(?:작아[졌지]|느려[졌지]|늙|홀쭉|"
        r"주름|굽[었은으]|허리가|걸음이|깜빡깜빡|자꾸 깜빡)"
    ),
    SORRY: re.compile(
        r"(?:미안|죄송)(?:해(?:요|서)?|하[고더네]|했|합니다)(?=[ .,…!가-힣]|$)(?!하[다])|[을할볼갈줄말]걸(?=[ .,…]|$)|"
        r"걸 그랬|몰라줬|못되게 굴"
    ),
    BIRTHDAY: re.compile(
        r"생일[가-힣]{0,2} ?(?:아무도|다들|[가-힣]+[도만이가은는])? ?(?:까맣게 )?(?:잊|까먹|깜빡|몰라|모르|못 받|"
        r"안 챙)|"
        r"생일에[도는]? [가-힣 ]{0,14}(?:없|안 |아무도)"
    ),
    SLIGHTED: re.compile(
        r"(?:나|저|우리 애|우리 딸|우리 아들)(?:한테)?만 (?:빼|없|안|못 ?[가갔받]|몰|그 방|연락|초대|빠|아무)|"
        r"(?:나|저)(?:를|는|만)? ?빼고|(?:나|저)한테만 (?:아무도|말|연락)|나 없는 (?:거|데|방|단톡)|끼워 주|"
        r"아무도 (?:나를|저를|나한테|저한테)|(?:답|답장|연락)(?:이|도) (?:없|하나씩|안 )|읽씹|전화 한 통|"
        r"말 한마디 (?:없|안)|아무도 교대|투명 인간"
    ),
    BROKEN_UP: re.compile(
        r"^(?!.*(?:부모|아들|며느리|딸|사위|오빠|언니|누나|동생|형(?!편|식)|친구네|친구가|친정|엄마|아이가|손주|"
        r"손자|[걔얘쟤]네|동료|동기|직장|회사|분야|커플|연예인|배우|가수|아이돌|둘이|정든|졸업|선생님|팀원|동네|"
        r"[하과와]고?도 이별|송별|여러분|수강생|단골|회원|"
        r"헤어[졌진][대더]|헤어졌다고 (?:하|한|들)|헤어졌단다|이혼(?:했|하신|한)[대다더]|"
        r"갈라섰[대다더])).*(?:헤어[졌지진져]|"
        r"전 ?(?:남친|여친|남자 ?친구|여자 ?친구)|이별|파혼|이혼|갈라[서섰선]|차였|"
        r"반지 자국|커플링|첫사랑)"
    ),
    ESTRANGED: re.compile(
        r"말 안 한 지|절교|손절|다투고|다툰 (?:뒤|지|후)|등졌|등지고|남남|차단|눈인사만|서먹|멀어[졌지진]|"
        r"연락(?:이|을)? ?끊|화해를? 못|어색해[졌진]|모르는 사람처럼|아는 척(?:을|도)? ?안"
    ),
    CLOSED: re.compile(
        r"폐업|폐교|철거|재개발|"
        r"(?:가게|집|식당|서점|문방구|학교|건물|공장|극장|국밥집|국숫집|점포|회사|"
        r"서비스)[이가을를도]? (?:이제 )?(?:없어[졌진져]|문을? ?닫|사라[졌진]|헐|팔)|"
        r"없어[졌진져](?:네|다|대|어|요)|문을 닫았|서버 (?:내|종료)|마지막 (?:공연|영업|방송|수업|대회|근무)|"
        r"간판을? (?:내|떼)"
    ),
    GONE_AWAY: re.compile(
        r"정든 [가-힣]+|송별|(?:선생|코치|감독|사장|원장|[가-힣]) ?님 ?(?:이|가|께서|도)? [가-힣 ]{0,10}(?:은퇴|퇴직|"
        r"퇴임|그만 ?두|가셨)|"
        r"(?:동료|동기|팀원|반 친구|선생님)[가-힣]{0,3} [가-힣 ]{0,8}(?:헤어|작별)|떠나게 (?:되|됐|돼)|"
        r"두고 (?:간|가신|갔)|전학|이민|유학|송별|퇴사|휴학|기숙사|이사[를]? ?(?:가|갔|간)|짐(?:을)? ?(?:뺐|뺌|빼)|"
        r"빈자리|떠났|떠난 |떠나는|보내고 나니|발령|눌러앉|독립|입대|군대|시집|분가|자취방|이제 안 ?(?:오|온|와)"
    ),
    GROWN: re.compile(r"사춘기|방문 ?을? ?(?:쾅 )?닫|(?:다|훌쩍) (?:커서|컸|커 ?버|자라|자랐|큰 )"),
    LEFT_BEHIND: re.compile(
        r"아직(?:도)? (?:그대로|[가-힣]{1,4}에|거기|걸려|꽂|붙어|있|못|남|그 )|그대로 (?:있|남|뒀|두|걸)|"
        r"못 (?:버리|치우|지우|지운|뜯|떼|씻|옮기)|(?:버리|치우|지우|뜯|떼|씻|옮기)지(?:를|도)? ?(?:못|않)|"
        r"차마(?! 못 ?[보듣본들]| 눈)|지우다(?:가)? ?(?:말|멈|그만|못)|"
        r"(?:자국|냄새|자리|숟가락|칫솔|슬리퍼|신발|옷|이름|목소리|번호|편지|글씨)[가-힣]{0,2} .{0,8}남(?:았|아|은|"
        r"네|는)|"
        r"(?:한|하나) ?(?:칸|짝|벌|자리)(?:이|가)? (?:비|남)"
    ),
    NO_MORE: re.compile(
        r"(?:이제|이젠|더는|다시는) [가-힣 ]{0,24}(?:없|안 )|없네(?:\.|,|…|$|요)|"
        r"[을ㄹ할볼줄갈] (?:사람|데|곳|일)(?:이|도|은)? (?:이제 )?없|없으니까|사람[은이도] 없|"
        r"(?:자리|칸|방|의자|침대|옆)[이가은도]? (?:비었|비어)|빈 ?(?:자리|방|집|의자)"
    ),
}
_OF_DEPRESSION = {
    WORTHLESS: re.compile(_OF_NO_WORTH),
    SELF_BLAMED: re.compile(_BLAMED),
    IN_BED: re.compile(
        r"침대[^.]{0,8}(?:하루|종일|못|만)|종일 침대|누워|누웠|눕는|눕고|이불|천장|벽지|못 일어|일어나지(?:를|"
        r"도)? ?(?:못|않|도)|엎드려|"
        r"일어날 (?:힘|이유|까닭|기운)|자리에서 못"
    ),
    NO_APPETITE: re.compile(
        r"밥맛|입맛|끼니|굶|걸렀|숟가락 (?:들|놓)|젓가락(?:을|도)? (?:안|놓|들)|"
        r"(?:밥|끼|국|라면|빵)(?:을|도|은|이|만)? .{0,8}(?:안 (?:먹|차리|넘)|못 (?:먹|넘)|귀찮|싫|넘어가|그대로|"
        r"남[겼기])|"
        r"(?<!도 )(?:안|못) 먹|모래 ?(?:씹|맛)"
    ),
    SLEEPLESS: re.compile(
        r"잠이 (?:안|오지|달아)|못 자|못 잤|못 잔|뜬눈|자다 깨|밤을 (?:새|샜)|밤새 (?:못|뒤척|눈|천장|깨)|불면|"
        r"새벽 (?:두|세|네|다섯|[2345]) ?시|깨 있|깨어 있"
    ),
    PRETENDING: re.compile(
        r"(?:[은는운인한] |괜찮은 |웃는 |즐거운 )척|척(?:을|만)? ?(?:하고|했|해|하는|하느라)|"
        r"괜찮다고 (?:해|했|하고|말)|소리만 냈|억지로 웃|따라 웃|입꼬리|웃는 얼굴|웃어 (?:주|줬|보)|감기라고|바쁘다고"
    ),
    INDIFFERENT: re.compile(
        r"든 말든|든가 말든가|거나 말거나|상관 ?없|(?:뭔|무슨) 상관|(?:관심|흥미)(?:이|도|조차)? ?(?:하나도 |"
        r"전혀 )?(?:없|안 )|"
        r"안 ?궁금|궁금하지(?:가|도)? ?않"
    ),
    HOPELESS: re.compile(
        r"희망(?:이|도|조차|은)? ?(?:하나도 |전혀 |아예 )?(?:없|안 |보이지|사라)|(?:앞날|미래|내일)(?:이|도|"
        r"은)? ?(?:없|깜깜|캄캄|안 보)|"
        r"나아질 (?:것|거|가능성|기미|기대)[가-힣 ]{0,6}(?:없|않)|앞이 (?:안 보|보이지|깜깜|캄캄)"
    ),
    WHAT_FOR: re.compile(
        r"의미|소용|뭐 ?(?:하나|해[?.]|하나요|하겠|하러)|뭘 하며|왜 (?:사는|하는|출근|다니|태어)|보람|허무|부질|살맛|"
        r"사는 게|낙이|재미가? ?없|(?:[가-힣][는을]|[할살갈낼날볼될쓸올울칠]) (?:이유|까닭)(?:를|가|도|을|"
        r"이)? ?(?:모르|없|못)|뭐가 달라|"
        r"붙어서 어디|[어아면]도 뭐 ?(?:해|하나)|면 뭐 ?(?:해|하나)"
    ),
    NUMB: re.compile(
        r"감흥|무덤덤|덤덤|담담|무감[각정]|감정이 [가-힣 ]{0,6}(?:꺼|없|죽|사라|말라)|속이 죽|죽은 (?:것|듯|거)|"
        r"[어아]도 [가-힣]+[어아]도 (?:다 )?(?:똑같|그만|그저)|아무런? ?(?:느낌|생각|감정|맛)|아무렇지|"
        r"[지지]도 않고 .{2,14}[지]도 않|반갑지도|부럽지도|"
        r"섭섭하지도|기쁘지도|슬프지도|창피하?[다지]|안 반가|(?:마음|표정|얼굴|입꼬리)[은이도가]? .{0,6}안 움직|"
        r"(?<!전)화도 (?:안|나지)|눈물도 (?:안|나지)|표정이 없|유리 ?(?:뒤|벽|너머)|"
        r"남의 (?:일|것|거|세상|집|얘기|이야기)|남 (?:사는|일|얘기)|멍해|멍하|맛을? ?모르|맛이 ?(?:없|안)|느끼는 데|"
        r"설레지"
    ),
    WISHLESS: re.compile(
        r"(?:하고|먹고|가고|보고|되고|사고|알고) ?싶(?:은|지가?) .{0,8}(?:없|않)|"
        r"마음(?:이|도|조차)? (?:안 (?:들|나|생|가|움직)|없(?!어[졌진지])|들지|나지|생기지)|생각(?:이|도)? (?:안|"
        r"들지|없)|(?:원하는|바라는|고를|기다리는) (?:게|것|것도|건|일)[이도]? ?없|"
        r"엄두(?:가|도|를)? ?(?:안|나지|못|없)|"
        r"의욕(?:이|도|은|조차|까지)? ?(?:없|하나|전혀|안 |다 |꺼|죽|사라|잃|바닥|떨어|제로|0)|의욕도 다"
    ),
    HOLLOW: re.compile(
        r"공허|텅|비었|비어|빈 (?:집|방|상자|항아리|의자|병|꽃병|화면)|백지|하얗|하얘|맹물|회색|흐릿|캄캄|깜깜|안개|"
        r"빈 (?:독|통|껍)|허깨비|흉내|싱겁|구멍"
    ),
    NOBODY: re.compile(
        r"투명|존재감|먼지(?:같|만도|만 ?한|만 ?해)|곰팡이|껌|붙박이|고장 ?(?:난|났)(?: ?(?:것|거|사람|게|건|듯|"
        r"나 봐|나봐))|지워진|껍데기 ?만|"
        r"껍질|그림자|유령|나 하나|저 하나|안 보이는|아무도 모를|없는 사람|없어도 (?:되|모르|아무)|"
        r"원래 (?:안|못|꼴찌|이)|남는 사람|하는 물건|다 된 물건|바람 빠진|쓰다 만"
    ),
    WITHDRAWN: re.compile(
        r"부재중|답(?:장)?(?:을|도|은)? ?(?:안|못) ?(?:하|한|해|했|보)|연락(?:을|도)? ?안|"
        r"전화(?:를|도|기)? ?(?:안 받|꺼|뽑|덮|코드)|안 만나|만나기 싫|대답(?:을|도|이)? ?(?:안|못)|"
        r"문자(?:에|에도) (?:답|안)|(?:모임|단톡|학교|교회|경로당|복지관|수업)[가-힣]{0,2} ?(?:안|도 안) ?나"
    ),
    ALL_THE_SAME: re.compile(
        r"(?<![어아]도 )똑같(?:음|아|은 (?:하루|날)|이|다(?!고)|으)|어제(?:도|와|랑|인지)|그제도|월요일이든|요일인지|"
        r"며칠인지|"
        r"그게 하루|또 하루|해가 (?:떴|지|넘)|하루가 (?:그냥|다|또)|되풀이|그날이 그날|주말이 와도|내일도"
    ),
    UNDONE: re.compile(
        r"안(?:뜯|씻|켜|켬|열어)|(?:안|못) (?:켜|켠|켬|켰|열|연|꺼|깎|뜯|접|씻|치우|버리|갈아|닦|감|감은|개)|세수|"
        r"설거지|빨래|쌓[여였인이]|미뤄|미루|그대로 (?:둬|뒀|두고|두었)|손(?:을)? ?(?:놓|놨)|먼지가|거미줄|몇 달째|"
        r"못 하겠"
    ),
    DRAINED: re.compile(
        r"무기력|귀찮|힘이 ?(?:없|안|다|들|하나)|힘에 부|기운이?|지쳐|지쳤|지친|무거[워운]|무겁|천근|모래주머니|방전|"
        r"배터리|"
        r"번아웃|파김치|닳|가라앉|늪|물속|물 밑"
    ),
}
THEMES = (*_OF_SADNESS, *_OF_DEPRESSION)
_SADNESS, _DEPRESSION = Emotion.SADNESS.value, Emotion.DEPRESSION.value
# What stands under a feeling that is not sure; a rite alone does not.
_BEFORE_ALL = {
    TROUBLED: (BEREAVED, MOURNED, FORGOTTEN, AT_A_HOME, AILING, CLOSED, GONE_AWAY, LEFT_BEHIND),
    UNSURE: (MOURNED,),
}
_RITES = re.compile(r"제사|기일|성묘|산소|추모")
_OF_FEELING = {_SADNESS: _OF_SADNESS, _DEPRESSION: _OF_DEPRESSION}


def themes(text: str, feeling: str) -> tuple[str, ...]:
    """The sections (슬픔.mourned) of echoes and mirrors for what `text` is about, the surest first; `feeling`: the
    name of its mirrors. Where that is none (troubled, unsure), a death still tells, and under a weight a loss."""
    if feeling in _BEFORE_ALL:
        bare = _RITES.sub("", text)
        seen = (name for name in _BEFORE_ALL[feeling] if _OF_SADNESS[name].search(bare))
        return tuple(f"{_SADNESS if feeling == TROUBLED else feeling}.{name}" for name in seen)
    return tuple(f"{feeling}.{name}" for name, words in _OF_FEELING.get(feeling, {}).items() if words.search(text))


def themes_of_line(text: str, feeling: str) -> tuple[str, ...]:
    """Those of them that may be spoken of with nothing told back: that something is no more says little by itself."""
    return tuple(name for name in themes(text, feeling) if name.partition(".")[2] != NO_MORE)


def themes_of_clause(clause: str, text: str, feeling: str) -> tuple[str, ...]:
    """The same for what may be said with `clause` told back out of `text`; none with what the sad
    feel, nor with what was not so."""
    if (feeling == _SADNESS and FELT in abouts(clause, own=True)) or _NOT_SO.search(clause) or _SAYS_SO.search(clause):
        return ()
    if feeling == _DEPRESSION and _SAID_OF_ONESELF.search(clause):
        return ()
    beside = _NOT_BESIDE_A_DEATH if _IN_MOURNING.search(text) else frozenset()
    wider = tuple(name for name in themes(text, feeling) if name.partition(".")[2] not in _OF_A_CLAUSE)
    of_clause = themes(clause, feeling)
    # what the low say against themselves is answered before anything else
    names = (*wider, *of_clause) if feeling == _DEPRESSION else (*of_clause, *wider)
    return tuple(name for name in dict.fromkeys(names) if name.partition(".")[2] not in beside)


# Fit only a clause that says so itself; the others hold for whatever of their line is told back.
_OF_A_CLAUSE = frozenset((NO_MORE, SORRY, LEFT_BEHIND, BIRTHDAY, *_OF_DEPRESSION)) - {WORTHLESS, SELF_BLAMED}
_IN_MOURNING = re.compile(f"{_NEWS_OF_A_DEATH}|{_DEAD}")
_NOT_BESIDE_A_DEATH = frozenset((AILING, AT_A_HOME, GONE_AWAY))  # what led to it, or another word for it
_SAYS_SO = re.compile(r"[다라자냐]니 ")  # 내일도 저로 살아야 한다니 지겹다: no …다니 … 다니
_GONE = re.compile(
    r"없[다었어]|안 (?:온|왔|부른|불렀|켜|열)|못 |못[하했]|차마|남았|남아|비었|비어|마지막|아직|이제 |그대로|끊|"
    r"사라[지졌진]|떠나|떠났|지운|지웠"
)
_TURNED = re.compile(r"(?:안|못) |지 (?:않|못)|는데|지만|라는데|싶")
_DOES_NOT = re.compile(r"(?:^| )(?:안|못) |지(?:를|도)? (?:않|못)|없")
_HAS_SUBJECT = re.compile(r"[가-힣](?:이|가|은|는|도|께서) [가-힣]")
_POINTS_BACK = re.compile(
    r"^(?:지금 )?(?:그|그것도|그것은|그건|그게|그걸|그거|그것|거기|이제|이젠|오늘은|또|다만|그래서|괜히)(?: |$)"
)
_GOES_WELL = re.compile(
    r"승진|(?:수당|월급|연봉|성적|점수)[이가도] (?:올랐|오른)|집도 샀|"
    r"(?:^|[가-힣] )(?:좋[다았]|괜찮[다았아]|멀쩡|예쁘|예뻤)|도 (?:된다|괜찮)|아픈 데[도는]? 없|"
    r"(?:지장|이상|문제|탈)[이은도]? 없|정상이|잘됐|잘 (?:먹|자|지내|다녀)|축하"
)
_NOT_SO = re.compile(r"아니(?:라|다)$|기로 했다$|줄 알았다$|으라$")
_BARE_FEELING = 9  # letters of a clause up to which it names a feeling and no more
_TOO_LITTLE = 8  # letters that tell too little where another clause tells more


def goes_well(said: str) -> bool:
    """Whether `said` tells of what is well, which a heavy line says only to turn from it, or is what the low say
    against themselves: neither is said back."""
    return _GOES_WELL.search(said) is not None or _SAID_OF_ONESELF.search(said) is not None


def heart_of(feeling: str) -> Callable[[str], float] | None:
    """What a clause of a line of that feeling is worth more or less as the heart of it; None for other feelings."""
    if feeling not in (*_OF_FEELING, TROUBLED):
        return None

    def worth(clause: str) -> float:
        letters = len(clause.replace(" ", ""))
        worth = 0.8 if themes(clause, feeling) else 0.0
        worth += 0.4 if _GONE.search(clause) else 0.0
        worth += 0.5 if feeling == _DEPRESSION and _DOES_NOT.search(clause) else 0.0
        worth += 0.4 if _HAS_SUBJECT.search(clause) else 0.0
        worth -= 0.7 if _POINTS_BACK.match(clause) else 0.0
        worth -= 0.7 if letters < _TOO_LITTLE else 0.0
        worth -= 0.5 if clause.endswith("더라") else 0.0
        worth -= 3.0 if _GOES_WELL.search(clause) and not _TURNED.search(clause) else 0.0
        worth -= 2.0 if _NOT_SO.search(clause) else 0.0
        worth -= 3.0 if feeling == _DEPRESSION and _SAID_OF_ONESELF.search(clause) else 0.0
        if feeling != _DEPRESSION and letters < _BARE_FEELING and FELT in abouts(clause, own=True):
            worth -= 2.4
        return worth

    return worth
