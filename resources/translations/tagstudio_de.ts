<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>About</name>
    <message>
        <source>About TagStudio</source>
        <translation>Über TagStudio</translation>
    </message>
    <message>
        <source>Tags a music collection, learns from your answers, and proves that it learned. Everything stays on this machine. Licence: MIT. Python {python}.</source>
        <translation>Verschlagwortet eine Musiksammlung, lernt aus Ihren Antworten und weist nach, dass es gelernt hat. Alles bleibt auf diesem Rechner. Lizenz: MIT. Python {python}.</translation>
    </message>
    <message>
        <source>Built on:</source>
        <translation>Verwendete Pakete:</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
</context>
<context>
    <name>AllSwitchedOff</name>
    <message>
        <source>All vocabularies of the model are switched off, so no tags are suggested. Switch one on under Settings, Vocabularies.</source>
        <translation>Alle Wortlisten des Modells sind abgeschaltet, daher werden keine Schlagwörter vorgeschlagen. Schalten Sie eine unter Einstellungen, Wortlisten ein.</translation>
    </message>
</context>
<context>
    <name>AnalysisPage</name>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Listen more closely</source>
        <translation>Genauer hinhören</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The model that suggests. The one in use is the version that you, or a training, put to use last; before there is one, the best of the models that are installed.</source>
        <translation>Das Modell, das vorschlägt. „Das verwendete“ ist die Version, die Sie oder ein Training zuletzt in Gebrauch nahmen; solange es keine gibt, das beste der installierten Modelle.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where the network runs. Automatic takes a graphics card where there is one.</source>
        <translation>Wo das Netz rechnet. Automatisch nimmt eine Grafikkarte, wo es eine gibt.</translation>
    </message>
    <message>
        <source>Windows per track</source>
        <translation>Ausschnitte je Titel</translation>
    </message>
    <message>
        <source>How many windows of 29 s are heard and averaged. The one from the middle comes first; the others follow, the newest tracks first. Three are a good choice, five are thorough; each takes about as long as the first.</source>
        <translation>Wie viele Ausschnitte von 29 s gehört und gemittelt werden. Zuerst kommt der aus der Mitte; die anderen folgen, die neuesten Titel zuerst. Drei sind eine gute Wahl, fünf sind gründlich; jeder dauert etwa so lange wie der erste.</translation>
    </message>
    <message>
        <source>In the background</source>
        <translation>Im Hintergrund</translation>
    </message>
    <message>
        <source>After the first suggestions the other windows are heard while nothing else is to be done, and not on battery. Jobs shows how far it is.</source>
        <translation>Nach den ersten Vorschlägen werden die übrigen Ausschnitte gehört, solange nichts anderes zu tun ist, und nicht im Akkubetrieb. Wie weit es ist, zeigt „Aufgaben“.</translation>
    </message>
    <message>
        <source>After so many answered tracks</source>
        <translation>Nach so vielen beantworteten Titeln</translation>
    </message>
    <message>
        <source>Once a day</source>
        <translation>Einmal am Tag</translation>
    </message>
    <message>
        <source>Once a week</source>
        <translation>Einmal in der Woche</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Answered tracks</source>
        <translation>Beantwortete Titel</translation>
    </message>
    <message>
        <source>The one in use</source>
        <translation>Das verwendete</translation>
    </message>
    <message>
        <source>Learn by itself</source>
        <translation>Automatisch lernen</translation>
    </message>
    <message>
        <source>A version is trained quietly while you work, and judged on your answers. It is used if it is better, on trial until that is proven.</source>
        <translation>Eine Version wird still trainiert, während Sie arbeiten, und an Ihren Antworten beurteilt. Ist sie besser, wird sie verwendet, auf Probe, bis das bewiesen ist.</translation>
    </message>
    <message>
        <source>Kept in {file}, which the command line reads too.</source>
        <translation>Gespeichert in {file}; auch die Befehlszeile liest diese Datei.</translation>
    </message>
</context>
<context>
    <name>Answering</name>
    <message>
        <source>No tag waits.</source>
        <translation>Kein Schlagwort wartet.</translation>
    </message>
    <message>
        <source>Skipping this one goes to the next track.</source>
        <translation>Überspringen führt zum nächsten Titel.</translation>
    </message>
    <message>
        <source>The last open question: its answer finishes the track.</source>
        <translation>Die letzte offene Frage: Ihre Antwort schließt den Titel ab.</translation>
    </message>
    <message>
        <source>Reviewed: {n} assumed no.</source>
        <translation>Geprüft: {n} gelten als Nein.</translation>
    </message>
    <message>
        <source>Finishing assumes no: {suggested} suggested, {others} others.</source>
        <translation>Abschließen heißt Nein zu allem Offenen: vorgeschlagen {suggested}, andere {others}.</translation>
    </message>
    <message>
        <source>Finishing assumes no: {suggested} suggested.</source>
        <translation>Abschließen heißt Nein zu allem Offenen: vorgeschlagen {suggested}.</translation>
    </message>
    <message>
        <source>Finishing assumes no: {n} undecided.</source>
        <translation>Abschließen heißt Nein zu allem Offenen: {n}.</translation>
    </message>
    <message>
        <source>The part has no end yet, so nothing is answered.</source>
        <translation>Der Abschnitt hat noch kein Ende, darum ist nichts beantwortet.</translation>
    </message>
    <message>
        <source>This track has only just come, so it was not finished.</source>
        <translation>Dieser Titel ist eben erst gekommen und wurde deshalb nicht abgeschlossen.</translation>
    </message>
    <message>
        <source>The last answer finished the track before; this one is next.</source>
        <translation>Die letzte Antwort hat den Titel davor abgeschlossen; dieser ist der nächste.</translation>
    </message>
    <message>
        <source>Then assumed no: {n} undecided.</source>
        <translation>Dann gelten als Nein: {n} offene.</translation>
    </message>
    <message>
        <source>The tag was added just now. Once more, and the track is finished.</source>
        <translation>Das Schlagwort ist gerade hinzugefügt. Noch einmal, und der Titel ist abgeschlossen.</translation>
    </message>
    <message>
        <source>Reviewed “{title}”: {yes} yes, {no} no, {left} assumed no. Tracks reviewed in this list: {tracks}.</source>
        <translation>„{title}“ geprüft: {yes} Ja, {no} Nein, {left} gelten als Nein. Geprüfte Titel in dieser Liste: {tracks}.</translation>
    </message>
    <message>
        <source>Reviewed “{title}”: no answer, {left} assumed no. {key} takes that back. Tracks reviewed in this list: {tracks}.</source>
        <translation>„{title}“ geprüft: keine Antwort, {left} gelten als Nein. {key} nimmt das zurück. Geprüfte Titel in dieser Liste: {tracks}.</translation>
    </message>
</context>
<context>
    <name>AnswersPanel</name>
    <message>
        <source>By how many artists these tracks are: ten tracks of one artist teach little more than one. Of tracks without an artist or album, those that sound alike count as one, once a training has compared them; until then each counts.</source>
        <translation>Von wie vielen Interpreten diese Titel sind: Zehn Titel eines Interpreten lehren kaum mehr als einer. Von Titeln ohne Interpret und Album zählen die, die ähnlich klingen, als einer, sobald ein Training sie verglichen hat; bis dahin zählt jeder.</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Tracks that you answered yes to</source>
        <translation>Titel, bei denen Sie mit Ja geantwortet haben</translation>
    </message>
    <message>
        <source>Yes: artists</source>
        <translation>Ja: Interpreten</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Tracks that you answered no to; what is assumed no does not count</source>
        <translation>Titel, bei denen Sie Nein geantwortet haben; was als Nein gilt, zählt nicht mit</translation>
    </message>
    <message>
        <source>No: artists</source>
        <translation>Nein: Interpreten</translation>
    </message>
    <message>
        <source>Missing, by other artists</source>
        <translation>Fehlt, zu anderen Interpreten</translation>
    </message>
    <message>
        <source>What is missing to learn it well. Yes by an artist that has one already fills nothing of it, nor does such a no.</source>
        <translation>Was fehlt, um es gut zu lernen. Ein weiteres Ja zu einem Interpreten, der schon eines hat, füllt nichts davon, ein solches Nein auch nicht.</translation>
    </message>
    <message>
        <source>Answers by tag</source>
        <translation>Antworten je Schlagwort</translation>
    </message>
    <message>
        <source>Every answer teaches. A tag is learned well from {yes} yes and {no} no on, each by another artist; to measure how well takes more: see the tab Tags.</source>
        <translation>Aus jeder Antwort wird gelernt. Gut gelernt wird ein Schlagwort ab {yes} Ja und {no} Nein, jedes zu einem anderen Interpreten; zu messen, wie gut, braucht mehr: siehe Reiter „Schlagwörter“.</translation>
    </message>
    <message>
        <source>Lists the answers that the model finds least believable</source>
        <translation>Listet die Antworten, die das Modell am wenigsten glaubt</translation>
    </message>
</context>
<context>
    <name>AppearancePage</name>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Light or dark, as the system is</source>
        <translation>Hell oder dunkel, wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Takes effect when TagStudio is started again.</source>
        <translation>Gilt ab dem nächsten Start von TagStudio.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
</context>
<context>
    <name>ArtistLine</name>
    <message>
        <source>Correct…</source>
        <translation>Berichtigen…</translation>
    </message>
    <message>
        <source>Artist: unknown</source>
        <translation>Interpret: unbekannt</translation>
    </message>
    <message>
        <source>Artist: unknown (folder: {folder})</source>
        <translation>Interpret: unbekannt (Ordner: {folder})</translation>
    </message>
    <message>
        <source>Artists: {names}</source>
        <translation>Interpreten: {names}</translation>
    </message>
    <message>
        <source>Artist: {names} ({told})</source>
        <translation>Interpret: {names} ({told})</translation>
    </message>
    <message>
        <source>Artists: {names} ({told})</source>
        <translation>Interpreten: {names} ({told})</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
    <message>
        <source>{count} unknown</source>
        <translation>{count} unbekannt</translation>
    </message>
    <message>
        <source>Training takes the tracks of the album {album} for one artist’s.</source>
        <translation>Das Training nimmt die Titel des Albums {album} als die eines Interpreten.</translation>
    </message>
    <message>
        <source>Training takes tracks of unknown artists that sound alike for one’s.</source>
        <translation>Das Training nimmt Titel unbekannter Interpreten, die ähnlich klingen, als die eines Interpreten.</translation>
    </message>
    <message>
        <source>Training takes tracks of unknown artists for one’s that are of one album, or sound alike.</source>
        <translation>Das Training nimmt Titel unbekannter Interpreten, die zu einem Album gehören oder ähnlich klingen, als die eines Interpreten.</translation>
    </message>
</context>
<context>
    <name>BetterModel</name>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>What it is worth, its size and its licence</source>
        <translation>Was es taugt, seine Größe und seine Lizenz</translation>
    </message>
    <message>
        <source>Another model to try: {model}</source>
        <translation>Noch ein Modell zum Ausprobieren: {model}</translation>
    </message>
    <message>
        <source>Without network: take the file {file}, fetched on another machine</source>
        <translation>Ohne Netz: die Datei {file} nehmen, auf einem anderen Rechner geholt</translation>
    </message>
    <message>
        <source>To fetch: {size} MB, licence {licence}.</source>
        <translation>Zu laden: {size} MB, Lizenz {licence}.</translation>
    </message>
    <message>
        <source>Nothing is fetched: it is made of models that are installed.</source>
        <translation>Nichts wird geladen: Es besteht aus Modellen, die installiert sind.</translation>
    </message>
    <message>
        <source>It then stands in the list: use it, and train it with your answers.</source>
        <translation>Danach steht es in der Liste: Verwenden und trainieren Sie es mit Ihren Antworten.</translation>
    </message>
    <message>
        <source>It then listens to your tracks again; until it has, the suggestions stay as they are. Your answers stay.</source>
        <translation>Danach hört es Ihre Titel neu an; bis dahin bleiben die Vorschläge, wie sie sind. Ihre Antworten bleiben.</translation>
    </message>
    <message>
        <source>The file of the weights: {file}</source>
        <translation>Die Datei der Gewichte: {file}</translation>
    </message>
</context>
<context>
    <name>BetterModelBar</name>
    <message>
        <source>Another model to try: {model} ({size} MB to fetch, licence {licence}). {worth}</source>
        <translation>Noch ein Modell zum Ausprobieren: {model} ({size} MB zu laden, Lizenz {licence}). {worth}</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Compare on the whole library</source>
        <translation>An der ganzen Bibliothek vergleichen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>See which tags this version suggests that {before}, in use before it, did not, and the other way round. Nothing in the library changes.</source>
        <translation>Sehen Sie, welche Schlagwörter diese Version vorschlägt, die {before}, zuvor aktiv, nicht vorschlug, und umgekehrt. In der Bibliothek ändert sich nichts.</translation>
    </message>
    <message>
        <source>This is the first version in use. With the next one, here stands what changes.</source>
        <translation>Dies ist die erste aktive Version. Mit der nächsten steht hier, was sich ändert.</translation>
    </message>
    <message>
        <source>Tags that change</source>
        <translation>Schlagwörter, die sich ändern</translation>
    </message>
    <message>
        <source>Review these tracks</source>
        <translation>Diese Titel prüfen</translation>
    </message>
    <message>
        <source>Comes</source>
        <translation>Kommt dazu</translation>
    </message>
    <message>
        <source>Tracks that have the tag with this version alone</source>
        <translation>Titel, die das Schlagwort nur mit dieser Version haben</translation>
    </message>
    <message>
        <source>Goes</source>
        <translation>Fällt weg</translation>
    </message>
    <message>
        <source>Tracks that have the tag with the other version alone</source>
        <translation>Titel, die das Schlagwort nur mit der anderen Version haben</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>You answered this tag on some track, so the change may come of it</source>
        <translation>Sie haben dieses Schlagwort bei einem Titel beantwortet; die Änderung kann daher kommen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>{after} in place of {before}, on {tracks} tracks: tags that come: {gained}, that go: {lost}. Your answers stay: where a tag is answered, it neither comes nor goes.</source>
        <translation>{after} statt {before}, bei {tracks} Titeln: Schlagwörter, die dazukommen: {gained}, die wegfallen: {lost}. Ihre Antworten bleiben: Wo ein Schlagwort beantwortet ist, kommt es weder dazu noch fällt es weg.</translation>
    </message>
    <message>
        <source>For tags that you never answered, the order of the tracks by their scores stays the same to {percent} %.</source>
        <translation>Bei Schlagwörtern, die Sie nie beantwortet haben, bleibt die Reihenfolge der Titel nach ihren Werten zu {percent} % gleich.</translation>
    </message>
    <message>
        <source>+ comes</source>
        <translation>+ kommt</translation>
    </message>
    <message>
        <source>− goes</source>
        <translation>− geht</translation>
    </message>
    <message>
        <source>Tracks that change</source>
        <translation>Titel, die sich ändern</translation>
    </message>
    <message>
        <source>Let this version score every track, and see which tags it would suggest that the active one does not, and the other way round. Nothing in the library changes.</source>
        <translation>Diese Version bewertet jeden Titel. Danach sehen Sie, welche Schlagwörter sie vorschlagen würde und die aktive nicht, und umgekehrt. In der Bibliothek ändert sich nichts.</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
</context>
<context>
    <name>ConflictPanel</name>
    <message>
        <source>Conflicts</source>
        <translation>Widersprüche</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>there</source>
        <translation>dort</translation>
    </message>
    <message>
        <source>the later one</source>
        <translation>das Spätere</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alle auswählen</translation>
    </message>
    <message>
        <source>Track or tag</source>
        <translation>Titel oder Schlagwort</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>There</source>
        <translation>Dort</translation>
    </message>
    <message>
        <source>Decision on the selected conflicts</source>
        <translation>Entscheidung über die ausgewählten Widersprüche</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>name in files</source>
        <translation>Name in Dateien</translation>
    </message>
    <message>
        <source>other names</source>
        <translation>andere Namen</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>place</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>what it implies</source>
        <translation>was es einschließt</translation>
    </message>
    <message>
        <source>tree of tags</source>
        <translation>Baum der Schlagwörter</translation>
    </message>
    <message>
        <source>merged into</source>
        <translation>zusammengelegt mit</translation>
    </message>
    <message>
        <source>whether it is deleted</source>
        <translation>ob es gelöscht ist</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Said in {library}</source>
        <translation>Gesagt in {library}</translation>
    </message>
    <message>
        <source>Said by {person}</source>
        <translation>Gesagt von {person}</translation>
    </message>
    <message>
        <source>Selected conflicts:</source>
        <translation>Ausgewählte Widersprüche:</translation>
    </message>
</context>
<context>
    <name>CoverLabel</name>
    <message>
        <source>Cover</source>
        <translation>Cover</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>Learning curve</source>
        <translation>Lernkurve</translation>
    </message>
    <message>
        <source>Training answers</source>
        <translation>Antworten im Training</translation>
    </message>
    <message>
        <source>Right of 100</source>
        <translation>Richtig von 100</translation>
    </message>
</context>
<context>
    <name>DecisionWriter</name>
    <message>
        <source>Settled: {what}.</source>
        <translation>Entschieden: {what}.</translation>
    </message>
    <message>
        <source>The names of {tracks} were judged anew.</source>
        <translation>Die Namen wurden neu beurteilt: {tracks}.</translation>
    </message>
    <message>
        <source>None of these tracks has a tempo to double.</source>
        <translation>Keiner dieser Titel hat ein Tempo zum Verdoppeln.</translation>
    </message>
    <message>
        <source>None of these tracks has a tempo to halve.</source>
        <translation>Keiner dieser Titel hat ein Tempo zum Halbieren.</translation>
    </message>
    <message>
        <source>Left as they are, being yes here and no there: {tags}.</source>
        <translation>Unverändert, weil hier ja und dort nein: {tags}.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>Undone: {what}.</source>
        <translation>Rückgängig: {what}.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Redone: {what}.</source>
        <translation>Wiederholt: {what}.</translation>
    </message>
    <message>
        <source>Kept, though the connection was lost while it was written.</source>
        <translation>Gespeichert, obwohl die Verbindung beim Schreiben abriss.</translation>
    </message>
    <message>
        <source>Nothing changed: all of it was so already.</source>
        <translation>Nichts geändert: alles war schon so.</translation>
    </message>
    <message>
        <source>Changed: {what}.</source>
        <translation>Geändert: {what}.</translation>
    </message>
    <message>
        <source>In your list of tags stays: {tags}. Manage tags deletes it.</source>
        <translation>In Ihrer Liste bleibt das Schlagwort {tags}. „Schlagwörter verwalten“ löscht es.</translation>
    </message>
    <message>
        <source>In your list of tags stay: {tags}. Manage tags deletes them.</source>
        <translation>In Ihrer Liste bleiben die Schlagwörter {tags}. „Schlagwörter verwalten“ löscht sie.</translation>
    </message>
    <message>
        <source>nothing that still applied</source>
        <translation>nichts, was noch galt</translation>
    </message>
    <message>
        <source>{tag} {answer} on {tracks}</source>
        <translation>{tag} {answer} ({tracks})</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
    <message>
        <source>{tracks} to review</source>
        <translation>{tracks} zu prüfen</translation>
    </message>
    <message>
        <source>{tracks} reviewed</source>
        <translation>{tracks} geprüft</translation>
    </message>
    <message>
        <source>{answers} (from the files’ genres)</source>
        <translation>{answers} (aus den Genres der Dateien)</translation>
    </message>
    <message>
        <source>{answers} (imported)</source>
        <translation>{answers} (importiert)</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>“{title}”</source>
        <translation>„{title}“</translation>
    </message>
    <message>
        <source>on {track}</source>
        <translation>bei {track}</translation>
    </message>
    <message>
        <source>on 1 track</source>
        <translation>bei 1 Titel</translation>
    </message>
    <message>
        <source>on {n} tracks</source>
        <translation>bei {n} Titeln</translation>
    </message>
    <message>
        <source>{tracks} reviewed once more</source>
        <translation>{tracks} noch einmal geprüft</translation>
    </message>
    <message>
        <source>artists {where}</source>
        <translation>Interpreten {where}</translation>
    </message>
    <message>
        <source>artist {name} {where}</source>
        <translation>Interpret {name} {where}</translation>
    </message>
    <message>
        <source>{facts} {where}</source>
        <translation>{facts} {where}</translation>
    </message>
    <message>
        <source>in doubt {where}</source>
        <translation>wieder zweifelhaft {where}</translation>
    </message>
    <message>
        <source>answer kept {where}</source>
        <translation>Antwort behalten {where}</translation>
    </message>
    <message>
        <source>change of what tags imply</source>
        <translation>Änderung daran, was aus Schlagwörtern folgt</translation>
    </message>
    <message>
        <source>change of the order of tags</source>
        <translation>Änderung der Reihenfolge der Schlagwörter</translation>
    </message>
    <message>
        <source>merging {tag} into {other}</source>
        <translation>{tag} mit {other} zusammenlegen</translation>
    </message>
    <message>
        <source>renaming {former} to {name}</source>
        <translation>{former} in {name} umbenennen</translation>
    </message>
    <message>
        <source>deleting the tag {tags}</source>
        <translation>Schlagwort {tags} löschen</translation>
    </message>
    <message>
        <source>change of the group of {tags}</source>
        <translation>Änderung der Gruppe von {tags}</translation>
    </message>
    <message>
        <source>change of the colour of {tags}</source>
        <translation>Änderung der Farbe von {tags}</translation>
    </message>
    <message>
        <source>change of the other names of {tags}</source>
        <translation>Änderung der anderen Namen von {tags}</translation>
    </message>
    <message>
        <source>change of the name of {tags} in files</source>
        <translation>Änderung des Namens von {tags} in Dateien</translation>
    </message>
    <message>
        <source>change of {tags}</source>
        <translation>Änderung an {tags}</translation>
    </message>
    <message>
        <source>answers to {count} parts</source>
        <translation>Antworten zu {count} Abschnitten</translation>
    </message>
    <message>
        <source>{tag} {answer} from {start} to {end}</source>
        <translation>{tag} {answer} von {start} bis {end}</translation>
    </message>
    <message>
        <source>{count} of it stays as it is: {people} changed it since.</source>
        <translation>{count} davon bleibt, wie es ist: {people} hat es seither geändert.</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>jemand anderes</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>1 track</source>
        <translation>1 Titel</translation>
    </message>
    <message>
        <source>{n} tracks</source>
        <translation>{n} Titel</translation>
    </message>
</context>
<context>
    <name>DefectDialog</name>
    <message>
        <source>TagStudio ran into an error. Your answers are kept.</source>
        <translation>In TagStudio ist ein Fehler aufgetreten. Ihre Antworten sind gespeichert.</translation>
    </message>
    <message>
        <source>You can go on. Please report it with the details, which are also in this file:
{file}</source>
        <translation>Sie können weiterarbeiten. Bitte melden Sie ihn mit den Einzelheiten, die auch in dieser Datei stehen:
{file}</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Open log folder</source>
        <translation>Protokollordner öffnen</translation>
    </message>
    <message>
        <source>Further errors since then, also in the log: {count}.</source>
        <translation>Weitere Fehler seitdem, ebenfalls im Protokoll: {count}.</translation>
    </message>
</context>
<context>
    <name>DetailsButton</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>The figures behind this, for those who want them</source>
        <translation>Die Zahlen dahinter, für die, die sie wissen wollen</translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>DisputesScreen</name>
    <message>
        <source>Where two people answered a tag of a track differently, both are shown.</source>
        <translation>Wo zwei Personen zu einem Schlagwort eines Titels verschieden geantwortet haben, werden beide gezeigt.</translation>
    </message>
    <message>
        <source>Comparing the answers…</source>
        <translation>Die Antworten werden verglichen…</translation>
    </message>
    <message>
        <source>{count} tags of tracks were answered differently by two people. Until one is settled, what was said last holds; what each person said stays known.</source>
        <translation>Zu {count} Schlagwörtern von Titeln haben zwei Personen verschieden geantwortet. Bis einer entschieden ist, gilt das zuletzt Gesagte; was jede gesagt hat, bleibt bekannt.</translation>
    </message>
    <message>
        <source>One tag of a track was answered differently by two people. Until it is settled, what was said last holds; what each person said stays known.</source>
        <translation>Zu einem Schlagwort eines Titels haben zwei Personen verschieden geantwortet. Bis es entschieden ist, gilt das zuletzt Gesagte; was jede gesagt hat, bleibt bekannt.</translation>
    </message>
    <message>
        <source>Only one person has answered here so far. Each answer carries the name of who gave it: your login, or the name in the settings.</source>
        <translation>Bisher hat hier nur eine Person geantwortet. Jede Antwort trägt den Namen dessen, der sie gab: Ihre Anmeldung, oder den Namen in den Einstellungen.</translation>
    </message>
    <message>
        <source>No tag of a track is answered differently by two people.</source>
        <translation>Zu keinem Schlagwort eines Titels haben zwei Personen verschieden geantwortet.</translation>
    </message>
    <message>
        <source>Review tracks</source>
        <translation>Titel prüfen</translation>
    </message>
    <message>
        <source>Nobody disagrees</source>
        <translation>Niemand widerspricht</translation>
    </message>
    <message>
        <source>Settled: {count}. Undo takes the last one back.</source>
        <translation>Entschieden: {count}. Zurücknehmen macht die letzte Entscheidung ungeschehen.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>That was all of them</source>
        <translation>Das waren alle</translation>
    </message>
</context>
<context>
    <name>DisputesView</name>
    <message>
        <source>Disputed answers</source>
        <translation>Umstrittene Antworten</translation>
    </message>
    <message>
        <source>Agreement by tag</source>
        <translation>Übereinstimmung nach Schlagwort</translation>
    </message>
    <message>
        <source>Disputes and agreement</source>
        <translation>Streitfälle und Übereinstimmung</translation>
    </message>
    <message>
        <source>Disputes</source>
        <translation>Streitfälle</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>Cohen’s kappa of each two people, over the tags of tracks that both have answered: 1 is full agreement, 0 what chance alone would give. Where both gave one and the same answer throughout, it is not defined. Answers that settle a dispute do not count.</source>
        <translation>Cohens Kappa für je zwei Personen, über die Schlagwörter der Titel, zu denen beide geantwortet haben: 1 ist volle Übereinstimmung, 0, was der Zufall ergäbe. Wo beide durchweg ein und dieselbe Antwort gaben, ist es nicht bestimmt. Antworten, die einen Streitfall entscheiden, zählen nicht.</translation>
    </message>
    <message>
        <source>No tag of a track was answered by two people yet. Answer some tags that another person has answered: your own answer is kept beside theirs.</source>
        <translation>Noch zu keinem Schlagwort eines Titels haben zwei Personen geantwortet. Antworten Sie zu Schlagwörtern, zu denen eine andere Person geantwortet hat: Ihre Antwort bleibt neben der anderen stehen.</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>Noch nichts zu vergleichen</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>{person} said yes, {time}.</source>
        <translation>{person} sagte Ja, {time}.</translation>
    </message>
    <message>
        <source>{person} said no, {time}.</source>
        <translation>{person} sagte Nein, {time}.</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Yes says</source>
        <translation>Ja sagt</translation>
    </message>
    <message>
        <source>No says</source>
        <translation>Nein sagt</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Entschieden</translation>
    </message>
    <message>
        <source>not defined</source>
        <translation>nicht bestimmt</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>all tags</source>
        <translation>alle Schlagwörter</translation>
    </message>
    <message>
        <source>Kappa</source>
        <translation>Kappa</translation>
    </message>
    <message>
        <source>Both yes</source>
        <translation>Beide ja</translation>
    </message>
    <message>
        <source>Both no</source>
        <translation>Beide nein</translation>
    </message>
    <message>
        <source>Yes/no</source>
        <translation>Ja/nein</translation>
    </message>
    <message>
        <source>The first said yes, the second no</source>
        <translation>Die erste Person sagte Ja, die zweite Nein</translation>
    </message>
    <message>
        <source>No/yes</source>
        <translation>Nein/ja</translation>
    </message>
    <message>
        <source>The first said no, the second yes</source>
        <translation>Die erste Person sagte Nein, die zweite Ja</translation>
    </message>
    <message>
        <source>The dispute in focus</source>
        <translation>Der ausgewählte Streitfall</translation>
    </message>
    <message>
        <source>Where people disagree</source>
        <translation>Uneinigkeiten</translation>
    </message>
    <message>
        <source>Yes holds</source>
        <translation>Ja gilt</translation>
    </message>
    <message>
        <source>No holds</source>
        <translation>Nein gilt</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
