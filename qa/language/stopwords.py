"""Function words, for labels, for marking matches and for telling languages apart; never for the index."""

from __future__ import annotations

from functools import cache

_WORDS = {
    "en": """a about above after again against all also am an and any are as at be because been before being
    below between both but by can cannot could did do does doing down during each few for from further get had
    has have having he her here hers herself him himself his how i if in into is it its itself just me more most
    my myself no nor not now of off on once only or other our ours out over own please same shall she should so
    some such than that the their theirs them themselves then there these they this those through to too under
    until up upon us very was we were what when where whether which while who whom whose why will with within
    without would you your yours yourself don't doesn't didn't isn't aren't can't won't it's i'm there's what's""",
    "zh": """的 了 和 是 在 我 有 他 她 它 们 这 那 就 不 也 都 而 及 与 或 等 对 以 为 之 于 其 被 把 从 到 向
    由 吗 呢 吧 啊 什么 怎么 怎样 如何 为什么 哪 哪个 哪些 哪里 谁 何时 多少 多少钱 几 可以 能 会 要 请问 我们 你们
    他们 你 您 自己 这个 那个 这些 那些 因为 所以 但是 如果 以及 并 并且 或者 还 还是 已 已经 很 更 最 一个 一些
    没有 不是 就是 关于 对于 之间 其中 进行 使用 需要""",
    "ja": """の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この
    ため その あっ よう また もの という あり まで られ なる へ か だ これ によって により おり より による ず
    なり られる において ば なかっ なく しかし について だけ です ます でした ました どう どの どこ いつ 何 なぜ
    誰 どれ ください でしょ ですか ますか ません それ あれ ここ そこ そして また または および""",
    "ko": """이 그 저 것 수 등 들 및 에서 에게 으로 로 은 는 가 을 를 의 에 와 과 도 만 하다 있다 되다 이다
    아니다 없다 무엇 어떻게 어디 언제 왜 누구 어떤 얼마나 무슨 하는 있는 되는 한 할 합니다 있습니다 입니다
    됩니다 그리고 그러나 또는 때문에 대한 위해 위한 있나요 하나요 인가요 무엇인가요 어디에 것은 것이 것을 수가
    있을 없는 우리 저는 나는 내가 제가""",
    "de": """aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis
    bist da damit dann das dass dein deine dem den denn der des dessen dich die dies diese diesem diesen dieser
    dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer für gegen habe haben
    hat hatte hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jeder jedes
    jener kann kein keine können könnte man mein meine mich mir mit muss müssen nach nicht nichts noch nun nur
    ob oder ohne sehr sein seine seiner sich sie sind so soll sollen sollte sondern sonst um und uns unser unter
    vom von vor war waren warum was wegen weil welche welchem welchen welcher welches wenn wer werde werden wie
    wieder will wir wird wo wurde wurden während zu zum zur zwar zwischen über""",
    "fr": """à au aux avec avez avoir c'est ce ceci cela ces cet cette comme comment combien dans de depuis des
    dont du elle elles en entre es est et étaient était être eu eux fait font il ils je j'ai l'on la laquelle le
    lequel les leur leurs lors lui ma mais me même mes moi mon ne ni nos notre nous on ont or ou où par parce
    pas pendant peut plus pour pourquoi puis qu'est qu'il quand que quel quelle quelles quels qui quoi s'est sa
    sans se sera ses si soit son sont sous sur ta te tes toi ton tous tout toute toutes très tu un une vers vos
    votre vous y été""",
    "es": """a al algo algunas algunos ante antes aquí como con contra cuál cuáles cuando cuándo cuánto cuántos
    cuántas de del desde donde dónde durante e el él ella ellas ellos en entre era eran es esa ese eso esta está
    están estar estas este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi mis mucho
    muy nada ni no nos nosotros nuestra nuestro o os otra otro para pero por porque puede pueden puedo que qué
    quien quién quiénes se sea ser si sí sin sobre son su sus también te tengo tiene tienen todo todos tu tus un
    una uno unos usted y ya yo cómo""",
    "it": """a abbiamo ad agli ai al alla alle allo anche avere c'è che chi ci cioè come con contro cosa cui da
    dagli dai dal dalla dalle dallo degli dei del dell della delle dello di dopo dov'è dove e è ed era erano
    essere fu gli ha hanno ho i il in io la le lei lo loro lui ma mi mia mio ne nei negli nel nell nella nelle
    nello noi non nostra nostro o ogni per perché però più può quale quali quando quanti quanto quella quello
    questa queste questi questo qui se sei si sia sono su sua sue sugli sui sul sulla sulle suo suoi ti tra tu
    tua tuo tutti tutto un una uno vi voi""",
    "pt": """a à ao aos aquela aquele as às até com como da das de dela dele deles depois do dos e é ela elas
    ele eles em entre era essa esse esta está estão este eu foi foram há isso isto já lhe mais mas me mesmo meu
    minha muito na não nas nem no nos nós nossa nosso num numa o onde os ou para pela pelas pelo pelos pode
    podem por porque posso qual quais quando quanto quantos que quem são se seja sem ser será seu seus só sobre
    sua suas também te tem têm ter teu tinha tu tua um uma você vocês""",
    "ca": """a al als amb aquest aquesta aquests aquestes aquell això també com d del dels des el ella ells els
    en entre era és són estan està fer ha han havia hi ho i jo l la les li lo los me meu més molt na ni no
    nosaltres o on per perquè però podem pot puc qual quan quant que què qui s se ser seu seva si sense sobre té
    tenen tot tots un una uns vosaltres cap""",
    "nl": """aan al alles als ander andere ben bij daar dan dat de der deze die dit doch doen door dus een en er
    ge geen had heb hebben heeft het hem hier hij hoe hoeveel hun ik in is ja je jij jullie kan kon kunnen maar
    me meer men met mij mijn moet na naar niet niets nog nu of om omdat ons onze ook op over reeds te tegen toch
    toen tot u uit uw van veel voor waar waarom wanneer want waren was wat we wel welke werd wezen wie wij wil
    worden wordt zal ze zich zij zijn zo zonder zou""",
    "sv": """alla allt än är åt att av blev bli blir då de dem den denna deras dess dessa det detta dig din du
    efter ej eller en er ett för från ha hade han hans har henne hennes hon honom hur här i icke in inte jag ju
    kan kunde man med mellan men mig min mot mycket ni nu när någon något några och om oss på samma sedan sig
    sin skulle som så till under upp ut utan vad vår var vara varför varit vem vi vid vilka vilken vilket även""",
    "no": """alle at av både da de deg den denne der dere deres det dette di din disse du eller en er et etter
    for fordi fra før ha hadde han hans har hennes her hun hva hvem hver hvilken hvilke hvis hvor hvorfor
    hvordan i ikke inn jeg kan kom kunne man med meg men mot mye må nei noe noen nå når og også om opp oss over
    på seg selv sin skal skulle slik som så til ut var vi vil ville være vært""",
    "da": """af alle at bliver blev da de dem den denne der deres det dette dig din disse du efter eller en er
    et for fra ham han hans har havde hende hendes her hos hun hvad hvem hvilken hvilke hvis hvor hvorfor
    hvordan i ikke ind jeg kan kunne man mange med meget men mig min mod må når noget nogle nu og også om op os
    over på sig sin skal skulle som sådan til ud under var vi vil ville være været""",
    "fi": """ei eivät emme en että he hän ja jos joka jotka kanssa koska kuin kuinka kuka kun me mikä mitä missä
    miksi milloin minä mukaan mutta myös ne niin nyt olen oli olivat olla on ovat se sekä sen siitä sinä tai
    tämä tätä te vaan vai voi voiko voin""",
    "pl": """a aby ale bardzo bez być był była było były by ci co czy dla do gdy gdzie go i ich ile im innych ja
    jak jaka jakie jaki jako jej jego jest jestem jeśli już kiedy kto która które który których którzy lub ma
    mam mi mnie może można my na nad nam nas nie niż o od on ona one oni oraz po pod przed przez przy są się
    skąd tak także tam te tego tej ten to tu tych tylko tym u w we więc wszystko z za ze że żeby dlaczego""",
    "cs": """a aby ale ani asi az bez být by byl byla bylo byly co což do ho i já jak jaká jaké jaký jako je
    jeho jej její jejich jen jestli ještě již jsem jsme jsou kde kdo kdy když která které který kteří ku má mají
    mi mezi může můžu my na nad nebo než není o od on ona oni po pod podle pokud pro proč proto před při s se si
    své ta tak také tam ten to toho tom tu u v ve více vy z za ze že""",
    "ro": """a acest această aceste al ale am are as asta au avea ca care ce cei cel cele cine cât câte cu cum
    când da dar de decât despre din dintre doar după e ea ei el ele era este eu fi fie fost i iar în îi își
    între la le lor lui mai mult ne nici noi nu o ori pe pentru poate prin sa sale sau se si sunt și său să te
    tot toate toți un una unde unei unor unui va vă voi""",
    "hu": """a az és azt azok azonban csak de egy egyik el ennek ez ezt ezek ha hanem hogy hogyan hol igen ill
    is itt kell ki kik lehet lesz maga már meg mely melyik mennyi mert mi miért mikor milyen mint mit most
    nagyon ne nem nincs olyan ott pedig s sem sok szerint tehát után vagy van vannak volt voltak által""",
    "tr": """acaba ama ancak bana bazı ben benim bir biraz biz bu bunu bunun çok çünkü da daha de değil diye
    dolayı en gibi göre hangi hem hep her hiç için ile ise kadar kaç ki kim mi mı mu mü nasıl ne neden nerede
    nereye ne zaman o olan olarak oldu olduğu olur on ona onu onun sen sizin sonra şey şu tüm var ve veya ya
    yani yok hakkında kimdir nedir""",
    "id": """ada adalah agar akan aku anda antara apa apakah atau bagaimana bagi bahwa banyak belum berapa bisa
    bukan dalam dan dapat dari dengan di dia hanya harus hingga ini itu jika juga kami kapan kamu karena ke
    kepada kita lebih maka mana mengapa mereka namun oleh pada para saat saya sebagai sebuah secara seperti
    siapa sudah telah tentang tersebut tidak untuk yang""",
    "vi": """ai anh bao bị bởi các cái cần có cho chúng chưa con cô của cũng đã đang đây để đến đều đi điều đó
    được gì giữa hay hơn khi không là lại làm lên mà mình một nào này nên nếu người những như nhưng ở phải qua
    ra rằng rất rồi sao sau sẽ số sự tại theo thì thế tôi trên trong trước từ và vào về với vì việc vẫn bạn""",
    "ru": """а без более бы был была были было быть в вам вас весь во вот все всего вы где да для до его ее её
    если есть еще ещё же за и из или им их к как какая какие какой когда который которая которые кто ли либо мне
    может можно мой моя мы на над надо нас не него нее нет ни них но ну о об один он она они оно от очень по под
    после почему при про с сам свой себя сколько со так также такой там тем то того тоже только том ты у уже
    чего чем что чтобы эта эти это этого этой этот я""",
    "uk": """а або аби але без був була були було бути в вам вас ви від він вона вони воно все всі втім де для
    до його її їх є ж за з зі і із й як яка які який коли кого котрий ли лише між мене мені ми може можна мій на
    над нас не немає ні них про по під після при та так також там те ти тих то тобто тому тут у хто це цей ця ці
    чи чим чого чому що щоб я скільки""",
    "bg": """а аз ако ала без беше би бил била били било в вас ви все във вие го да дали до докато е за защо и
    из или им има как каква какви какво какъв като когато което които кой който колко към кога къде ли между ме
    ми мога може на над не него нея ни ние но някой от пак по под при с са само се си след със също сме съм тази
    така там те тези ти то това този той тук тя у че ще я""",
    "el": """ο η το οι τα του της των τον την τους τις και να είναι με για από σε στο στη στον στην στα στις
    στους που ως αν δεν δε θα μας μου σας σου τι πως πώς πού πότε ποιος ποια ποιο ποιοι ποιες πόσο πόσα γιατί
    κατά μετά πριν ή αλλά όταν ότι όπως αυτό αυτή αυτός αυτά ένα μια ένας έχει έχουν ήταν υπό προς μεταξύ μπορώ
    μπορεί επίσης ποιον ποιων όσο""",
    "ar": """في من على إلى الى عن مع هذا هذه ذلك تلك هو هي هم هن أن ان إن كان كانت يكون تكون قد لا لم لن ما ماذا
    متى أين كيف لماذا كم أي هل التي الذي الذين اللذان أو و ثم بل لكن كل بعض غير بين حتى عند بعد قبل منذ خلال حول
    ضد نحن أنا أنت له لها لهم به بها فيه فيها منه منها عليه عليها إذا كما حيث هناك هنا أيضا كذلك تم""",
    "fa": """و در به از که این آن را با است برای بر هم تا یا ما من تو او شما آنها ایشان اما اگر چه چرا چگونه
    چطور کجا کی کدام چند چیست کیست هر همه نیز باید شود می نمی شد شده بود بودند باشد هست هستند نیست دارد دارند
    کرد کرده کنند کند کنید کنم خود دیگر بین پس پیش روی زیر بالا ولی وقتی یک هیچ""",
    "ur": """کا کے کی میں سے ہے ہیں کو نے پر اور یہ وہ کہ تھا تھے تھی ایک کیا کیسے کب کہاں کیوں کون جو بھی تو ہو
    ہوا ہوئے کر کرنے لیے ساتھ اس ان اپنے گیا نہیں یا تک بعد پہلے""",
    "he": """של את על אל עם כי לא הוא היא הם הן זה זאת זו אלה אלו אני אתה אנחנו אתם מה מי איך איפה היכן מתי למה
    מדוע כמה איזה איזו האם יש אין היה היתה היו להיות גם רק או אבל אם כל כמו בין עד אחרי לפני תחת יותר מאוד אשר
    כאשר לפי ידי שלי שלו שלה שלהם""",
    "hi": """का के की में से है हैं को ने पर और यह वह कि था थे थी एक क्या कैसे कब कहाँ कहां क्यों कौन किस किसने
    किसे कितने कितना कितनी जो भी तो हो हुआ हुई हुए कर करने करना किया गया गई गए लिए साथ इस उस इन उन अपने अपनी
    नहीं या तक बाद पहले द्वारा रूप तथा एवं ही जब तब यदि मैं हम आप वे ये मेरा जिस जिसे कोई कुछ सकता सकते सकती
    होता होती होते रहा रहे रही कौनसा कौनसी""",
    "mr": """आहे आहेत आणि या हा ही हे तो ती ते त्या मी आम्ही तुम्ही काय कसे कसा कधी कुठे का कोण किती नाही होते
    होता होती च्या साठी पण किंवा वर मध्ये एक असे""",
    "ne": """छ छन् र यो त्यो को का की मा ले लाई बाट के कसरी कहिले कहाँ किन कति हो होइन थियो गर्न गरेको भएको पनि
    वा तर लागि सँग एक""",
    "bn": """এবং ও এই সেই যে কি কী কেন কোথায় কখন কিভাবে কীভাবে কে কার কত একটি এক করা করে হয় হয়েছে ছিল না থেকে
    জন্য সাথে তার তাদের আমি আমরা আপনি তিনি তারা পর মধ্যে উপর যদি কিন্তু বা আর আমার আপনার""",
    "ta": """ஒரு இந்த அந்த என்ன எப்படி எங்கே எப்போது ஏன் யார் எத்தனை மற்றும் அல்லது ஆனால் என்று என இது அது நான்
    நாம் நீங்கள் அவர் அவள் அவர்கள் உள்ள இருந்து வேண்டும் முடியும் இல்லை ஆகும் பற்றி""",
    "th": """ที่ และ ของ ใน เป็น มี การ ได้ ให้ ว่า จะ ไม่ กับ จาก โดย นี้ นั้น ก็ แต่ หรือ อยู่ คือ ซึ่ง ไป มา
    ถึง แล้ว ต้อง ด้วย เมื่อ อะไร อย่างไร ทำไม ที่ไหน เมื่อไหร่ เมื่อใด ใคร เท่าไร เท่าไหร่ กี่ ไหน ใด ฉัน ผม
    คุณ เขา เธอ เรา พวกเขา ความ ครับ ค่ะ คะ ไหม บ้าง ยัง เพื่อ ตาม อย่าง ถ้า หาก""",
}

LANGUAGES = tuple(_WORDS)
"""Codes of the languages that have a list."""


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language in lower case; empty for languages without a list."""
    return frozenset(_WORDS.get(language, "").split())
