"""Danger as it is said in English, read by `safety_english.py`.

A pattern is matched against words in lower case without apostrophes (im, dont), ` | ` between sentences. In it `~ `
stands for up to four words of the sentence, `≈ ` for up to twelve words of anything, `^ ` for up to eight words none of
which is the speaker (i, my, me), and names in braces are the word classes below. The wording is ours.
"""

import re
from dataclasses import dataclass

from app.models.companion.cues.notation import HARD_FROM, SOFT_FROM, SUPPORTING
from app.models.companion.danger import DangerKind

_CLASSES = {
    # People at home or close.
    "NEAR": (
        r"(?:husband|hubby|wife|boyfriend|girlfriend|bf|gf|ex|partner|fiancee?|dad|daddy|father|step ?dad|step "
        r"?father|mom|mum|mommy|mother|step ?mom|step ?mother|brother|son|uncle|cousin|roommate|hes?|shes?|helper|"
        r"nurse|aide|carer|caregiver|caretaker|father in law|mother in law|brother in law)"
    ),
    # People whose word is hard to refuse.
    "OVER": (
        r"(?:uncle|coach|teacher|tutor|step ?dad|step ?father|step ?brother|grandpa|grandfather|dad|father|boss|"
        r"manager|pastor|priest|cousin|brother|guy|man|someone|somebody|landlord|doctor|therapist|director|professor|"
        r"trainer|neighbou?r)"
    ),
    "FRAIL": (
        r"(?:(?:my|the|her|his|their|a)? ?(?:old |little |own )?(?:grandma|grandmother|granny|grandpa|grandfather|"
        r"patients?|residents?|baby|toddler|kids?|child|children|girl|boy|old (?:man|woman|lady)|little (?:sister|"
        r"brother)))"
    ),
    "BLOW": (
        r"(?:hits?|hitting|beats?|beating|beat up|punch(?:es|ed|ing)?|slap(?:s|ped|ping)?|kick(?:s|ed|ing)?|"
        r"chok(?:es?|ed|ing)|strangl(?:es?|ed|ing)|shov(?:es?|ed|ing)|whip(?:s|ped)|stabbed|slam(?:s|med)|spat on)"
    ),
    "ROUGH": (
        r"(?:push(?:es|ed|ing)|grab(?:s|bed)|drag(?:s|ged)|thr(?:ew|ows|own)|twist(?:s|ed)|pinned|pinch(?:es|ed)|"
        r"burn(?:s|ed|t)|bit|hurts?)"
    ),
    "BODY": (
        r"(?:arms?|wrists?|thighs?|legs?|skin|stomach|hips?|face|head|neck|throat|hair|fingers?|nose|ribs?|jaw|teeth|"
        r"tooth|eye|back|hands?|body|shoulder|mouth|chest)"
    ),
    "SOMEONE": (
        r"(?:(?:friend|bestie|sister|brother|mom|mum|mother|dad|father|son|daughter|cousin|roommate|student|"
        r"girlfriend|boyfriend|husband|wife|grandma|grandmother|grandpa|grandfather|ex|kid|girl|boy|guy|man|woman|"
        r"neighbou?r|coworker|colleague|uncle|aunt|niece|nephew|classmate|partner)s?|shes?|hes?)"
    ),
    "SELF": r"(?:him ?self|her ?self|them ?sel(?:f|ves))",
    "WEAPON": r"(?:knife|gun|hammer|axe|gasoline|petrol|weapon|blade|matches)",
    "PICTURES": r"(?:nudes?|pictures|pics|photos?|videos?|clips?)",
    "HIGH": r"(?:bridge|roof|rooftop|building|balcony|ledge|railing|train|subway|truck|bus|traffic|tracks|platform)",
    "ANYONE": r"(?:him|her|them(?: all)?|everyone|everybody|someone|somebody|that (?:man|guy|woman|bastard))",
    "LOVED": (
        r"(?:my (?:\w+ )?(?:boss|husband|wife|dad|father|mom|mother|brother|sister|ex|neighbou?r|boyfriend|girlfriend|"
        r"roommate|flatmate|landlord|uncle|baby|son|daughter|step ?dad|coworker|classmates?|manager|teacher|kids?)|"
        r"the (?:baby|kids?|neighbou?rs?))"
    ),
    "GONE": r"(?:died|die|gone|disappear(?:ed)?|dead|werent here|wasnt here|vanish(?:ed)?)",
}