</context>
<context>
    <name>DoubtsScreen</name>
    <message>
        <source>Each is checked by a copy of the model that has not learned from it.</source>
        <translation>Jede wird von einer Kopie des Modells geprüft, die nicht aus ihr gelernt hat.</translation>
    </message>
    <message>
        <source>Comparing your answers…</source>
        <translation>Ihre Antworten werden verglichen…</translation>
    </message>
    <message>
        <source>{count} answers were compared, and each fits the others.</source>
        <translation>{count} Antworten wurden verglichen, und jede passt zu den anderen.</translation>
    </message>
    <message>
        <source>No answer is in doubt</source>
        <translation>Keine Antwort ist zweifelhaft</translation>
    </message>
    <message>
        <source>{found} of {count} answers do not fit the others; here are the {listed} that fit least. Not each of them is wrong: your word counts.</source>
        <translation>{found} von {count} Antworten passen nicht zu den anderen; hier stehen die {listed}, die am wenigsten passen. Nicht jede davon ist falsch: Ihr Wort gilt.</translation>
    </message>
    <message>
        <source>{found} of {count} answers do not fit the others. Not each of them is wrong: your word counts.</source>
        <translation>{found} von {count} Antworten passen nicht zu den anderen. Nicht jede davon ist falsch: Ihr Wort gilt.</translation>
    </message>
    <message>
        <source>Tracks not compared, as the model has not heard them: {tracks}.</source>
        <translation>Titel, die nicht verglichen wurden, weil das Modell sie nicht gehört hat: {tracks}.</translation>
    </message>
    <message>
        <source>Tracks not compared, as they were answered earlier: {tracks}.</source>
        <translation>Titel, die nicht verglichen wurden, weil sie früher beantwortet wurden: {tracks}.</translation>
    </message>
    <message>
        <source>Tags with too few answers to be compared: {n}. They need a yes and a no by several artists.</source>
        <translation>Schlagwörter mit zu wenigen Antworten für den Vergleich: {n}. Sie brauchen Ja und Nein zu mehreren Interpreten.</translation>
    </message>
    <message>
        <source>No answer is doubted yet</source>
        <translation>Noch lässt sich keine Antwort anzweifeln</translation>
    </message>
    <message>
        <source>Your answers could not be compared</source>
        <translation>Ihre Antworten ließen sich nicht vergleichen</translation>
    </message>
    <message>
        <source>Kept: {kept}. Turned: {turned}. What you kept is not doubted again.</source>
        <translation>Behalten: {kept}. Umgekehrt: {turned}. Was Sie behalten haben, wird nicht wieder bezweifelt.</translation>
    </message>
    <message>
        <source>Others that fit a little better: {count}.</source>
        <translation>Weitere, die etwas besser passen: {count}.</translation>
    </message>
    <message>
        <source>That was all of them</source>
        <translation>Das waren alle</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Show the model page</source>
        <translation>Die Seite Modell zeigen</translation>
    </message>
    <message>
        <source>Review tracks</source>
        <translation>Titel prüfen</translation>
    </message>
</context>
<context>
    <name>DoubtsView</name>
    <message>
        <source>Doubted answers</source>
        <translation>Zweifelhafte Antworten</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>The model finds the opposite likelier.</source>
        <translation>Das Modell hält das Gegenteil für wahrscheinlicher.</translation>
    </message>
    <message>
        <source>Of {count} answered tracks that sound about as much like it: {yes} yes, {no} no.</source>
        <translation>Von {count} beantworteten Titeln, die etwa ebenso danach klingen: {yes} Ja, {no} Nein.</translation>
    </message>
    <message>
        <source>Score, by a copy of the model that never saw this answer: {score}.</source>
        <translation>Wert einer Kopie des Modells, die diese Antwort nie sah: {score}.</translation>
    </message>
    <message>
        <source>Keep “{answer}”</source>
        <translation>„{answer}“ behalten</translation>
    </message>
    <message>
        <source>Turn to “{answer}”</source>
        <translation>In „{answer}“ umkehren</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>turned</source>
        <translation>umgekehrt</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>How sure the model is of the tag, without this answer</source>
        <translation>Wie sicher sich das Modell ohne diese Antwort des Schlagworts ist</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Ihnen</translation>
    </message>
    <message>
        <source>file tag</source>
        <translation>Dateischlagwort</translation>
    </message>
    <message>
        <source>import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>album or artist</source>
        <translation>Album oder Interpret</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>entschieden</translation>
    </message>
    <message>
        <source>You said {answer} to {tag}.</source>
        <translation>Sie sagten {answer} zu {tag}.</translation>
    </message>
    <message>
        <source>The file’s own tag says {answer} to {tag}.</source>
        <translation>Das Schlagwort der Datei sagt {answer} zu {tag}.</translation>
    </message>
    <message>
        <source>An import says {answer} to {tag}.</source>
        <translation>Ein Import sagt {answer} zu {tag}.</translation>
    </message>
    <message>
        <source>By its album or artist it is {answer} to {tag}.</source>
        <translation>Über Album oder Interpret gilt {answer} zu {tag}.</translation>
    </message>
    <message>
        <source>It was settled as {answer} to {tag}.</source>
        <translation>Es wurde entschieden: {answer} zu {tag}.</translation>
    </message>
    <message>
        <source>The answer is {answer} to {tag}.</source>
        <translation>Die Antwort ist {answer} zu {tag}.</translation>
    </message>
    <message>
        <source>The answer in focus</source>
        <translation>Die ausgewählte Antwort</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
</context>
<context>
    <name>DuplicatesDialog</name>
    <message>
        <source>Find duplicates</source>
        <translation>Doppelte suchen</translation>
    </message>
    <message>
        <source>Looking for duplicates</source>
        <translation>Doppelte werden gesucht</translation>
    </message>
    <message>
        <source>Files of the same recording</source>
        <translation>Dateien derselben Aufnahme</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Same answers for this recording</source>
        <translation>Gleiche Antworten für diese Aufnahme</translation>
    </message>
    <message>
        <source>Same answers for all recordings</source>
        <translation>Gleiche Antworten für alle Aufnahmen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>The files could not be compared</source>
        <translation>Die Dateien konnten nicht verglichen werden</translation>
    </message>
    <message>
        <source>Comparing the recordings…</source>
        <translation>Die Aufnahmen werden verglichen…</translation>
    </message>
    <message>
        <source>No duplicates</source>
        <translation>Keine Doppelten</translation>
    </message>
    <message>
        <source>1 recording is there in {files} files. {rest}</source>
        <translation>1 Aufnahme liegt in {files} Dateien vor. {rest}</translation>
    </message>
    <message>
        <source>{groups} recordings are there in {files} files. {rest}</source>
        <translation>{groups} Aufnahmen liegen in {files} Dateien vor. {rest}</translation>
    </message>
    <message>
        <source>No recording of the library is there in two files.</source>
        <translation>Keine Aufnahme der Bibliothek liegt in zwei Dateien vor.</translation>
    </message>
    <message>
        <source>1 track has no suggestions yet, so only exact copies of it are found: suggest tags first.</source>
        <translation>1 Titel hat noch keine Vorschläge, daher werden nur genaue Kopien von ihm gefunden: Lassen Sie zuerst Schlagwörter vorschlagen.</translation>
    </message>
    <message>
        <source>{n} tracks have no suggestions yet, so only exact copies of them are found: suggest tags first.</source>
        <translation>{n} Titel haben noch keine Vorschläge, daher werden nur genaue Kopien von ihnen gefunden: Lassen Sie zuerst Schlagwörter vorschlagen.</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>kbit/s</source>
        <translation>kbit/s</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Best sound</source>
        <translation>Bester Klang</translation>
    </message>
    <message>
        <source>lossless</source>
        <translation>verlustfrei</translation>
    </message>
    <message>
        <source>most bits</source>
        <translation>höchste Bitrate</translation>
    </message>
    <message>
        <source>Best of a recording are the lossless files, else those with most bits a second. Which file was made from another one cannot be told from it.</source>
        <translation>Am besten sind die verlustfreien Dateien einer Aufnahme, sonst die mit der höchsten Bitrate. Welche Datei aus einer anderen gemacht wurde, sieht man ihr nicht an.</translation>
    </message>
    <message>
        <source>{n} files could not be read: {names}.</source>
        <translation>{n} Dateien ließen sich nicht lesen: {names}.</translation>
    </message>
    <message>
        <source>{n} files could not be read, among them {names}.</source>
        <translation>{n} Dateien ließen sich nicht lesen, darunter {names}.</translation>
    </message>
    <message>
        <source>1 file could not be read: {names}.</source>
        <translation>1 Datei ließ sich nicht lesen: {names}.</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
</context>
<context>
    <name>EndPage</name>
    <message>
        <source>That was all of them</source>
        <translation>Das waren alle</translation>
    </message>
    <message>
        <source>Go on with the next tracks</source>
        <translation>Weiter mit den nächsten Titeln</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <source>The end of this list</source>
        <translation>Das Ende dieser Liste</translation>
    </message>
    <message>
        <source>Go to Model</source>
        <translation>Zum Modell</translation>
    </message>
    <message>
        <source>No track was reviewed. The next ones depend on your answers.</source>
        <translation>Kein Titel wurde geprüft. Welche als Nächste kommen, hängt von Ihren Antworten ab.</translation>
    </message>
    <message>
        <source>Reviewed: {tracks} in {minutes} min. Answers: {yes} yes, {no} no; {left} tags were left undecided and are assumed to be no.</source>
        <translation>Geprüft: {tracks} in {minutes} min. Antworten: {yes} ja, {no} nein; {left} Schlagwörter blieben offen und gelten als Nein.</translation>
    </message>
    <message>
        <source>Every track with suggestions is reviewed.</source>
        <translation>Alle Titel mit Vorschlägen sind geprüft.</translation>
    </message>
    <message>
        <source>Still to review: {tracks}.</source>
        <translation>Noch zu prüfen: {tracks}.</translation>
    </message>
    <message>
        <source>Still to review: {tracks}. At your pace, 20 of them take about {minutes}.</source>
        <translation>Noch zu prüfen: {tracks}. In Ihrem Tempo dauern 20 davon etwa {minutes}.</translation>
    </message>
    <message>
        <source>Still to review: {tracks}. At your pace they take about {minutes}.</source>
        <translation>Noch zu prüfen: {tracks}. In Ihrem Tempo dauern sie etwa {minutes}.</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>Tracks answered since the model learned last: {new}.</source>
        <translation>Beantwortete Titel, seit das Modell zuletzt gelernt hat: {new}.</translation>
    </message>
    <message>
        <source>Too few tracks are left for the model to learn by itself: train it yourself, on the page Model.</source>
        <translation>Damit das Modell von selbst lernt, sind zu wenige Titel übrig: Trainieren Sie es selbst, auf der Seite „Modell“.</translation>
    </message>
    <message>
        <source>The model learns from them in a moment, by itself.</source>
        <translation>Daraus lernt das Modell gleich von selbst.</translation>
    </message>
    <message>
        <source>What you did in this list, what is left, and what all answers are worth. Example: “2 tags were left undecided”: they got no answer, and are assumed to be no, which counts less than a no of yours.</source>
        <translation>Was Sie in dieser Liste getan haben, was übrig ist und was alle Antworten wert sind. Beispiel: „2 Schlagwörter blieben offen“: Sie bekamen keine Antwort und gelten als Nein, was weniger zählt als ein Nein von Ihnen.</translation>
    </message>
    <message>
        <source>The model learns by itself each time {count} tracks were answered anew: {new} so far.</source>
        <translation>Das Modell lernt von selbst, sooft {count} Titel neu beantwortet sind: bisher {new}.</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>There are no tracks yet</source>
        <translation>Noch keine Titel</translation>
    </message>
    <message>
        <source>Add a folder with music, then let the model suggest tags for it.</source>
        <translation>Fügen Sie einen Ordner mit Musik hinzu und lassen Sie dann das Modell Schlagwörter vorschlagen.</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>The model is listening</source>
        <translation>Das Modell hört zu</translation>
    </message>
    <message>
        <source>The first tracks come in a moment.</source>
        <translation>Die ersten Titel kommen gleich.</translation>
    </message>
    <message>
        <source>Heard so far: {heard} of {total}. The next ones come in a moment.</source>
        <translation>Bisher gehört: {heard} von {total}. Die nächsten Titel kommen gleich.</translation>
    </message>
    <message>
        <source>Nothing is suggested yet</source>
        <translation>Noch nichts vorgeschlagen</translation>
    </message>
    <message>
        <source>The model has not analysed {tracks} of your tracks yet.</source>
        <translation>{tracks} Ihrer Titel hat das Modell noch nicht analysiert.</translation>
    </message>
    <message>
        <source>Suggest tags now</source>
        <translation>Jetzt vorschlagen</translation>
    </message>
    <message>
        <source>No track can be heard</source>
        <translation>Kein Titel lässt sich anhören</translation>
    </message>
    <message>
        <source>The files of all tracks are missing or cannot be read. Connect the disk with the music, then scan the folders again.</source>
        <translation>Die Dateien aller Titel fehlen oder sind nicht lesbar. Schließen Sie den Datenträger mit der Musik an, und lesen Sie dann die Ordner neu ein.</translation>
    </message>
    <message>
        <source>Scan folders again</source>
        <translation>Ordner neu einlesen</translation>
    </message>
    <message>
        <source>No track in this order</source>
        <translation>Kein Titel in dieser Reihenfolge</translation>
    </message>
    <message>
        <source>Show them in another order</source>
        <translation>In anderer Reihenfolge zeigen</translation>
    </message>
    <message>
        <source>All is reviewed</source>
        <translation>Alles ist geprüft</translation>
    </message>
    <message>
        <source>No track waits for an answer.</source>
        <translation>Kein Titel wartet auf eine Antwort.</translation>
    </message>
    <message>
        <source>Tracks whose files are missing or cannot be read: {count}.</source>
        <translation>Titel, deren Dateien fehlen oder nicht lesbar sind: {count}.</translation>
    </message>
    <message>
        <source>1 track</source>
        <translation>1 Titel</translation>
    </message>
    <message>
        <source>{n} tracks</source>
        <translation>{n} Titel</translation>
    </message>
    <message>
        <source>Show the library</source>
        <translation>Bibliothek zeigen</translation>
    </message>
</context>
<context>
    <name>EpochPlots</name>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Training loss over epochs</source>
        <translation>Trainingsverlust über die Epochen</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>Validation loss over epochs</source>
        <translation>Validierungsverlust über die Epochen</translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation>Validierungsverlust</translation>
    </message>
    <message>
        <source>Validation ROC-AUC over epochs</source>
        <translation>Validierungs-ROC-AUC über die Epochen</translation>
    </message>
    <message>
        <source>Validation ROC-AUC</source>
        <translation>Validierungs-ROC-AUC</translation>
    </message>
    <message>
        <source>In colour the copy that is used; thin the copies that judge, each of which never sees the answers about a fifth of the artists.</source>
        <translation>Farbig die Kopie, die verwendet wird; dünn die Kopien, die urteilen: Jede sieht die Antworten zu einem Fünftel der Interpreten nie.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Every tag with its score, also those not suggested</source>
        <translation>Jedes Schlagwort mit seinem Wert, auch nicht vorgeschlagene</translation>
    </message>
    <message>
        <source>Suggestions that you left undecided on reviewed tracks are assumed to be no, and exported only while this box is ticked.</source>
        <translation>Vorschläge, die Sie bei geprüften Titeln offen ließen, gelten als Nein und werden nur exportiert, wenn dieses Kästchen angekreuzt ist.</translation>
    </message>
    <message>
        <source>Labels for Audacity: mark where each tag is heard (listens to each track)</source>
        <translation>Textmarken für Audacity: markieren, wo jedes Schlagwort zu hören ist (hört jeden Titel an)</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formate</translation>
    </message>
</context>
<context>
    <name>FactsDialog</name>
    <message>
        <source>Take from file names</source>
        <translation>Aus Dateinamen übernehmen</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Edit facts</source>
        <translation>Angaben bearbeiten</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Nothing is changed yet. Esc once more forgets what you typed.</source>
        <translation>Noch ist nichts geändert. Noch einmal Esc, und was Sie eingegeben haben, ist vergessen.</translation>
    </message>
    <message>
        <source>several; they stay</source>
        <translation>verschiedene; sie bleiben</translation>
    </message>
    <message>
        <source>Not from the file, but from its name.</source>
        <translation>Nicht aus der Datei, sondern aus ihrem Namen.</translation>
    </message>
    <message>
        <source>Change 1 track</source>
        <translation>1 Titel ändern</translation>
    </message>
    <message>
        <source>Change {n} tracks</source>
        <translation>{n} Titel ändern</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Changes are kept in the library, also when the files are scanned again. Empty a field to go back to what the file says, or what was measured.</source>
        <translation>Änderungen bleiben in der Bibliothek, auch wenn die Dateien noch einmal eingelesen werden. Leeren Sie ein Feld, so gilt wieder, was in der Datei steht oder gemessen wurde.</translation>
    </message>
    <message>
        <source>● marks what would change.</source>
        <translation>● zeigt, was sich ändern würde.</translation>
    </message>
    <message>
        <source>Tracks without a tick stay as they are.</source>
        <translation>Titel ohne Häkchen bleiben, wie sie sind.</translation>
    </message>
</context>
<context>
    <name>FailedJobBar</name>
    <message>
        <source>{job} failed: {why}</source>
        <translation>{job}: fehlgeschlagen. {why}</translation>
    </message>
    <message>
        <source>{job} failed: a file could not be fetched. Go online and try again, or fetch it on another machine and take it with “From a file…” on the page Model.</source>
        <translation>{job} ist fehlgeschlagen: Eine Datei ließ sich nicht holen. Gehen Sie online und versuchen Sie es erneut, oder holen Sie sie an einem anderen Rechner und nehmen Sie sie mit „Aus einer Datei…“ auf der Seite Modell.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Show the models</source>
        <translation>Modelle zeigen</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Other place…</source>
        <translation>Anderer Ort…</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Copied: {address}</source>
        <translation>Kopiert: {address}</translation>
    </message>
</context>
<context>
    <name>FavouriteBar</name>
    <message>
        <source>{key} for “{tag}”</source>
        <translation>{key} für „{tag}“</translation>
    </message>
    <message>
        <source>{key} for “{tag}”, in place of “{other}”</source>
        <translation>{key} für „{tag}“, anstelle von „{other}“</translation>
    </message>
    <message>
        <source>No key for “{tag}”</source>
        <translation>Keine Taste für „{tag}“</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>Weitere…</translation>
    </message>
    <message>
        <source>Favourites…</source>
        <translation>Favoriten…</translation>
    </message>
    <message>
        <source>The favourite tags that have no room here; their keys work</source>
        <translation>Die Lieblingsschlagwörter, für die hier kein Platz ist; ihre Tasten gelten</translation>
    </message>
    <message>
        <source>Says yes to “{tag}”, or takes that back. Right-click: another key.</source>
        <translation>Sagt Ja zu „{tag}“ oder nimmt es zurück. Rechtsklick: eine andere Taste.</translation>
    </message>
</context>
<context>
    <name>FileLabelsDialog</name>
    <message>
        <source>Reading the genres</source>
        <translation>Die Genres werden gelesen</translation>
    </message>
    <message>
        <source>Take over genres of the files</source>
        <translation>Genres der Dateien übernehmen</translation>
    </message>
    <message>
        <source>Undone.</source>
        <translation>Rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Take over 1 answer</source>
        <translation>1 Antwort übernehmen</translation>
    </message>
    <message>
        <source>Take over {n} answers</source>
        <translation>{n} Antworten übernehmen</translation>
    </message>
    <message>
        <source>No file of the library has a genre.</source>
        <translation>Keine Datei der Bibliothek nennt ein Genre.</translation>
    </message>
    <message>
        <source>Tracks with a genre: {with_genre} of {tracks}.</source>
        <translation>Titel mit Genre: {with_genre} von {tracks}.</translation>
    </message>
    <message>
        <source>New answers: {n}.</source>
        <translation>Neue Antworten: {n}.</translation>
    </message>
    <message>
        <source>Answers that no file says any more: {n}.</source>
        <translation>Antworten, die keine Datei mehr nennt: {n}.</translation>
    </message>
    <message>
        <source>Answers from the files so far: {n}.</source>
        <translation>Bisher Antworten aus den Dateien: {n}.</translation>
    </message>
    <message>
        <source>Kept as you answered: {n}.</source>
        <translation>Wie von Ihnen beantwortet belassen: {n}.</translation>
    </message>
    <message>
        <source>Left out, for TagStudio wrote them: {n}.</source>
        <translation>Ausgelassen, weil TagStudio sie geschrieben hat: {n}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>A genre that means a tag becomes a yes from the file. It teaches less than your answers, and replaces none.</source>
        <translation>Ein Genre, das ein Schlagwort bedeutet, wird ein Ja aus der Datei. Es lehrt weniger als Ihre Antworten und ersetzt keine.</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Tags that are asked for</source>
        <translation>Gesuchte Schlagwörter</translation>
    </message>
    <message>
        <source>All of:</source>
        <translation>Alle:</translation>
    </message>
    <message>
        <source>Any of:</source>
        <translation>Eins davon:</translation>
    </message>
    <message>
        <source>None of:</source>
        <translation>Keins:</translation>
    </message>
</context>
<context>
    <name>FirstStepsBar</name>
    <message>
        <source>Review the first tracks</source>
        <translation>Die ersten Titel prüfen</translation>
    </message>
    <message>
        <source>Close the first steps</source>
        <translation>Die ersten Schritte schließen</translation>
    </message>
    <message>
        <source>Close. Help &gt; First steps shows it again.</source>
        <translation>Schließen. Hilfe &gt; Erste Schritte zeigt es wieder.</translation>
    </message>
    <message>
        <source>First steps: all are done</source>
        <translation>Erste Schritte: alle erledigt</translation>
    </message>
    <message>
        <source>First steps, {number} of {count}:</source>
        <translation>Erste Schritte, {number} von {count}:</translation>
    </message>
    <message>
        <source>Add music</source>
        <translation>Musik hinzufügen</translation>
    </message>
    <message>
        <source>Suggest tags</source>
        <translation>Schlagwörter vorschlagen</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Use what was learned</source>
        <translation>Das Gelernte verwenden</translation>
    </message>
    <message>
        <source>First steps:</source>
        <translation>Erste Schritte:</translation>
    </message>
    <message>
        <source>Looking for music in your folders.</source>
        <translation>Die Ordner werden nach Musik durchsucht.</translation>
    </message>
    <message>
        <source>The model listens to your music. What it has heard can be reviewed already.</source>
        <translation>Das Modell hört die Musik. Was es gehört hat, lässt sich schon prüfen.</translation>
    </message>
    <message>
        <source>The model learns from your answers.</source>
        <translation>Das Modell lernt aus den Antworten.</translation>
    </message>
    <message>
        <source>TagStudio plays a dozen pieces, and the model listens to them.</source>
        <translation>TagStudio spielt ein Dutzend Stücke, und das Modell hört sie.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Add a folder with your music. Nothing in it is changed.</source>
        <translation>Einen Ordner mit Musik hinzufügen. Darin wird nichts verändert.</translation>
    </message>
    <message>
        <source>No music was found there. Add a folder in which there are sound files, such as mp3, m4a, flac, ogg or wav.</source>
        <translation>Dort wurde keine Musik gefunden. Fügen Sie einen Ordner mit Musikdateien hinzu, etwa mp3, m4a, flac, ogg oder wav.</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Say yes or no to what is suggested. Tracks answered so far: {done} of {wanted}.</source>
        <translation>Ja oder Nein zu dem, was vorgeschlagen ist. Bisher beantwortete Titel: {done} von {wanted}.</translation>
    </message>
    <message>
        <source>{tracks} tracks can be heard. Let the model listen to them.</source>
        <translation>{tracks} Titel sind abspielbar. Lassen Sie das Modell sie anhören.</translation>
    </message>
    <message>
        <source>Your first version is on the page Model. Your answers do not show yet that it is better: go on in Review, then train again.</source>
        <translation>Ihre erste Version steht auf der Seite Modell. Ihre Antworten zeigen noch nicht, dass sie besser ist: Machen Sie in „Prüfen“ weiter, und trainieren Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>{version} is no longer in use. “Write tags” puts your answers into the files.</source>
        <translation>{version} wird nicht mehr verwendet. „Schlagwörter schreiben“ schreibt Ihre Antworten in die Dateien.</translation>
    </message>
    <message>
        <source>Train on the answers…</source>
        <translation>Mit den Antworten trainieren…</translation>
    </message>
    <message>
        <source>The model can learn from {tracks} tracks. While fewer than {count} are answered, you decide whether the new version is used.</source>
        <translation>Aus {tracks} Titeln kann das Modell lernen. Solange weniger als {count} beantwortet sind, entscheiden Sie, ob die neue Version verwendet wird.</translation>
    </message>
    <message>
        <source>A version waits on the page Model: look at its changes, and use it if they look right.</source>
        <translation>Auf der Seite Modell wartet eine neue Version: Sehen Sie nach, was sich mit ihr ändert, und verwenden Sie die Version, wenn die Änderungen stimmen.</translation>
    </message>
    <message>
        <source>A version waits: look at its changes, and use it if they look right.</source>
        <translation>Eine neue Version wartet: Sehen Sie nach, was sich mit ihr ändert, und verwenden Sie die Version, wenn die Änderungen stimmen.</translation>
    </message>
    <message>
        <source>Show its changes</source>
        <translation>Änderungen ansehen</translation>
    </message>
    <message>
        <source>Your files are being changed.</source>
        <translation>Ihre Dateien werden gerade geändert.</translation>
    </message>
    <message>
        <source>Your own version suggests now. “Write tags” puts your answers into the files.</source>
        <translation>Ihre eigene Version schlägt jetzt vor. „Schlagwörter schreiben“ bringt Ihre Antworten in die Dateien.</translation>
    </message>
    <message>
        <source>Your own version suggests now, and tags were written into files. “Write tags” shows what is not in them yet. The cross closes this list.</source>
        <translation>Ihre eigene Version schlägt jetzt vor, und es wurden Schlagwörter in Dateien geschrieben. „Schlagwörter schreiben“ zeigt, was noch nicht darin steht. Das Kreuz schließt diese Liste.</translation>
    </message>
    <message>
        <source>Write tags…</source>
        <translation>Schlagwörter schreiben…</translation>
    </message>
    <message>
        <source>Answer ten tracks</source>
        <translation>Zehn Titel beantworten</translation>
    </message>
    <message>
        <source>The files of all tracks are missing. Connect the disk with the music, then scan the folders again.</source>
        <translation>Die Dateien aller Titel fehlen. Schließen Sie den Datenträger mit der Musik an, und lesen Sie dann die Ordner neu ein.</translation>
    </message>
    <message>
        <source>Scan folders again</source>
        <translation>Ordner neu einlesen</translation>
    </message>
    <message>
        <source>Suggest tags now</source>
        <translation>Jetzt vorschlagen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Review more</source>
        <translation>Mehr prüfen</translation>
    </message>
