"""The English that the extractor knows: classes of common words, none of them tied to any one idea."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


STOP = word_set(
    """a an the this that these those some any each every all both few more most other another such no nor not only own
    less same so than too very just also even still yet ever never always often sometimes usually really quite
    rather i me my mine we us our ours you your yours he him his she her hers it its they them their theirs who whom
    whose which what when where why how someone somebody anyone anybody everyone everybody nobody something anything
    everything nothing myself yourself themselves itself am is are was were be been being do does did doing done
    have has had having can could may might must shall should will would ought cannot won't can't don't doesn't
    didn't isn't aren't i'm i'd i'll i've we're we'd we'll we've it's that's let's there's they're you're and or but
    if then else because as until while of at by for with about against between into through during before after
    above below to from up down in out on off over under again further once here there now per via within without
    across among around toward towards onto upon plus etc eg ie vs instead like unlike despite let yes okay ok
    please thanks thank hello hi hey well maybe perhaps much many lot lots one two three four five six seven eight
    nine ten"""
)

FILLER = word_set(
    """want wants wanted would like need needs build building built create creating make making made develop developing
    design designing launch launching idea ideas concept help helps helping shape shaping sharpen refine improve
    think thinking thought imagine thing things stuff way ways kind kinds sort bit try trying tried start starting
    get gets getting got give gives giving go goes going use uses used using know knows let lets enable enables
    allow allows provide provides offer offers focus validate surface competitor competitors opportunity
    opportunities research please startup based new good great nice better best able currently today"""
)
"""Words of talking about an idea, not of the idea."""

GENERIC_PRODUCTS = word_set(
    """app apps application tool tools platform platforms software website site web-app webapp product products service
    services system systems solution solutions program programme something anything thing startup business company
    project saas"""
)

MODIFIERS = word_set(
    """ai ai-powered ai-driven ai-based ml smart intelligent simple easy mobile online digital virtual web web-based
    cloud cloud-based open-source free affordable cheap modern new automated automatic interactive personal
    personalized personalised social local global private secure lightweight real-time b2b b2c saas voice-controlled
    gamified subscription monthly weekly daily privacy-first no-code low-code self-hosted collaborative minimal
    beautiful fast"""
)
"""What describes a product without saying what it is about."""

VERBS = word_set(
    """accept access achieve act adapt add adjust adopt advise align analyse analyze answer apply arrange ask assemble
    assess assign attend audit automate avoid balance become begin book boost borrow brew bring browse budget buy
    calculate call capture care carry cash catch celebrate change charge chart chase check choose claim clean close
    coach collaborate collect combine communicate compare complete compose compost compress conduct connect consume
    contact control convert cook coordinate copy cope cover craft cut deal decide declutter deliver deploy detect
    diagnose discover discuss distribute document donate draft draw drive earn eat edit educate eliminate engage
    enjoy ensure escape estimate evaluate exchange exercise expand explain explore express extract feed file fill
    filter find finish fix follow forecast forget form gather generate get give go grade group grow guide handle
    have heal hear hire hold host identify implement import increase inform inspect install integrate invest invite
    invoice join journal keep know label land lead learn lend lift limit listen live locate log lose lower maintain
    manage map mark market match measure meditate meet memorise memorize mend mentor merge message migrate minimise
    minimize monitor motivate move negotiate network notice notify observe offer onboard open operate optimise
    optimize order organise organize own park participate pass pay perform pick plan plant play post practice
    practise predict prepare present preserve prevent price print prioritise prioritize process produce program
    promote protect prove publish purchase quit raise rank rate reach read receive recognise recognize recommend
    reconcile record recover recruit recycle redeem reduce refill refund register rehearse relax remember remind
    remove rent repair replace reply report request reserve resell resolve respond rest restore retain retrieve
    return reuse review reward ride run save scale scan schedule score search secure see sell send set settle share
    ship shop show sign simplify sing sleep solve sort source speak spend split spot stay stop store stream
    structure study submit subscribe summarise summarize supervise support swap sync take talk tax teach tell test
    tidy track trade train transcribe transfer translate travel treat turn tutor understand unlock update upgrade
    upload verify view visit visualise visualize volunteer vote wait wake walk warn wash waste watch water wear win
    work write"""
)

PEOPLE = word_set(
    """people person adults agencies agency artists athletes bakeries bakery bands banks beekeepers brands businesses
    business carers caregivers charities charity children citizens clients clinics clinic clubs club coaches
    colleagues colleges communities community companies company cooks couples couple creators creatives crews crew
    customers dads dentists departments developers doctors elderly employees employers engineers enterprises
    entrepreneurs experts families family fans farms farm fathers females firms firm founders freelancers freelance
    friends gamers gyms gym graduates grandparents groups guests hobbyists homeowners hospitals hospital hosts
    hotels households household immigrants individuals influencers kids landlords lawyers leaders learners libraries
    locals males managers members men merchants migrants millennials moms mothers mums museums musicians
    neighborhoods neighbors neighbourhoods neighbours newcomers ngos nomads nonprofits nurses offices organisations
    organizations owners parents partners patients pensioners pet-owners photographers physicians pilots players
    podcasters professionals pros pupils refugees residents restaurants restaurant retirees riders runners schools
    school scientists seniors shops shop singles smes smbs soldiers specialists staff startups stores store
    streamers students student surgeons survivors teachers team teams teenagers teens tenants therapists toddlers
    tourists travelers travellers tutors universities users veterans vets victims villages volunteers women workers
    youth youngsters gen-z doulas midwives chefs plumbers cyclists hikers accountants consultants assistants
    applicants participants attendants agents pharmacists clerks guides climbers sailors anglers gardeners growers
    breeders brewers dyslexics diabetics introverts expats commuters nannies"""
)

NOT_PEOPLE = word_set(
    """computers dinners papers containers flowers trackers motors numbers orders letters offers coffees fees trees
    degrees committees layers answers powers servers printers routers browsers chargers filters folders headers
    colors colours flavors flavours errors mirrors doors floors sensors monitors calendars lists playlists
    checklists wishlists waitlists covers rivers winters summers corners stickers posters drawers burgers beers cars
    guitars dollars bookmakers tours hours wonders reminders newsletters prayers showers towers tigers spiders
    fibers fibres rulers buffers parameters meters transfers vouchers suppers characters quarters headquarters
    borders disasters"""
)
"""Plurals that end like people (-ers, -ors, -ees, -ists) and are none."""

PEOPLE_ENDINGS = ("ers", "ors", "ists", "eers", "ees", "ians")

PURPOSE_BY_HEAD = {
    "tracker": "track", "planner": "plan", "organizer": "organise", "organiser": "organise",
    "scheduler": "schedule", "finder": "find", "builder": "build", "generator": "generate",
    "calculator": "calculate", "translator": "translate", "manager": "manage", "monitor": "monitor",
    "scanner": "scan", "analyzer": "analyse", "analyser": "analyse", "optimizer": "optimise",
    "optimiser": "optimise", "tutor": "learn", "coach": "get better at", "trainer": "practise",
    "reminder": "remember", "recommender": "choose", "matcher": "match", "editor": "edit", "designer": "design",
    "checker": "check", "reader": "read", "player": "play", "recorder": "record", "logger": "log",
    "diary": "record", "journal": "record", "log": "record", "notebook": "record", "marketplace": "buy and sell",
    "market": "buy and sell", "shop": "buy", "store": "buy", "exchange": "swap", "directory": "find",
    "map": "find", "guide": "find", "search": "find", "feed": "follow", "newsletter": "follow",
    "community": "talk about", "forum": "talk about", "network": "connect over", "club": "share",
    "library": "borrow", "course": "learn", "academy": "learn", "school": "learn", "game": "play with",
    "dashboard": "oversee", "assistant": "handle", "copilot": "handle", "agent": "handle", "bot": "handle",
    "chatbot": "ask about", "helper": "handle", "simulator": "rehearse", "delivery": "receive",
    "subscription": "receive", "rental": "rent", "booking": "book", "wallet": "keep", "vault": "keep",
    "archive": "keep", "inventory": "count", "budget": "plan", "detector": "detect", "sharing": "share",
    "alert": "notice", "alerts": "notice", "timer": "time", "quiz": "practise", "registry": "register",
    "converter": "convert", "summarizer": "summarise", "summariser": "summarise", "transcriber": "transcribe",
    "extension": "handle", "plugin": "handle", "api": "automate", "engine": "run", "workspace": "handle",
    "app": "handle", "application": "handle", "tool": "handle", "platform": "manage", "software": "manage",
    "system": "manage", "service": "arrange", "website": "find", "site": "find", "solution": "handle",
    "product": "handle", "portal": "find", "hub": "find", "kit": "handle", "suite": "manage", "device": "handle",
    "wearable": "measure", "calendar": "schedule", "box": "receive", "studio": "make", "lab": "explore",
}  # fmt: skip
"""What people do with a thing that is called so."""

MATCHED_IN_PLURAL = word_set(
    """tracker planner organizer organiser scheduler finder builder generator calculator manager scanner marketplace
    market shop store exchange directory map reminder recorder diary log library rental booking converter matcher
    reader editor detector checker monitor summarizer summariser"""
)
"""Heads whose object is spoken of in the plural: a habit tracker tracks habits."""

_INDUSTRIES = {
    "healthcare": "health medical patient patients clinic hospital nurse nurses doctor therapy",
    "wellness": "wellness habit habits fitness gym yoga sleep meditation mental",
    "education": "school student students teacher teachers learn learning language exam tutor course homework",
    "finance": "invoice invoices bank budget tax accounting payment payments invest crypto loan savings",
    "insurance": "insurance",
    "agriculture": "farm farmers crop crops soil bees beekeepers irrigation",
    "food": "restaurant restaurants bakery bakeries bread recipe recipes meal meals kitchen cooking coffee",
    "travel": "travel hotel trip trips flight tourists",
    "property": "house rent tenants landlords apartment homeowners",
    "housekeeping": "garden plants houseplants chores",
    "energy": "energy solar battery",
    "climate action": "carbon recycling waste",
    "music": "music musicians instruments guitar concert band",
    "media": "film video podcast news",
    "gaming": "game games gamers chess",
    "sports": "sport football runners cycling climbers",
    "legal": "legal lawyers contract contracts",
    "office work": "hiring recruiting remote workers employees freelancers meeting meetings",
    "logistics": "shipping warehouse delivery truck drivers",
    "mobility": "parking car bike bikes commute",
    "pet care": "dog dogs cat cats pet pets",
    "fashion": "fashion clothes clothing",
    "events": "wedding event events",
    "software": "code developer developers api",
    "security": "security password",
    "construction": "construction",
    "trades": "plumbers",
    "arts": "museum art artists books",
    "family life": "parents kids toddlers children baby",
    "charity work": "charity donations volunteers",
    "manufacturing": "factory machines",
}

INDUSTRY_BY_WORD = {word: industry for industry, words in _INDUSTRIES.items() for word in words.split()}

TECHNOLOGIES = word_set(
    """ai ml llm llms gpt blockchain nft nfts ar vr xr iot gps nfc bluetooth rfid sms whatsapp telegram slack discord
    email react vue angular svelte next.js nextjs python django flask fastapi rails ruby node node.js typescript
    javascript go golang rust java kotlin swift flutter postgres postgresql mysql sqlite redis kafka docker
    kubernetes aws azure gcp firebase supabase stripe paypal shopify wordpress excel sheets notion airtable zapier
    graphql grpc android ios iphone wearable wearables drone drones camera cameras sensor sensors satellite robot
    robots robotics voice ocr chatgpt opencv pytorch tensorflow solidity ethereum bitcoin webrtc mqtt arduino
    raspberry"""
)

WHAT_PEOPLE_DO = word_set(
    """travelling traveling working aging ageing growing living studying commuting running struggling recovering
    training nursing starting retiring performing competing practising practicing"""
)
"""Before people these describe them ("travelling families"); other -ing words say what is done to them."""

RECEIVED = word_set(
    """coaching training tutoring teaching mentoring therapy care delivery counselling counseling cleaning"""
)
"""What one person gets from another."""

COMPANIONS = word_set(
    """match connect integrate deal share work compare pair link talk chat cope collaborate trade meet"""
)
"""Verbs that need what comes behind "with"."""

UNCOUNTED = word_set(
    """physics mathematics maths economics logistics analytics robotics electronics politics ethics statistics
    acoustics gymnastics athletics ceramics linguistics genetics cosmetics advice air baggage bread care clothing
    coffee cooking data dog-walking electricity energy equipment evidence fashion feedback fitness food furniture
    grammar health help history homework housework information insurance irrigation knowledge language laundry
    learning legal luggage mail maintenance meditation milk money music news nutrition onboarding parking
    password-management payroll pollution progress rain research rice salt sand security sleep software stock sugar
    tax time traffic training transport travel trash walking waste water weather wellness wildlife wine wood work
    yoga"""
)
"""Nouns without a plural."""

FOREIGN = word_set(
    """de la el los las para por con una que del une le les des pour avec dans und der die das für mit ein eine zum zur
    auf il gli che di per uma não os em het een voor och för att som med og til"""
)
"""Small words of other languages: several of them, and a brief is not read as English."""
