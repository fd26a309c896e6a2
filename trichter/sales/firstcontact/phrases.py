"""The sentences of which drafts are made: by buying phase, by what was asked for, by what is known of the firm.

They are written for any house: nothing in them claims what only some houses could keep.
"""

from trichter.kernel.words import Words

YOUR_ANSWER = Words("[Your answer]", "[Ihre Antwort]")
"""Stands where only a colleague knows what to say; a letter does not leave with it."""

REFERENCE = {
    "file": Words(
        "On %(day)s, you asked us for “%(title)s”. Thank you for your interest.",
        "am %(day)s haben Sie „%(title)s“ bei uns angefordert. Vielen Dank für Ihr Interesse.",
    ),
    "callback": Words(
        "On %(day)s, you asked us to call you about “%(title)s”. Thank you for that.",
        "am %(day)s haben Sie uns zu „%(title)s“ um einen Rückruf gebeten. Vielen Dank dafür.",
    ),
    "answer": Words(
        "On %(day)s, you wrote to us about “%(title)s”. Thank you for your inquiry.",
        "am %(day)s haben Sie uns zu „%(title)s“ geschrieben. Vielen Dank für Ihre Anfrage.",
    ),
}
EARLIER = Words(
    "Before that, on %(day)s, you turned to us about “%(title)s”; I have both before me.",
    "Zuvor, am %(day)s, ging es Ihnen um „%(title)s“; mir liegt beides vor.",
)
CHANNEL = {
    "event": Words(
        "You came across us at an event; I am glad to take up the thread.",
        "Auf uns aufmerksam geworden sind Sie bei einer Veranstaltung; gern nehme ich den Faden auf.",
    ),
}
NEED = {
    "need": Words(
        "You describe your situation like this: “%(said)s”. Before we speak of solutions, I would like to understand "
        "where this is felt most.",
        "Ihre Lage beschreiben Sie so: „%(said)s“. Bevor wir über Lösungen sprechen, möchte ich verstehen, wo Sie das "
        "am stärksten spüren.",
    ),
    "evaluation": Words(
        "In your words it is about this: “%(said)s”. To compare solutions it helps to agree first on how you would "
        "measure success.",
        "Mit Ihren Worten geht es um Folgendes: „%(said)s“. Für den Vergleich von Lösungen hilft es, zuerst "
        "festzuhalten, woran Sie den Erfolg messen.",
    ),
    "purchase": Words(
        "For a quote I start from what you told us: “%(said)s”. Please tell me if anything about that has changed.",
        "Für ein Angebot gehe ich von Ihrer Angabe aus: „%(said)s“. Bitte sagen Sie mir, wenn sich daran etwas "
        "geändert hat.",
    ),
}
INTEREST = {
    "need": Words(
        "You are most interested in “%(said)s”. I will gladly tell you how one usually begins with it and what to look "
        "out for.",
        "Am meisten interessiert Sie „%(said)s“. Gern erkläre ich Ihnen, wie man damit üblicherweise beginnt und "
        "worauf Sie achten sollten.",
    ),
    "evaluation": Words(
        "On “%(said)s” I will gladly put together which ways there are and what speaks for and against each of them.",
        "Zu „%(said)s“ stelle ich Ihnen gern zusammen, welche Wege es gibt und was jeweils dafür und dagegen spricht.",
    ),
    "purchase": Words(
        "I will list “%(said)s” on its own, so that you see its cost and its use separately.",
        "„%(said)s“ führe ich gesondert auf, damit Sie Kosten und Nutzen dieses Punktes für sich sehen.",
    ),
}
TIMING = Words(
    "As your time frame you gave “%(said)s”; I will go by that.",
    "Als Zeitraum haben Sie „%(said)s“ angegeben; danach richte ich mich.",
)
QUESTION = Words("You ask: “%(said)s”", "Sie fragen: „%(said)s“")
POSITION = Words(
    "As %(position)s at %(firm)s you know best what matters.",
    "In Ihrer Aufgabe bei %(firm)s (%(position)s) wissen Sie am besten, worauf es ankommt.",
)
FIRM_ABOUT = Words(
    "So that it suits %(firm)s (%(about)s), I will keep to what matters for firms like yours.",
    "Damit es zu %(firm)s passt (%(about)s), halte ich mich an das, was für Betriebe wie Ihren zählt.",
)
FIRM_ALSO = Words(
    "So that it suits your firm (%(about)s), I will keep to what matters there.",
    "Damit es zu Ihrem Betrieb passt (%(about)s), halte ich mich an das, was dort zählt.",
)
FIRM = Words(
    "I will gladly look at what this means for %(firm)s.",
    "Gern sehe ich mir an, was das für %(firm)s bedeutet.",
)
EMPLOYEES = Words("about %(number)s employees", "rund %(number)s Beschäftigte")
NEXT = {
    "need": Words(
        "Would you have a quarter of an hour for a short call in the next few days? Just name two times that suit you.",
        "Haben Sie in den nächsten Tagen eine Viertelstunde für ein kurzes Telefonat? Nennen Sie mir einfach zwei "
        "Zeiten, die Ihnen passen.",
    ),
    "evaluation": Words(
        "As a next step I suggest a sample calculation with your figures. It needs only a few of them; shall I send "
        "you the list?",
        "Als nächsten Schritt schlage ich eine Beispielrechnung mit Ihren Zahlen vor. Dafür brauche ich nur wenige "
        "Angaben; soll ich Ihnen die Liste senden?",
    ),
    "purchase": Words(
        "As a next step I suggest an appointment of half an hour in which we settle scope and price. Which day suits "
        "you, this week or next?",
        "Als nächsten Schritt schlage ich einen Termin von einer halben Stunde vor, in dem wir Umfang und Preis "
        "klären. Welcher Tag passt Ihnen, diese oder nächste Woche?",
    ),
}
NUMBER = Words(
    "To call you I still need your phone number: under which number, and when, do I reach you best?",
    "Für den Anruf fehlt mir noch Ihre Telefonnummer: Unter welcher Nummer und wann erreiche ich Sie am besten?",
)
CLOSING = Words("Kind regards", "Freundliche Grüße")