</context>
<context>
    <name>FoldersPage</name>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Music in these folders is in the library. A folder that is not there, a drive say, keeps its tracks and answers; they are marked missing until it is back.</source>
        <translation>Die Musik in diesen Ordnern gehört zur Bibliothek. Ein Ordner, der gerade nicht da ist (etwa ein Laufwerk), behält seine Titel und Antworten; bis er zurück ist, gelten sie als fehlend.</translation>
    </message>
    <message>
        <source>Add new music automatically</source>
        <translation>Neue Musik automatisch hinzufügen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>There is no folder yet. Add one, or drop it on the window.</source>
        <translation>Noch kein Ordner. Fügen Sie einen hinzu oder ziehen Sie ihn auf das Fenster.</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Scan all again</source>
        <translation>Alle neu einlesen</translation>
    </message>
    <message>
        <source>Scan the selected</source>
        <translation>Ausgewählte einlesen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Removing takes a folder and its tracks out of every list. Their answers and suggestions are kept, no file is touched, and once it is put back all is as it was, even if the music lies elsewhere by then.</source>
        <translation>Ein entfernter Ordner verschwindet mit seinen Titeln aus allen Listen. Antworten und Vorschläge bleiben erhalten, keine Datei wird angerührt, und wenn Sie ihn zurückholen, ist alles wie vorher, auch wenn die Musik dann anderswo liegt.</translation>
    </message>
    <message>
        <source>Read all tags again</source>
        <translation>Alle Angaben neu lesen</translation>
    </message>
    <message>
        <source>Listen on battery, too</source>
        <translation>Auch im Akkubetrieb anhören</translation>
    </message>
    <message>
        <source>Watch the folders</source>
        <translation>Ordner überwachen</translation>
    </message>
    <message>
        <source>While the window of this library is open, files that come, change, move or go are scanned once they have rested for some seconds, and the model listens to new tracks, at low priority. The status bar shows it and pauses it.</source>
        <translation>Solange das Fenster dieser Bibliothek offen ist, werden Dateien, die hinzukommen, sich ändern, verschoben oder gelöscht werden, eingelesen, sobald sie einige Sekunden geruht haben; neue Titel hört das Modell an, mit niedriger Priorität. Die Statusleiste zeigt das an; dort lässt es sich anhalten.</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>Im Akkubetrieb</translation>
    </message>
    <message>
        <source>Genre separators</source>
        <translation>Zeichen zwischen Genres</translation>
    </message>
    <message>
        <source>Such as / or , where your files have several genres in one: &quot;Rock/Pop&quot; is then two. Left empty, only what the file itself separates, and &quot;;&quot;, parts them: &quot;Folk, World, &amp; Country&quot; is one. Tracks that are in the library follow when their tags are read again.</source>
        <translation>Etwa / oder , wenn in Ihren Dateien mehrere Genres in einem stehen: „Rock/Pop“ sind dann zwei. Bleibt das Feld leer, trennt nur die Datei selbst und „;“: „Folk, World, &amp; Country“ ist eines. Titel, die schon in der Bibliothek sind, folgen, wenn ihre Angaben neu gelesen werden.</translation>
    </message>
    <message>
        <source>Not while a scan is running.</source>
        <translation>Nicht, während eingelesen wird.</translation>
    </message>
    <message>
        <source>Removed. Its tracks stay, for another folder holds them too: {kept}.</source>
        <translation>Entfernt. Die Titel bleiben, denn sie liegen auch in einem anderen Ordner: {kept}.</translation>
    </message>
    <message>
        <source>Removed. Tracks that left the lists: {tracks}. Answers on them, kept: {answers}. Tracks that stay, for another folder holds them too: {kept}.</source>
        <translation>Entfernt. Titel, die nicht mehr in den Listen stehen: {tracks}. Antworten dazu, die gespeichert bleiben: {answers}. Titel, die bleiben, denn sie liegen auch in einem anderen Ordner: {kept}.</translation>
    </message>
    <message>
        <source>Removed. Tracks that left the lists: {tracks}. Answers on them, kept: {answers}.</source>
        <translation>Entfernt. Titel, die nicht mehr in den Listen stehen: {tracks}. Antworten dazu, die gespeichert bleiben: {answers}.</translation>
    </message>
    <message>
        <source>removed on {day}</source>
        <translation>entfernt am {day}</translation>
    </message>
    <message>
        <source>available</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>missing: not mounted, or moved</source>
        <translation>fehlt: nicht eingehängt oder verschoben</translation>
    </message>
</context>
<context>
    <name>FollowingPage</name>
    <message>
        <source>What is listed here has changed meanwhile.</source>
        <translation>Was hier steht, hat sich inzwischen geändert.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
</context>
<context>
    <name>FoundView</name>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
</context>
<context>
    <name>GenrePanel</name>
    <message>
        <source>Genres in the files</source>
        <translation>Genres in den Dateien</translation>
    </message>
    <message>
        <source>What the selected genres mean</source>
        <translation>Was die ausgewählten Genres bedeuten</translation>
    </message>
    <message>
        <source>no tag</source>
        <translation>kein Schlagwort</translation>
    </message>
    <message>
        <source>Genre in the files</source>
        <translation>Genre in den Dateien</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Means the tag</source>
        <translation>Bedeutet das Schlagwort</translation>
    </message>
    <message>
        <source>{tag}, a new tag</source>
        <translation>{tag}, ein neues Schlagwort</translation>
    </message>
    <message>
        <source>{tag}, chosen</source>
        <translation>{tag}, gewählt</translation>
    </message>
    <message>
        <source>no tag, chosen</source>
        <translation>kein Schlagwort, gewählt</translation>
    </message>
    <message>
        <source>no tag; can mean {tags}</source>
        <translation>kein Schlagwort; kann {tags} bedeuten</translation>
    </message>
    <message>
        <source>no tag; similar: {tags}</source>
        <translation>kein Schlagwort; ähnlich: {tags}</translation>
    </message>
    <message>
        <source>Selected genres:</source>
        <translation>Ausgewählte Genres:</translation>
    </message>
    <message>
        <source>It is {tag}</source>
        <translation>Es ist {tag}</translation>
    </message>
    <message>
        <source>Make them tags</source>
        <translation>Zu Schlagwörtern machen</translation>
    </message>
    <message>
        <source>Make it a tag: {tag}</source>
        <translation>Zum Schlagwort machen: {tag}</translation>
    </message>
</context>
<context>
    <name>HandbookWindow</name>
    <message>
        <source>TagStudio handbook</source>
        <translation>TagStudio-Handbuch</translation>
    </message>
    <message>
        <source>Search the handbook</source>
        <translation>Handbuch durchsuchen</translation>
    </message>
    <message>
        <source>Pages of the handbook</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
    <message>
        <source>Page of the handbook</source>
        <translation>Seite des Handbuchs</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Pages found: {count}</source>
        <translation>Gefundene Seiten: {count}</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>Keine Seite enthält diese Wörter.</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Keys of this page</source>
        <translation>Tasten dieser Seite</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import labels</source>
        <translation>Schlagwörter importieren</translation>
    </message>
    <message>
        <source>What the file holds</source>
        <translation>Was die Datei enthält</translation>
    </message>
    <message>
        <source>Replace what I decided otherwise by hand</source>
        <translation>Ersetzen, was ich von Hand anders entschieden habe</translation>
    </message>
    <message>
        <source>Labels read: {labels}, of these fit: {used}. Answers that would change: {changes}.</source>
        <translation>Angaben gelesen: {labels}, davon passen: {used}. Antworten, die sich ändern würden: {changes}.</translation>
    </message>
    <message>
        <source>Import 1 answer</source>
        <translation>1 Antwort importieren</translation>
    </message>
    <message>
        <source>Import {n} answers</source>
        <translation>{n} Antworten importieren</translation>
    </message>
    <message>
        <source>Tracks found {how}</source>
        <translation>Titel gefunden {how}</translation>
    </message>
    <message>
        <source>Not used: {why}</source>
        <translation>Nicht verwendet: {why}</translation>
    </message>
    <message>
        <source>The labels of {file} become your answers, in one step that Undo takes back; new tags stay in your list of tags. Nothing is changed before you agree, and no music file is touched.</source>
        <translation>Die Angaben in {file} werden zu Ihren Antworten, in einem Schritt, den „Rückgängig“ zurücknimmt; neue Schlagwörter bleiben in Ihrer Liste. Nichts wird geändert, bevor Sie zustimmen, und keine Musikdatei wird berührt.</translation>
    </message>
    <message>
        <source>Reading the file</source>
        <translation>Die Datei wird gelesen</translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation>Andere Datei wählen…</translation>
    </message>
    <message>
        <source>Nothing can be imported: none of the labels belongs to a track of this library. Add the folder with these tracks first, or choose a file whose paths, or titles and artists, are those of your tracks.</source>
        <translation>Es lässt sich nichts importieren: Keine der Angaben gehört zu einem Titel dieser Bibliothek. Fügen Sie erst den Ordner mit diesen Titeln hinzu, oder wählen Sie eine Datei, deren Pfade oder Titel und Interpreten die Ihrer Titel sind.</translation>
    </message>
    <message>
        <source>Line {line}: {text}</source>
        <translation>Zeile {line}: {text}</translation>
    </message>
    <message>
        <source>Task {line}: {text}</source>
        <translation>Aufgabe {line}: {text}</translation>
    </message>
    <message>
        <source>File {line}: {text}</source>
        <translation>Datei {line}: {text}</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
</context>
<context>
    <name>InstallPluginDialog</name>
    <message>
        <source>Install a plugin</source>
        <translation>Ein Plugin installieren</translation>
    </message>
    <message>
        <source>Looking at the plugin</source>
        <translation>Das Plugin wird angesehen</translation>
    </message>
    <message>
        <source>The plugin is being looked at…</source>
        <translation>Das Plugin wird angesehen…</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
</context>
<context>
    <name>InstallRow</name>
    <message>
        <source>Model to install</source>
        <translation>Modell, das installiert wird</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>The file of the weights</source>
        <translation>Die Datei mit den Gewichten</translation>
    </message>
</context>
<context>
    <name>JobCard</name>
    <message>
        <source>Progress of {job}</source>
        <translation>Fortschritt: {job}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{counts}, {time} left</source>
        <translation>{counts}, noch {time}</translation>
    </message>
    <message>
        <source>Waits until the job of the same kind before it has ended.</source>
        <translation>Wartet, bis die Aufgabe gleicher Art davor beendet ist.</translation>
    </message>
    <message>
        <source>Stopping at the next step…</source>
        <translation>Hält beim nächsten Schritt an…</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
</context>
<context>
    <name>JobOutcome</name>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Try these files again</source>
        <translation>Diese Dateien erneut versuchen</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>Liste kopieren</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Files that failed or were left out</source>
        <translation>Gescheiterte und ausgelassene Dateien</translation>
    </message>
    <message>
        <source>{job}, {time}</source>
        <translation>{job}, {time}</translation>
    </message>
    <message>
        <source>{state} after {time}.</source>
        <translation>{state} nach {time}.</translation>
    </message>
    <message>
        <source>{state} after {time}. Files: {done}.</source>
        <translation>{state} nach {time}. Dateien: {done}.</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>weniger als einer Sekunde</translation>
    </message>
    <message>
        <source>Copied: the paths of {count} files, with the reasons.</source>
        <translation>Kopiert: die Pfade von {count} Dateien, mit den Gründen.</translation>
    </message>
</context>
<context>
    <name>JobsScreen</name>
    <message>
        <source>Ended jobs</source>
        <translation>Beendete Aufgaben</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>No job is running.</source>
        <translation>Gerade läuft nichts.</translation>
    </message>
    <message>
        <source>Earlier jobs</source>
        <translation>Frühere Aufgaben</translation>
    </message>
    <message>
        <source>Jobs that changed nothing in the library are listed until you close the program.</source>
        <translation>Aufgaben, die nichts an der Bibliothek geändert haben, stehen hier, bis Sie das Programm schließen.</translation>
    </message>
    <message>
        <source>No job has ended yet</source>
        <translation>Noch ist keine Aufgabe beendet</translation>
    </message>
    <message>
        <source>Looking for music, suggestions, training and writing are listed here once they have ended, with what came of them.</source>
        <translation>Einlesen, Vorschläge, Training und Schreiben stehen hier, sobald sie beendet sind, mit dem, was dabei herauskam.</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Single letters are off while you type in a text field.</source>
        <translation>Einzelne Buchstaben wirken nicht, während Sie in ein Textfeld schreiben.</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Find an action or a key</source>
        <translation>Aktion oder Taste suchen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>Diese Taste nehmen</translation>
    </message>
    <message>
        <source>Add this key</source>
        <translation>Zusätzlich zuweisen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>Select an action to change its keys.</source>
        <translation>Wählen Sie eine Aktion, um ihre Tasten zu ändern.</translation>
    </message>
    <message>
        <source>Press the new key for “{action}” in the field.</source>
        <translation>Drücken Sie im Feld die neue Taste für „{action}“.</translation>
    </message>
    <message>
        <source>“{action}”</source>
        <translation>„{action}“</translation>
    </message>
    <message>
        <source>{key} is the key of {actions}, which loses it if you go on.</source>
        <translation>{key} gehört zu {actions} und geht dort verloren, wenn Sie fortfahren.</translation>
    </message>
    <message>
        <source>{key} is free.</source>
        <translation>{key} ist frei.</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>überall</translation>
    </message>
</context>
<context>
    <name>LibraryScreen</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Export 1 selected track…</source>
        <translation>1 ausgewählten Titel exportieren…</translation>
    </message>
    <message>
        <source>Export {n} selected tracks…</source>
        <translation>{n} ausgewählte Titel exportieren…</translation>
    </message>
    <message>
        <source>Export all {n} tracks shown…</source>
        <translation>Alle {n} gezeigten Titel exportieren…</translation>
    </message>
    <message>
        <source>Review 1 selected track</source>
        <translation>1 ausgewählten Titel prüfen</translation>
    </message>
    <message>
        <source>Review {n} selected tracks</source>
        <translation>{n} ausgewählte Titel prüfen</translation>
    </message>
    <message>
        <source>Review all {n} tracks shown</source>
        <translation>Alle {n} gezeigten Titel prüfen</translation>
    </message>
    <message>
        <source>1 track</source>
        <translation>1 Titel</translation>
    </message>
    <message>
        <source>{n} tracks</source>
        <translation>{n} Titel</translation>
    </message>
    <message>
        <source>Select the tracks first.</source>
        <translation>Wählen Sie zuerst Titel aus.</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Filter by several tags: all of, any of, none of</source>
        <translation>Nach mehreren Schlagwörtern filtern: alle, eins davon, keins</translation>
    </message>
    <message>
        <source>Filter by tags</source>
        <translation>Nach Schlagwörtern filtern</translation>
    </message>
    <message>
        <source>What can be done with these tracks</source>
        <translation>Was sich mit diesen Titeln tun lässt</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Selected tracks</source>
        <translation>Ausgewählte Titel</translation>
    </message>
    <message>
        <source>Library and tags</source>
        <translation>Bibliothek und Schlagwörter</translation>
    </message>
    <message>
        <source>Export 1 track…</source>
        <translation>1 Titel exportieren…</translation>
    </message>
    <message>
        <source>Write tags and facts to 1 selected file…</source>
        <translation>Schlagwörter und Angaben in 1 ausgewählte Datei schreiben…</translation>
    </message>
    <message>
        <source>Write tags and facts to {n} selected files…</source>
        <translation>Schlagwörter und Angaben in {n} ausgewählte Dateien schreiben…</translation>
    </message>
    <message>
        <source>Write tags and facts to 1 file…</source>
        <translation>Schlagwörter und Angaben in 1 Datei schreiben…</translation>
    </message>
    <message>
        <source>Write tags and facts to all {n} files shown…</source>
        <translation>Schlagwörter und Angaben in alle {n} gezeigten Dateien schreiben…</translation>
    </message>
    <message>
        <source>Review 1 track</source>
        <translation>1 Titel prüfen</translation>
    </message>
    <message>
        <source>Tracks leave the library with their folder, in Settings, Folders. Their answers are kept, and no file is deleted.</source>
        <translation>Titel gehen mit ihrem Ordner aus der Bibliothek, unter Einstellungen, Ordner. Ihre Antworten bleiben, und keine Datei wird gelöscht.</translation>
    </message>
    <message>
        <source>A missing track keeps its answers and is found again when its file comes back. It leaves the library with its folder, in Settings, Folders.</source>
        <translation>Ein fehlender Titel behält seine Antworten und wird wiedergefunden, wenn seine Datei zurückkommt. Aus der Bibliothek geht er mit seinem Ordner, unter Einstellungen, Ordner.</translation>
    </message>
    <message>
        <source>Set the artist</source>
        <translation>Interpreten angeben</translation>
    </message>
    <message>
        <source>Select a track first.</source>
        <translation>Wählen Sie zuerst einen Titel aus.</translation>
    </message>
    <message>
        <source>Artist of the selected tracks. Files change only by “Write tags and facts to files”.
Empty: as the files and their names say.</source>
        <translation>Interpret der ausgewählten Titel. Dateien ändern sich nur durch „Schlagwörter und Angaben in Dateien schreiben“.
Leer: wie es die Dateien und ihre Namen sagen.</translation>
    </message>
    <message>
        <source>Select several tracks: the answers of the one that you clicked last, or that the list is compared with, go to the others.</source>
        <translation>Wählen Sie mehrere Titel aus: Die Antworten des zuletzt angeklickten, oder des Titels, mit dem die Liste verglichen wird, gehen auf die anderen über.</translation>
    </message>
    <message>
        <source>No track is listed: change the search first.</source>
        <translation>Kein Titel ist aufgelistet: Ändern Sie erst die Suche.</translation>
    </message>
    <message>
        <source>Measured. A right click on the heads of the table shows the columns.</source>
        <translation>Gemessen. Ein Rechtsklick auf die Spaltenköpfe der Tabelle blendet die Spalten ein.</translation>
    </message>
    <message>
        <source>Search for something first.</source>
        <translation>Suchen Sie zuerst etwas.</translation>
    </message>
    <message>
        <source>Save this search</source>
        <translation>Suche speichern</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Offen</translation>
    </message>
</context>
<context>
    <name>LikenessBar</name>
    <message>
        <source>Same answers…</source>
        <translation>Antworten auf andere Titel übertragen…</translation>
    </message>
    <message>
        <source>Give the selected tracks the answers of this track</source>
        <translation>Den ausgewählten Titeln die Antworten dieses Titels geben</translation>
    </message>
    <message>
        <source>Show all tracks</source>
        <translation>Alle Titel zeigen</translation>
    </message>
    <message>
        <source>Back to the search</source>
        <translation>Zurück zur Suche</translation>
    </message>
    <message>
        <source>Most like “{title}” by {artist}</source>
        <translation>Am ähnlichsten zu „{title}“ von {artist}</translation>
    </message>
    <message>
        <source>Most like “{title}”</source>
        <translation>Am ähnlichsten zu „{title}“</translation>
    </message>
</context>
<context>
    <name>ListeningCard</name>
    <message>
        <source>Listening more closely</source>
        <translation>Genauer hinhören</translation>
    </message>
    <message>
        <source>Progress of listening more closely</source>
        <translation>Fortschritt beim genaueren Hinhören</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>What is done is kept.</source>
        <translation>Was getan ist, bleibt.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>{count} tracks left</source>
        <translation>noch {count} Titel</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{counts}, {time} left</source>
        <translation>{counts}, noch {time}</translation>
    </message>
    <message>
        <source>Paused. The suggestions for these tracks come from their middle.</source>
        <translation>Angehalten. Die Vorschläge für diese Titel stammen aus deren Mitte.</translation>
    </message>
    <message>
        <source>Waits until the computer no longer runs on its battery.</source>
        <translation>Wartet, bis der Computer nicht mehr im Akkubetrieb läuft.</translation>
    </message>
    <message>
        <source>Waits until the other jobs have ended.</source>
        <translation>Wartet, bis die anderen Aufgaben beendet sind.</translation>
    </message>
    <message>
        <source>Starting: the model listens to the first of these tracks.</source>
        <translation>Beginnt: Das Modell hört die ersten dieser Titel an.</translation>
    </message>
    <message>
        <source>The suggestions get better as more of each track is heard.</source>
        <translation>Die Vorschläge werden besser, weil mehr von jedem Titel gehört wird.</translation>
    </message>
    <message>
        <source>Begins in a moment.</source>
        <translation>Beginnt gleich.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>TagStudio is running already: this is its window.</source>
        <translation>TagStudio ist schon offen, und zwar in diesem Fenster.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>This was not kept: {why}</source>
        <translation>Das wurde nicht gespeichert: {why}</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Pages of the window</source>
        <translation>Seiten des Fensters</translation>
    </message>
    <message>
        <source>Merge another library</source>
        <translation>Mit einer anderen Bibliothek zusammenführen</translation>
    </message>
    <message>
        <source>Files of labels are imported one at a time.</source>
        <translation>Dateien mit Schlagwörtern werden einzeln importiert.</translation>
    </message>
</context>
<context>
    <name>MergeDialog</name>
    <message>
        <source>Comparing the libraries</source>
        <translation>Die Bibliotheken werden verglichen</translation>
    </message>
    <message>
        <source>Merge another library</source>
        <translation>Mit einer anderen Bibliothek zusammenführen</translation>
    </message>
    <message>
        <source>What the other library says</source>
        <translation>Was die andere Bibliothek sagt</translation>
    </message>
    <message>
        <source>1 track was not found here: name its folder…</source>
        <translation>1 Titel wurde hier nicht gefunden: seinen Ordner nennen…</translation>
    </message>
    <message>
        <source>{n} tracks were not found here: name their folder…</source>
        <translation>{n} Titel wurden hier nicht gefunden: ihren Ordner nennen…</translation>
    </message>
    <message>
        <source>Nothing was said in the other library that is not said here already. Music does not come over: add its folder here.</source>
        <translation>In der anderen Bibliothek wurde nichts gesagt, was hier nicht schon gesagt ist. Musik kommt nicht mit: Fügen Sie ihren Ordner hier hinzu.</translation>
    </message>
    <message>
        <source>To be taken over: {n}.</source>
        <translation>Zu übernehmen: {n}.</translation>
    </message>
    <message>
        <source>Conflicts that are not decided, and stay as it is here: {n}.</source>
        <translation>Offene Widersprüche, bei denen bleibt, was hier gilt: {n}.</translation>
    </message>
    <message>
        <source>Tracks found by their sound: {n}.</source>
        <translation>Am Klang erkannte Titel: {n}.</translation>
    </message>
    <message>
        <source>Tracks found by their paths: {n}.</source>
        <translation>Am Pfad erkannte Titel: {n}.</translation>
    </message>
    <message>
        <source>Take over 1 change</source>
        <translation>1 Änderung übernehmen</translation>
    </message>
    <message>
        <source>Take over {n} changes</source>
        <translation>{n} Änderungen übernehmen</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Answers to parts of tracks</source>
        <translation>Antworten zu Teilen von Titeln</translation>
    </message>
    <message>
        <source>Marks of review</source>
        <translation>Als durchgesehen markiert</translation>
    </message>
    <message>
        <source>Artists that were named</source>
        <translation>Benannte Interpreten</translation>
    </message>
    <message>
        <source>Titles, albums, tempi and keys</source>
        <translation>Titel, Alben, Tempi und Tonarten</translation>
    </message>
    <message>
        <source>Doubted answers that were kept</source>
        <translation>Bestätigte Antworten</translation>
    </message>
    <message>
        <source>New tags</source>
        <translation>Neue Schlagwörter</translation>
    </message>
    <message>
        <source>Changes of tags</source>
        <translation>Änderungen an Schlagwörtern</translation>
    </message>
    <message>
        <source>Meanings of genres</source>
        <translation>Bedeutungen von Genres</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <source>{there} is {here}</source>
        <translation>{there} ist {here}</translation>
    </message>
    <message>
        <source>Folder that lies elsewhere here</source>
        <translation>Ordner, der hier woanders liegt</translation>
    </message>
    <message>
        <source>Tracks that are not here; kept until a scan finds them</source>
        <translation>Titel, die hier fehlen; gespeichert, bis ein Durchlauf sie findet</translation>
    </message>
    <message>
        <source>Stays as it is here</source>
        <translation>Bleibt, wie es hier ist</translation>
    </message>
    <message>
        <source>The folder here that is {folder} there</source>
        <translation>Der Ordner hier, der dort {folder} ist</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>What was said in {file} comes into this library, with who said it and when, in one step that Undo takes back. Nothing is changed before you agree, and nothing at all in the other library.</source>
        <translation>Was in {file} gesagt wurde, kommt in diese Bibliothek, samt dem, wer es wann gesagt hat, in einem Schritt, den „Rückgängig“ zurücknimmt. Vor Ihrer Zustimmung ändert sich nichts, und in der anderen Bibliothek gar nichts.</translation>
    </message>
</context>
<context>
    <name>ModelScreen</name>
    <message>
        <source>{model} is active.</source>
        <translation>{model} ist aktiv.</translation>
    </message>
    <message>
        <source>{model} is active, on trial.</source>
        <translation>{model} ist aktiv, auf Probe.</translation>
    </message>
    <message>
        <source>Suggestions come from {model}, which is set in the Settings.</source>
        <translation>Die Vorschläge kommen von {model}; so steht es in den Einstellungen.</translation>
    </message>
    <message>
        <source>One track is answered so far.</source>
        <translation>Bisher ist ein Titel beantwortet.</translation>
    </message>
    <message>
        <source>{count} answers to {tracks} tracks to learn from.</source>
        <translation>Zum Lernen gibt es {count} Antworten zu {tracks} Titeln.</translation>
    </message>
    <message>
        <source>{count} answers to {tracks} tracks, none of them newer than the last training.</source>
        <translation>{count} Antworten zu {tracks} Titeln, keine davon neuer als das letzte Training.</translation>
    </message>
    <message>
        <source>{count} answers to {tracks} tracks; one track has new answers since the last training.</source>
        <translation>{count} Antworten zu {tracks} Titeln; ein Titel hat seit dem letzten Training neue Antworten.</translation>
    </message>
    <message>
        <source>{count} answers to {tracks} tracks; {new} of these tracks have new answers since the last training.</source>
        <translation>{count} Antworten zu {tracks} Titeln; {new} dieser Titel haben seit dem letzten Training neue Antworten.</translation>
    </message>
    <message>
        <source>Not measured on the newest answers. Measure does it.</source>
        <translation>Mit den neuesten Antworten noch nicht gemessen. „Messen“ holt es nach.</translation>
    </message>
    <message>
        <source>Here stands tag by tag how well it fits, once you have answered some.</source>
        <translation>Hier steht für jedes Schlagwort, wie gut es getroffen wird, sobald Sie einige beantwortet haben.</translation>
    </message>
</context>
<context>
    <name>ModelView</name>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Measure the versions on all your answers, by copies that never saw them</source>
        <translation>Die Versionen an all Ihren Antworten messen, mit Kopien, die diese nie sahen</translation>
    </message>
    <message>
        <source>Go back to the version before</source>
        <translation>Zur vorigen Version zurück</translation>
    </message>
    <message>
        <source>A track counts from its first answer on, also before it is finished in Review; so these may be more than the reviewed ones.</source>
        <translation>Ein Titel zählt von seiner ersten Antwort an, auch bevor er in „Prüfen“ abgeschlossen ist; es können also mehr sein als die geprüften.</translation>
    </message>
    <message>
        <source>Its suggestions come back. No answer is lost, and this version stays in the list.</source>
        <translation>Ihre Vorschläge kommen zurück. Keine Antwort geht verloren, und diese Version bleibt in der Liste.</translation>
    </message>
    <message>
        <source>Train on the answers…</source>
        <translation>Mit den Antworten trainieren…</translation>
    </message>
    <message>
        <source>A line over the versions is drawn here from {count} yes and {count} no to one tag on.</source>
        <translation>Ab {count} Ja und {count} Nein zu einem Schlagwort steht hier eine Linie über die Versionen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Views of the versions</source>
        <translation>Ansichten der Versionen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>How well this version knows each tag, by your answers</source>
        <translation>Wie gut diese Version jedes Schlagwort kennt, nach Ihren Antworten</translation>
    </message>
    <message>
        <source>Over versions</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Whether the versions became better, the oldest on the left</source>
        <translation>Ob die Versionen besser wurden, die älteste links</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Which tracks would gain or lose a tag with this version</source>
        <translation>Welche Titel mit dieser Version ein Schlagwort gewännen oder verlören</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>How the last training went, and what more answers are worth</source>
        <translation>Wie das letzte Training verlief, und was weitere Antworten wert sind</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>What you answered, tag by tag, and what would help most</source>
        <translation>Was Sie geantwortet haben, je Schlagwort, und was am meisten helfen würde</translation>
    </message>
    <message>
        <source>The selected version</source>
        <translation>Die gewählte Version</translation>
    </message>
