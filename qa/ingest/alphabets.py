"""How often characters occur, language by language: enough to tell in which legacy encoding a text was saved.

Each alphabet spreads the probability mass of its language's own (non-ASCII) characters over a few tiers, the
commonest first; the double-byte ones take their tiers from the order of the national standards, which put common
characters first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

UNKNOWN = math.log(1e-8)
"""Log-probability of a character that an alphabet does not have."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Log-probabilities of a language's own characters; ``joined`` scripts stand inside words with Latin letters."""

    weights: Mapping[str, float]
    ideographic: bool = False
    joined: bool = False


_HAN = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性",
    "知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次"
    "度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建"
    "务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路"
    "记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笑飞风步改收根干造言联持组每济车亲极林服快"
    "办议往元英士证近失转夫令准布始怎呢存未远叫台单影具罗字爱击流备兵连调深商算质团集百需价花党华城石级整府离况亚请技际约示复病"
    "息究线似官火断精满支视消越器容照须九增研写称企八功吗包片史委乎查轻易早曾除农找装广显吧阿李标谈吃图念六引历首医局突专费号尽"
    "另周较注语仅考落青随选列武红响虽推势参希古众构房半节土投某案黑维革划敌致陈律足态护七兴派孩验责营星够章音跟志底站严巴例防族"
    "供效续施留讲型料终答紧黄绝奇察母京段依批群项故按河米围江织害斗双境客纪采举杀攻父苏密低朝友诉止细愿千值仍男钱破网热助倒育属"
    "坐帝限船脸职速刻乐否刚威毛状率甚独球般普怕弹校苦创假久错承印晚兰试股拿脑预谁益阳若哪微尼继送急血惊伤素药适波夜省初喜卫源食"
    "险待述陆习置居劳财环排福纳欢雷警获模充负云停木游龙树疑层冷洲冲射略范竟句室异激汉村哈策演简卡罪判担州静退既衣您宗积余痛检差"
    "富灵协角占配征修皮挥胜降阶审沉坚善妈刘读啊超免压银买皇养伊怀执副乱抗犯追帮宣佛岁航优怪香著田铁控税左右份穿艺背阵草脚概恶块"
    "顿敢守酒岛托央户烈洋哥索胡款靠评版宝座释景顾弟登货互付伯慢欧换闻危忙核暗姐介坏讨丽良序升监临亮露永呼味野架域沙掉括舰鱼杂误"
    "湾吉减编楚肯测败屋跑梦散温困剑渐封救贵枪缺楼县尚毫移娘朋画班智亦耳恩短掌恐遗固席松秘谢鲁遇康虑幸均销钟诗藏赶剧票损忽巨炮旧"
    "端探湖录叶春乡附吸予礼港雨呀板庭妇归睛饭额含顺输摇招婚脱补谓督毒油疗旅泽材灭逐莫笔亡鲜词圣择寻厂睡博勒烟授诺伦岸奥唐卖俄炸"
    "载洛健堂旁宫喝借君禁阴园谋宋避抓荣姑孙逃牙束跳顶玉镇雪午练迫爷篇肉嘴馆遍凡础洞卷坦牛宁纸诸训私庄祖丝翻暴森塔默握戏隐熟骨访"
    "弱蒙歌店鬼软典欲萨伙遭盘爸扩盖弄雄稳忘亿刺拥徒姆杨齐赛趣曲刀床迎冰虚玩析窗醒妻透购替塞努休虎扬途侵刑绿兄迅套贸毕唯谷轮库迹"
    "尤竞街促延震弃甲伟麻川申缓潜闪售灯针哲络抵账邮退订退款快递登录密码户服咨询发票订购支付退换",
)

_HANT = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多"
    "經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性",
    "知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次"
    "度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建"
    "務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路"
    "記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運笑飛風步改收根幹造言聯持組每濟車親極林服快"
    "辦議往元英士證近失轉夫令準布始怎呢存未遠叫臺台單影具羅字愛擊流備兵連調深商算質團集百需價花黨華城石級整府離況亞請技際約示復病"
    "息究線似官火斷精滿支視消越器容照須九增研寫稱企八功嗎包片史委乎查輕易早曾除農找裝廣顯吧阿李標談吃圖念六引歷首醫局突專費號盡"
    "另周較注語僅考落青隨選列武紅響雖推勢參希古眾構房半節土投某案黑維革劃敵致陳律足態護七興派孩驗責營星夠章音跟志底站嚴巴例防族"
    "供效續施留講型料終答緊黃絕奇察母京段依批群項故按河米圍江織害鬥雙境客紀採舉殺攻父蘇密低朝友訴止細願千值仍男錢破網熱助倒育屬"
    "坐帝限船臉職速刻樂否剛威毛狀率甚獨球般普怕彈校苦創假久錯承印晚蘭試股拿腦預誰益陽若哪微尼繼送急血驚傷素藥適波夜省初喜衛源食"
    "險待述陸習置居勞財環排福納歡雷警獲模充負雲停木遊龍樹疑層冷洲衝射略範竟句室異激漢村哈策演簡卡罪判擔州靜退既衣您宗積餘痛檢差"
    "富靈協角佔配徵修皮揮勝降階審沉堅善媽劉讀啊超免壓銀買皇養伊懷執副亂抗犯追幫宣佛歲航優怪香著田鐵控稅左右份穿藝背陣草腳概惡塊"
    "頓敢守酒島托央戶烈洋哥索胡款靠評版寶座釋景顧弟登貨互付伯慢歐換聞危忙核暗姐介壞討麗良序升監臨亮露永呼味野架域沙掉括艦魚雜誤"
    "灣吉減編楚肯測敗屋跑夢散溫困劍漸封救貴槍缺樓縣尚毫移娘朋畫班智亦耳恩短掌恐遺固席松秘謝魯遇康慮幸均銷鐘詩藏趕劇票損忽巨炮舊"
    "帳郵訂款遞錄碼戶諮詢發票購支付換",
)

