"""Words that say nothing about what an idea is about: English function words, and the words of pitching."""

_WORDS = """
a about above across actually add after again against all almost along already also although always am among an and
another any anyone anything app application are aren't around as ask at available away based be because become been
before being below best better between both bring build building but by can can't cannot come could create creating
day did didn't different do does doesn't doing don't done down during each easily easy either else enough especially
etc even ever every everyone everything few find first focus for from get gets getting give gives go going good
great had has have having he help helping helps her here hers him his how however i i'd i'm i've idea ideas if in
instead into is isn't it it's its itself just keep keeps kind know let lets like little look lot lots made make
makes making many may maybe me might mine more most much must my need needs never new next no nobody none nor not
nothing now of off often on once one only onto or other others our out over own part people per perhaps platform
please powered product products project put quite rather really right same say see service shape she should simple
since so some someone something somewhere still such sure surface take tell than that that's the their them
themselves then there there's these they thing things think this those though through thus till to together too tool
tools toward towards try two under until up upon us use used user users uses using validate very via want wants was
way we we'd we're well were what when where whether which while who whole whom whose why will with within without
won't work works would yet you you're your yours
"""

STOP_WORDS = frozenset(_WORDS.split())