</context>
<context>
    <name>NameChips</name>
    <message>
        <source>Its former name: what you find by that stays found</source>
        <translation>Der frühere Name: Was Sie damit finden, wird weiter gefunden</translation>
    </message>
    <message>
        <source>Take “{name}” away</source>
        <translation>„{name}“ wegnehmen</translation>
    </message>
</context>
<context>
    <name>NewTracksBar</name>
    <message>
        <source>New tracks: {count}. Let the model suggest tags for them?</source>
        <translation>Neue Titel: {count}. Soll das Modell Schlagwörter für sie vorschlagen?</translation>
    </message>
    <message>
        <source>Suggest tags now</source>
        <translation>Jetzt vorschlagen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
</context>
<context>
    <name>NoMatch</name>
    <message>
        <source>No track fits</source>
        <translation>Kein Titel passt</translation>
    </message>
    <message>
        <source>Show all tracks</source>
        <translation>Alle Titel zeigen</translation>
    </message>
    <message>
        <source>The search is not understood</source>
        <translation>Die Suche ist nicht verständlich</translation>
    </message>
    <message>
        <source>“or” and “and” are looked for like any other word. In a search a comma stands for or, and a blank for and: “tag:jazz, tag:rock” finds what has one of the two.</source>
        <translation>„oder“ und „und“ werden gesucht wie jedes andere Wort. In einer Suche steht ein Komma für oder, ein Leerzeichen für und: „tag:jazz, tag:rock“ findet, was eines von beiden hat.</translation>
    </message>
    <message>
        <source>Show 1 track with the tag</source>
        <translation>1 Titel mit dem Schlagwort zeigen</translation>
    </message>
    <message>
        <source>The reason is shown below the search field.</source>
        <translation>Der Grund steht unter dem Suchfeld.</translation>
    </message>
    <message>
        <source>No title, artist, album, genre or path has what you typed, but there is a tag “{tag}”.</source>
        <translation>Kein Titel, Interpret, Album, Genre oder Pfad enthält das, aber es gibt das Schlagwort „{tag}“.</translation>
    </message>
    <message>
        <source>Show {n} tracks with the tag</source>
        <translation>{n} Titel mit dem Schlagwort zeigen</translation>
    </message>
    <message>
        <source>Change the search, or show all tracks.</source>
        <translation>Ändern Sie die Suche, oder lassen Sie alle Titel zeigen.</translation>
    </message>
</context>
<context>
    <name>NoModel</name>
    <message>
        <source>Looking for models…</source>
        <translation>Modelle werden gesucht…</translation>
    </message>
    <message>
        <source>No model is installed</source>
        <translation>Kein Modell ist installiert</translation>
    </message>
    <message>
        <source>None of the plugins offers one. The plugins are in the Settings.</source>
        <translation>Keines der Plugins bietet eines an. Die Plugins stehen in den Einstellungen.</translation>
    </message>
    <message>
        <source>A model analyses your tracks and suggests tags. Install {model}: its weights are fetched once and checked. Without network, take the file of the weights.</source>
        <translation>Ein Modell analysiert Ihre Titel und schlägt Schlagwörter vor. Installieren Sie {model}: Seine Gewichte werden einmal geladen und geprüft. Ohne Netz nehmen Sie die Datei mit den Gewichten.</translation>
    </message>
    <message>
        <source>To fetch: {size} MB, licence {licence}.</source>
        <translation>Zu laden: {size} MB, Lizenz {licence}.</translation>
    </message>
</context>
<context>
    <name>NoMusic</name>
    <message>
        <source>No music yet</source>
        <translation>Noch keine Musik</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Open the demo library</source>
        <translation>Demo-Bibliothek öffnen</translation>
    </message>
    <message>
        <source>Add a folder with music: nothing in it is changed. Or look around first in a small library of pieces that TagStudio generates itself.</source>
        <translation>Fügen Sie einen Ordner mit Musik hinzu: Darin wird nichts geändert. Oder sehen Sie sich zuerst in einer kleinen Bibliothek mit Stücken um, die TagStudio selbst erzeugt.</translation>
    </message>
    <message>
        <source>The music was removed</source>
        <translation>Die Musik wurde entfernt</translation>
    </message>
    <message>
        <source>What belongs to the removed folder is kept: tracks {tracks}, answers {answers}. Put it back, and all is as it was.</source>
        <translation>Was zum entfernten Ordner gehört, bleibt gespeichert: Titel {tracks}, Antworten {answers}. Holen Sie ihn zurück, und alles ist, wie es war.</translation>
    </message>
    <message>
        <source>What belongs to the {n} removed folders is kept: tracks {tracks}, answers {answers}. Put them back, and all is as it was. Settings &gt; Folders puts back one alone.</source>
        <translation>Was zu den {n} entfernten Ordnern gehört, bleibt gespeichert: Titel {tracks}, Antworten {answers}. Holen Sie sie zurück, und alles ist, wie es war. Einen allein holt Einstellungen &gt; Ordner zurück.</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Show the next notice</source>
        <translation>Den nächsten Hinweis zeigen</translation>
    </message>
    <message>
        <source>1 more</source>
        <translation>1 weiterer</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
</context>
<context>
    <name>OldSuggestions</name>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>These suggestions are still those of {old}. {new} is in use, and has to listen to some of the tracks again.</source>
        <translation>Diese Vorschläge sind noch die von {old}. {new} ist in Gebrauch und muss einen Teil der Titel neu anhören.</translation>
    </message>
    <message>
        <source>These suggestions are still those of {old}, until {new} has suggested for all of the tracks.</source>
        <translation>Diese Vorschläge sind noch die von {old}, bis {new} für alle Titel vorgeschlagen hat.</translation>
    </message>
</context>
<context>
    <name>PartBar</name>
    <message>
        <source>Yes and no are for this part of the track alone. Example: 1:04 to 1:30 is from one minute and four seconds on, for 26 seconds.</source>
        <translation>Ja und Nein gelten nur für diesen Teil des Titels. Beispiel: 1:04 bis 1:30 ist ab einer Minute und vier Sekunden, 26 Sekunden lang.</translation>
    </message>
    <message>
        <source>Take the answer back</source>
        <translation>Antwort zurücknehmen</translation>
    </message>
    <message>
        <source>Whole track</source>
        <translation>Ganzer Titel</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} bis {end}</translation>
    </message>
    <message>
        <source>from {start}</source>
        <translation>ab {start}</translation>
    </message>
    <message>
        <source>Go to where the part ends and press {key}.</source>
        <translation>Gehen Sie dahin, wo der Abschnitt endet, und drücken Sie {key}.</translation>
    </message>
    <message>
        <source>{tag} is a yes there. Answers are for this part only.</source>
        <translation>{tag} ist dort ein Ja. Antworten gelten nur für diesen Abschnitt.</translation>
    </message>
    <message>
        <source>{tag} is a no there. Answers are for this part only.</source>
        <translation>{tag} ist dort ein Nein. Antworten gelten nur für diesen Abschnitt.</translation>
    </message>
    <message>
        <source>Answers are for this part only, not for the track.</source>
        <translation>Antworten gelten nur für diesen Abschnitt, nicht für den Titel.</translation>
    </message>
</context>
<context>
    <name>PartMarks</name>
    <message>
        <source>part</source>
        <translation>Abschnitt</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>Nein</translation>
    </message>
</context>
<context>
    <name>PersonPage</name>
    <message>
        <source>Each answer carries the name of who gave it. So several people can answer in one library: Undo takes back your own answers only, and where two disagree, both answers are shown.</source>
        <translation>Jede Antwort trägt den Namen dessen, der sie gab. So können mehrere Personen in einer Bibliothek antworten: Zurücknehmen gilt nur für Ihre eigenen Antworten, und wo zwei sich uneinig sind, werden beide Antworten gezeigt.</translation>
    </message>
    <message>
        <source>{login}, your login</source>
        <translation>{login}, Ihre Anmeldung</translation>
    </message>
    <message>
        <source>If it is left empty, your answers carry the name with which you logged in to this computer. Another name is another person from then on: what was answered under the former one stays theirs, and Undo does not take it back.</source>
        <translation>Bleibt das Feld leer, tragen Ihre Antworten den Namen, mit dem Sie an diesem Rechner angemeldet sind. Ein anderer Name ist von da an eine andere Person: Was unter dem früheren beantwortet wurde, bleibt bei diesem, und „Rückgängig“ nimmt es nicht zurück.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>From now on you answer as {person}.</source>
        <translation>Von jetzt an antworten Sie als {person}.</translation>
    </message>
</context>
<context>
    <name>PlayerBar</name>
    <message>
        <source>Player</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Nothing to play: select a track in the Library.</source>
        <translation>Nichts zum Abspielen: Wählen Sie in der Bibliothek einen Titel aus.</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Position in the track</source>
        <translation>Position im Titel</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Nothing is playing</source>
        <translation>Es läuft nichts</translation>
    </message>
</context>
<context>
    <name>PluginCard</name>
    <message>
        <source>Cannot be used: {why}</source>
        <translation>Nicht benutzbar: {why}</translation>
    </message>
    <message>
        <source>Works. It measures tracks when you ask for it, in the Tools menu.</source>
        <translation>Funktioniert. Es misst Titel, wenn Sie es wollen: im Menü Extras.</translation>
    </message>
    <message>
        <source>Works. Its models: {names}.</source>
        <translation>Funktioniert. Seine Modelle: {names}.</translation>
    </message>
    <message>
        <source>Works. No model of it is installed yet: see the Model screen.</source>
        <translation>Funktioniert. Noch ist keines seiner Modelle installiert: siehe unter Modell.</translation>
    </message>
    <message>
        <source>Yours, in {folder}</source>
        <translation>Ihr eigenes, in {folder}</translation>
    </message>
    <message>
        <source>Of an installed package, in {folder}</source>
        <translation>Aus einem installierten Paket, in {folder}</translation>
    </message>
    <message>
        <source>Comes with TagStudio, in {folder}</source>
        <translation>Gehört zu TagStudio, in {folder}</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>How it uses this computer. As it comes, it tries out what is fastest.</source>
        <translation>Wie es diesen Rechner nutzt. Von sich aus probiert es, was am schnellsten ist.</translation>
    </message>
</context>
<context>
    <name>PluginTroubleBar</name>
    <message>
        <source>Again the plugin {name} did not start. {why}</source>
        <translation>Wieder ist das Plugin {name} nicht gestartet. {why}</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>Safe mode</source>
        <translation>Abgesicherter Modus</translation>
    </message>
    <message>
        <source>Switch it off</source>
        <translation>Ausschalten</translation>
    </message>
</context>
<context>
    <name>PluginsPage</name>
    <message>
        <source>Plugins</source>
        <translation>Plugins</translation>
    </message>
    <message>
        <source>A plugin analyses tracks and scores tags, in a process of its own.</source>
        <translation>Ein Plugin analysiert Titel und bewertet Schlagwörter, in einem eigenen Prozess.</translation>
    </message>
    <message>
        <source>Safe mode: only the plugins that come with TagStudio are used.</source>
        <translation>Abgesicherter Modus: Nur die Plugins, die mit TagStudio kommen, werden verwendet.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Open my plugin folder</source>
        <translation>Meinen Plugin-Ordner öffnen</translation>
    </message>
    <message>
        <source>Install from a file…</source>
        <translation>Aus einer Datei installieren…</translation>
    </message>
    <message>
        <source>Install from a folder…</source>
        <translation>Aus einem Ordner installieren…</translation>
    </message>
    <message>
        <source>The plugins are being started…</source>
        <translation>Die Plugins werden gestartet…</translation>
    </message>
    <message>
        <source>{name} is installed.</source>
        <translation>{name} ist installiert.</translation>
    </message>
</context>
<context>
    <name>PresetBox</name>
    <message>
        <source>Preset</source>
        <translation>Voreinstellung</translation>
    </message>
    <message>
        <source>&amp;Written for</source>
        <translation>&amp;Geschrieben für</translation>
    </message>
    <message>
        <source>The preset {name}, which this library writes with, cannot be read. Choose another one.</source>
        <translation>Die Voreinstellung {name}, mit der diese Bibliothek schreibt, kann nicht gelesen werden. Wählen Sie eine andere.</translation>
    </message>
</context>
<context>
    <name>PromotionDialog</name>
    <message>
        <source>Use {name}?</source>
        <translation>{name} verwenden?</translation>
    </message>
    <message>
        <source>Tags that it would suggest</source>
        <translation>Schlagwörter, die sie vorschlagen würde</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>You can go back at any time.</source>
        <translation>Sie können jederzeit zurück.</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>With it</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>On how many tracks it comes (+), and from how many it goes (−)</source>
        <translation>Zu wie vielen Titeln es dazukommt (+), bei wie vielen es wegfällt (−)</translation>
    </message>
    <message>
        <source>Your answers</source>
        <translation>Ihre Antworten</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>{yes} yes, {no} no</source>
        <translation>{yes} Ja, {no} Nein</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>Ihr eigenes</translation>
    </message>
    <message>
        <source>it does not know this tag</source>
        <translation>sie kennt dieses Schlagwort nicht</translation>
    </message>
    <message>
        <source>{percent} % of all tracks: probably too many</source>
        <translation>{percent} % aller Titel: wohl zu viele</translation>
    </message>
    <message>
        <source>How many tracks would get which tag is not known: it has to listen to your tracks first. Until it has, the suggestions of the version in use stay.</source>
        <translation>Wie viele Titel welches Schlagwort bekämen, ist nicht bekannt: Sie muss Ihre Titel erst anhören. Bis dahin bleiben die Vorschläge der verwendeten Version.</translation>
    </message>
    <message>
        <source>On how many of {tracks} tracks each tag stands now and with it, answered yes or suggested. Your answers stay: where a tag is answered, it neither comes nor goes.</source>
        <translation>Bei wie vielen von {tracks} Titeln ein Schlagwort steht, weil Sie Ja gesagt haben oder weil es vorgeschlagen ist: jetzt, und danach mit dieser Version. Ihre Antworten bleiben: Wo ein Schlagwort beantwortet ist, kommt es weder dazu noch fällt es weg.</translation>
    </message>
    <message>
        <source>So no tag comes to any track or goes from it.</source>
        <translation>Demnach kommt bei keinem Titel ein Schlagwort dazu, und keines fällt weg.</translation>
    </message>
</context>
<context>
    <name>PutBackDialog</name>
    <message>
        <source>Undo the last writing to files</source>
        <translation>Letztes Schreiben in Dateien rückgängig machen</translation>
    </message>
    <message>
        <source>A file that was not changed since then becomes what it was, byte for byte. Where another program has changed it, the fields that TagStudio wrote get their values back, and the rest stays as it is.</source>
        <translation>Eine Datei, die seither nicht geändert wurde, wird wieder, was sie war, Byte für Byte. Wo ein anderes Programm sie geändert hat, bekommen die Felder, die TagStudio geschrieben hat, ihre Werte zurück, und das Übrige bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Looking for the last writing…</source>
        <translation>Das letzte Schreiben wird gesucht…</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>Nichts rückgängig zu machen</translation>
    </message>
    <message>
        <source>TagStudio has written no tags into files that are there.</source>
        <translation>TagStudio hat in keine vorhandene Datei Schlagwörter geschrieben.</translation>
    </message>
    <message>
        <source>Put 1 file back</source>
        <translation>1 Datei zurücksetzen</translation>
    </message>
    <message>
        <source>Put {count} files back</source>
        <translation>{count} Dateien zurücksetzen</translation>
    </message>
    <message>
        <source>Files written on {time}: {count}.</source>
        <translation>Dateien, die am {time} geschrieben wurden: {count}.</translation>
    </message>
    <message>
        <source>Not there now: {count}.</source>
        <translation>Zurzeit nicht da: {count}.</translation>
    </message>
    <message>
        <source>Cannot be put back. {why}</source>
        <translation>Lässt sich nicht zurücksetzen. {why}</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Return</source>
        <translation>Eingabe</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Take over the answers given since, where they can be read</source>
        <translation>Die seither gegebenen Antworten übernehmen, soweit sie lesbar sind</translation>
    </message>
    <message>
        <source>The library is damaged</source>
        <translation>Die Bibliothek ist beschädigt</translation>
    </message>
    <message>
        <source>Changes since</source>
        <translation>Änderungen seither</translation>
    </message>
    <message>
        <source>Safety copies</source>
        <translation>Sicherheitskopien</translation>
    </message>
    <message>
        <source>The library is restored.</source>
        <translation>Die Bibliothek ist wiederhergestellt.</translation>
    </message>
    <message>
        <source>Newer changes of answers taken over: {count}.</source>
        <translation>Übernommene neuere Änderungen von Antworten: {count}.</translation>
    </message>
    <message>
        <source>Newer changes of answers that could not be read: {count}.</source>
        <translation>Neuere Änderungen von Antworten, die nicht lesbar waren: {count}.</translation>
    </message>
    <message>
        <source>Model versions put back: {names}.</source>
        <translation>Zurückgelegte Modellversionen: {names}.</translation>
    </message>
    <message>
        <source>The file before is kept as {file}.</source>
        <translation>Die Datei davor bleibt als {file} erhalten.</translation>
    </message>
    <message>
        <source>The library was not found</source>
        <translation>Die Bibliothek wurde nicht gefunden</translation>
    </message>
    <message>
        <source>Choose a safety copy to restore. The present file is kept beside it.</source>
        <translation>Wählen Sie eine Sicherheitskopie zum Wiederherstellen. Die jetzige Datei bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Choose a safety copy to restore.</source>
        <translation>Wählen Sie eine Sicherheitskopie zum Wiederherstellen.</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Newest answer</source>
        <translation>Neueste Antwort</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Restore this copy</source>
        <translation>Diese Kopie wiederherstellen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>ReviewScreen</name>
    <message>
        <source>This key has no tag yet: right-click a tag to give it a key.</source>
        <translation>Diese Taste hat noch kein Schlagwort: Mit einem Rechtsklick auf ein Schlagwort bekommt es eine Taste.</translation>
    </message>
    <message>
        <source>“{tag}” is of a vocabulary that is off: see Settings, Vocabularies.</source>
        <translation>„{tag}“ gehört zu einer abgeschalteten Wortliste: siehe Einstellungen, Wortlisten.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Nothing is suggested for this track yet.</source>
        <translation>Für diesen Titel ist noch nichts vorgeschlagen.</translation>
    </message>
    <message>
        <source>Suggest tags now</source>
        <translation>Jetzt vorschlagen</translation>
    </message>
    <message>
        <source>Enter: yes. Shift+Enter: no. Esc: back to the tags.</source>
        <translation>Eingabe: ja. Umschalt+Eingabe: nein. Esc: zurück zu den Schlagwörtern.</translation>
    </message>
</context>
<context>
    <name>ReviewView</name>
    <message>
        <source>Suggest tags now</source>
        <translation>Jetzt vorschlagen</translation>
    </message>
    <message>
        <source>Add a tag (Ctrl+T)</source>
        <translation>Schlagwort hinzufügen (Strg+T)</translation>
    </message>
    <message>
        <source>Same answer for the album</source>
        <translation>Gleiche Antwort für das Album</translation>
    </message>
    <message>
        <source>Accept the rest and go on</source>
        <translation>Rest annehmen und weiter</translation>
    </message>
    <message>
        <source>Finish the track</source>
        <translation>Titel abschließen</translation>
    </message>
    <message>
        <source>To the next track</source>
        <translation>Zum nächsten Titel</translation>
    </message>
    <message>
        <source>The score that each of the models that listened together gives the tag. Example: where one says 0.9 and another 0.1, they disagree, and your answer teaches much.</source>
        <translation>Der Wert, den jedes der Modelle, die zusammen gehört haben, dem Schlagwort gibt. Beispiel: Wo eines 0,9 sagt und ein anderes 0,1, sind sie uneins, und Ihre Antwort lehrt viel.</translation>
    </message>
    <message>
        <source>Where the next key leads, and what becomes of tags without an answer. Example: “Finishing assumes no: 2 suggested, 3 others” means that 5 tags are still undecided, 2 of them suggested; they are assumed to be no, which is not written into files and counts a little as no when the model learns.</source>
        <translation>Wohin die nächste Taste führt und was aus Schlagwörtern ohne Antwort wird. Beispiel: „Abschließen heißt Nein zu allem Offenen: vorgeschlagen 2, andere 3“ heißt, dass noch 5 Schlagwörter offen sind, 2 davon vorgeschlagen; sie gelten als Nein, was nicht in Dateien geschrieben wird und beim Lernen ein wenig als Nein zählt.</translation>
    </message>
    <message>
        <source>Say yes to all that is still suggested, and finish the track.</source>
        <translation>Zu allem, was noch vorgeschlagen ist, Ja sagen und den Titel abschließen.</translation>
    </message>
    <message>
        <source>Give the answer of the tag in focus to all tracks of the album.</source>
        <translation>Die Antwort zum gewählten Schlagwort allen Titeln des Albums geben.</translation>
    </message>
    <message>
        <source>The file names no album, so the answer is for no other track.</source>
        <translation>Die Datei nennt kein Album, also gilt die Antwort für keinen anderen Titel.</translation>
    </message>
    <message>
        <source>Mark the track as reviewed and go on. What is left undecided (now {n}) is assumed to be no: it is not written into files, and counts a little as no when the model learns.</source>
        <translation>Den Titel als geprüft vermerken und weitergehen. Was offen bleibt (jetzt {n}), gilt als Nein: Es wird nicht in Dateien geschrieben und zählt beim Lernen ein wenig als Nein.</translation>
    </message>
    <message>
        <source>Go on. Nothing is known of this track, so it stays as it is.</source>
        <translation>Weitergehen. Über diesen Titel ist nichts bekannt, also bleibt er, wie er ist.</translation>
    </message>
    <message>
        <source>Go on. This track is reviewed.</source>
        <translation>Weitergehen. Dieser Titel ist geprüft.</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Klang</translation>
    </message>
    <message>
        <source>Tags of the track</source>
        <translation>Schlagwörter des Titels</translation>
    </message>
    <message>
        <source>How the track is played and drawn</source>
        <translation>Wie der Titel abgespielt und gezeichnet wird</translation>
    </message>
</context>
<context>
    <name>RowExplanations</name>
    <message>
        <source>The key that says yes to the tag, or takes that back.</source>
        <translation>Die Taste, die Ja zum Schlagwort sagt oder es zurücknimmt.</translation>
    </message>
    <message>
        <source>How sure the model is. The line | is the threshold: from there on the tag is suggested. The triangle ▴ is the base rate: how often the tag holds at all. Example: the bar of “folk” ends behind its line, so folk is suggested.</source>
        <translation>Wie sicher das Modell ist. Der Strich | ist die Schwelle: Ab dort wird das Schlagwort vorgeschlagen. Das Dreieck ▴ ist die Grundrate: wie oft das Schlagwort überhaupt zutrifft. Beispiel: Der Balken von „folk“ endet hinter seinem Strich, also wird folk vorgeschlagen.</translation>
    </message>
    <message>
        <source>How sure the model is of the tag, from 0 to 1. Rare tags get low scores, so each has its own threshold. Example: 0.30 is much for “happy” and little for “rock”.</source>
        <translation>Wie sicher das Modell beim Schlagwort ist, von 0 bis 1. Seltene Schlagwörter bekommen niedrige Werte, darum hat jedes seine eigene Schwelle. Beispiel: 0,30 ist viel für „happy“ und wenig für „rock“.</translation>
    </message>
    <message>
        <source>How many times likelier the tag is here than in music in general. Example: × 6 is six times as likely as usual, × 1 as likely as anywhere.</source>
        <translation>Wievielmal wahrscheinlicher das Schlagwort hier ist als in Musik überhaupt. Beispiel: × 6 ist sechsmal so wahrscheinlich wie sonst, × 1 so wahrscheinlich wie überall.</translation>
    </message>
    <message>
        <source>The tags, those to answer first on top: what the model suggests, then what it asks, as these answers teach it most; then your own tags that it has not learned, and the rest. In each of these the highest score comes first, so a lower one may stand above. Behind each tag stands its group. Right-click one to give it a key of its own.</source>
        <translation>Die Schlagwörter; oben stehen, die zuerst zu beantworten sind: was das Modell vorschlägt, dann, wonach es fragt, weil es aus diesen Antworten am meisten lernt; dann Ihre eigenen, die es noch nicht gelernt hat, und der Rest. In jeder dieser Gruppen steht der höchste Wert zuerst, also kann ein niedrigerer darüber stehen. Hinter jedem Schlagwort steht seine Gruppe. Ein Rechtsklick gibt einem eine eigene Taste.</translation>
    </message>
    <message>
        <source>Your word. Undecided is no answer; when you finish the track, what is left undecided is assumed to be no, which counts less than your no. On a track that is reviewed already it says so; a tag that came later was not asked about there, and waits.</source>
        <translation>Ihr Wort. Offen ist keine Antwort; wenn Sie den Titel abschließen, gilt als Nein, was offen bleibt, und das zählt weniger als Ihr Nein. An einem Titel, der schon geprüft ist, steht das da; nach einem Schlagwort, das später kam, wurde dort nicht gefragt, und es wartet.</translation>
    </message>
    <message>
        <source>Who said so: you, the file, an import, or the model (by the name of its version). “Worth an answer”: the model does not suggest the tag, but learns most from what you say of it.</source>
        <translation>Wer es gesagt hat: Sie, die Datei, ein Import oder das Modell (mit dem Namen seiner Version). „Antwort lohnt“: Das Modell schlägt das Schlagwort nicht vor, lernt aber am meisten aus dem, was Sie dazu sagen.</translation>
    </message>
    <message>
        <source>{tag} is a tag of yours that the model has not learned yet, so it has no score. Answer it on some tracks, with yes and with no: the model learns it from these.</source>
        <translation>{tag} ist ein eigenes Schlagwort, das das Modell noch nicht gelernt hat; deshalb hat es keinen Wert. Beantworten Sie es bei einigen Titeln, mit Ja und mit Nein: Daraus lernt das Modell es.</translation>
    </message>
    <message>
        <source>The model asks about {tag}: it does not suggest it, but learns most here from your answer, whether yes or no.</source>
        <translation>Das Modell fragt nach {tag}: Es schlägt das Schlagwort nicht vor, lernt hier aber aus Ihrer Antwort am meisten, ob Ja oder Nein.</translation>
    </message>
    <message>
        <source>Of 1,000 pieces of music about {usual} are {tag}. The model takes this one to be {times} times as likely to be it as any.</source>
        <translation>Von 1.000 Musikstücken sind etwa {usual} {tag}. Dieses hält das Modell für {times}-mal so wahrscheinlich wie ein beliebiges.</translation>
    </message>
    <message>
        <source>Several models listened together. Each alone says: {opinions}.</source>
        <translation>Mehrere Modelle haben zusammen gehört. Jedes für sich sagt: {opinions}.</translation>
    </message>
    <message>
        <source>Score {score}: {tag} is suggested, as it is from {threshold} on.</source>
        <translation>Wert {score}: {tag} wird vorgeschlagen, wie immer ab {threshold}.</translation>
    </message>
    <message>
        <source>Score {score}: {tag} is not suggested. It would be from {threshold} on.</source>
        <translation>Wert {score}: {tag} wird nicht vorgeschlagen. Ab {threshold} würde es das.</translation>
    </message>
    <message>
        <source>{tag}, each model alone: {opinions}</source>
        <translation>{tag}, jedes Modell für sich: {opinions}</translation>
    </message>
</context>
<context>
    <name>RowPainter</name>
    <message>
        <source>not learned yet</source>
        <translation>noch nicht gelernt</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Assumed no</source>
        <translation>Gilt als Nein</translation>
    </message>
</context>
<context>
    <name>RowTitles</name>
    <message>
        <source>Tag (its number: yes)</source>
        <translation>Schlagwort (Ziffer: Ja)</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>| threshold    ▴ base rate</source>
        <translation>| Schwelle    ▴ Grundrate</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>Vielfaches</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
