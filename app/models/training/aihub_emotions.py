"""The 60 feelings of AI Hub's 감성 대화 말뭉치 (data set 86), and which of our six each one is.

Codes and names are those of the data set; the last column is ours. The data set has no 일상. Where the name leaves open
which of the six it is (상처, 당황, 질투 …), or belongs to none, nothing is guessed: such rows are counted and left out.
고립된 and 혼란스러운 stand in two groups, so a name is looked up together with its group.
"""

from app.diary.emotion import Emotion

_JOY, _SADNESS, _LOW = Emotion.JOY, Emotion.SADNESS, Emotion.DEPRESSION
_ANGER, _ANXIETY = Emotion.ANGER, Emotion.ANXIETY

CODES: dict[str, tuple[str, str, Emotion | None]] = {
    "E10": ("분노", "분노", _ANGER),
    "E11": ("분노", "툴툴대는", _ANGER),
    "E12": ("분노", "좌절한", _ANGER),
    "E13": ("분노", "짜증내는", _ANGER),
    "E14": ("분노", "방어적인", _ANGER),
    "E15": ("분노", "악의적인", _ANGER),
    "E16": ("분노", "안달하는", _ANGER),
    "E17": ("분노", "구역질 나는", _ANGER),
    "E18": ("분노", "노여워하는", _ANGER),
    "E19": ("분노", "성가신", _ANGER),
    "E20": ("슬픔", "슬픔", _SADNESS),
    "E21": ("슬픔", "실망한", _SADNESS),
    "E22": ("슬픔", "비통한", _SADNESS),
    "E23": ("슬픔", "후회되는", _SADNESS),
    "E24": ("슬픔", "우울한", _LOW),
    "E25": ("슬픔", "마비된", _LOW),
    "E26": ("슬픔", "염세적인", _LOW),
    "E27": ("슬픔", "눈물이 나는", _SADNESS),
    "E28": ("슬픔", "낙담한", _LOW),
    "E29": ("슬픔", "환멸을 느끼는", _LOW),
    "E30": ("불안", "불안", _ANXIETY),
    "E31": ("불안", "두려운", _ANXIETY),
    "E32": ("불안", "스트레스 받는", _ANXIETY),
    "E33": ("불안", "취약한", _ANXIETY),
    "E34": ("불안", "혼란스러운", _ANXIETY),
    "E35": ("불안", "당혹스러운", _ANXIETY),
    "E36": ("불안", "회의적인", _ANXIETY),
    "E37": ("불안", "걱정스러운", _ANXIETY),
    "E38": ("불안", "조심스러운", _ANXIETY),
    "E39": ("불안", "초조한", _ANXIETY),
    "E40": ("상처", "상처", None),
    "E41": ("상처", "질투하는", None),
    "E42": ("상처", "배신당한", None),
    "E43": ("상처", "고립된", _SADNESS),
    "E44": ("상처", "충격 받은", None),
    "E45": ("상처", "가난한, 불우한", None),
    "E46": ("상처", "희생된", None),
    "E47": ("상처", "억울한", _ANGER),
    "E48": ("상처", "괴로워하는", _LOW),
    "E49": ("상처", "버려진", _SADNESS),
    "E50": ("당황", "당황", None),
    "E51": ("당황", "고립된", _SADNESS),
    "E52": ("당황", "남의 시선을 의식하는", _ANXIETY),
    "E53": ("당황", "외로운", _SADNESS),
    "E54": ("당황", "열등감", _LOW),
    "E55": ("당황", "죄책감의", _LOW),
    "E56": ("당황", "부끄러운", None),
    "E57": ("당황", "혐오스러운", _ANGER),
    "E58": ("당황", "한심한", None),
    "E59": ("당황", "혼란스러운", _ANXIETY),
    "E60": ("기쁨", "기쁨", _JOY),
    "E61": ("기쁨", "감사하는", _JOY),
    "E62": ("기쁨", "신뢰하는", _JOY),
    "E63": ("기쁨", "편안한", _JOY),
    "E64": ("기쁨", "만족스러운", _JOY),
    "E65": ("기쁨", "흥분", _JOY),
    "E66": ("기쁨", "느긋", _JOY),
    "E67": ("기쁨", "안도", _JOY),
    "E68": ("기쁨", "신이 난", _JOY),
    "E69": ("기쁨", "자신하는", _JOY),
}
GROUPS = tuple(dict.fromkeys(group for group, _, _ in CODES.values()))
_PLAIN = {(group, name.replace(" ", "")): ours for group, name, ours in CODES.values()}


def of_names(group: str, name: str) -> Emotion | None:
    """Our emotion for 감정_대분류 `group` and 감정_소분류 `name`, however spaced; None where there is none.

    "고립된(당황한)", as some copies write to tell the two apart, is 고립된. Raises KeyError for any other name.
    """
    return _PLAIN[group.strip(), name.split("(")[0].replace(" ", "")]


def of_code(code: str) -> Emotion | None:
    """Our emotion for a code E10 … E69; None where there is none. Raises KeyError for any other code."""
    return CODES[code][2]