SUBJECT = {
    "file": Words("About “%(title)s”", "Zu „%(title)s“"),
    "callback": Words("Your request for a call: %(title)s", "Ihr Wunsch nach einem Rückruf: %(title)s"),
    "answer": Words("Your inquiry: %(title)s", "Ihre Anfrage: %(title)s"),
}
SUBJECT_WITH = Words("%(subject)s: %(interest)s", "%(subject)s: %(interest)s")

# Notes for a talk are for the colleague who calls, in that colleague's language.
NOTE_ASKED = {
    "file": Words("Asked for “%(title)s” on %(day)s", "Hat am %(day)s „%(title)s“ angefordert"),
    "callback": Words("Asked on %(day)s to be called: %(title)s", "Hat am %(day)s um Rückruf gebeten: %(title)s"),
    "answer": Words("Wrote to us on %(day)s: %(title)s", "Hat uns am %(day)s geschrieben: %(title)s"),
}
NOTE_SAID = {
    "need": Words("Need, in their words: “%(said)s”", "Bedarf, im Wortlaut: „%(said)s“"),
    "interest": Words("Interested in: “%(said)s”", "Interessiert an: „%(said)s“"),
    "timing": Words("Time frame: “%(said)s”", "Zeitraum: „%(said)s“"),
}
NOTE_ANSWER = Words("%(question)s “%(said)s”", "%(question)s „%(said)s“")
NOTE_FIRM = Words("Firm: %(firm)s", "Firma: %(firm)s")
NOTE_POSITION = Words("Position: %(position)s", "Position: %(position)s")
NOTE_CLARIFY = {
    "need": Words(
        "Find out: where is it felt most, who else is concerned, what was tried so far?",
        "Klären: Wo drückt es am meisten, wer ist noch betroffen, was wurde schon versucht?",
    ),
    "evaluation": Words(
        "Find out: how will success be measured, what else is compared, who decides?",
        "Klären: Woran wird der Erfolg gemessen, was wird noch verglichen, wer entscheidet?",
    ),
    "purchase": Words(
        "Find out: scope, date, budget, who signs?",
        "Klären: Umfang, Termin, Budget, wer unterschreibt?",
    ),
}
NOTE_NEXT = {
    "need": Words(
        "Suggest: a short talk with whoever is concerned", "Vorschlagen: kurzes Gespräch mit den Betroffenen"
    ),
    "evaluation": Words(
        "Suggest: a sample calculation with their figures", "Vorschlagen: Beispielrechnung mit den eigenen Zahlen"
    ),
    "purchase": Words("Suggest: an appointment on scope and price", "Vorschlagen: Termin zu Umfang und Preis"),
}