_KANJI = (
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米"
    "力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都"
    "和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査",
    "勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島"
    "直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証"
    "土与急止送援供可役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮"
    "究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働形景落欧担好退準賀訴辺"
    "造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量望松非撃佐核観察整段横融型白深字答夜製票"
    "況音申様財港識注呼渉達返客類録登払請求契約届届確認対応方法利用者商品返金交換郵便",
)

_HANGUL = (
    "이다는에의가을를은로하고지도한사기인자시어대스리서해부정일수아보전그나라제주장들상원동구우유조세안성공관국있과으여니만까요",
    "습것없할와당때개경위방중며면무신거비오생내연산미진모소물드실마선적게었였했계화교용문통년월분초출회재평명단행표발학체업현결"
    "영호치질반식청예불약강두입양또후심외역등된되될점간별육군민노매투더운하남북서차직간금품변근증권설배송환려러르린트프크카타파"
    "바브히저너네말로려록료류률리임잘잡접제족존종좋죄죽준줄즉즐집찾책천철첫청추축충취측층친터토특판패펴편폭필함합항향허험혁협형",
)

_KANA = (
    "のにはをたがでてとしれさいるもなあかこすりまらっくよきうつけちどそせんめ",
    "えわみおやろだひほばじげべごずぶむざふへゆびぎぐぼぞづねぬぱぽょゃゅぷぺぁぃぅぇぉー"
    "ンスルトラアイリックシプレドロフタサマテコメジバーカデウナムパオニキチャョュハビグブダボベゲゴガエセソツネノヒホミモヤユヨワケザズゼゾポピペヂヅァィェォッ",
)

_WIDE_MARKS = "，。、：；？！“”‘’（）《》「」『』【】…—·～・〜％＋－＝／０１２３４５６７８９　"