@dataclass(frozen=True, slots=True)
class EnglishCue:
    """A sign of `kind`; `other`: of someone else."""

    kind: DangerKind
    weight: int
    pattern: re.Pattern[str]
    other: bool = False


def words(*patterns: str) -> re.Pattern[str]:
    """One pattern of whole words, in the notation of this file."""
    joined = "|".join(patterns).replace("~ ", r"(?:\w+ ){0,4}").replace("≈ ", r"(?:[\w|]+ ){0,12}")
    joined = joined.replace("^ ", r"(?:(?!(?:i|im|ive|id|me|my|mine)\b)\w+ ){0,8}")
    for name, among in _CLASSES.items():
        joined = joined.replace("{" + name + "}", among)
    return re.compile(rf"\b(?:{joined})\b")


def _cues(kind: DangerKind, weight: int, *patterns: str, other: bool = False) -> tuple[EnglishCue, ...]:
    return tuple(EnglishCue(kind, weight, words(pattern), other) for pattern in patterns)


_SUICIDE, _SELF_HARM, _HOME = DangerKind.SUICIDE, DangerKind.SELF_HARM, DangerKind.HOME_VIOLENCE
_ABUSE, _OTHERS = DangerKind.ABUSE, DangerKind.OTHERS

ENGLISH_CUES = (
    *_cues(
        _SUICIDE,
        HARD_FROM,
        r"(?:kill|killing|killed|unalive|hang|hanging|drown|shoot) my ?self",
        r"(?:want|wanted|wanna|wish|ready|hope|rather|decided|prefer|deserve|trying|tried|planning|plan|would like|id "
        r"like) (?:i )?(?:could |would )?(?:to )?(?:just |really |only )*(?:die|be dead|dead)(?! (?:asleep|tired|for))",
        r"(?:wish|wished|wishing|hope) (?:that )?i (?:\w+ )?(?:was|were|am|had|would|could) (?:just )?(?:dead|die|"
        r"died|never born|never been born|not exist)(?! (?:asleep|tired))",
        r"(?:want|wanted|wanna|going|gonna|ready|decided|about|plan|planning) (?:to )?(?:\w+ )?end (?:it|everything|"
        r"it all)(?! (?:with|between|early|here|on a))",
        r"end(?:ing)? it all",
        r"(?<!\d )kms ~ (?:tonight|srs|fr|for real)",
        r"(?:end|ending|take|taking|took) my (?:own )?life|by my own hand|(?:die|dying) by suicide",
        r"(?:am|im|feel|feeling|been|being|so|really|very) (?:\w+ )?suicidal|suicide (?:is|seems|feels) (?:like "
        r")?(?:the|my) (?:only|best|last)",
        r"(?:commit|committing|attempt|attempted|attempting|thinking about|thinking of|thoughts of|thoughts about|"
        r"think about|think of|considering|planning|tried) (?:\w+ )?suicide",
        r"my (?:\w+ )?(?:suicide )?attempt(?! (?:at|to)) ≈ (?:survived|again|hospital|failed)|(?:second|third) "
        r"attempt \| i survived",
        r"suicidal (?:thoughts?|plan)|my suicide|suicide note",
        r"(?:dont|do not|no longer|didnt) (?:\w+ )?(?:want|wanna|wish|deserve) (?:to )?(?:\w+ )?(?:live|be alive|"
        r"exist|keep living|go on living|be in this world)(?! (?:with|in|near|like|at|on|by|alone|abroad|together|"
        r"here))",
        r"(?:should be|better off|happier|easier) dead|shouldnt be alive|death would be|let me die|lost the will to "
        r"live",
        r"(?:hate|regret|tired of|sick of|done with|through with) (?:being alive|existing|living|being born)(?! "
        r"(?:with|in|near|at|on|alone|room|out of|here))",
        r"(?:hope|wish|pray|praying|want|wanna|rather) (?:\w+ ){0,3}(?:dont|do not|never|wouldnt|wont|didnt|not) "
        r"(?:have to )?(?:to )?wake up(?! (?:early|at|late|so))",
        r"(?:dont|do not|never) (?:\w+ )?(?:want|wanna) (?:to )?wake up (?:anymore|any more|again|tomorrow|ever)",
        r"(?:sleep|asleep|eyes) and (?:just )?(?:never|not) (?:wake|open|have a tomorrow)",
        r"no (?:reason|point|will) (?:\w+ )?(?:to (?:live|keep going|go on)|in (?:living|going on)|living|being "
        r"alive)(?! (?:with|in|near|at|on|here))|not worth living|nothing (?:\w+ )?to live for",
        r"(?:cant|cannot) (?:\w+ )?(?:live like this|keep living|live) (?:anymore|any more|any longer)",
        r"(?:better off|better|easier|happier|lighter) (?:\w+ ){0,2}(?:without me|if i (?:was|were|am) (?:dead|gone)|"
        r"if i (?:wasnt|werent) (?:here|around|alive)|if i (?:just )?{GONE}|if i didnt exist|when im gone|once im "
        r"gone)(?! (?:at|to|in|for))",
        r"(?:nobody|no one|noone|who|anyone|anybody) (?:\w+ ){0,3}(?:notice|miss|care|cry) ~ (?:if|when) i (?:\w+ "
        r")?{GONE}",
        r"by the time (?:you|they|anyone|someone|somebody|mom) (?:\w+ ){0,2}(?:reads?|hears?|finds?) (?:this|it|me|"
        r"the)",
        r"(?:to )?(?:whoever|anyone who) (?:opens?|finds?|reads?|hears?) (?:this|me|my (?:phone|note|diary|body))",
        r"find my body|(?:finds?|found) me (?:dead|gone|hanging|in the morning)|know where to find me",
        r"(?:my|a|the) (?:goodbye|farewell) (?:notes?|letters?|video) (?:to|for) (?:my |the )?(?:mom|mum|dad|parents|"
        r"kids|family|children|wife|husband|everyone i)",
        r"this is (?:my )?(?:last )?goodbye|it was goodbye",
        r"i (?:\w+ )?(?:overdosed|od ?d)(?! on (?:coffee|sugar|cute|carbs|chocolate|cake|netflix|tv|sun))|going to "
        r"overdose",
        r"(?:took|taken|swallowed|take|swallow|taking) (?:\w+ ){0,2}(?:all|too many|whole bottle|bottle of|handful of|"
        r"\d\d|twenty|thirty|forty|fifty) (?:\w+ ){0,4}(?:pills|tablets|tylenol|meds|medicine)",
        r"(?:saved|saving|saved up|saving up|collecting|hoarding|stockpiling) (?:\w+ ){0,3}pills|enough pills",
        r"(?:jump|jumped|jumping|step|stepped|stepping|throw myself|throwing myself) (?:\w+ )?(?:off|in front of|"
        r"from) (?:\w+ ){0,2}{HIGH}(?! (?:at the stop|stop))|(?:drive|driving|walk|walking) (?:\w+ )?(?:into traffic|"
        r"in front of a)",
        r"{HIGH} (?:[\w|]+ ){0,8}(?:just jump|almost jumped|almost went over|let go|step off|climbed over|and jump|i "
        r"will jump)",
        r"(?:wont|will not|not going to|not gonna) (?:be )?(?:here|alive|around) (?:to see|anymore|much longer|by "
        r"then)",
        r"worth more (?:to \w+ )?(?:dead|than i am)",
        r"(?:hope|wish) ~ (?:car|truck|bus|train|lightning|something) (?:\w+ )?(?:hits?|kills?|takes?) me|(?:car|"
        r"truck|bus|train) (?:\w+ )?(?:came at|hit) me (?:\w+ )?i (?:wouldnt|would not) move",
        r"no (?:version of )?next (?:week|month|year) with me|not have a tomorrow",
        r"(?:last|final) (?:night|day|birthday|christmas|meal|sunrise) (?:alive|on earth|of my life)|plan(?:ned|ning) "
        r"my (?:funeral|death)|dont want to wait ~ my turn",
        r"(?:after|once|when) im dead|(?:have to|need to) (?:take care of|look after|worry about|deal with) me after",
    ),
    *_cues(
        _SUICIDE,
        SOFT_FROM,
        r"(?<!\d )kms(?! (?:today|per|an hour|away|from))",
        r"(?:want|wanted|wanna|wish i could) (?:to )?(?:just )?(?:disappear|vanish|stop existing|cease to exist|be "
        r"gone)(?! (?:from|into|for))",
        r"(?:feel like|keep thinking (?:about|of)|think (?:about|of)) (?:dying|not being here)",
        r"(?:tired of|sick of|hate) (?:this )?life(?! (?:in|with|at|as))",
        r"(?:cant|cannot) (?:\w+ )?(?:do this|go on|keep going|carry on|hold on) (?:anymore|any more|any longer|much "
        r"longer)",
        r"burden (?:to|on|for) (?:\w+ )?(?:everyone|family|kids|parents|them|husband|wife|mom|mum|dad|children|"
        r"daughter|son)",
        r"(?:dont|do not) want to be here anymore(?! (?:this|its|the))|help me(?= \||$)",
        r"whats the point (?:of|in) (?:living|being alive|being here|going on)",
        r"(?:wont|dont|will not) need (?:them|it|any of it|that|anything) where im going",
        r"im (?:just )?(?:so )?heavy (?:for|luggage)|heavy luggage for my family",
    ),
    *_cues(
        _SUICIDE,
        SUPPORTING,
        r"without me (?:they|everyone|she|he|my)",
        r"(?:gave|given|giving) (?:\w+ ){0,4}(?:away|to my) |gave my (?:cat|dog|guitar|watch|ring) to",
        r"(?:dont|wont|will not) (?:be )?need(?:ing)? (?:them|it|any of it|my \w+) anymore|longer than i can|outlast "
        r"me",
        r"(?:so calm|strangely calm|so peaceful|how peaceful|at peace|such relief|so light)",
        r"(?:picked|set|chose|chosen|circled) (?:the|a|my) (?:day|date)(?! (?:for|with|of|night|off))|its (?:finally "
        r")?(?:going to be|gonna be|almost) over|arranged everything",
        r"paid (?:off )?(?:all|every) (?:\w+ ){0,2}(?:bills|debts?)|cancell?ed (?:the |my )?(?:lease|subscriptions?)",
        r"(?:sorry|forgive me) (?:mom|mum|mama|dad|everyone|my love)",
        r"really done|done this time|done for good",
        r"(?:wrote|written|writing) (?:\w+ ){0,3}letters? ≈ (?:each|drawer|find|after|when they)",
        r"(?:probably|maybe|be) the last time i",
        r"goodbyes? to (?:everyone|everybody)|told (?:\w+ ){0,4}i love (?:him|her|them)",
        r"(?:take care of|look after|feed) (?:my )?(?:\w+ ){0,2}(?:after|when) im gone(?! (?:for|on|to))",
        r"tell my (?:\w+ )?(?:sister|brother|mom|mum|dad|kids|son|daughter|wife|husband) (?:\w+ ){0,3}(?:wasnt|sorry|"
        r"fault)",
        r"(?:dont|do not|cant) see (?:a |any )?(?:future|tomorrow|way out)|so (?:mom|mum|dad|they|nobody|no one) wont "
        r"have to",
    ),
    *_cues(
        _SUICIDE,
        HARD_FROM,
        r"{SOMEONE} ^ (?:(?:kill|killing|hang|hanging|drown) {SELF}|suicidal|attempted suicide|wants to die|wanted to "
        r"die|wants to be dead|doesnt want to (?:live|be alive|wake up|be here anymore)|end (?:his|her|their) life)",
        r"{SOMEONE} ^ (?:better off without (?:him|her|them)|took (?:\w+ ){0,3}pills|overdosed|goodbye (?:text|"
        r"message|note|letter))",
        r"(?:on|at|off|from|over) (?:the|a) (?:roof|rooftop|ledge|bridge|railing) ^ (?:saying )?(?:hell|shell|he will|"
        r"she will|says (?:he|she)) (?:\w+ )?jump",
        other=True,
    ),
    *_cues(
        _SUICIDE,
        SUPPORTING,
        r"(?:remember me|take his watch|free of (?:him|her)|hugged me too long)",
        r"(?:phone is off|isnt (?:picking up|answering)|not answering|wont pick up)",
        r"(?:im (?:so )?scared|worried sick)",
        other=True,
    ),
    *_cues(
        _SELF_HARM,
        HARD_FROM,
        r"(?:cut|cutting|cuts|burn|burned|burnt|burning|hurt|hurting|hit|hitting|scratch(?:ed|ing)?|punish(?:ed|ing)?|"
        r"harm(?:ed|ing)?|bit|biting|punch(?:ed|ing)?|starv(?:e|ed|ing)) my ?self(?! (?:off|out|some|short|up|a|on a|"
        r"trying|at|in the (?:foot|face|leg)|playing|running|doing|falling|while|when i (?:fell|tripped)|with (?:hot|"
        r"the (?:door|ball)))\b)",
        r"i (?:\w+ )?self ?harm(?:ed|ing)?|(?:started|stop|stopped|urge to|back to) self ?harm(?:ing)?",
        r"(?:i|ive|been|started|start|back to|keep|kept|wanna|want to|need to|urge to) (?:\w+ )?cut(?:ting)? (?:again|"
        r"so bad|to feel|tonight|deeper|too deep|rn)",
        r"(?:the|my|fresh|new|more) (?:cuts|scars|burns) (?:\w+ )?(?:on my {BODY}|are getting deeper|get deeper|all "
        r"over my)",
        r"(?:slit|cut|slash(?:ed)?|sliced|carved?|burn(?:ed|ing)?|scratch(?:ed|ing)?) (?:\w+ ){0,3}(?:my|into my|in "
        r"my) (?:\w+ )?(?:wrists?|arms?|thighs?|legs?|skin)(?= (?:\w+ ){0,4}(?:until|till|where|again|bleed|blood|"
        r"deep|nobody|punish\w*|purpose|razor|blade|knife|glass|tonight|feel)| \||$)",
        r"hurt(?:ing)? my (?:legs|arms|body|thighs) (?:\w+ )?(?:where|so|until|on purpose)",
        r"(?:hit|bang|bash|smash|slam)(?:ed|ing|ging)? my head (?:against|into|on the wall)(?! the (?:cabinet|door "
        r"frame|shelf))",
        r"(?:razors?|blades?|scissors|lighter) (?:\w+ ){0,6}my (?:arms?|skin|wrists?|thighs?|legs?)",
        r"(?:hid|hide|hiding|cover|covering|covered) (?:\w+ ){0,3}(?:cuts|scars)|long sleeves (?:\w+ ){0,8}(?:see|"
        r"sees|notice|hide|cuts|scars)",
        r"(?:bleed|bleeding|blood|pain|cutting) (?:\w+ ){0,4}(?:to feel (?:something|alive|real)|only thing|calms me)",
        r"(?:days|weeks|months|years?) clean ≈ (?:relapsed|blood)|relapsed ≈ (?:blood|cut|blade)",
        r"(?:make|made|making) my ?self (?:throw up|vomit|bleed)|want my body to suffer|it is my punishment",
    ),
    *_cues(
        _SELF_HARM,
        HARD_FROM,
        r"{SOMEONE} ^ (?:cutting|hurting|burning|cuts|hurts|harming|starving) {SELF}(?! (?:with hot|on a))",
        r"(?:cuts|scars|blood) (?:\w+ )?(?:on|all over|up) (?:her|his|their) (?:arms?|wrists?|thighs?|legs?|sleeves?)",
        r"(?:her|his|their) bleeding (?:arms?|wrists?)",
        other=True,
    ),
    *_cues(
        _HOME,
        HARD_FROM,
        r"{NEAR} (?:\w+ ){0,4}{BLOW} (?:on )?(?:me|us|my (?:mom|mum|mother|sister|brother|kids?|son|daughter|little "
        r"\w+)|(?:in |on |at )?my {BODY})(?! (?:at (?!home|night|dinner|school|work|the (?:table|door))|in (?:the "
        r")?(?:chess|race|game|final)|up (?:for|on|with|about|to)|to (?:it|the finish)|by \w+ points?|by a|with "
        r"(?:kindness|a (?:hug|smile|pillow|joke|question|ball)|the (?:bill|news|truth|ball))|out of the (?:game|race|"
        r"group)|feelings|off guard|away from|playing|as a joke))",
        r"{NEAR} (?:\w+ ){0,4}{ROUGH} (?:me|us|my {BODY}) (?:\w+ ){0,2}(?:against|into|down|by the (?:hair|neck|"
        r"throat|arm)|across|onto|again|until|to the (?:floor|ground|wall)|with a (?:belt|cigarette|bottle))",
        r"broke (?:\w+ ){0,3}my (?:fingers?|arm|nose|ribs?|jaw|wrist) (?:\w+ ){0,6}(?:he|she|dad|mom|husband)|(?:he|"
        r"she|dad|mom|husband|boyfriend|father) broke (?:\w+ ){0,3}my (?:fingers?|arm|nose|ribs?|jaw|tooth|wrist)",
        r"(?:hit|beaten(?: up)?|punched|slapped|choked|strangled|kicked|shoved) by my {NEAR}",
        r"thr(?:ew|ows|owing) (?:a|the|his|her) (?:\w+ )?(?:bottle|glass|chair|plate|phone|cup|pan|mug|dish|ashtray|"
        r"remote|lamp|knife|things?|stuff) at (?:me|my (?:mom|head|mum|mother|face))",
        r"threat(?:ens?|ened|ening) (?:to (?:kill|hurt|shoot|stab|find) (?:me|us|him|her|my)|(?:me|us) with)",
        r"(?:scared|afraid|terrified|frightened) (?:of my (?:husband|wife|dad|father|boyfriend|girlfriend|partner|"
        r"step ?dad|brother|ex)(?= \||$| when| again| now)|hell (?:kill|hurt|hit)|for my life)|scared to (?:go|come) "
        r"home (?:\w+ ){0,3}(?:dad|he|drunk|him)",
        r"{NEAR} ≈ (?:find|hurt|hunt|shoot|stab) me (?:and|if|when) ≈ (?:leave|tell|believe|go|kill me)",
        r"if i (?:ever )?(?:leave|left|divorce|call the police) ≈ (?:kill|hurt|find|shoot|stab) (?:me|us|him ?self|"
        r"the kids)",
        r"(?:hed|hell|he will|he is going to|hes going to) kill (?:me|us)(?! (?:if i (?:fail|forget)|when i (?:tell|"
        r"get|come)))(?= (?:and|tonight|if i (?:leave|tell|go)|one day|this time)| \||$)",
        r"(?:hid|hiding|hide|locked) (?:\w+ ){0,4}(?:bathroom|closet|wardrobe|room) ≈ (?:drunk|banging|breaking|"
        r"smashing|screaming at|calms|throwing)(?! with laughter)",
        r"(?:drunk|breaking|smashing|yelling at|screaming at) ≈ (?:hid|hiding|locked) (?:\w+ ){0,4}(?:bathroom|closet|"
        r"wardrobe|room)",
        r"(?:told|tell|telling|lied) (?:\w+ ){0,4}(?:i )?(?:just )?(?:fell|walked into|ran into) (?:\w+ "
        r"){0,3}(?:stairs|door|again)",
        r"(?:makeup|concealer|sunglasses|scarf) (?:\w+ ){0,6}(?:bruises?|black eye)|(?:bruises?|black eye) (?:\w+ "
        r"){0,6}(?:makeup|concealer|sunglasses|from (?:him|my husband|dad|my boyfriend))",
        r"(?:he|man|guy|ex|someone|somebody|stranger) (?:\w+ ){0,3}(?:follow(?:s|ing|ed)|stalk(?:s|ing|ed)) me",
        r"(?:ex|he|man|stalker) (?:\w+ ){0,4}outside my (?:house|apartment|work|office|door|window)",
        r"(?:hands?|fingers|belt) (?:around|on) my (?:neck|throat)",
        r"(?:he|she|dad|mom|husband|boyfriend|brother) (?:\w+ )?(?:held|holds|pointed|points|pulled|waved) (?:a|the|"
        r"his|her) {WEAPON} (?:to|at|on|against) (?:me|my|us)",
        r"locked me (?:out|in|up) ≈ (?:again|cold|night|balcony|closet|basement|dark|pajamas|hours)|shoes on so i can "
        r"run",
    ),
    *_cues(
        _HOME,
        HARD_FROM,
        r"(?:woman|lady|neighbou?r|girl|kid|child|wife|mother) (?:\w+ ){0,4}(?:screaming|begging|being hit|getting "
        r"hit|crying for help) ≈ (?:wall|slamming|stop|help|minutes|hit|hitting|thud)",
        r"(?:he|husband|boyfriend|dad|father|stepdad) (?:\w+ ){0,2}{BLOW} (?:her|my mom|his wife|his kids|my "
        r"sister)(?= (?:\w+ ){0,3}(?:again|every|when|and|in front|until)| \||$)",
        r"(?:her|his) (?:black eye|bruises) ≈ (?:still in the house|says he|from him|husband|boyfriend|dad)",
        other=True,
    ),
    *_cues(
        _ABUSE,
        HARD_FROM,
        r"(?:raped|raping|rape me|molest(?:ed|s|ing)?|groped?|groping|fondled)",
        r"sexual(?:ly)? (?:assault(?:ed)?|abus(?:e|ed|ing)|harass(?:ed|ing))",
        r"{OVER} (?:\w+ ){0,6}(?:touch(?:es|ed|ing)?|kiss(?:es|ed)?|feels up) (?:me|my (?:body|legs?|thighs?|chest|"
        r"breasts?|waist|butt))",
        r"(?:he|boyfriend|date|husband) (?:\w+ ){0,4}(?:touch(?:es|ed|ing)?|kiss(?:es|ed)?) me ≈ (?:didnt want|froze|"
        r"said no|asleep|wouldnt stop|didnt stop|wont stop)",
        r"forc(?:es?|ed|ing) (?:himself|herself) on (?:me|her|him)",
        r"(?:forc(?:es?|ed|ing)|made|makes) me (?:to )?(?:\w+ ){0,2}(?:have sex|sex|sleep with|touch him|undress|"
        r"strip|take my clothes|do things|watch porn|send (?:him|nudes|pictures))",
        r"(?:send|sends|post|posts|posting|leak|leaks|share|shares|spread) (?:\w+ ){0,2}(?:nudes?|(?:my|of me) "
        r"{PICTURES}|{PICTURES} of me) (?:\w+ ){0,5}(?:if|unless)",
        r"(?:if|unless) i (?:dont|leave|tell|refuse|stop|break) ≈ (?:send|post|leak|share|show) (?:\w+ "
        r"){0,3}{PICTURES}",
        r"(?:blackmail\w*|threat\w*) ≈ (?:nudes?|{PICTURES} of me|my {PICTURES})|nudes? ≈ (?:blackmail\w*|threat\w*)",
        r"{PICTURES} of me ≈ (?:im 1\d|if i (?:stop|dont|tell)|hurt my)|im 1\d ≈ (?:nudes?|{PICTURES} of me)",
        r"our (?:little )?secret ≈ (?:touch\w*|nobody|no one|tell|uncle|coach|grandpa|room)",
        r"{OVER} (?:\w+ ){0,3}(?:comes?|came|gets|got|climbs?|sneaks?) (?:in|into|in to) my (?:room|bed) (?:\w+ "
        r"){0,6}(?:night|asleep|sleeping|dark)",
        r"i (?:\w+ )?(?:said|told him|begged|screamed) (?:\w+ ){0,2}(?:no|stop) ≈ (?:he|she|they) (?:didnt|wouldnt|"
        r"never|kept) (?:stop|listen|going|doing)",
        r"woke up (?:\w+ ){0,3}(?:his|a strangers) (?:\w+ ){0,3}(?:with )?(?:no memory|naked|my clothes)",
        r"(?:lock(?:s|ed)?|tie(?:s|d)) (?:me|him|her|{FRAIL}) (?:\w+ )?(?:in|up|to|outside) (?:\w+ ){0,3}(?:closet|"
        r"basement|room|bed|chair|shed|cold|gate)",
        r"(?:pinches|hits|slaps) me and (?:hides|takes) my|left (?:me|us) alone (?:\w+ ){0,3}(?:days|week|nights) "
        r"(?:\w+ ){0,4}(?:food|money|hungry)",
    ),
    *_cues(
        _ABUSE,
        HARD_FROM,
        r"(?:nurse|aide|caregiver|carer|caretaker|staff|teacher|daycare|nanny|babysitter|neighbou?rs?|uncle|dad|mom|"
        r"stepdad|they|he|she) (?:\w+ ){0,3}(?:hits?|hitting|beats?|beating|slaps?|slapped|ties|tied|kicks?|shakes|"
        r"starves?|locks) {FRAIL}(?! (?:at|up|to school|out))",
        r"(?:boy|girl|kid|child|baby|son|daughter|grandma|grandpa|mother) (?:\w+ ){0,4}(?:isnt|not|never|wasnt) "
        r"(?:being |been )?fed|(?:boy|girl|kid|child|he|she) (?:was|is) tied to",
        r"(?:uncle|coach|teacher|step ?dad|grandpa|pastor|boss) (?:\w+ ){0,4}touch(?:es|ed|ing) (?:her|him|my "
        r"(?:daughter|son|sister|friend|brother))",
        other=True,
    ),
    *_cues(
        _OTHERS,
        HARD_FROM,
        r"(?:want|wanna|wanted|going|gonna|plan|planning|ready|will|ill|thinking of|thinking about|think about|"
        r"thoughts of|decided|fantasize about|fantasizing about|imagining|feel like) (?:to |on )?(?:\w+ )?(?:kill|"
        r"killing|stab|stabbing|shoot|murder|murdering|strangle|strangling|poison|poisoning|choke) (?:{ANYONE}|"
        r"{LOVED})(?! (?:at|in the game|with kindness|score|record|time|softly|with my (?:camera|new camera)))",
        r"(?:want|wanna|wanted|going|gonna|plan|planning|ready|will|ill|imagining) (?:to )?(?:\w+ )?(?:burn down "
        r"(?:his|her|their|the)|run over (?:him|her|them)|shoot up (?:the|my)|beat (?:him|her) (?:up|to death)|smash "
        r"(?:his|her) (?:face|head)|hurt (?:{ANYONE}|{LOVED}))(?! feelings)",
        r"(?:scared|afraid|worried|terrified) (?:\w+ ){0,2}(?:i|im|ill) (?:\w+ ){0,3}(?:hurt|kill|harm|shake|drop|do "
        r"something to) (?:{ANYONE}|{LOVED})",
        r"(?:i|im|ive) (?:\w+ )?(?:bring|bringing|brought|carry|carrying|grabbed|took|packed|hid|holding|sharpened|"
        r"keep|have) (?:a|the|my|his|dads) (?:\w+ )?{WEAPON} (?:\w+ ){0,8}(?:for him|for her|for them|to school|pay|"
        r"pillow|stab|kill|hurt)",
        r"(?:shake|shook|shaking|drown|smother) the baby|(?:pillow|hand) over (?:the babys|his|her) (?:face|mouth)",
        r"(?:dont|wont|cant) (?:\w+ )?(?:trust|control|stop) my ?self ≈ (?:hurt|kill|baby|knife|gun)",
        r"take (?:my |the )(?:kids|children|family|baby|son|daughter) with me (?:when|if) i go(?! (?:to|on))",
        r"voices? (?:say|says|tell|tells|told|keep telling) ≈ (?:stop her|stop him|kill|hurt|do it)",
        r"(?:put|bury) (?:him|her|them) in (?:the|a) (?:ground|grave)|(?:nobody|no one) walks out",
    ),
    *_cues(
        _OTHERS,
        HARD_FROM,
        r"(?:{SOMEONE}|someone) ^ (?:bring|bringing|brought|has) (?:a|the|his) {WEAPON} ≈ (?:school|class|list|kill)",
        other=True,
    ),
    *_cues(_OTHERS, SUPPORTING, r"(?:gonna|going to|will) pay", r"already on my way|not joking|i mean it|i swear"),
)