</context>
<context>
    <name>SameAnswersDialog</name>
    <message>
        <source>Same answers</source>
        <translation>Antworten auf andere Titel übertragen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Tracks that change</source>
        <translation>Titel, die sich ändern</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>“{track}” has no answers yet. Answer its suggestions first, in the table or in Review.</source>
        <translation>„{track}“ hat noch keine Antworten. Beantworten Sie zuerst seine Vorschläge, in der Tabelle oder unter „Prüfen“.</translation>
    </message>
    <message>
        <source>All of these tracks have the answers of “{track}” already.</source>
        <translation>Alle diese Titel haben die Antworten von „{track}“ schon.</translation>
    </message>
    <message>
        <source>The tracks get the answers of “{track}”. Their answers to other tags stay. Undo takes it back in one step.</source>
        <translation>Die Titel bekommen die Antworten von „{track}“. Die Antworten dieser Titel zu anderen Schlagwörtern bleiben. „Rückgängig“ nimmt es in einem Schritt zurück.</translation>
    </message>
    <message>
        <source>Change 1 track</source>
        <translation>1 Titel ändern</translation>
    </message>
    <message>
        <source>Change {n} tracks</source>
        <translation>{n} Titel ändern</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search: coltrane tag:jazz year:1960..1970</source>
        <translation>Suchen: coltrane schlagwort:jazz jahr:1960..1970</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>Tag to answer</source>
        <translation>Schlagwort zum Beantworten</translation>
    </message>
    <message>
        <source>Enter says yes to the tag, Shift+Enter says no.</source>
        <translation>Eingabetaste: Ja zum Schlagwort, Umschalt+Eingabetaste: Nein.</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Artist, album and title of the selected tracks</source>
        <translation>Interpret, Album und Titel der ausgewählten Stücke</translation>
    </message>
    <message>
        <source>1 track selected</source>
        <translation>1 Titel ausgewählt</translation>
    </message>
    <message>
        <source>{n} tracks selected</source>
        <translation>{n} Titel ausgewählt</translation>
    </message>
    <message>
        <source>Write to 1 file…</source>
        <translation>In 1 Datei schreiben…</translation>
    </message>
    <message>
        <source>Write to {n} files…</source>
        <translation>In {n} Dateien schreiben…</translation>
    </message>
    <message>
        <source>All: {tags}</source>
        <translation>Alle: {tags}</translation>
    </message>
    <message>
        <source>Tags: {tags}</source>
        <translation>Schlagwörter: {tags}</translation>
    </message>
    <message>
        <source>Mixed: {tags}</source>
        <translation>Teils: {tags}</translation>
    </message>
    <message>
        <source>Not: {tags}</source>
        <translation>Nicht: {tags}</translation>
    </message>
    <message>
        <source>No tags yet.</source>
        <translation>Noch keine Schlagwörter.</translation>
    </message>
    <message>
        <source>Name the tag first.</source>
        <translation>Nennen Sie zuerst das Schlagwort.</translation>
    </message>
    <message>
        <source>“{tag}” can mean several tags.</source>
        <translation>„{tag}“ kann mehrere Schlagwörter bedeuten.</translation>
    </message>
    <message>
        <source>There is no tag “{tag}”. A new tag begins with a yes.</source>
        <translation>Ein Schlagwort „{tag}“ gibt es nicht. Ein neues Schlagwort beginnt mit einem Ja.</translation>
    </message>
    <message>
        <source>There is no tag “{tag}” yet. Press Enter or Yes again to make it.</source>
        <translation>Ein Schlagwort „{tag}“ gibt es noch nicht. Drücken Sie noch einmal die Eingabetaste oder Ja, um es anzulegen.</translation>
    </message>
    <message>
        <source>Did you mean {tags}?</source>
        <translation>Meinten Sie {tags}?</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Pages of the settings</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>Vocabularies</source>
        <translation>Wortlisten</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Plugins</source>
        <translation>Plugins</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Neue Versionen</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Library and tags</source>
        <translation>Bibliothek und Schlagwörter</translation>
    </message>
    <message>
        <source>“{name}” is another search now.</source>
        <translation>„{name}“ ist jetzt eine andere Suche.</translation>
    </message>
    <message>
        <source>The search is saved as “{name}”.</source>
        <translation>Die Suche ist als „{name}“ gespeichert.</translation>
    </message>
    <message>
        <source>saving the search “{name}”</source>
        <translation>Speichern der Suche „{name}“</translation>
    </message>
    <message>
        <source>renaming the search “{name}”</source>
        <translation>Umbenennen der Suche „{name}“</translation>
    </message>
    <message>
        <source>deleting the search “{name}”</source>
        <translation>Löschen der Suche „{name}“</translation>
    </message>
    <message>
        <source>The saved search “{name}” was deleted.</source>
        <translation>Die gespeicherte Suche „{name}“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>Rename this search</source>
        <translation>Suche umbenennen</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Change this tag…</source>
        <translation>Dieses Schlagwort ändern…</translation>
    </message>
    <message>
        <source>This tag is a matter of</source>
        <translation>Dieses Schlagwort gehört zu</translation>
    </message>
    <message>
        <source>“{tag}” belongs to {group} now.</source>
        <translation>„{tag}“ gehört jetzt zu: {group}.</translation>
    </message>
</context>
<context>
    <name>SidebarModel</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Zu prüfen</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>No suggestions</source>
        <translation>Ohne Vorschläge</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlend</translation>
    </message>
</context>
<context>
    <name>SoundKeys</name>
    <message>
        <source>{place} of {whole}</source>
        <translation>{place} von {whole}</translation>
    </message>
    <message>
        <source>{place} of {whole}; {first} to {last} is shown</source>
        <translation>{place} von {whole}; gezeigt wird {first} bis {last}</translation>
    </message>
    <message>
        <source>{tag} at {place}: score {score}, below its threshold {threshold}</source>
        <translation>{tag} bei {place}: Wert {score}, unter der Schwelle {threshold}</translation>
    </message>
    <message>
        <source>{tag} at {place}: score {score}, suggested from {threshold} on</source>
        <translation>{tag} bei {place}: Wert {score}, vorgeschlagen ab {threshold}</translation>
    </message>
</context>
<context>
    <name>SoundPlot</name>
    <message>
        <source>loop</source>
        <translation>Schleife</translation>
    </message>
</context>
<context>
    <name>StagedDialog</name>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Progress of looking at the files</source>
        <translation>Fortschritt beim Ansehen der Dateien</translation>
    </message>
    <message>
        <source>Keep the files’ modification time</source>
        <translation>Änderungszeit der Dateien behalten</translation>
    </message>
    <message>
        <source>● marks the tags that come or go.</source>
        <translation>● zeigt Schlagwörter, die dazukommen oder wegfallen.</translation>
    </message>
    <message>
        <source>Cannot be written. {why}</source>
        <translation>Lässt sich nicht schreiben. {why}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Danach</translation>
    </message>
</context>
<context>
    <name>StartProblem</name>
    <message>
        <source>Start with the defaults</source>
        <translation>Mit den Voreinstellungen starten</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>If you start with the defaults, the wrong file is kept as {file}.</source>
        <translation>Wenn Sie mit den Voreinstellungen starten, bleibt die fehlerhafte Datei als {file} erhalten.</translation>
    </message>
    <message>
        <source>Open another library…</source>
        <translation>Andere Bibliothek öffnen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Running jobs</source>
        <translation>Laufende Aufgaben</translation>
    </message>
    <message>
        <source>Show the jobs</source>
        <translation>Aufgaben zeigen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>The connection to the library is back.</source>
        <translation>Die Verbindung zur Bibliothek ist wieder da.</translation>
    </message>
    <message>
        <source>No connection to the library: it goes on by itself</source>
        <translation>Keine Verbindung zur Bibliothek: Es geht von selbst weiter</translation>
    </message>
    <message>
        <source>No connection to the library: 1 answer waits, and is written by itself</source>
        <translation>Keine Verbindung zur Bibliothek: 1 Antwort wartet und wird von selbst geschrieben</translation>
    </message>
    <message>
        <source>No connection to the library: {n} answers wait, and are written by themselves</source>
        <translation>Keine Verbindung zur Bibliothek: {n} Antworten warten und werden von selbst geschrieben</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>Stop one of the jobs…</source>
        <translation>Eine der Aufgaben anhalten…</translation>
    </message>
    <message>
        <source>Watching the folders</source>
        <translation>Ordner werden überwacht</translation>
    </message>
    <message>
        <source>Watching: waits for the other jobs</source>
        <translation>Überwachung: wartet auf die anderen Aufgaben</translation>
    </message>
    <message>
        <source>Watching: new tracks wait for the mains</source>
        <translation>Überwachung: neue Titel warten auf Netzstrom</translation>
    </message>
    <message>
        <source>Watching is paused</source>
        <translation>Überwachung ist angehalten</translation>
    </message>
    <message>
        <source>Go on watching</source>
        <translation>Weiter überwachen</translation>
    </message>
    <message>
        <source>Pause watching</source>
        <translation>Überwachung anhalten</translation>
    </message>
    <message>
        <source>{job}: stopping</source>
        <translation>{job}: wird angehalten</translation>
    </message>
    <message>
        <source>{job}: starting, {total} in all</source>
        <translation>{job}: beginnt, insgesamt {total}</translation>
    </message>
    <message>
        <source>{job}: {done} of {total}</source>
        <translation>{job}: {done} von {total}</translation>
    </message>
    <message>
        <source>{text}, {time} left</source>
        <translation>{text}, noch {time}</translation>
    </message>
</context>
<context>
    <name>SuggestionList</name>
    <message>
        <source>Tags of the track</source>
        <translation>Schlagwörter des Titels</translation>
    </message>
</context>
<context>
    <name>TagEntry</name>
    <message>
        <source>Add a tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
        <source>Enter says yes to the tag, Shift+Enter says no. A name that is new makes a tag of your own. Esc closes the list of tags, so that Enter takes the name as it stands.</source>
        <translation>Die Eingabetaste sagt Ja zum Schlagwort, mit der Umschalttaste Nein. Ein neuer Name wird zu einem eigenen Schlagwort. Esc schließt die Liste der Schlagwörter; danach nimmt die Eingabetaste den Namen, wie er dasteht.</translation>
    </message>
    <message>
        <source>Enter again makes a new tag: “{tag}”</source>
        <translation>Noch einmal Eingabetaste: neues Schlagwort „{tag}“</translation>
    </message>
    <message>
        <source>There is no tag “{tag}” to say no to. Enter makes it, with a yes.</source>
        <translation>Ein Schlagwort „{tag}“, zu dem Sie Nein sagen könnten, gibt es nicht. Die Eingabetaste legt es an, mit einem Ja.</translation>
    </message>
    <message>
        <source>“{tag}” can mean several tags.</source>
        <translation>„{tag}“ kann mehrere Schlagwörter bedeuten.</translation>
    </message>
    <message>
        <source>Did you mean {tags}? The Down key takes it into the field.</source>
        <translation>Meinten Sie {tags}? Die Pfeiltaste nach unten übernimmt es ins Feld.</translation>
    </message>
</context>
<context>
    <name>TagForm</name>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>as it is shown</source>
        <translation>wie angezeigt</translation>
    </message>
    <message>
        <source>Add another name</source>
        <translation>Weiteren Namen hinzufügen</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>In files</source>
        <translation>In Dateien</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Also called</source>
        <translation>Auch genannt</translation>
    </message>
    <message>
        <source>Implies</source>
        <translation>Daraus folgt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>TagListModel</name>
    <message>
        <source>you</source>
        <translation>von Ihnen</translation>
    </message>
    <message>
        <source>from the file</source>
        <translation>aus der Datei</translation>
    </message>
    <message>
        <source>import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>worth an answer</source>
        <translation>Antwort lohnt</translation>
    </message>
    <message>
        <source>in the file</source>
        <translation>in der Datei</translation>
    </message>
    <message>
        <source>{source}, {also}</source>
        <translation>{source}, {also}</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>entschieden</translation>
    </message>
    <message>
        <source>assumed no</source>
        <translation>gilt als Nein</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>vorgeschlagen</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>not learned yet</source>
        <translation>noch nicht gelernt</translation>
    </message>
    <message>
        <source>{number}. {tag}, {group}: score {score}, threshold {threshold}, {state}, {source}</source>
        <translation>{number}. {tag}, {group}: Wert {score}, Schwelle {threshold}, {state}, {source}</translation>
    </message>
</context>
<context>
    <name>TagManager</name>
    <message>
        <source>Manage tags</source>
        <translation>Schlagwörter verwalten</translation>
    </message>
    <message>
        <source>Find a tag</source>
        <translation>Schlagwort suchen</translation>
    </message>
    <message>
        <source>Where you say yes to a tag, the tags that it implies are offered, found and exported as suggestions. They are no answers: nothing learns from them.</source>
        <translation>Wo Sie Ja zu einem Schlagwort sagen, werden die vorgeschlagen, gefunden und als Vorschläge exportiert, die daraus folgen. Antworten sind sie nicht: Nichts lernt daraus.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Zusammenlegen…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“{tag}” was changed here, and that is not saved.</source>
        <translation>„{tag}“ wurde hier geändert und ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Schließen, ohne zu speichern</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>Nicht speichern</translation>
    </message>
    <message>
        <source>Group and colour can be set for all of them; two can be merged.</source>
        <translation>Gruppe und Farbe lassen sich für alle setzen; zwei lassen sich zusammenlegen.</translation>
    </message>
    <message>
        <source>You have not answered this tag yet.</source>
        <translation>Zu diesem Schlagwort haben Sie noch nichts gesagt.</translation>
    </message>
    <message>
        <source>Your tree holds now.</source>
        <translation>Ihr Baum gilt jetzt.</translation>
    </message>
    <message>
        <source>The program’s tree holds now.</source>
        <translation>Der Baum des Programms gilt jetzt.</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translation>In {file} geschrieben.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Keep “{kept}”</source>
        <translation>„{kept}“ behalten</translation>
    </message>
    <message>
        <source>“{tag}” becomes another name for it.</source>
        <translation>„{tag}“ wird ein weiterer Name dafür.</translation>
    </message>
    <message>
        <source>1 answer to “{tag}” counts for it, too.</source>
        <translation>1 Antwort zu „{tag}“ zählt auch dafür.</translation>
    </message>
    <message>
        <source>{count} answers to “{tag}” count for it, too.</source>
        <translation>{count} Antworten zu „{tag}“ zählen auch dafür.</translation>
    </message>
    <message>
        <source>Choose a tag to change it, two to merge them; or drag one onto another.</source>
        <translation>Wählen Sie ein Schlagwort, um es zu ändern, zwei, um sie zusammenzulegen; oder ziehen Sie eines auf ein anderes.</translation>
    </message>
    <message>
        <source>A yes suggests what it implies</source>
        <translation>Folgende Schlagwörter mit vorschlagen</translation>
    </message>
    <message>
        <source>Your answers to it ({count}) stay when you rename it.</source>
        <translation>Ihre Antworten dazu ({count}) bleiben, auch wenn Sie es umbenennen.</translation>
    </message>
    <message>
        <source>Delete “{tag}”? It is in no list, search or export any more. Your answers to it are kept ({count}), and undo brings it back.</source>
        <translation>„{tag}“ löschen? Es kommt dann in Listen, Suchen und Exporten nicht mehr vor. Ihre Antworten dazu bleiben gespeichert ({count}), und „Rückgängig“ bringt es zurück.</translation>
    </message>
    <message>
        <source>Make one tag of “{tag}” and “{other}”?</source>
        <translation>Aus „{tag}“ und „{other}“ ein Schlagwort machen?</translation>
    </message>
    <message>
        <source>or</source>
        <translation>oder</translation>
    </message>
    <message>
        <source>On 1 track you answered the two otherwise: the tag that stays counts.</source>
        <translation>Bei 1 Titel haben Sie auf beide verschieden geantwortet: Dort gilt das Schlagwort, das bleibt.</translation>
    </message>
    <message>
        <source>On {count} tracks you answered the two otherwise: the tag that stays counts.</source>
        <translation>Bei {count} Titeln haben Sie auf beide verschieden geantwortet: Dort gilt das Schlagwort, das bleibt.</translation>
    </message>
    <message>
        <source>Your answers are kept as you gave them, and undo takes it back.</source>
        <translation>Ihre Antworten bleiben, wie Sie sie gegeben haben, und Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Below “{parent}”: a yes to {tags} offers “{parent}”, too.</source>
        <translation>Unter „{parent}“: Ein Ja zu {tags} schlägt auch „{parent}“ vor.</translation>
    </message>
    <message>
        <source>Below “{parent}”</source>
        <translation>Unter „{parent}“</translation>
    </message>
    <message>
        <source>Merge into “{kept}”</source>
        <translation>In „{kept}“ aufgehen lassen</translation>
    </message>
    <message>
        <source>That is so already.</source>
        <translation>Das ist schon so.</translation>
    </message>
    <message>
        <source>The tags were changed.</source>
        <translation>Die Schlagwörter wurden geändert.</translation>
    </message>
</context>
<context>
    <name>TagPanel</name>
    <message>
        <source>Filter by tags</source>
        <translation>Nach Schlagwörtern filtern</translation>
    </message>
    <message>
        <source>Find a tag</source>
        <translation>Schlagwort suchen</translation>
    </message>
    <message>
        <source>Tags and what is asked of them</source>
        <translation>Schlagwörter und was von ihnen verlangt wird</translation>
    </message>
    <message>
        <source>A track has all of the tags ticked under “All of”, at least one of those under “Any of”, and none of those under “None of”.</source>
        <translation>Ein Titel hat alle Schlagwörter, die unter „Alle“ angekreuzt sind, mindestens eins von denen unter „Eins davon“ und keins von denen unter „Keins“.</translation>
    </message>
</context>
<context>
    <name>TagRoles</name>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>All of</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Any of</source>
        <translation>Eins davon</translation>
    </message>
    <message>
        <source>None of</source>
        <translation>Keins</translation>
    </message>
</context>
<context>
    <name>TagScores</name>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Full: it is always right. To the stroke in the middle: it guesses. Without a bar it cannot be told yet, and what is missing stands there.</source>
        <translation>Voll: immer richtig. Bis zum Strich in der Mitte: geraten. Ohne Balken lässt es sich noch nicht sagen, und dort steht, was fehlt.</translation>
    </message>
    <message>
        <source>ROC-AUC</source>
        <translation>ROC-AUC</translation>
    </message>
    <message>
        <source>Average precision</source>
        <translation>Mittlere Präzision</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Figures by tag</source>
        <translation>Messwerte je Schlagwort</translation>
    </message>
    <message>
        <source>How well</source>
        <translation>Wie gut</translation>
    </message>
    <message>
        <source>How many times of 100 it picks the right one of two of your tracks, one with the tag and one without. 50 is guessing. Example: 90 for jazz: a jazz track gets the higher score 90 times of 100.</source>
        <translation>Wie oft von 100 Malen sie von zwei Ihrer Titel, einem mit dem Schlagwort und einem ohne, den richtigen wählt. 50 ist geraten. Beispiel: 90 bei Jazz: Ein Jazztitel bekommt 90-mal von 100 den höheren Wert.</translation>
    </message>
    <message>
        <source>Tracks that you answered yes to</source>
        <translation>Titel, bei denen Sie mit Ja geantwortet haben</translation>
    </message>
    <message>
        <source>The area under the ROC curve, with its interval: 0.5 is guessing, 1 is perfect. It is the column before, exactly.</source>
        <translation>Die Fläche unter der ROC-Kurve mit ihrem Intervall: 0,5 ist geraten, 1 ist vollkommen. Es ist die Spalte „Von 100“, genau.</translation>
    </message>
    <message>
        <source>How pure the top of the list is. Example: 0.8: among the tracks that it puts first, about 8 of 10 have the tag. Rare tags have less.</source>
        <translation>Wie rein die Spitze der Liste ist. Beispiel: 0,8: Von den Titeln, die sie ganz vorn nennt, haben etwa 8 von 10 das Schlagwort. Seltene Schlagwörter haben weniger.</translation>
    </message>
    <message>
        <source>A tag of your own: {state}.</source>
        <translation>Ein eigenes Schlagwort: {state}.</translation>
    </message>
    <message>
        <source>It can be told with {count} yes and {count} no to this tag.</source>
        <translation>Sagen lässt es sich mit {count} Ja und {count} Nein zu diesem Schlagwort.</translation>
    </message>
    <message>
        <source>not enough data yet</source>
        <translation>noch zu wenige Daten</translation>
    </message>
    <message>
        <source>Right of 100</source>
        <translation>Richtig von 100</translation>
    </message>
    <message>
        <source>Tracks that you answered no to; what is assumed no does not count</source>
        <translation>Titel, bei denen Sie Nein geantwortet haben; was als Nein gilt, zählt nicht mit</translation>
    </message>
    <message>
        <source>enough answers: Measure tells it</source>
        <translation>genug Antworten: „Messen“ sagt es</translation>
    </message>
    <message>
        <source>to measure it: {yes} more yes and {no} more no</source>
        <translation>zum Messen: noch {yes} Ja und {no} Nein</translation>
    </message>
    <message>
        <source>to measure it: {yes} more yes</source>
        <translation>zum Messen: noch {yes} Ja</translation>
    </message>
    <message>
        <source>to measure it: {no} more no</source>
        <translation>zum Messen: noch {no} Nein</translation>
    </message>
    <message>
        <source>{auc}, {low} to {high}</source>
        <translation>{auc}, {low} bis {high}</translation>
    </message>
    <message>
        <source>The thin line is the {certainty} % interval; the mark is the active version: {right} of 100.</source>
        <translation>Die dünne Linie ist das {certainty}-%-Intervall; die Marke ist die aktive Version: {right} von 100.</translation>
    </message>
    <message>
        <source>The thin line is the {certainty} % interval.</source>
        <translation>Die dünne Linie ist das {certainty}-%-Intervall.</translation>
    </message>
</context>
<context>
    <name>TagTable</name>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Implies</source>
        <translation>Daraus folgt</translation>
    </message>
    <message>
        <source>Also called</source>
        <translation>Auch genannt</translation>
    </message>
</context>
<context>
    <name>TagView</name>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
</context>
<context>
    <name>TagsHeading</name>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>How the tags are listed</source>
        <translation>Wie die Schlagwörter aufgelistet werden</translation>
    </message>
    <message>
        <source>Those with the most tracks first</source>
        <translation>Die mit den meisten Titeln zuerst</translation>
    </message>
    <message>
        <source>Hide those without tracks</source>
        <translation>Die ohne Titel ausblenden</translation>
    </message>
</context>
<context>
    <name>ThresholdsPage</name>
    <message>
        <source>Thresholds</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Thresholds of the tags</source>
        <translation>Schwellen der Schlagwörter</translation>
    </message>
    <message>
        <source>The thresholds are being read…</source>
        <translation>Die Schwellen werden gelesen…</translation>
    </message>
    <message>
        <source>Suggested from this score on</source>
        <translation>Vorgeschlagen ab diesem Wert</translation>
    </message>
    <message>
        <source>To the right: fewer suggestions, more of them right. To the left: more of all.</source>
        <translation>Nach rechts: weniger Vorschläge, davon mehr richtige. Nach links: von allem mehr.</translation>
    </message>
    <message>
        <source>Find the threshold from my answers</source>
        <translation>Die Schwelle aus meinen Antworten ermitteln</translation>
    </message>
    <message>
        <source>Looks for the lowest score with so many right. Example: with 9 of 10, about nine of ten tracks that get the tag have it, by your answers so far.</source>
        <translation>Sucht den niedrigsten Wert, bei dem so viele richtig sind. Beispiel: Bei 9 von 10 haben etwa neun von zehn Titeln, die das Schlagwort bekommen, es auch, nach Ihren bisherigen Antworten.</translation>
    </message>
    <message>
        <source>The library’s threshold, or else the model’s, holds again</source>
        <translation>Die Schwelle der Bibliothek, sonst die des Modells, gilt wieder</translation>
    </message>
    <message>
        <source>Usually</source>
        <translation>Üblich</translation>
    </message>
    <message>
        <source>How many tracks have the tag in the music that the model learned from (its base rate). Example: 16 % for rock: about every sixth of those was rock.</source>
        <translation>Wie viele Titel das Schlagwort in der Musik haben, aus der das Modell gelernt hat (seine Grundrate). Beispiel: 16 % bei Rock: Etwa jeder sechste davon war Rock.</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>Vorgeschlagen</translation>
    </message>
    <message>
        <source>On so many tracks the tag is suggested and not answered yet. The library counts those with your yes besides.</source>
        <translation>Bei so vielen Titeln ist das Schlagwort vorgeschlagen und noch nicht beantwortet. Die Bibliothek zählt die mit Ihrem Ja dazu.</translation>
    </message>
    <message>
        <source>Which one holds</source>
        <translation>Welche gilt</translation>
    </message>
    <message>
        <source>Whose threshold counts now, and what it follows from</source>
        <translation>Wessen Schwelle jetzt zählt, und woraus sie folgt</translation>
    </message>
    <message>
        <source>A tag is suggested when its score reaches the tag’s own threshold. {model} brings a threshold for each tag. Many have a better one here, by the tracks of this library and, from four answers to the tag on, by what you answered. One that you set yourself comes before both, also with later versions of the model.</source>
        <translation>Ein Schlagwort wird vorgeschlagen, wenn sein Wert die eigene Schwelle des Schlagworts erreicht. {model} bringt für jedes eine Schwelle mit. Viele haben hier eine bessere, nach den Titeln dieser Bibliothek und, ab vier Antworten zum Schlagwort, nach Ihren Antworten. Eine, die Sie selbst setzen, geht beiden vor, auch bei späteren Versionen des Modells.</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>Ihre</translation>
    </message>
    <message>
        <source>library’s: your answers</source>
        <translation>Bibliothek: Ihre Antworten</translation>
    </message>
    <message>
        <source>library’s: its highest tracks</source>
        <translation>Bibliothek: höchste Titel</translation>
    </message>
    <message>
        <source>none: it is not heard</source>
        <translation>keine: nicht zu hören</translation>
    </message>
    <message>
        <source>model’s</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The library’s threshold: as many tracks get the tag as before the training.</source>
        <translation>Die Schwelle der Bibliothek: So viele Titel wie vor dem Training erhalten das Schlagwort.</translation>
    </message>
    <message>
        <source>The model’s threshold, as it came with it.</source>
        <translation>Die Schwelle des Modells, wie sie mitkam.</translation>
    </message>
    <message>
        <source>Your threshold holds. Without it {score} would. {reason}</source>
        <translation>Ihre Schwelle gilt. Ohne sie gälte {score}. {reason}</translation>
    </message>
    <message>
        <source>Undecided tracks that reach {threshold}: {count}. In the music that the model learned from, {rate} of the tracks had it.</source>
        <translation>Titel, die {threshold} erreichen und noch offen sind: {count}. In der Musik, aus der das Modell gelernt hat, hatten es {rate} der Titel.</translation>
    </message>
    <message>
        <source>Undone: your thresholds are back. Changed: {count}.</source>
        <translation>Rückgängig: Ihre Schwellen sind wieder da. Geändert: {count}.</translation>
    </message>
    <message>
        <source>Undone: {sentence}</source>
        <translation>Rückgängig: {sentence}</translation>
    </message>
    <message>
        <source>Model’s</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Remove my threshold</source>
        <translation>Meine zurücknehmen</translation>
    </message>
    <message>
        <source>Remove all my thresholds</source>
        <translation>Alle meine zurücknehmen</translation>
    </message>
    <message>
        <source>The score from which the model itself suggests the tag. A score of 0 is surely not, 1 is surely; rare tags have low thresholds.</source>
        <translation>Der Wert, von dem an das Modell selbst das Schlagwort vorschlägt. 0 heißt sicher nicht, 1 sicher; seltene Schlagwörter haben niedrige Schwellen.</translation>
    </message>
    <message>
        <source>Library’s</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>The score that follows from this library: so that its highest tracks get the tag, or as many as before the training, or, from four answers to the tag on, from what you answered. It goes before the model’s; empty: the model’s holds.</source>
        <translation>Der Wert, der aus dieser Bibliothek folgt: so, dass ihre höchsten Titel das Schlagwort bekommen, oder so viele wie vor dem Training, oder, ab vier Antworten zum Schlagwort, aus Ihren Antworten. Er geht dem des Modells vor; leer: Es gilt der des Modells.</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre</translation>
    </message>
    <message>
        <source>The score that you set. It goes before all others; empty: none.</source>
        <translation>Der Wert, den Sie gesetzt haben. Er geht allen anderen vor; leer: keiner.</translation>
    </message>
    <message>
        <source>Find it from my answers…</source>
        <translation>Aus meinen Antworten ermitteln…</translation>
    </message>
    <message>
        <source>{right} of {of} suggested ones are right</source>
        <translation>{right} von {of} Vorschlägen stimmen</translation>
    </message>
    <message>
        <source>A tag is suggested when its score reaches the tag’s own threshold. The tags and their thresholds are listed here once a model has suggested something.</source>
        <translation>Ein Schlagwort wird vorgeschlagen, wenn sein Wert die Schwelle dieses Schlagworts erreicht. Die Schlagwörter und ihre Schwellen stehen hier, sobald ein Modell etwas vorgeschlagen hat.</translation>
    </message>
    <message>
        <source>library’s: as before training</source>
        <translation>Bibliothek: wie vor dem Training</translation>
    </message>
    <message>
        <source>The library’s threshold follows from your answers.</source>
        <translation>Die Schwelle der Bibliothek folgt aus Ihren Antworten.</translation>
    </message>
    <message>
        <source>The library’s threshold: its highest tracks get the tag.</source>
        <translation>Die Schwelle der Bibliothek: Die Titel mit den höchsten Werten erhalten das Schlagwort.</translation>
    </message>
    <message>
        <source>threshold of {tag}</source>
        <translation>Schwelle von {tag}</translation>
    </message>
    <message>
        <source>thresholds</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>Your thresholds that were taken back: {count}.</source>
        <translation>Ihre Schwellen, die zurückgenommen wurden: {count}.</translation>
    </message>
    <message>
        <source>{tag} is suggested from {threshold} on. Undecided tracks that reach it: {count}, before: {before}.</source>
        <translation>{tag} wird ab {threshold} vorgeschlagen. Titel, die das erreichen und noch offen sind: {count}, vorher: {before}.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Sound of the track</source>
        <translation>Klang des Titels</translation>
    </message>
    <message>
        <source>Scores of the tag over the track</source>
        <translation>Werte des Schlagworts über den Titel</translation>
    </message>
    <message>
        <source>Where the score of the tag in focus is highest; the button Sound has an entry that goes there. Example: “jazz is heard most near 1:04” is one minute and four seconds after the beginning.</source>
        <translation>Wo der Wert des ausgewählten Schlagworts am höchsten ist; unter der Schaltfläche Klang führt ein Eintrag dorthin. Beispiel: „jazz ist am deutlichsten bei 1:04 zu hören“ ist eine Minute und vier Sekunden nach dem Anfang.</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>No part of the track is answered for this tag.</source>
        <translation>Zu diesem Schlagwort ist kein Abschnitt des Titels beantwortet.</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>How sure the model is of the tag in focus, in each part of the track: 0 is no, 1 is yes. Where the curve is above the dashed line, the tag would be suggested. Low scores are drawn apart, as most thresholds are low. The dot is where you listen. Click to play from there.</source>
        <translation>Wie sicher das Modell beim gewählten Schlagwort ist, an jeder Stelle des Titels: 0 heißt nein, 1 heißt ja. Wo die Kurve über der gestrichelten Linie liegt, würde das Schlagwort vorgeschlagen. Niedrige Werte sind auseinandergezogen, weil die meisten Schwellen niedrig sind. Der Punkt steht, wo Sie gerade hören. Ein Klick spielt von dort.</translation>
    </message>
    <message>
        <source>{tag}: a tag of your own, which the model has not learned yet</source>
        <translation>{tag}: ein eigenes Schlagwort, das das Modell noch nicht gelernt hat</translation>
    </message>
    <message>
        <source>{tag} is heard most near {where}</source>
        <translation>{tag} ist am deutlichsten bei {where} zu hören</translation>
    </message>
    <message>
        <source>{tag} is heard most near {where}, but nowhere enough to be suggested</source>
        <translation>{tag} ist am deutlichsten bei {where} zu hören, aber nirgends deutlich genug für einen Vorschlag</translation>
    </message>
    <message>
        <source>By keys, once Tab is here: the arrows go from part to part.</source>
        <translation>Mit Tasten, sobald Tab hier ist: Die Pfeile gehen von Abschnitt zu Abschnitt.</translation>
    </message>
    <message>
        <source>{tag}: scoring the track …</source>
        <translation>{tag}: Der Titel wird bewertet…</translation>
    </message>
    <message>
        <source>Click to play from there, drag over a passage to hear it over and over, turn the wheel to zoom. With Shift, drag over a part to answer for it alone, click on an answered one to choose it.</source>
        <translation>Ein Klick spielt von dort; über eine Stelle gezogen, wird sie immer wieder gespielt; das Mausrad vergrößert. Mit der Umschalttaste: Ziehen wählt einen Abschnitt, für den allein geantwortet wird, ein Klick einen beantworteten.</translation>
    </message>
    <message>
        <source>By keys, once Tab is here: the arrows, Home and End seek, + and − zoom.</source>
        <translation>Mit Tasten, sobald Tab hier ist: Pfeile, Pos1 und Ende springen, + und − zoomen.</translation>
    </message>
