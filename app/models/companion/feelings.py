"""The feeling that a line names itself, for when no model has read it."""

import re

from app.diary.emotion import Emotion

# Stems by which a feeling is named. Order decides between equals: what is heavier is answered first.
_NAMED: tuple[tuple[Emotion, re.Pattern[str]], ...] = (
    (Emotion.DEPRESSION, re.compile(
        r"우울|무기력|공허|허무|의욕|번아웃|지쳤|지친다|지쳐|지겹|아무것도하기싫|의미(?:가)?없|텅빈|텅비|무의미|"
        r"가라앉|시들시들|쓸모없|못난|자책|한심|힘들|버겁|버거|막막|기운이?없|눈물만"
    )),
    (Emotion.SADNESS, re.compile(
        r"슬프|슬퍼|슬픔|속상|서운|서러|서럽|눈물|울었|울고|울컥|그립|그리워|보고싶|외로|외롭|쓸쓸|허전|아쉬|아쉽|"
        r"짠하|짠해|먹먹|안쓰러|안쓰럽|안타까|안타깝|허탈|상처|섭섭|마음이아|가슴이아|미안|이별|헤어"
    )),
    (Emotion.ANGER, re.compile(
        r"화가나|화나|화났|(?<![영동문평])화난|짜증|열받|열불|빡치|빡쳐|빡쳤|억울|분하|분해|어이없|어이가없|기가막|미워|밉다|싫증|"
        r"괘씸|배신|분노|욱하|욱했|얄미|재수없|너무하|치사|부아|천불|울화|약올|약이올|지긋지긋|속터|속이터|치가떨"
    )),
    (Emotion.ANXIETY, re.compile(
        r"불안|걱정|무섭|무서워|두려|두렵|초조|긴장|떨려|떨린|조마조마|겁나|겁이|심란|조급|잠이안와|안절부절|"
        r"어떡하|어떡해|어쩌지|놀랐|놀라"
    )),
    (Emotion.JOY, re.compile(
        r"기쁘|기뻐|기쁨|행복|신나|신난|즐거|즐겁|뿌듯|설레|설렌|좋았|좋아|좋다|좋은|고마|감사|재밌|재미있|다행|"
        r"반가|웃었|웃음|합격|붙었|칭찬|사랑스|귀여|귀엽|뭉클|감동|최고|맛있"
    )),
)  # fmt: skip
_NOW = re.compile(r"이제는|이젠|지금은")  # what was felt before it has passed
_LONGEST = 600  # letters looked at
_DENIED = re.compile(r"(?:안|못|덜)$")
_DENIED_AFTER = re.compile(r"^[가-힣]{0,3}(?:지(?:는|도)?않|지(?:는|도)?못|ㄴ?건아니|은아니)")


def named_feeling(compact: str) -> Emotion | None:
    """The feeling named in a line without spaces; the last one named, since people end where they are; None if none
    is."""
    compact = compact[:_LONGEST]
    compact = compact[max((passed.end() for passed in _NOW.finditer(compact)), default=0) :]
    found: list[tuple[int, int, Emotion]] = []
    for rank, (emotion, stems) in enumerate(_NAMED):
        for match in stems.finditer(compact):
            before, after = compact[max(0, match.start() - 1) : match.start()], compact[match.end() : match.end() + 8]
            if not _DENIED.search(before) and not _DENIED_AFTER.search(after):
                found.append((match.start(), -rank, emotion))
    return max(found)[2] if found else None