def _spread(*tiers: tuple[float, Iterable[str]]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for mass, characters in tiers:
        fresh = dict.fromkeys(c for c in characters if c not in weights)
        weights |= dict.fromkeys(fresh, math.log(mass / max(1, len(fresh))))
    return weights


def _ranked(mass: float, characters: str) -> dict[str, float]:
    shares = [1 / (rank + 4) for rank in range(len(characters))]
    return {c: math.log(mass * share / sum(shares)) for c, share in zip(characters, shares, strict=True)}


def _block(codec: str, first: int, last: int, trails: tuple[tuple[int, int], ...] = ((0xA1, 0xFE),)) -> str:
    """Return the characters of a double-byte codec whose lead byte is in first…last, in the standard's order."""
    cells = ((lead, trail) for lead in range(first, last + 1) for low, high in trails for trail in range(low, high + 1))
    return "".join(bytes(cell).decode(codec, "ignore") for cell in cells)


@cache
def simplified() -> Alphabet:
    """Chinese as in GB 2312, GBK and GB 18030."""
    tiers = (
        (0.18, _HAN[0]),
        (0.2, _HAN[1]),
        (0.06, _WIDE_MARKS),
        (0.04, _block("gb2312", 0xB0, 0xD7)),
        (0.003, _block("gb2312", 0xD8, 0xF7)),
        (0.0005, _block("gb2312", 0xA1, 0xA9)),
        (0.0007, _block("gbk", 0x81, 0xFE, ((0x40, 0x7E), (0x80, 0xFE)))),
        (0.0003, (chr(code) for code in range(0x1F300, 0x1FAFF))),
    )
    return Alphabet(_spread(*tiers), ideographic=True)


@cache
def traditional() -> Alphabet:
    """Chinese as in Big5."""
    trails = ((0x40, 0x7E), (0xA1, 0xFE))
    tiers = (
        (0.18, _HANT[0]),
        (0.2, _HANT[1]),
        (0.06, _WIDE_MARKS),
        (0.04, _block("cp950", 0xA4, 0xC6, trails)),
        (0.003, _block("cp950", 0xC9, 0xF9, trails)),
        (0.0005, _block("cp950", 0xA1, 0xA3, trails)),
        (0.0002, _block("big5hkscs", 0x87, 0xFE, trails)),
    )
    return Alphabet(_spread(*tiers), ideographic=True)


@cache
def japanese() -> Alphabet:
    """Kana and kanji as in Shift-JIS and EUC-JP."""
    tiers = (
        (0.2, _KANA[0]),
        (0.08, _KANA[1]),
        (0.07, _KANJI[0]),
        (0.06, _KANJI[1]),
        (0.05, _WIDE_MARKS),
        (0.03, _block("euc_jp", 0xB0, 0xCF)),
        (0.002, _block("euc_jp", 0xD0, 0xF4)),
        (0.0005, _block("euc_jp", 0xA1, 0xA8)),
        (
            0.001,
            _block("cp932", 0xED, 0xEE, ((0x40, 0x7E), (0x80, 0xFC))) + _block("cp932", 0x87, 0x87, ((0x40, 0x9C),)),
        ),
        (0.001, (chr(code) for code in range(0xFF61, 0xFFA0))),
    )
    return Alphabet(_spread(*tiers), ideographic=True)


@cache
def korean() -> Alphabet:
    """Hangul as in EUC-KR and its extension, code page 949."""
    tiers = (
        (0.25, _HANGUL[0]),
        (0.17, _HANGUL[1]),
        (0.05, _block("euc_kr", 0xB0, 0xC8)),
        (0.01, _WIDE_MARKS),
        (0.003, _block("euc_kr", 0xCA, 0xFD)),
        (0.0005, _block("euc_kr", 0xA1, 0xAC)),
        (0.0005, (chr(code) for code in range(0xAC00, 0xD7A4))),
    )
    return Alphabet(_spread(*tiers), ideographic=True)


_MARKS = "’“”–—…«»°€•·‘„©®™§£¿¡º\xa0±²³µ½×"
_RARE_MARKS = "ª¼¾¹¤¦¨¬¯´¶¸÷¥¢‹›†‡‰ƒˆ˜‚"


def _alphabetic(letters: str, capitals: float, *, rare: str = "", joined: bool = False) -> Alphabet:
    upper = "".join(c.upper() for c in letters if len(c.upper()) == 1 and c.upper() != c)
    weights = _spread((0.05, _MARKS), (0.0008, _RARE_MARKS), (0.001, rare + rare.upper()))
    weights |= _ranked(capitals, upper) if upper else {}
    return Alphabet(weights | _ranked(0.46, letters), joined=joined)


_LETTERS = {
    "western": ("éäüöáíóèßçñãåàêúâôîûëïùæøõìòœ", 0.02, "ðþýÿšž"),
    "german": ("üäößé", 0.05, ""),
    "french": ("éèàêçùâîôûëœï", 0.02, ""),
    "spanish": ("óíáéñúü", 0.02, "ç"),
    "italian": ("èàùòìé", 0.06, ""),
    "portuguese": ("ãçáéõêíóâúà", 0.02, "ôü"),
    "nordic": ("äåöøæé", 0.04, "ðþýíáóú"),
    "polish": ("ęąłśżćóńź", 0.02, ""),
    "czech": ("áíéěščřžýůúťďň", 0.02, "ľĺŕôä"),
    "hungarian": ("éáőöüóíúű", 0.02, ""),
    "romanian": ("ăîâşţșț", 0.02, ""),
    "southern": ("čšžćđ", 0.02, ""),
    "turkish": ("ıüşğöçİ", 0.03, "âîûéêô"),
    "baltic": ("āėšįžūčīēņļģķąęõ", 0.03, "äöüéóńśź"),
    "russian": ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", 0.05, "іїєґўјљњћђџѕќѓ№"),
    "ukrainian": ("оанивіетрслкудмпязьгбчйхжїшюцщєфґы", 0.05, "ўјљњћђџё№"),
    "greek": ("αοιετσνηυρπκμλςωάίόήέθδγύχώβφξζψϊϋΰΐ", 0.04, ""),
    "hebrew": ("יוהלארתבשמםנחכדעקפצגטזסןךףץ", 0.01, "ְִֵֶַָֹּ״׳₪"),
    "arabic": ("اليمنوترهبةدعسأفكقحىجشذإصضخطءآغئزثظؤ", 0.01, "،؟؛ًٌٍَُِّْپچژگکی"),
    "thai": ("านรอกเงมยลวดทสตะปบคหแจพชขใไผซโธศณษภญถฟฉฐฎฏฆฌฑฒฬฮ", 0.01, "่้ีัิ์ืุูึำ็๊๋ๆฯ฿๐๑๒๓๔๕๖๗๘๙"),
}


@cache
def alphabet(name: str) -> Alphabet:
    """Return one of the alphabets written with one byte a letter."""
    letters, capitals, rare = _LETTERS[name]
    if name == "thai":
        marks = rare[:11]
        return Alphabet(_spread((0.02, rare[11:])) | _ranked(0.12, marks) | _ranked(0.34, letters))
    return _alphabetic(letters, capitals, rare=rare, joined=letters[0] < "\u0250")