</context>
<context>
    <name>TrackHeader</name>
    <message>
        <source>folder “{name}”</source>
        <translation>Ordner „{name}“</translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation>{place} von {total}</translation>
    </message>
    <message>
        <source>This is track {place} of the {total} that you go through now.</source>
        <translation>Das ist Titel {place} der {total}, die Sie jetzt durchgehen.</translation>
    </message>
    <message>
        <source>chosen tracks</source>
        <translation>ausgewählte Titel</translation>
    </message>
    <message>
        <source>You chose them. The list beside this leads to those of the library.</source>
        <translation>Sie haben sie ausgewählt. Die Liste daneben führt zu denen der Bibliothek.</translation>
    </message>
    <message>
        <source>The model listens more closely now: to the rest of the tracks. What it hears there can change these scores, and what it suggests. Your answers stay.</source>
        <translation>Das Modell hört jetzt genauer hin: auf den Rest der Titel. Was es dort hört, kann diese Werte ändern und das, was es vorschlägt. Ihre Antworten bleiben.</translation>
    </message>
    <message>
        <source>Who made the track, its album, year and length, and the folder of its file. Example: 3:20 is three minutes and twenty seconds.</source>
        <translation>Von wem der Titel ist, sein Album, Jahr und seine Länge und der Ordner seiner Datei. Beispiel: 3:20 sind drei Minuten und zwanzig Sekunden.</translation>
    </message>
    <message>
        <source>Several models listened, each with a score of its own; your answer says which is right. Example: one says 0.9 of “jazz”, another 0.1.</source>
        <translation>Mehrere Modelle haben gehört, jedes mit einem eigenen Wert; Ihre Antwort sagt, welches recht hat. Beispiel: Eines sagt bei „jazz“ 0,9, ein anderes 0,1.</translation>
    </message>
    <message>
        <source>from {count} to review</source>
        <translation>aus {count} zu prüfenden</translation>
    </message>
    <message>
        <source>They are those whose answers teach the model most now. In the whole library {count} are to review: the others follow.</source>
        <translation>Es sind die, deren Antworten das Modell jetzt am meisten lehren. In der ganzen Bibliothek sind {count} zu prüfen: Die anderen folgen.</translation>
    </message>
    <message>
        <source>They are all that is left to review.</source>
        <translation>Mehr ist nicht zu prüfen.</translation>
    </message>
    <message>
        <source>Reviewed of them: {done}.</source>
        <translation>Davon geprüft: {done}.</translation>
    </message>
    <message>
        <source>the models disagree about {tag}</source>
        <translation>die Modelle sind uneins über {tag}</translation>
    </message>
    <message>
        <source>{person} is at this track too</source>
        <translation>{person} hat diesen Titel auch vor sich</translation>
    </message>
    <message>
        <source>open in another window too</source>
        <translation>auch in einem anderen Fenster offen</translation>
    </message>
    <message>
        <source>scores may still change</source>
        <translation>Werte können sich ändern</translation>
    </message>
    <message>
        <source>Where the models disagree</source>
        <translation>Wo die Modelle uneins sind</translation>
    </message>
    <message>
        <source>the file is missing</source>
        <translation>die Datei fehlt</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>only partly readable</source>
        <translation>nur zum Teil lesbar</translation>
    </message>
    <message>
        <source>Order of the tracks</source>
        <translation>Reihenfolge der Titel</translation>
    </message>
    <message>
        <source>Which tracks come first. “Most informative” asks about those whose answers teach the model most; each fifth is taken at random.</source>
        <translation>Welche Titel zuerst kommen. „Aufschlussreichste“ fragt nach denen, aus deren Antworten das Modell am meisten lernt; jeder fünfte ist zufällig gewählt.</translation>
    </message>
    <message>
        <source>Most informative, mixed</source>
        <translation>Aufschlussreichste, gemischt</translation>
    </message>
    <message>
        <source>Scores near the threshold</source>
        <translation>Werte nahe der Schwelle</translation>
    </message>
    <message>
        <source>Against the file&apos;s genre</source>
        <translation>Gegen das Genre der Datei</translation>
    </message>
    <message>
        <source>New artists and sounds</source>
        <translation>Neue Interpreten und Klänge</translation>
    </message>
    <message>
        <source>At random</source>
        <translation>Zufällig</translation>
    </message>
</context>
<context>
    <name>TrackTable</name>
    <message>
        <source>The score of {tag}. Right-click: choose columns.</source>
        <translation>Der Wert von {tag}. Rechtsklick: Spalten wählen.</translation>
    </message>
    <message>
        <source>How similar it sounds to the track that you look for the like of: 1 for the same. Click: sort.</source>
        <translation>Wie ähnlich es dem Titel klingt, zu dem Sie Ähnliches suchen: 1 ist gleich. Klick: sortieren.</translation>
    </message>
    <message>
        <source>How far the members of a joint model are apart, from 0 to 1, about the tag that they disagree about most. Click: sort. Right-click: choose columns.</source>
        <translation>Wie weit die Teile eines gemeinsamen Modells auseinanderliegen, von 0 bis 1, bei dem Schlagwort, bei dem sie am uneinigsten sind. Klick: sortieren. Rechtsklick: Spalten wählen.</translation>
    </message>
    <message>
        <source>Click: sort. Right-click: choose columns.</source>
        <translation>Klick: sortieren. Rechtsklick: Spalten wählen.</translation>
    </message>
    <message>
        <source>Right-click: choose columns.</source>
        <translation>Rechtsklick: Spalten wählen.</translation>
    </message>
    <message>
        <source>Search for one tag, such as tag:jazz, and a click sorts by its score. Right-click: choose columns.</source>
        <translation>Suchen Sie nach einem Schlagwort, etwa tag:jazz: Dann sortiert ein Klick nach dessen Wert. Rechtsklick: Spalten wählen.</translation>
    </message>
    <message>
        <source>Click: sort by the score of {tag}. Right-click: choose columns.</source>
        <translation>Klick: nach dem Wert von {tag} sortieren. Rechtsklick: Spalten wählen.</translation>
    </message>
    <message>
        <source>Only a part of it can be decoded: the file is damaged or cut off.</source>
        <translation>Nur zum Teil lesbar: Die Datei ist beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>Most about {tag}: {opinions}</source>
        <translation>Am meisten bei {tag}: {opinions}</translation>
    </message>
    <message>
        <source>{answer}, said {person}</source>
        <translation>{answer}, sagt {person}</translation>
    </message>
    <message>
        <source>{tag}: yes, from the file</source>
        <translation>{tag}: ja, aus der Datei</translation>
    </message>
    <message>
        <source>{tag}: yes</source>
        <translation>{tag}: ja</translation>
    </message>
    <message>
        <source>{tag}: {score}, suggested from {threshold}</source>
        <translation>{tag}: {score}, vorgeschlagen ab {threshold}</translation>
    </message>
    <message>
        <source>left undecided when the track was reviewed, so assumed to be no</source>
        <translation>blieb offen, als der Titel geprüft wurde, gilt also als Nein</translation>
    </message>
    <message>
        <source>{tag}: no</source>
        <translation>{tag}: nein</translation>
    </message>
</context>
<context>
    <name>TrackView</name>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>1 track</source>
        <translation>1 Titel</translation>
    </message>
    <message>
        <source>{n} tracks</source>
        <translation>{n} Titel</translation>
    </message>
    <message>
        <source>Search for one tag, and the tracks can be sorted by its score.</source>
        <translation>Suchen Sie nach einem Schlagwort, dann lassen sich die Titel nach seinem Wert ordnen.</translation>
    </message>
</context>
<context>
    <name>TrainDialog</name>
    <message>
        <source>Train on the answers</source>
        <translation>Mit den Antworten trainieren</translation>
    </message>
    <message>
        <source>Use it already when it is probably better, on trial</source>
        <translation>Schon verwenden, wenn sie wahrscheinlich besser ist, auf Probe</translation>
    </message>
    <message>
        <source>Layers to train</source>
        <translation>Zu trainierende Schichten</translation>
    </message>
    <message>
        <source>Probably: three to one or better, by your answers. A version on trial is taken back by itself if later answers speak against it.</source>
        <translation>Wahrscheinlich: drei zu eins oder besser, nach Ihren Antworten. Eine Version auf Probe wird von selbst zurückgenommen, wenn spätere Antworten dagegen sprechen.</translation>
    </message>
    <message>
        <source>Count a little what is assumed no on finished tracks</source>
        <translation>Was an abgeschlossenen Titeln als Nein gilt, zählt ein wenig mit</translation>
    </message>
    <message>
        <source>Example: you finished a track and left jazz undecided. It is assumed no, and then counts about a third as much as a no that you gave.</source>
        <translation>Beispiel: Sie haben einen Titel abgeschlossen und jazz unentschieden gelassen. Es gilt als Nein und zählt dann etwa ein Drittel so viel wie ein Nein, das Sie gegeben haben.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Which layers learn, and on what device</source>
        <translation>Welche Schichten lernen, und auf welchem Gerät</translation>
    </message>
    <message>
        <source>By itself goes as deep as it pays. The output layer is the quickest; all layers need the tracks decoded again and a graphics card.</source>
        <translation>„Automatisch“ geht so tief, wie es sich lohnt. Am schnellsten ist die Ausgabeschicht; für alle Schichten müssen die Titel neu dekodiert werden, und es braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Makes a new version of {model} from {count} answers. It then stands in the list: look at its changes, and use it if they look right.</source>
        <translation>Macht aus {count} Antworten eine neue Version von {model}. Sie steht danach in der Liste: Sehen Sie sich ihre Änderungen an, und verwenden Sie die Version, wenn sie stimmen.</translation>
    </message>
    <message>
        <source>Makes a new version of {model} from {count} answers, and tests it on tracks that it did not learn from. If your answers show that it is better, it is used by itself; else it stays in the list, and you may use it.</source>
        <translation>Macht aus {count} Antworten eine neue Version von {model} und prüft sie an Titeln, aus denen sie nicht gelernt hat. Zeigen Ihre Antworten, dass sie besser ist, wird sie von selbst verwendet; sonst steht sie in der Liste, und Sie können sie verwenden.</translation>
    </message>
    <message>
        <source>How long it takes is known after the first training.</source>
        <translation>Wie lange es dauert, ist nach dem ersten Training bekannt.</translation>
    </message>
    <message>
        <source>The last training of this kind took {time}.</source>
        <translation>Das letzte Training dieser Art dauerte {time}.</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>The output layer</source>
        <translation>Die Ausgabeschicht</translation>
    </message>
    <message>
        <source>The recurrent layers too</source>
        <translation>Auch die rekurrenten Schichten</translation>
    </message>
    <message>
        <source>All layers, from the audio</source>
        <translation>Alle Schichten, vom Klang an</translation>
    </message>
</context>
<context>
    <name>TrainingObstacle</name>
    <message>
        <source>Not while a training is running.</source>
        <translation>Nicht, während trainiert wird.</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Trains on a quarter, a half and all of the answers and measures each version, to estimate what more answers would bring. No version is made or used.</source>
        <translation>Trainiert mit einem Viertel, der Hälfte und allen Antworten und misst jedes Mal, um zu schätzen, was weitere Antworten brächten. Dabei entsteht keine Version.</translation>
    </message>
    <message>
        <source>Of two tracks, one with a tag and one without, the right one is picked {after} times of 1,000 after {answers} answers; by the model as it was published, {before} times.</source>
        <translation>Von zwei Titeln, einem mit dem Schlagwort und einem ohne, wird nach {answers} Antworten {after}-mal von 1.000 der richtige gewählt; vom Modell, wie es veröffentlicht wurde, {before}-mal.</translation>
    </message>
    <message>
        <source>{more} more answers may make it {gain} times more.</source>
        <translation>{more} weitere Antworten können daraus {gain}-mal mehr machen.</translation>
    </message>
    <message>
        <source>{more} more answers would hardly change that.</source>
        <translation>{more} weitere Antworten würden daran kaum etwas ändern.</translation>
    </message>
    <message>
        <source>Left out are your own tags, which the published model lacks: {tags}.</source>
        <translation>Ausgelassen sind Ihre eigenen Schlagwörter, die dem veröffentlichten Modell fehlen: {tags}.</translation>
    </message>
    <message>
        <source>The training failed: {reason}</source>
        <translation>Das Training ist gescheitert: {reason}</translation>
    </message>
    <message>
        <source>Preparing the training: {step}…</source>
        <translation>Das Training wird vorbereitet: {step}…</translation>
    </message>
    <message>
        <source>After the training: {step}…</source>
        <translation>Nach dem Training: {step}…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>The curves of a training are drawn here while it runs.</source>
        <translation>Hier entstehen die Kurven, während gelernt wird.</translation>
    </message>
    <message>
        <source>Draw the learning curve</source>
        <translation>Lernkurve zeichnen</translation>
    </message>
    <message>
        <source>The last training</source>
        <translation>Das letzte Training</translation>
    </message>
    <message>
        <source>Learning curve</source>
        <translation>Lernkurve</translation>
    </message>
    <message>
        <source>Preparing the training…</source>
        <translation>Das Training wird vorbereitet…</translation>
    </message>
    <message>
        <source>{name} was trained on {answers} answers.</source>
        <translation>{name} wurde mit {answers} Antworten trainiert.</translation>
    </message>
    <message>
        <source>{name} was trained on {answers} answers in {epochs} epochs.</source>
        <translation>{name} wurde in {epochs} Epochen mit {answers} Antworten trainiert.</translation>
    </message>
    <message>
        <source>Epoch {number} of at most {epochs}: training loss {loss}</source>
        <translation>Epoche {number} von höchstens {epochs}: Trainingsverlust {loss}</translation>
    </message>
    <message>
        <source>Epoch {number} of at most {epochs}: training loss {loss}, validation ROC-AUC {auc}</source>
        <translation>Epoche {number} von höchstens {epochs}: Trainingsverlust {loss}, Validierungs-ROC-AUC {auc}</translation>
    </message>
    <message>
        <source>Copy {copy} of {copies} that judge. {epoch}</source>
        <translation>Kopie {copy} von {copies}, die urteilen. {epoch}</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
</context>
<context>
    <name>TreeButton</name>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>The tree that says which tag implies which</source>
        <translation>Der Baum, der sagt, welches Schlagwort aus welchem folgt</translation>
    </message>
    <message>
        <source>Take over a tree of your own…</source>
        <translation>Eigenen Baum übernehmen…</translation>
    </message>
    <message>
        <source>Write the tree to a file…</source>
        <translation>Baum in eine Datei schreiben…</translation>
    </message>
    <message>
        <source>Use the tree of TagStudio</source>
        <translation>Den Baum von TagStudio verwenden</translation>
    </message>
    <message>
        <source>Take over a tree of your own</source>
        <translation>Eigenen Baum übernehmen</translation>
    </message>
    <message>
        <source>Write the tree to a file</source>
        <translation>Baum in eine Datei schreiben</translation>
    </message>
</context>
<context>
    <name>TroubleLine</name>
    <message>
        <source>The file is gone. Its answers are kept. If its drive is not connected, connect it and scan again. If its folder was moved or renamed, add that under its new name: the track is found again by its sound. To take tracks off the list, remove their folder (Settings, Folders).</source>
        <translation>Die Datei ist nicht mehr da, die Antworten zu ihr bleiben. Ist ihr Laufwerk nicht angeschlossen, schließen Sie es an und lesen Sie neu ein. Wurde ihr Ordner verschoben oder umbenannt, fügen Sie ihn unter dem neuen Namen hinzu: Der Titel wird an seinem Klang wiedererkannt. Um Titel aus der Liste zu nehmen, entfernen Sie ihren Ordner (Einstellungen, Ordner).</translation>
    </message>
    <message>
        <source>Scan folders again</source>
        <translation>Ordner neu einlesen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>UnderPage</name>
    <message>
        <source>Back to the page {name}</source>
        <translation>Zurück zur Seite {name}</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo takes back what was done last on other pages.</source>
        <translation>Rückgängig nimmt zurück, was zuletzt auf anderen Seiten geschah.</translation>
    </message>
    <message>
        <source>Undo takes back what was done last on other pages: {what}.</source>
        <translation>Rückgängig nimmt zurück, was zuletzt auf anderen Seiten geschah: {what}.</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
</context>
<context>
    <name>UndoTexts</name>
    <message>
        <source>writing to files</source>
        <translation>Schreiben in Dateien</translation>
    </message>
</context>
<context>
    <name>UnfinishedJobBar</name>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>{job} was interrupted.</source>
        <translation>{job}: unterbrochen.</translation>
    </message>
    <message>
        <source>{job} was interrupted at {done} of {total}.</source>
        <translation>{job}: unterbrochen bei {done} von {total}.</translation>
    </message>
</context>
<context>
    <name>UnknownTagsPanel</name>
    <message>
        <source>Unknown tags</source>
        <translation>Unbekannte Schlagwörter</translation>
    </message>
    <message>
        <source>What the selected tags become</source>
        <translation>Was aus den ausgewählten Schlagwörtern wird</translation>
    </message>
    <message>
        <source>What the new tags are</source>
        <translation>Was die neuen Schlagwörter sind</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>tags of my own</source>
        <translation>eigene Schlagwörter</translation>
    </message>
    <message>
        <source>Take the unknown tag</source>
        <translation>Das unbekannte Schlagwort übernehmen</translation>
    </message>
    <message>
        <source>Take all {n} unknown tags</source>
        <translation>Alle unbekannten Schlagwörter übernehmen ({n})</translation>
    </message>
    <message>
        <source>Unknown tag</source>
        <translation>Unbekanntes Schlagwort</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>a tag of my own</source>
        <translation>ein eigenes Schlagwort</translation>
    </message>
    <message>
        <source>left out; similar: {tags}</source>
        <translation>ausgelassen; ähnlich: {tags}</translation>
    </message>
    <message>
        <source>Selected rows become:</source>
        <translation>Markierte Zeilen werden:</translation>
    </message>
    <message>
        <source>Group of the new tags:</source>
        <translation>Gruppe der neuen:</translation>
    </message>
</context>
<context>
    <name>UpdateBar</name>
    <message>
        <source>There is a newer TagStudio: {newest}. This is {own}.</source>
        <translation>Es gibt ein neueres TagStudio: {newest}. Dies ist {own}.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Read about it</source>
        <translation>Mehr dazu lesen</translation>
    </message>
</context>
<context>
    <name>UpdatesPage</name>
    <message>
        <source>Updates</source>
        <translation>Neue Versionen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>TagStudio itself opens no connection unless you ask for one; what a plugin does stands on the page Plugins. If you name an address here, TagStudio looks there once a week for a newer version, and tells you. Nothing of you or your music is sent, and nothing is installed.</source>
        <translation>TagStudio selbst öffnet keine Verbindung, die Sie nicht verlangen; was ein Plugin tut, steht auf der Seite Plugins. Nennen Sie hier eine Adresse, sieht TagStudio dort einmal in der Woche nach einer neueren Version und sagt es Ihnen. Nichts von Ihnen oder Ihrer Musik wird gesendet, und nichts wird installiert.</translation>
    </message>
    <message>
        <source>The address of a small file in which the number of the newest version stands; who gave you TagStudio knows it. If it is left empty, TagStudio never looks.</source>
        <translation>Die Adresse einer kleinen Datei, in der die Nummer der neuesten Version steht; wer Ihnen TagStudio gegeben hat, kennt sie. Bleibt das Feld leer, sieht TagStudio nie nach.</translation>
    </message>
    <message>
        <source>Look now</source>
        <translation>Jetzt nachsehen</translation>
    </message>
    <message>
        <source>This is no address of the web. It begins with https://</source>
        <translation>Das ist keine Adresse im Netz. Sie beginnt mit https://</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Es wird nachgesehen…</translation>
    </message>
    <message>
        <source>There is a newer version, {newest}. This is {own}. {page}</source>
        <translation>Es gibt eine neuere Version, {newest}. Dies ist {own}. {page}</translation>
    </message>
    <message>
        <source>This is the newest version, {own}.</source>
        <translation>Dies ist die neueste Version, {own}.</translation>
    </message>
</context>
<context>
    <name>VersionHead</name>
    <message>
        <source>Suggest tags with it</source>
        <translation>Damit vorschlagen</translation>
    </message>
    <message>
        <source>Use this version…</source>
        <translation>Diese Version verwenden…</translation>
    </message>
    <message>
        <source>First shows the verdict, and how many tracks would get which tag</source>
        <translation>Zeigt erst das Urteil, und wie viele Titel welches Schlagwort bekämen</translation>
    </message>
    <message>
        <source>For all tracks of the library that have no suggestions from it yet</source>
        <translation>Für alle Titel der Bibliothek, die noch keine Vorschläge von ihr haben</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Vergleiche…</translation>
    </message>
    <message>
        <source>Your own tags: {tags}.</source>
        <translation>Ihre eigenen Schlagwörter: {tags}.</translation>
    </message>
    <message>
        <source>{tag} ({state})</source>
        <translation>{tag} ({state})</translation>
    </message>
    <message>
        <source>You put it to use yourself, {time}. The verdict then: {verdict}</source>
        <translation>Sie haben diese Version selbst in Gebrauch genommen, {time}. Das Urteil damals: {verdict}</translation>
    </message>
    <message>
        <source>Its file is missing, so it cannot be used.</source>
        <translation>Ihre Datei fehlt, deshalb lässt sie sich nicht verwenden.</translation>
    </message>
    <message>
        <source>By your answers: of two tracks, one with a tag and one without, it picks the right one {right} times of 100.</source>
        <translation>Nach Ihren Antworten: Von zwei Titeln, einem mit dem Schlagwort und einem ohne, wählt sie {right}-mal von 100 den richtigen.</translation>
    </message>
    <message>
        <source>It was measured, but your answers are too few to tell: no tag has {count} yes and {count} no yet.</source>
        <translation>Sie wurde gemessen, aber Ihre Antworten sind zu wenige: Noch hat kein Schlagwort {count} Ja und {count} Nein.</translation>
    </message>
    <message>
        <source>It was not judged yet. Use this version does so first.</source>
        <translation>Sie wurde noch nicht beurteilt. „Diese Version einsetzen“ holt es zuerst nach.</translation>
    </message>
    <message>
        <source>How well it fits your music can be told once you have answered tags.</source>
        <translation>Wie gut das Modell zu Ihrer Musik passt, lässt sich sagen, sobald Sie Schlagwörter beantwortet haben.</translation>
    </message>
    <message>
        <source>It was not measured yet.</source>
        <translation>Diese Version wurde noch nicht gemessen.</translation>
    </message>
</context>
<context>
    <name>VersionListView</name>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
</context>
<context>
    <name>VersionsPlot</name>
    <message>
        <source>Right picks over versions</source>
        <translation>Richtige Wahl über die Versionen</translation>
    </message>
    <message>
        <source>Right of 100</source>
        <translation>Richtig von 100</translation>
    </message>
    <message>
        <source>How many times of 100 each version picks the right one of two of your tracks, one with a tag and one without (100 times the macro ROC-AUC). The thin lines are what it might be with other artists.</source>
        <translation>Wie oft von 100 Malen jede Version von zwei Ihrer Titel, einem mit dem Schlagwort und einem ohne, den richtigen wählt (100-mal die Makro-ROC-AUC). Die dünnen Linien sind, was es mit anderen Interpreten sein könnte.</translation>
    </message>
</context>
<context>
    <name>VocabulariesPage</name>
    <message>
        <source>Vocabularies</source>
        <translation>Wortlisten</translation>
    </message>
    <message>
        <source>A model brings the tags of a vocabulary. Switch one off, and the tags that only it has are not suggested, offered or asked about in this library. Your answers stay, searches find them, and switching it on brings all back.</source>
        <translation>Ein Modell bringt die Schlagwörter einer Wortliste mit. Schalten Sie eine ab, werden die Schlagwörter, die nur sie hat, in dieser Bibliothek nicht mehr vorgeschlagen, angeboten oder erfragt. Ihre Antworten bleiben, Suchen finden sie, und Einschalten bringt alles zurück.</translation>
    </message>
    <message>
        <source>No model has brought a vocabulary yet: the first suggestions do so.</source>
        <translation>Noch hat kein Modell eine Wortliste mitgebracht: Das tun die ersten Vorschläge.</translation>
    </message>
    <message>
        <source>Vocabulary {name}</source>
        <translation>Wortliste {name}</translation>
    </message>
    <message>
        <source>{tags} tags that are in this vocabulary alone.</source>
        <translation>{tags} Schlagwörter, die nur in dieser Wortliste stehen.</translation>
    </message>
    <message>
        <source>{tags} tags, {only} of them in this vocabulary alone.</source>
        <translation>{tags} Schlagwörter, davon {only} nur in dieser Wortliste.</translation>
    </message>
    <message>
        <source>{name} is on.</source>
        <translation>{name} ist eingeschaltet.</translation>
    </message>
    <message>
        <source>{name} is off. Your answers stay.</source>
        <translation>{name} ist abgeschaltet. Ihre Antworten bleiben.</translation>
    </message>
    <message>
        <source>switching {name} on</source>
        <translation>{name} einschalten</translation>
    </message>
    <message>
        <source>switching {name} off</source>
        <translation>{name} ausschalten</translation>
    </message>
</context>
<context>
    <name>WaitingVersionBar</name>
    <message>
        <source>{version} waits for your word: with it, {count} of {tracks} tracks would have {tag}, which is probably too many.</source>
        <translation>{version} wartet auf Ihr Wort: Mit ihr hätten {count} von {tracks} Titeln {tag}, vermutlich zu viele.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Use this version…</source>
        <translation>Diese Version verwenden…</translation>
    </message>
</context>
<context>
    <name>WayBack</name>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>{active} is in use again, in place of {left}: the suggestions are those of {active} again. Your answers stay.</source>
        <translation>{active} wird wieder verwendet, an Stelle von {left}: Die Vorschläge sind wieder die von {active}. Ihre Antworten bleiben.</translation>
    </message>
    <message>
        <source>Use {left} again</source>
        <translation>{left} wieder verwenden</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>{job} failed: a file could not be fetched.</source>
        <translation>{job} ist fehlgeschlagen: Eine Datei ließ sich nicht holen.</translation>
    </message>
    <message>
        <source>{job} failed: {why}</source>
        <translation>{job}: fehlgeschlagen. {why}</translation>
    </message>
    <message>
        <source>{job}: stopped before anything was done.</source>
        <translation>{job}: angehalten, bevor etwas fertig war.</translation>
    </message>
    <message>
        <source>{job}: stopped.</source>
        <translation>{job}: angehalten.</translation>
    </message>
    <message>
        <source>{job}: stopped. The version in use stays as it is.</source>
        <translation>{job}: angehalten. Die verwendete Version bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>{job}: stopped. What was done is kept.</source>
        <translation>{job}: angehalten. Was fertig ist, bleibt erhalten.</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message>
        <source>Written are the tags that you said yes to, and the titles, artists and albums that you edited. Taken out are tags that you said no to, and what TagStudio wrote earlier and is not true any more. All else in the files stays, and it can all be put back.</source>
        <translation>Geschrieben werden die Schlagwörter, zu denen Sie Ja sagten, und die Titel, Interpreten und Alben, die Sie bearbeitet haben. Entfernt werden Schlagwörter, zu denen Sie Nein sagten, und was TagStudio früher schrieb und nicht mehr stimmt. Alles andere in den Dateien bleibt, und alles lässt sich zurückholen.</translation>
    </message>
    <message>
        <source>Write suggested tags too</source>
        <translation>Auch vorgeschlagene Schlagwörter schreiben</translation>
    </message>
    <message>
        <source>Also those left undecided on reviewed tracks (assumed no)</source>
        <translation>Auch solche, die bei geprüften Titeln offen blieben (gelten als Nein)</translation>
    </message>
    <message>
        <source>Comparing the files…</source>
        <translation>Die Dateien werden verglichen…</translation>
    </message>
    <message>
        <source>Nothing that you answered or edited is missing in these files. Answer some suggestions in Review, or write the suggested tags too.</source>
        <translation>In diesen Dateien fehlt nichts von dem, was Sie beantwortet oder geändert haben. Beantworten Sie Vorschläge unter „Prüfen“, oder schreiben Sie auch die vorgeschlagenen Schlagwörter.</translation>
    </message>
    <message>
        <source>The files could not be compared</source>
        <translation>Die Dateien ließen sich nicht vergleichen</translation>
    </message>
    <message>
        <source>Write tags and facts of all tracks of the library</source>
        <translation>Schlagwörter und Angaben aller Titel der Bibliothek schreiben</translation>
    </message>
    <message>
        <source>What you leave undecided on a track that you finish is assumed to be no.</source>
        <translation>Was Sie an einem Titel offen lassen, den Sie abschließen, gilt als Nein.</translation>
    </message>
    <message>
        <source>Write tempo and key too</source>
        <translation>Auch Tempo und Tonart schreiben</translation>
    </message>
    <message>
        <source>What you said, and what was measured and is not unsure, where the file has none.</source>
        <translation>Was Sie gesagt haben, und was gemessen wurde und nicht unsicher ist, wo die Datei keines hat.</translation>
    </message>
    <message>
        <source>This library writes with the preset {name} from now on.</source>
        <translation>Diese Bibliothek schreibt ab jetzt mit der Voreinstellung {name}.</translation>
    </message>
    <message>
        <source>Nothing to write</source>
        <translation>Nichts zu schreiben</translation>
    </message>
    <message>
        <source>Write 1 file</source>
        <translation>1 Datei schreiben</translation>
    </message>
    <message>
        <source>Write {count} files</source>
        <translation>{count} Dateien schreiben</translation>
    </message>
    <message>
        <source>Files to change: {files}. Files with nothing to change: {unchanged}. Files that cannot be written: {failed}.</source>
        <translation>Dateien zu ändern: {files}. Dateien ohne Änderung: {unchanged}. Dateien, die sich nicht schreiben lassen: {failed}.</translation>
    </message>
    <message>
        <source>Files that cannot be read, and have nothing to write: {count}.</source>
        <translation>Dateien, die sich nicht lesen lassen und für die nichts zu schreiben ist: {count}.</translation>
    </message>
    <message>
        <source>Tempi and keys left out, being unsure: {count}.</source>
        <translation>Tempi und Tonarten, die als unsicher wegbleiben: {count}.</translation>
    </message>
    <message>
        <source>This preset has no field for: {tags}.</source>
        <translation>Diese Voreinstellung hat kein Feld für: {tags}.</translation>
    </message>
    <message>
        <source>Tracks whose tempo and key are not measured yet: {count}. Measure them first, with Tools &gt; Measure tempo, key and loudness.</source>
        <translation>Titel, deren Tempo und Tonart noch nicht gemessen sind: {count}. Messen Sie sie erst, mit Extras &gt; Tempo, Tonart und Lautheit messen.</translation>
    </message>
    <message>
        <source>Suggestions that are assumed no on reviewed tracks, left out: {count}.</source>
        <translation>Vorschläge, die bei geprüften Titeln als Nein gelten, bleiben aus: {count}.</translation>
    </message>
</context>
<context>
    <name>WriteOutcome</name>
    <message>
        <source>Files that could not be written</source>
        <translation>Dateien, die sich nicht schreiben ließen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Files written: {count}. Files that could not be written: {failed}.</source>
        <translation>Geschriebene Dateien: {count}. Dateien, die sich nicht schreiben ließen: {failed}.</translation>
    </message>
    <message>
        <source>No file was written. Files that could not be written: {failed}.</source>
        <translation>Keine Datei wurde geschrieben. Dateien, die sich nicht schreiben ließen: {failed}.</translation>
    </message>
    <message>
        <source>Try again…</source>
        <translation>Noch einmal versuchen…</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>Liste kopieren</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Scan folders again</source>
        <translation>Ordner neu einlesen</translation>
    </message>
    <message>
        <source>Check the library</source>
        <translation>Bibliothek auf Schäden untersuchen</translation>
    </message>
    <message>
        <source>Manage tags…</source>
        <translation>Schlagwörter verwalten…</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>Schlagwörter importieren…</translation>
    </message>
    <message>
        <source>Take over genres of the files…</source>
        <translation>Genres der Dateien übernehmen…</translation>
    </message>
    <message>
        <source>Merge another library…</source>
        <translation>Mit einer anderen Bibliothek zusammenführen…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Open a library…</source>
        <translation>Bibliothek öffnen…</translation>
    </message>
    <message>
        <source>New library…</source>
        <translation>Neue Bibliothek…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Undo the last writing to files…</source>
        <translation>Letztes Schreiben in Dateien rückgängig machen…</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Save this search…</source>
        <translation>Suche speichern…</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Folders…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Write tags and facts to files…</source>
        <translation>Schlagwörter und Angaben in Dateien schreiben…</translation>
    </message>
    <message>
        <source>Doubted answers</source>
        <translation>Zweifelhafte Antworten</translation>
    </message>
    <message>
        <source>Where people disagree</source>
        <translation>Uneinigkeiten</translation>
    </message>
    <message>
        <source>Next area of the page</source>
        <translation>Nächster Bereich der Seite</translation>
    </message>
    <message>
        <source>Previous area of the page</source>
        <translation>Voriger Bereich der Seite</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>5 Sekunden zurück</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>5 Sekunden vor</translation>
    </message>
    <message>
        <source>Back 30 seconds</source>
        <translation>30 Sekunden zurück</translation>
    </message>
    <message>
        <source>Forward 30 seconds</source>
        <translation>30 Sekunden vor</translation>
    </message>
    <message>
        <source>Go to the tag’s highest score</source>
        <translation>Zum höchsten Wert des Schlagworts</translation>
    </message>
    <message>
        <source>A part begins here</source>
        <translation>Hier beginnt ein Abschnitt</translation>
    </message>
    <message>
        <source>The part ends here</source>
        <translation>Hier endet der Abschnitt</translation>
    </message>
    <message>
        <source>Next answered part</source>
        <translation>Nächster beantworteter Abschnitt</translation>
    </message>
    <message>
        <source>Take the answer to the part back</source>
        <translation>Antwort zum Abschnitt zurücknehmen</translation>
    </message>
    <message>
        <source>Answer for the whole track again</source>
        <translation>Wieder für den ganzen Titel antworten</translation>
    </message>
    <message>
        <source>Play each track at once</source>
        <translation>Jeden Titel sofort abspielen</translation>
    </message>
    <message>
        <source>Play a passage over and over</source>
        <translation>Eine Stelle immer wieder abspielen</translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation>Spektrogramm</translation>
    </message>
    <message>
        <source>Zoom into the waveform</source>
        <translation>Wellenform vergrößern</translation>
    </message>
    <message>
        <source>Zoom out of the waveform</source>
        <translation>Wellenform verkleinern</translation>
    </message>
    <message>
        <source>Next track</source>
        <translation>Nächster Titel</translation>
    </message>
    <message>
        <source>Previous track</source>
        <translation>Voriger Titel</translation>
    </message>
    <message>
        <source>Review the selected tracks</source>
        <translation>Ausgewählte Titel prüfen</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Toggle suggestion {number}</source>
        <translation>Vorschlag {number} umschalten</translation>
    </message>
    <message>
        <source>Favourite tag {number}</source>
        <translation>Lieblingsschlagwort {number}</translation>
    </message>
    <message>
        <source>Finish the track</source>
        <translation>Titel abschließen</translation>
    </message>
    <message>
        <source>Edit facts…</source>
        <translation>Angaben bearbeiten…</translation>
    </message>
    <message>
        <source>Use this version…</source>
        <translation>Diese Version verwenden…</translation>
    </message>
    <message>
        <source>Accept the rest and go on</source>
        <translation>Rest annehmen und weiter</translation>
    </message>
    <message>
        <source>Same answer for the album</source>
        <translation>Gleiche Antwort für das Album</translation>
    </message>
    <message>
        <source>Keep the answer</source>
        <translation>Die Antwort behalten</translation>
    </message>
    <message>
        <source>Turn the answer</source>
        <translation>Die Antwort umkehren</translation>
    </message>
    <message>
        <source>Add a tag…</source>
        <translation>Schlagwort hinzufügen…</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Ähnliche Titel</translation>
    </message>
    <message>
        <source>Same answers…</source>
        <translation>Antworten auf andere Titel übertragen…</translation>
    </message>
    <message>
        <source>Set the artist…</source>
        <translation>Interpreten angeben…</translation>
    </message>
    <message>
        <source>Double the tempo</source>
        <translation>Tempo verdoppeln</translation>
    </message>
    <message>
        <source>Halve the tempo</source>
        <translation>Tempo halbieren</translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation>Als geprüft markieren</translation>
    </message>
    <message>
        <source>Mark as not reviewed</source>
        <translation>Als ungeprüft markieren</translation>
    </message>
    <message>
        <source>Suggest tags</source>
        <translation>Schlagwörter vorschlagen</translation>
    </message>
    <message>
        <source>Train on the answers…</source>
        <translation>Mit den Antworten trainieren…</translation>
    </message>
    <message>
        <source>Go back to the version before</source>
        <translation>Zur vorigen Version zurück</translation>
    </message>
    <message>
        <source>Version for a colleague…</source>
        <translation>Version an andere weitergeben…</translation>
    </message>
    <message>
        <source>Version from a colleague…</source>
        <translation>Version von anderen übernehmen…</translation>
    </message>
    <message>
        <source>Open the demo library</source>
        <translation>Demo-Bibliothek öffnen</translation>
    </message>
    <message>
        <source>Measure tempo, key and loudness</source>
        <translation>Tempo, Tonart und Lautheit messen</translation>
    </message>
    <message>
        <source>Find duplicates…</source>
        <translation>Doppelte suchen…</translation>
    </message>
    <message>
        <source>Try failed tracks again</source>
        <translation>Fehlgeschlagene Titel noch einmal versuchen</translation>
    </message>
    <message>
        <source>Cancel all jobs</source>
        <translation>Alle Aufgaben anhalten</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation>Hilfe zu dieser Seite</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <source>About TagStudio</source>
        <translation>Über TagStudio</translation>
    </message>
    <message>
        <source>Toggle suggestions 1 to 10</source>
        <translation>Vorschlag 1 bis 10 umschalten</translation>
    </message>
    <message>
        <source>Favourite tags 1 to 10</source>
        <translation>Lieblingsschlagwörter 1 bis 10</translation>
    </message>
</context>
<context>
    <name>artists</name>
    <message>
        <source>you said so</source>
        <translation>von Ihnen angegeben</translation>
    </message>
    <message>
        <source>from the file’s tags</source>
        <translation>laut den Angaben in der Datei</translation>
    </message>
    <message>
        <source>from an import</source>
        <translation>laut einem Import</translation>
    </message>
    <message>
        <source>from the file name</source>
        <translation>laut dem Dateinamen</translation>
    </message>
    <message>
        <source>from the folder’s name</source>
        <translation>laut dem Namen des Ordners</translation>
    </message>
</context>
<context>
    <name>columns</name>
    <message>
        <source>to review</source>
        <translation>zu prüfen</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>no suggestions</source>
        <translation>ohne Vorschläge</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>{tempo}, unsure</source>
        <translation>{tempo}, unsicher</translation>
    </message>
    <message>
        <source>{tempo} or {other}, unsure</source>
        <translation>{tempo} oder {other}, unsicher</translation>
    </message>
    <message>
        <source>{key}, unsure</source>
        <translation>{key}, unsicher</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>Album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Album artist</source>
        <translation>Albuminterpret</translation>
    </message>
    <message>
        <source>Genre in the file</source>
        <translation>Genre in der Datei</translation>
    </message>
    <message>
        <source>Number on the album</source>
        <translation>Nummer auf dem Album</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Sample rate</source>
        <translation>Abtastrate</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Reviewed on</source>
        <translation>Geprüft am</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautheit</translation>
    </message>
    <message>
        <source>Loudness range</source>
        <translation>Lautheitsumfang</translation>
    </message>
    <message>
        <source>True peak</source>
        <translation>Spitzenpegel</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>Uneinigkeit</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Hide the scores of {tag}</source>
        <translation>Werte von {tag} ausblenden</translation>
    </message>
    <message>
        <source>Widths by themselves</source>
        <translation>Spaltenbreiten automatisch</translation>
    </message>
    <message>
        <source>Score of a tag</source>
        <translation>Wert eines Schlagworts</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>folder “{name}”</source>
        <translation>Ordner „{name}“</translation>
    </message>
</context>
<context>
    <name>devices</name>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation>NVIDIA-Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple-Grafik (MPS)</translation>
    </message>
</context>
<context>
    <name>diagnostics</name>
    <message>
        <source>Copied: {count} lines, without any titles of your music.</source>
        <translation>Kopiert: {count} Zeilen, ohne Titel Ihrer Musik.</translation>
    </message>
</context>
<context>
    <name>edit_facts</name>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>Album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>Artist folder</source>
        <translation>Ordner des Interpreten</translation>
    </message>
    <message>
        <source>Album folder</source>
        <translation>Ordner des Albums</translation>
    </message>
    <message>
        <source>None of these file names fits “{pattern}”.</source>
        <translation>Keiner dieser Dateinamen passt zu „{pattern}“.</translation>
    </message>
    <message>
        <source>None of these files fits “{pattern}”: the folders must lie within a folder of the library, whose own name does not count.</source>
        <translation>Keine dieser Dateien passt zu „{pattern}“: Die Ordner müssen in einem Ordner der Bibliothek liegen; dessen eigener Name zählt nicht.</translation>
    </message>
</context>
<context>
    <name>export</name>
    <message>
        <source>CSV, a row per track and tag</source>
        <translation>CSV, eine Zeile je Titel und Schlagwort</translation>
    </message>
    <message>
        <source>For spreadsheets and scripts, and to be imported again.</source>
        <translation>Für Tabellenkalkulationen und Skripte, und um wieder importiert zu werden.</translation>
    </message>
    <message>
        <source>CSV, a row per track</source>
        <translation>CSV, eine Zeile je Titel</translation>
    </message>
    <message>
        <source>With a column for each tag of the model, for statistics.</source>
        <translation>Mit einer Spalte für jedes Schlagwort des Modells, für Statistik.</translation>
    </message>
    <message>
        <source>Excel workbook</source>
        <translation>Excel-Arbeitsmappe</translation>
    </message>
    <message>
        <source>For Excel and LibreOffice, with accents as they are.</source>
        <translation>Für Excel und LibreOffice, Umlaute bleiben erhalten.</translation>
    </message>
    <message>
        <source>Playlist</source>
        <translation>Wiedergabeliste</translation>
    </message>
    <message>
        <source>For players: the tracks, without their tags.</source>
        <translation>Für Player: die Titel, ohne ihre Schlagwörter.</translation>
    </message>
    <message>
        <source>JSON Lines</source>
        <translation>JSON Lines</translation>
    </message>
    <message>
        <source>For programs: a line per track with all of its tags.</source>
        <translation>Für Programme: eine Zeile je Titel mit allen Schlagwörtern.</translation>
    </message>
    <message>
        <source>JAMS</source>
        <translation>JAMS</translation>
    </message>
    <message>
        <source>For music research: a file per track, several in one archive.</source>
        <translation>Für die Musikforschung: eine Datei je Titel, mehrere in einem Archiv.</translation>
    </message>
    <message>
        <source>Labels for Audacity</source>
        <translation>Textmarken für Audacity</translation>
    </message>
    <message>
        <source>A label track per track, several in one archive.</source>
        <translation>Eine Textspur je Titel, mehrere in einem Archiv.</translation>
    </message>
    <message>
        <source>Label Studio</source>
        <translation>Label Studio</translation>
    </message>
    <message>
        <source>Tasks for several people; suggestions are predictions there.</source>
        <translation>Aufgaben für mehrere Personen; Vorschläge sind dort Vorhersagen.</translation>
    </message>
</context>
<context>
    <name>file_reason</name>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
</context>
<context>
    <name>folders</name>
    <message>
        <source>Undo takes “{folders}” out again.</source>
        <translation>„Rückgängig“ nimmt „{folders}“ wieder heraus.</translation>
    </message>
    <message>
        <source>removing the folder “{folders}”</source>
        <translation>Entfernen des Ordners „{folders}“</translation>
    </message>
    <message>
        <source>removing the folders “{folders}”</source>
        <translation>Entfernen der Ordner „{folders}“</translation>
    </message>
    <message>
        <source>adding “{folders}”</source>
        <translation>„{folders}“ hinzufügen</translation>
    </message>
    <message>
        <source>Not while a scan is running.</source>
        <translation>Nicht, während eingelesen wird.</translation>
    </message>
    <message>
        <source>“{folder}” is in the library already, as a part of {outer}.</source>
        <translation>„{folder}“ ist schon in der Bibliothek, als Teil von {outer}.</translation>
    </message>
    <message>
        <source>Taken out again: “{folders}”. Tracks: {tracks}.</source>
        <translation>Wieder herausgenommen: „{folders}“. Titel: {tracks}.</translation>
    </message>
    <message>
        <source>Put back: “{folders}”. Tracks: {tracks}.</source>
        <translation>Zurückgeholt: „{folders}“. Titel: {tracks}.</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>{one} or {other}</source>
        <translation>{one} oder {other}</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>keine Taste</translation>
    </message>
</context>
<context>
    <name>import_labels</name>
    <message>
        <source>by the path</source>
        <translation>am Pfad</translation>
    </message>
    <message>
        <source>by the name of the file</source>
        <translation>am Namen der Datei</translation>
    </message>
    <message>
        <source>by title and artist</source>
        <translation>an Titel und Interpret</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>Schlagwörter importieren</translation>
    </message>
    <message>
        <source>Labels (*.csv *.tsv *.txt *.xlsx *.json *.jsonl *.jams *.zip *.db *.sqlite);;All files (*)</source>
        <translation>Schlagwörter (*.csv *.tsv *.txt *.xlsx *.json *.jsonl *.jams *.zip *.db *.sqlite);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>install_plugin</name>
    <message>
        <source>Install a plugin</source>
        <translation>Ein Plugin installieren</translation>
    </message>
    <message>
        <source>Plugins (*.zip *.whl);;All files (*)</source>
        <translation>Plugins (*.zip *.whl);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>jobs</name>
    <message>
        <source>Scanning</source>
        <translation>Musik einlesen</translation>
    </message>
    <message>
        <source>Suggesting tags</source>
        <translation>Schlagwörter vorschlagen</translation>
    </message>
    <message>
        <source>Listening more closely</source>
        <translation>Genauer hinhören</translation>
    </message>
    <message>
        <source>Making the demo</source>
        <translation>Demo erstellen</translation>
    </message>
    <message>
        <source>Measuring tempo, key and loudness</source>
        <translation>Tempo, Tonart und Lautheit werden gemessen</translation>
    </message>
    <message>
        <source>Checking the library</source>
        <translation>Bibliothek wird auf Schäden untersucht</translation>
    </message>
    <message>
        <source>Copying the library</source>
        <translation>Bibliothek wird gesichert</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Comparing files</source>
        <translation>Dateien vergleichen</translation>
    </message>
    <message>
        <source>Looking for duplicates</source>
        <translation>Doppelte werden gesucht</translation>
    </message>
    <message>
        <source>Writing tags</source>
        <translation>Schlagwörter schreiben</translation>
    </message>
    <message>
        <source>Putting files back</source>
        <translation>Dateien zurücksetzen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Taking genres over</source>
        <translation>Genres übernehmen</translation>
    </message>
    <message>
        <source>Merging a library</source>
        <translation>Bibliothek wird zusammengeführt</translation>
    </message>
    <message>
        <source>Installing a model</source>
        <translation>Modell installieren</translation>
    </message>
    <message>
        <source>Writing a version for a colleague</source>
        <translation>Version zum Weitergeben schreiben</translation>
    </message>
    <message>
        <source>Taking over a version</source>
        <translation>Version übernehmen</translation>
    </message>
    <message>
        <source>Comparing versions</source>
        <translation>Versionen vergleichen</translation>
    </message>
    <message>
        <source>Judging the version</source>
        <translation>Version beurteilen</translation>
    </message>
    <message>
        <source>Changing the version</source>
        <translation>Version wechseln</translation>
    </message>
    <message>
        <source>Going back to the version before</source>
        <translation>Zurück zur vorigen Version</translation>
    </message>
    <message>
        <source>Drawing the learning curve</source>
        <translation>Lernkurve zeichnen</translation>
    </message>
    <message>
        <source>Comparing suggestions</source>
        <translation>Vorschläge vergleichen</translation>
    </message>
    <message>
        <source>Merging {name}</source>
        <translation>{name} wird zusammengeführt</translation>
    </message>
    <message>
        <source>Changing to {name}</source>
        <translation>Wechsel zu {name}</translation>
    </message>
    <message>
        <source>{count} missing</source>
        <translation>{count} fehlend</translation>
    </message>
    <message>
        <source>{count} unreadable</source>
        <translation>{count} unlesbar</translation>
    </message>
    <message>
        <source>The library itself is sound: tracks, answers and scores.</source>
        <translation>Die Bibliothek selbst ist in Ordnung: Titel, Antworten und Werte.</translation>
    </message>
    <message>
        <source>Of its {tracks} music files, at the last scan: {found}.</source>
        <translation>Von ihren {tracks} Musikdateien beim letzten Einlesen: {found}.</translation>
    </message>
    <message>
        <source>Tracks with suggestions from {model}: {count}.</source>
        <translation>Titel mit Vorschlägen von {model}: {count}.</translation>
    </message>
    <message>
        <source>Nothing to do: these tracks are measured already.</source>
        <translation>Nichts zu tun: Diese Titel sind schon gemessen.</translation>
    </message>
    <message>
        <source>Tracks whose tempo, key and loudness were measured: {count}.</source>
        <translation>Titel, deren Tempo, Tonart und Lautheit gemessen wurden: {count}.</translation>
    </message>
    <message>
        <source>Not measured: {count}; Jobs says why.</source>
        <translation>Nicht gemessen: {count}; unter Aufträge steht, warum.</translation>
    </message>
    <message>
        <source>Scanned: nothing is new or changed.</source>
        <translation>Eingelesen: Nichts ist neu oder geändert.</translation>
    </message>
    <message>
        <source>Scanned: {found}.</source>
        <translation>Eingelesen: {found}.</translation>
    </message>
    <message>
        <source>There are no tracks yet to suggest tags for. Add a folder with music first.</source>
        <translation>Noch gibt es keine Titel, für die sich Schlagwörter vorschlagen ließen. Fügen Sie zuerst einen Ordner mit Musik hinzu.</translation>
    </message>
    <message>
        <source>Nothing to do: no track waits for suggestions from {model}.</source>
        <translation>Nichts zu tun: Kein Titel wartet auf Vorschläge von {model}.</translation>
    </message>
    <message>
        <source>Not heard: {count}; Jobs says why.</source>
        <translation>Nicht gehört: {count}; warum, steht unter Aufgaben.</translation>
    </message>
    <message>
        <source>Listened to more closely: {count}.</source>
        <translation>Genauer gehört: {count}.</translation>
    </message>
    <message>
        <source>Add a folder with music</source>
        <translation>Ordner mit Musik hinzufügen</translation>
    </message>
    <message>
        <source>Add this folder, with all music in it?</source>
        <translation>Diesen Ordner mit aller Musik darin hinzufügen?</translation>
    </message>
    <message>
        <source>Add these folders, with all music in them?</source>
        <translation>Diese Ordner mit aller Musik darin hinzufügen?</translation>
    </message>
    <message>
        <source>No file is copied, moved or changed.</source>
        <translation>Keine Datei wird kopiert, verschoben oder verändert.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>The library is damaged. Mend what can be mended? A safety copy is made before.</source>
        <translation>Die Bibliothek ist beschädigt. Beheben, was sich beheben lässt? Vorher wird eine Sicherheitskopie angelegt.</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Beheben</translation>
    </message>
    <message>
        <source>Tried again: {name} still cannot be read.</source>
        <translation>Noch einmal versucht: {name} lässt sich weiterhin nicht lesen.</translation>
    </message>
    <message>
        <source>Tried again: {count} files still cannot be read.</source>
        <translation>Noch einmal versucht: {count} Dateien lassen sich weiterhin nicht lesen.</translation>
    </message>
    <message>
        <source>No track has failed.</source>
        <translation>Kein Titel ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Left out, without tags: {count}.</source>
        <translation>Weggelassen, ohne Schlagwörter: {count}.</translation>
    </message>
    <message>
        <source>Not listened to, so labelled as a whole: {count}.</source>
        <translation>Nicht angehört, deshalb als Ganzes markiert: {count}.</translation>
    </message>
    <message>
        <source>Tracks written to {file}: {count}.</source>
        <translation>Exportiert nach {file}: {count} Titel.</translation>
    </message>
    <message>
        <source>Left out, {reasons}.</source>
        <translation>Ausgelassen, {reasons}.</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlend</translation>
    </message>
    <message>
        <source>without sound</source>
        <translation>ohne Ton</translation>
    </message>
    <message>
        <source>with a line break in the path</source>
        <translation>mit Zeilenumbruch im Pfad</translation>
    </message>
    <message>
        <source>Scanning {name}</source>
        <translation>Einlesen von {name}</translation>
    </message>
    <message>
        <source>Suggesting tags with {name}</source>
        <translation>Schlagwörter vorschlagen mit {name}</translation>
    </message>
    <message>
        <source>Training of {name}</source>
        <translation>Training von {name}</translation>
    </message>
    <message>
        <source>Measuring {name}</source>
        <translation>Messen von {name}</translation>
    </message>
    <message>
        <source>Files that hold another recording now: {count}; see Jobs.</source>
        <translation>Dateien, die jetzt eine andere Aufnahme enthalten: {count}; siehe Aufgaben.</translation>
    </message>
    <message>
        <source>Left out: {count}; Jobs says what and why.</source>
        <translation>Ausgelassen: {count}; was und warum, steht unter Aufgaben.</translation>
    </message>
    <message>
        <source>The library is damaged.</source>
        <translation>Die Bibliothek ist beschädigt.</translation>
    </message>
    <message>
        <source>The library was damaged; all of it is mended.</source>
        <translation>Die Bibliothek war beschädigt; alles ist behoben.</translation>
    </message>
    <message>
        <source>Not mended: {what}</source>
        <translation>Nicht behoben: {what}</translation>
    </message>
    <message>
        <source>The suggestions are those of {model} now.</source>
        <translation>Die Vorschläge sind jetzt die von {model}.</translation>
    </message>
</context>
<context>
    <name>libraries</name>
    <message>
        <source>Demo – TagStudio</source>
        <translation>Demo – TagStudio</translation>
    </message>
    <message>
        <source>Opening {file} in a window of its own…</source>
        <translation>{file} wird in einem eigenen Fenster geöffnet…</translation>
    </message>
    <message>
        <source>{file} could not be opened in a new window.</source>
        <translation>{file} ließ sich nicht in einem neuen Fenster öffnen.</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>Bibliothek öffnen</translation>
    </message>
    <message>
        <source>{file} is no library of TagStudio. To add music, use “Add folder” in the File menu.</source>
        <translation>{file} ist keine Bibliothek von TagStudio. Musik fügen Sie im Menü Datei mit „Ordner hinzufügen“ hinzu.</translation>
    </message>
    <message>
        <source>New library</source>
        <translation>Neue Bibliothek</translation>
    </message>
    <message>
        <source>My library</source>
        <translation>Meine Bibliothek</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Libraries (*.db)</source>
        <translation>Bibliotheken (*.db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Tags</source>
        <translation>&amp;Schlagwörter</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>T&amp;ools</source>
        <translation>E&amp;xtras</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Recent libraries</source>
        <translation>Zuletzt geöffnete Bibliotheken</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Darstellung</translation>
    </message>
</context>
<context>
    <name>model_explanations</name>
    <message>
        <source>How the version stands, when it was made, from how many of your answers, and from which version it began. Example: “279 answers, from plain” began as plain and learned from 279 times yes or no.</source>
        <translation>Wie die Version steht, wann sie entstand, aus wie vielen Ihrer Antworten und von welcher Version aus. Beispiel: „279 Antworten, aus plain“ begann als plain und lernte aus 279-mal Ja oder Nein.</translation>
    </message>
    <message>
        <source>What your answers say of the version. Only tracks count by artists that the copy that judges them never learned from. “Proven better”: that it is better can hardly be chance. “On trial”: it is probably better, and in use until answers speak against it. Example: it picks the right one of two tracks 95 times of 100; guessing would 50 times.</source>
        <translation>Was Ihre Antworten über die Version sagen. Dafür zählen nur Titel von Interpreten, aus denen die Kopie, die über sie urteilt, nie gelernt hat. „Nachweislich besser“: Dass sie besser ist, kann kaum Zufall sein. „Auf Probe“: Sie ist wahrscheinlich besser und in Gebrauch, bis Antworten dagegen sprechen. Beispiel: Sie wählt von zwei Titeln 95-mal von 100 den richtigen; geraten wären es 50.</translation>
    </message>
    <message>
        <source>How well the version knows the tags that are yours alone. Example: 90 times of 100 means that of two tracks, one with the tag and one without, the one with it gets the higher score in 9 of 10 cases.</source>
        <translation>Wie gut die Version die Schlagwörter kennt, die nur Sie haben. Beispiel: 90-mal von 100 heißt, dass von zwei Titeln, einem mit dem Schlagwort und einem ohne, der mit dem Schlagwort in 9 von 10 Fällen den höheren Wert bekommt.</translation>
    </message>
    <message>
        <source>ROC-AUC: of two tracks, one with a tag and one without, how often the right one gets the higher score; 0.5 is guessing, 1 never wrong. Macro: the mean over the tags. Example: 0.906 is 906 of 1,000; “0.880 to 0.930”: with other artists it would hardly be outside of that.</source>
        <translation>ROC-AUC: wie oft von zwei Titeln, einem mit dem Schlagwort und einem ohne, der richtige den höheren Wert bekommt; 0,5 ist geraten, 1 nie falsch. Makro: der Mittelwert über die Schlagwörter. Beispiel: 0,906 ist 906-mal von 1.000; „0,880 bis 0,930“: Mit anderen Interpreten läge es kaum außerhalb davon.</translation>
    </message>
    <message>
        <source>With fewer answers chance would tell more than the version. Example: of a tag with 2 yes and 2 no, one track more or less changes the figure by a quarter.</source>
        <translation>Bei weniger Antworten würde der Zufall mehr entscheiden als die Version. Beispiel: Bei einem Schlagwort mit 2 Ja und 2 Nein ändert ein Titel mehr oder weniger die Zahl um ein Viertel.</translation>
    </message>
    <message>
        <source>What a training on the answers so far can bring, and what is missing to tell whether the new version is better. Example: “Still missing: 12 more answered tracks”: a version learns now, but only after twelve more can it be compared.</source>
        <translation>Was ein Training mit den bisherigen Antworten bringen kann und was fehlt, um zu sagen, ob die neue Version besser ist. Beispiel: „Es fehlen noch: 12 beantwortete Titel“: Eine Version lernt schon jetzt, aber erst nach zwölf weiteren lässt sie sich vergleichen.</translation>
    </message>
    <message>
        <source>Tracks of one artist resemble each other, so the first of each artist teaches most. Example: 3 yes by three artists are worth more than 10 yes by one.</source>
        <translation>Titel eines Interpreten ähneln einander, darum lehrt der erste jedes Interpreten am meisten. Beispiel: 3 Ja von drei Interpreten sind mehr wert als 10 Ja von einem.</translation>
    </message>
    <message>
        <source>An epoch is one pass over all answers. The loss is how far the scores are from the answers: lower is better. Example: epoch 3 of at most 20 is the third pass; it ends sooner where nothing becomes better.</source>
        <translation>Eine Epoche ist ein Durchgang durch alle Antworten. Der Verlust ist, wie weit die Werte von den Antworten entfernt sind: Niedriger ist besser. Beispiel: Epoche 3 von höchstens 20 ist der dritte Durchgang; früher endet es, wo nichts mehr besser wird.</translation>
    </message>
    <message>
        <source>How far the scores are from the answers that are learned from, after each epoch. Lower is better. Example: from 0.6 to 0.2 is much learned.</source>
        <translation>Wie weit die Werte von den Antworten entfernt sind, aus denen gelernt wird, nach jeder Epoche. Niedriger ist besser. Beispiel: Von 0,6 auf 0,2 ist viel gelernt.</translation>
    </message>
    <message>
        <source>How far the scores are from answers that are not learned from, after each epoch. Lower is better. Example: where it rises while the training loss falls, it learns by heart.</source>
        <translation>Wie weit die Werte von Antworten entfernt sind, aus denen nicht gelernt wird, nach jeder Epoche. Niedriger ist besser. Beispiel: Wo er steigt, während der Trainingsverlust fällt, lernt das Modell auswendig.</translation>
    </message>
    <message>
        <source>Of two tracks that are not learned from, one with a tag and one without, how often the right one gets the higher score. 0.5 is guessing, 1 never wrong. Example: 0.9 is 90 times of 100.</source>
        <translation>Wie oft von zwei Titeln, aus denen nicht gelernt wird, einem mit dem Schlagwort und einem ohne, der richtige den höheren Wert bekommt. 0,5 ist geraten, 1 nie falsch. Beispiel: 0,9 ist 90-mal von 100.</translation>
    </message>
    <message>
        <source>How often versions that learned from fewer of your answers pick the right one of two tracks. Example: 70, 78 and 84 of 100 on a quarter, a half and all of them: more answers still help. Where the end is flat, they hardly would.</source>
        <translation>Wie oft Versionen, die aus weniger Ihrer Antworten gelernt haben, von zwei Titeln den richtigen wählen. Beispiel: 70-, 78- und 84-mal von 100 bei einem Viertel, der Hälfte und allen: Weitere Antworten helfen noch. Wo das Ende flach ist, täten sie es kaum.</translation>
    </message>
    <message>
        <source>What would be suggested otherwise, track by track. Example: rock +12 −3: twelve tracks would get rock, three would lose it.</source>
        <translation>Was anders vorgeschlagen würde, Titel für Titel. Beispiel: rock +12 −3: Zwölf Titel bekämen rock, drei verlören es.</translation>
    </message>
    <message>
        <source>What the model is known to be good for, and how much is fetched for it. Example: 12 MB is about as much as three songs as MP3.</source>
        <translation>Wofür das Modell bekanntermaßen gut ist und wie viel dafür geladen wird. Beispiel: 12 MB sind etwa so viel wie drei Lieder als MP3.</translation>
    </message>
</context>
<context>
    <name>past_jobs</name>
    <message>
        <source>Left out: {what}</source>
        <translation>Ausgelassen: {what}</translation>
    </message>
    <message>
        <source>Left out and not in the list: {count} more.</source>
        <translation>Ausgelassen und nicht aufgelistet: {count} weitere.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Partly done</source>
        <translation>Teilweise erledigt</translation>
    </message>
    <message>
        <source>All failed</source>
        <translation>Alle fehlgeschlagen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Failed files</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>player</name>
    <message>
        <source>No sound: there is no device to play on. Connect one, or switch one on in the system&apos;s sound settings, then press play again.</source>
        <translation>Kein Ton: Es gibt kein Wiedergabegerät. Schließen Sie eines an, oder schalten Sie eines in den Klangeinstellungen des Systems ein, und starten Sie die Wiedergabe erneut.</translation>
    </message>
    <message>
        <source>No sound: the package sounddevice is missing. Install it with pip.</source>
        <translation>Kein Ton: Das Paket sounddevice fehlt. Installieren Sie es mit pip.</translation>
    </message>
    <message>
        <source>No sound: PortAudio is missing. Install it, on Debian and Ubuntu with: sudo apt install libportaudio2</source>
        <translation>Kein Ton: PortAudio fehlt. Installieren Sie es, unter Debian und Ubuntu mit: sudo apt install libportaudio2</translation>
    </message>
</context>
<context>
    <name>plugin_switches</name>
    <message>
        <source>Safe mode: only the plugins that come with TagStudio are used until it is closed.</source>
        <translation>Abgesicherter Modus: Bis TagStudio geschlossen wird, werden nur die Plugins verwendet, die mit ihm kommen.</translation>
    </message>
    <message>
        <source>Remove the plugin {name}?</source>
        <translation>Das Plugin {name} entfernen?</translation>
    </message>
    <message>
        <source>Its folder is deleted. The models that it made stay.</source>
        <translation>Sein Ordner wird gelöscht. Die Modelle, die es gemacht hat, bleiben.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>{name} ist entfernt.</translation>
    </message>
    <message>
        <source>The models that it made stay in {folder}.</source>
        <translation>Die Modelle, die es gemacht hat, bleiben in {folder}.</translation>
    </message>
</context>
<context>
    <name>quitting</name>
    <message>
        <source>{job}: what is done is kept, and it is offered to go on next time.</source>
        <translation>{job}: Was getan ist, bleibt; beim nächsten Mal wird das Fortsetzen angeboten.</translation>
    </message>
    <message>
        <source>{job}: ends here, and would have to be started anew.</source>
        <translation>{job}: endet hier und müsste neu begonnen werden.</translation>
    </message>
    <message>
        <source>Quit while this is running?</source>
        <translation>Beenden, während das läuft?</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>{job}: has not begun yet, and would have to be started anew.</source>
        <translation>{job}: hat noch nicht begonnen und müsste neu gestartet werden.</translation>
    </message>
    <message>
        <source>Do not quit</source>
        <translation>Nicht beenden</translation>
    </message>
    <message>
        <source>Quit now?</source>
        <translation>Jetzt beenden?</translation>
    </message>
    <message>
        <source>Nothing is running any more.</source>
        <translation>Es läuft nichts mehr.</translation>
    </message>
    <message>
        <source>Nothing is running any more. Something failed; if you do not quit, the window says what.</source>
        <translation>Es läuft nichts mehr. Etwas ist fehlgeschlagen; wenn Sie nicht beenden, sagt das Fenster, was.</translation>
    </message>
    <message>
        <source>The connection is back, and all answers are written.</source>
        <translation>Die Verbindung ist wieder da, und alle Antworten sind geschrieben.</translation>
    </message>
    <message>
        <source>Quit and lose answers?</source>
        <translation>Beenden und Antworten verlieren?</translation>
    </message>
    <message>
        <source>Quit and lose them</source>
        <translation>Beenden und sie verlieren</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>The connection to the library is lost, and 1 answer is not written yet. If you wait, it is written once the connection is back.</source>
        <translation>Die Verbindung zur Bibliothek fehlt, und 1 Antwort ist noch nicht geschrieben. Wenn Sie warten, wird sie geschrieben, sobald die Verbindung wieder da ist.</translation>
    </message>
    <message>
        <source>The connection to the library is lost, and {n} answers are not written yet. If you wait, they are written once the connection is back.</source>
        <translation>Die Verbindung zur Bibliothek fehlt, und {n} Antworten sind noch nicht geschrieben. Wenn Sie warten, werden sie geschrieben, sobald die Verbindung wieder da ist.</translation>
    </message>
</context>
<context>
    <name>screens</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Doubted answers</source>
        <translation>Zweifelhafte Antworten</translation>
    </message>
    <message>
        <source>Where people disagree</source>
        <translation>Uneinigkeiten</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>stop</name>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop {job}</source>
        <translation>{job}: anhalten</translation>
    </message>
    <message>
        <source>Pause {job}</source>
        <translation>{job}: vorerst anhalten</translation>
    </message>
    <message>
        <source>It has not begun yet.</source>
        <translation>Hat noch nicht begonnen.</translation>
    </message>
    <message>
        <source>What is done is kept.</source>
        <translation>Was getan ist, bleibt.</translation>
    </message>
    <message>
        <source>What is done is kept, and it can go on later, from the page Jobs.</source>
        <translation>Was getan ist, bleibt; auf der Seite Aufgaben lässt es sich später fortsetzen.</translation>
    </message>
    <message>
        <source>It ends here, and would have to be started anew.</source>
        <translation>Endet hier und müsste neu begonnen werden.</translation>
    </message>
</context>
<context>
    <name>tag_colours</name>
    <message>
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>orange</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>gelb</translation>
    </message>
    <message>
        <source>green</source>
        <translation>grün</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>petrol</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>violett</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>rosa</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>braun</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
</context>
<context>
    <name>tag_groups</name>
    <message>
        <source>genre</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>mood</source>
        <translation>Stimmung</translation>
    </message>
    <message>
        <source>voice and instrument</source>
        <translation>Stimme und Instrument</translation>
    </message>
    <message>
        <source>era</source>
        <translation>Jahrzehnt</translation>
    </message>
    <message>
        <source>other</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>my tags</source>
        <translation>eigene</translation>
    </message>
</context>
<context>
    <name>tag_roles</name>
    <message>
        <source>All of: tracks must have it</source>
        <translation>Alle: Titel müssen es haben</translation>
    </message>
    <message>
        <source>Any of: one of these is enough</source>
        <translation>Eins davon: eins von diesen genügt</translation>
    </message>
    <message>
        <source>None of: tracks must not have it</source>
        <translation>Keins: Titel dürfen es nicht haben</translation>
    </message>
    <message>
        <source>No longer ask for it</source>
        <translation>Nicht mehr danach fragen</translation>
    </message>
</context>
<context>
    <name>tree_files</name>
    <message>
        <source>Trees of tags</source>
        <translation>Bäume von Schlagwörtern</translation>
    </message>
</context>
<context>
    <name>version_details</name>
    <message>
        <source>ROC-AUC is how often the right one of two tracks is picked, 0.5 by guessing; the difference is how much more often than before. p is how often luck alone would give as much: 0.01 is once in a hundred, 1 always.</source>
        <translation>ROC-AUC sagt, wie oft von zwei Titeln der richtige gewählt wird (0,5 ist geraten), die Differenz, um wie viel öfter als vorher. p sagt, wie oft ein so großer Unterschied auch durch bloßen Zufall herauskäme: 0,01 heißt einmal in hundert Fällen, 1 immer.</translation>
    </message>
    <message>
        <source>{count} weights</source>
        <translation>{count} Gewichte (Zahlen, mit denen das Modell rechnet)</translation>
    </message>
    <message>
        <source>licence {licence}</source>
        <translation>Lizenz {licence}</translation>
    </message>
    <message>
        <source>Macro ROC-AUC {auc} on your answers, with {certainty} % certainty {low} to {high}.</source>
        <translation>Macro-ROC-AUC {auc} auf Ihren Antworten, mit {certainty} % Sicherheit {low} bis {high}.</translation>
    </message>
    <message>
        <source>A right tag stands first on {after} of {tracks} tracks by known artists; with the version in use then on {before}, with a tag picked at random on {by_chance}. Of each track&apos;s answered tags those count that both versions ask for, where they are yes and no.</source>
        <translation>Ein richtiges Schlagwort steht bei {after} von {tracks} Titeln bekannter Interpreten an erster Stelle; mit der damals verwendeten Version bei {before}, bei zufälliger Wahl bei {by_chance}. Von den beantworteten Schlagwörtern eines Titels zählen die, nach denen beide Versionen fragen, wo es Ja und Nein sind.</translation>
    </message>
    <message>
        <source>Beside the version in use then</source>
        <translation>Neben der damals verwendeten Version</translation>
    </message>
    <message>
        <source>Beside the version proven then</source>
        <translation>Neben der damals bewiesenen Version</translation>
    </message>
    <message>
        <source>Beside the version proven then, by known artists alone</source>
        <translation>Neben der damals bewiesenen Version, nur an bekannten Interpreten</translation>
    </message>
    <message>
        <source>answers both asked for</source>
        <translation>Antworten, nach denen beide fragten</translation>
    </message>
    <message>
        <source>all answers</source>
        <translation>alle Antworten</translation>
    </message>
    <message>
        <source>{side}, {answers}: difference of ROC-AUC {difference}, p {p}; artists {artists}, tags {tags}.</source>
        <translation>{side}, {answers}: Differenz der ROC-AUC {difference}, p {p}; Interpreten {artists}, Schlagwörter {tags}.</translation>
    </message>
    <message>
        <source>{tag}: ROC-AUC {auc}, p {p}; artists {artists}.</source>
        <translation>{tag}: ROC-AUC {auc}, p {p}; Interpreten {artists}.</translation>
    </message>
</context>
<context>
    <name>version_files</name>
    <message>
        <source>Write {version} for a colleague</source>
        <translation>{version} für andere schreiben</translation>
    </message>
    <message>
        <source>Take over a version from a colleague</source>
        <translation>Eine Version von anderen übernehmen</translation>
    </message>
    <message>
        <source>Versions of models</source>
        <translation>Versionen von Modellen</translation>
    </message>
</context>
<context>
    <name>versions</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>On trial</source>
        <translation>Auf Probe</translation>
    </message>
    <message>
        <source>Active before</source>
        <translation>Früher aktiv</translation>
    </message>
    <message>
        <source>Proven</source>
        <translation>Bewiesen</translation>
    </message>
    <message>
        <source>Probably better</source>
        <translation>Wahrscheinlich besser</translation>
    </message>
    <message>
        <source>Not better so far</source>
        <translation>Bisher nicht besser</translation>
    </message>
    <message>
        <source>Too little to tell</source>
        <translation>Zu wenig für ein Urteil</translation>
    </message>
    <message>
        <source>Made by an older way</source>
        <translation>Ältere Art zu lernen</translation>
    </message>
    <message>
        <source>Not judged yet</source>
        <translation>Noch nicht beurteilt</translation>
    </message>
    <message>
        <source>File is gone</source>
        <translation>Datei fehlt</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>Its suggestions are those you see.</source>
        <translation>Ihre Vorschläge sind die, die Sie sehen.</translation>
    </message>
    <message>
        <source>In use, as it is probably better. If later answers speak against it, the version before comes back by itself.</source>
        <translation>In Gebrauch, weil sie wahrscheinlich besser ist. Sprechen spätere Antworten dagegen, kommt die Version davor von selbst zurück.</translation>
    </message>
    <message>
        <source>Three to one or better, by your answers. It may be used on trial.</source>
        <translation>Drei zu eins oder besser, nach Ihren Antworten. Sie kann auf Probe verwendet werden.</translation>
    </message>
    <message>
        <source>It was in use, and can be again.</source>
        <translation>Sie war in Gebrauch und kann es wieder werden.</translation>
    </message>
    <message>
        <source>Better by your answers, and not by chance. Example: 95 right, before 90.</source>
        <translation>Nach Ihren Antworten besser, und nicht durch Zufall. Beispiel: 95 richtig, davor 90.</translation>
    </message>
    <message>
        <source>Your answers so far do not speak for it. More answers may.</source>
        <translation>Ihre bisherigen Antworten sprechen nicht für sie; weitere Antworten können es noch tun.</translation>
    </message>
    <message>
        <source>Too few answers to compare it with the version in use.</source>
        <translation>Zu wenige Antworten, um sie mit der verwendeten Version zu vergleichen.</translation>
    </message>
    <message>
        <source>It can be used, but not compared. Train anew to compare.</source>
        <translation>Sie kann verwendet, aber nicht verglichen werden. Zum Vergleichen neu trainieren.</translation>
    </message>
    <message>
        <source>It was not compared with others yet.</source>
        <translation>Sie wurde noch nicht mit anderen verglichen.</translation>
    </message>
    <message>
        <source>The library knows it; its file is away.</source>
        <translation>Die Bibliothek kennt sie; ihre Datei ist weg.</translation>
    </message>
    <message>
        <source>It can be put to use.</source>
        <translation>Sie kann verwendet werden.</translation>
    </message>
    <message>
        <source>{facts}; was active</source>
        <translation>{facts}; war aktiv</translation>
    </message>
    <message>
        <source>From the answers of another library, {path}; from {parent}</source>
        <translation>Aus den Antworten einer anderen Bibliothek, {path}; aus {parent}</translation>
    </message>
    <message>
        <source>Not used yet</source>
        <translation>Noch nicht benutzt</translation>
    </message>
    <message>
        <source>{date}, {answers} answers, from {parent}</source>
        <translation>{date}, {answers} Antworten, aus {parent}</translation>
    </message>
    <message>
        <source>{date}, from {parent}</source>
        <translation>{date}, aus {parent}</translation>
    </message>
    <message>
        <source>As it was published</source>
        <translation>Wie veröffentlicht</translation>
    </message>
</context>
<context>
    <name>work</name>
    <message>
        <source>{model} is installed: {title}.</source>
        <translation>{model} ist installiert: {title}.</translation>
    </message>
    <message>
        <source>{version} is in {file}. Who gets it needs {parent}, too.</source>
        <translation>{version} steht in {file}. Wer sie bekommt, braucht auch {parent}.</translation>
    </message>
    <message>
        <source>The way back: Go back to the version before, on the page Model.</source>
        <translation>Der Weg zurück: Zurück zur Version davor, auf der Seite Modell.</translation>
    </message>
    <message>
        <source>Measured on your answers: {models}.</source>
        <translation>An Ihren Antworten gemessen: {models}.</translation>
    </message>
    <message>
        <source>There are too few answers to measure single tags: none has {count} yes and {count} no yet.</source>
        <translation>Um einzelne Schlagwörter zu messen, sind es zu wenige Antworten: Noch hat keines {count} Ja und {count} Nein.</translation>
    </message>
    <message>
        <source>{model} is the active version now. {reason}</source>
        <translation>{model} ist jetzt die aktive Version. {reason}</translation>
    </message>
    <message>
        <source>{left} is no longer active; {active} is.</source>
        <translation>{left} ist nicht mehr aktiv; aktiv ist jetzt {active}.</translation>
    </message>
    <message>
        <source>the installed model</source>
        <translation>das installierte Modell</translation>
    </message>
    <message>
        <source>{model} in use</source>
        <translation>Verwendung von {model}</translation>
    </message>
</context>
<context>
    <name>write_tags</name>
    <message>
        <source>Genre</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>Stimmung</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>Instrument</translation>
    </message>
    <message>
        <source>Era</source>
        <translation>Jahrzehnt</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>Album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>Grouping</source>
        <translation>Werkgruppe</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tonart</translation>
    </message>
    <message>
        <source>Tags written to files: {count}.</source>
        <translation>In Dateien geschrieben: {count}.</translation>
    </message>
    <message>
        <source>Tags written to files: {count}, not written: {failed}.</source>
        <translation>In Dateien geschrieben: {count}, nicht geschrieben: {failed}.</translation>
    </message>
    <message>
        <source>Files put back: {count}.</source>
        <translation>Zurückgesetzte Dateien: {count}.</translation>
    </message>
    <message>
        <source>Files put back: {count}. Files that could not be written: {failed}.</source>
        <translation>Zurückgesetzte Dateien: {count}. Dateien, die sich nicht schreiben ließen: {failed}.</translation>
    </message>
    <message>
        <source>Your own tags without a group go into: {fields}. In Manage tags they get a group, and so its field.</source>
        <translation>Eigene Schlagwörter ohne Gruppe kommen in: {fields}. In „Schlagwörter verwalten“ bekommen sie eine Gruppe und damit deren Feld.</translation>
    </message>
</context>
</TS>
