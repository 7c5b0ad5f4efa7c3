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
        <source>Tags a music collection, learns from your corrections, and proves that it learned. Everything stays on this machine. Licence: MIT. Python {python}.</source>
        <translation>Verschlagwortet eine Musiksammlung, lernt aus Ihren Antworten und weist nach, dass es gelernt hat. Alles bleibt auf diesem Rechner. Lizenz: MIT. Python {python}.</translation>
    </message>
    <message>
        <source>Built on:</source>
        <translation>Baut auf:</translation>
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
    <message>
        <source>The handbook is the README of the project; press ? for the keys.</source>
        <translation>Das Handbuch ist die README des Projekts; die Tasten zeigt ?.</translation>
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
        <source>The model that suggests. The best one is the version that was promoted last, else the one its plugin prefers.</source>
        <translation>Das Modell, das vorschlägt. Das beste ist die zuletzt eingesetzte Version, sonst die, die ihr Plugin bevorzugt.</translation>
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
        <source>Learn by itself</source>
        <translation>Von selbst lernen</translation>
    </message>
    <message>
        <source>A version is trained quietly while you work, and judged on your answers. It is used if it is better, on trial until that is proven.</source>
        <translation>Eine Version wird still trainiert, während Sie arbeiten, und an Ihren Antworten beurteilt. Ist sie besser, wird sie verwendet, auf Probe, bis das bewiesen ist.</translation>
    </message>
    <message>
        <source>Kept in {file}, which the command line reads too.</source>
        <translation>Gespeichert in {file}; auch die Befehlszeile liest diese Datei.</translation>
    </message>
    <message>
        <source>The best one</source>
        <translation>Das beste</translation>
    </message>
</context>
<context>
    <name>AnswersPanel</name>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>By artists</source>
        <translation>Interpreten</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Would help</source>
        <translation>Hilft am meisten</translation>
    </message>
    <message>
        <source>Answers by tag</source>
        <translation>Antworten je Schlagwort</translation>
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
        <source>Holds from the next start of TagStudio on.</source>
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
        <source>Artist: unknown ({grouped})</source>
        <translation>Interpret: unbekannt ({grouped})</translation>
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
        <source>grouped by the album {album}</source>
        <translation>eingeordnet nach dem Album {album}</translation>
    </message>
    <message>
        <source>grouped by sound</source>
        <translation>eingeordnet nach dem Klang</translation>
    </message>
    <message>
        <source>grouped by album and sound</source>
        <translation>eingeordnet nach Album und Klang</translation>
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
        <source>Gained</source>
        <translation>Gewonnen</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>Berichtigt</translation>
    </message>
    <message>
        <source>Tags that change</source>
        <translation>Schlagwörter, die sich ändern</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
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
        <source>Tracks that change</source>
        <translation>Titel, die sich ändern</translation>
    </message>
    <message>
        <source>Review these</source>
        <translation>Diese prüfen</translation>
    </message>
    <message>
        <source>This is the active version; it changes nothing.</source>
        <translation>Dies ist die aktive Version; sie ändert nichts.</translation>
    </message>
    <message>
        <source>Let this version score every track, and see which tags it would suggest that the active one does not, and the other way round. Nothing in the library changes.</source>
        <translation>Diese Version bewertet jeden Titel. Danach sehen Sie, welche Schlagwörter sie vorschlagen würde und die aktive nicht, und umgekehrt. In der Bibliothek ändert sich nichts.</translation>
    </message>
    <message>
        <source>On {tracks} tracks {after} would suggest {gained} tags more and {lost} fewer than {before}.</source>
        <translation>Bei {tracks} Titeln würde {after} {gained} Schlagwörter mehr und {lost} weniger vorschlagen als {before}.</translation>
    </message>
    <message>
        <source>Drift on the tags without corrections: {drift} (0: ranked alike).</source>
        <translation>Verschiebung bei den Schlagwörtern ohne Korrekturen: {drift} (0: gleiche Rangfolge).</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>+ gains</source>
        <translation>+ gewinnt</translation>
    </message>
    <message>
        <source>− loses</source>
        <translation>− verliert</translation>
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
        <source>Macro ROC-AUC</source>
        <translation>Makro-ROC-AUC</translation>
    </message>
</context>
<context>
    <name>DecisionWriter</name>
    <message>
        <source>The names of {tracks} were judged anew.</source>
        <translation>Die Namen wurden neu beurteilt: {tracks}.</translation>
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
        <source>Nothing changed: all of it was so already.</source>
        <translation>Nichts geändert: alles war schon so.</translation>
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
        <source>artist {name} on {tracks}</source>
        <translation>Interpret {name} bei {tracks}</translation>
    </message>
    <message>
        <source>artists on {tracks}</source>
        <translation>Interpreten bei {tracks}</translation>
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
        <translation>unentschieden</translation>
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
    <name>EndPage</name>
    <message>
        <source>That was all of them</source>
        <translation>Das waren alle</translation>
    </message>
    <message>
        <source>These tracks are reviewed. The next ones depend on your answers.</source>
        <translation>Diese Titel sind geprüft. Die nächsten hängen von Ihren Antworten ab.</translation>
    </message>
    <message>
        <source>Go on with the next tracks</source>
        <translation>Weiter mit den nächsten Titeln</translation>
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
        <source>All is reviewed</source>
        <translation>Alles ist geprüft</translation>
    </message>
    <message>
        <source>No track waits for an answer in this order.</source>
        <translation>In dieser Reihenfolge wartet kein Titel auf eine Antwort.</translation>
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
        <source>Loss over epochs</source>
        <translation>Verlust über die Epochen</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Validation ROC-AUC over epochs</source>
        <translation>Validierungs-ROC-AUC über die Epochen</translation>
    </message>
    <message>
        <source>Validation ROC-AUC</source>
        <translation>Validierungs-ROC-AUC</translation>
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
        <source>Signs between genres</source>
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
        <translation>Entfernt. Titel, die aus den Listen sind: {tracks}. Antworten dazu, aufgehoben: {answers}. Titel, die bleiben, denn sie liegen auch in einem anderen Ordner: {kept}.</translation>
    </message>
    <message>
        <source>Removed. Tracks that left the lists: {tracks}. Answers on them, kept: {answers}.</source>
        <translation>Entfernt. Titel, die aus den Listen sind: {tracks}. Antworten dazu, aufgehoben: {answers}.</translation>
    </message>
    <message>
        <source>removed on {day}</source>
        <translation>entfernt am {day}</translation>
    </message>
    <message>
        <source>there</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>missing: not mounted, or moved</source>
        <translation>fehlt: nicht eingehängt oder verschoben</translation>
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
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop {job}</source>
        <translation>{job}: anhalten</translation>
    </message>
    <message>
        <source>What is done is kept.</source>
        <translation>Was fertig ist, bleibt erhalten.</translation>
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
        <source>{state} after {time}: {done}.</source>
        <translation>{state} nach {time}: {done}.</translation>
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
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>No job has ended yet. Scans, suggestions and training are listed here.</source>
        <translation>Noch keine Aufgabe ist beendet. Hier erscheinen Einlesen, Vorschläge und Training.</translation>
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
        <source>Use it too</source>
        <translation>Zusätzlich nehmen</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>Wie vorgegeben</translation>
    </message>
    <message>
        <source>All as they were</source>
        <translation>Alle wie vorgegeben</translation>
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
        <source>No music yet</source>
        <translation>Noch keine Musik</translation>
    </message>
    <message>
        <source>Add a folder with music: nothing in it is changed. Or look around first in a small library of pieces that TagStudio plays itself.</source>
        <translation>Fügen Sie einen Ordner mit Musik hinzu; darin wird nichts verändert. Oder sehen Sie sich erst in einer kleinen Bibliothek mit Stücken um, die TagStudio selbst spielt.</translation>
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
        <source>No track fits</source>
        <translation>Kein Titel passt</translation>
    </message>
    <message>
        <source>Change the search, or see everything.</source>
        <translation>Ändern Sie die Suche oder sehen Sie alles.</translation>
    </message>
    <message>
        <source>Show all tracks</source>
        <translation>Alle Titel zeigen</translation>
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
        <source>Who made it</source>
        <translation>Von wem es ist</translation>
    </message>
    <message>
        <source>Artist of the selected tracks. Nothing is written into files.
Empty: as the files and their names say.</source>
        <translation>Interpret der gewählten Titel. In Dateien wird nichts geschrieben.
Leer: wie es die Dateien und ihre Namen sagen.</translation>
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
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>Playlists (*.m3u8)</source>
        <translation>Wiedergabelisten (*.m3u8)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
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
        <translation>Unentschieden</translation>
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
        <translation>Was fertig ist, bleibt erhalten.</translation>
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
        <source>The suggestions get better as more of each track is heard.</source>
        <translation>Die Vorschläge werden besser, weil mehr von jedem Titel gehört wird.</translation>
    </message>
    <message>
        <source>Begins in a moment.</source>
        <translation>Beginnt gleich.</translation>
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
        <source>{count} answers to {tracks} tracks to learn from.</source>
        <translation>Zum Lernen gibt es {count} Antworten zu {tracks} Titeln.</translation>
    </message>
    <message>
        <source>Suggestions come from {model}, which is set in the Settings.</source>
        <translation>Die Vorschläge kommen von {model}; so steht es in den Einstellungen.</translation>
    </message>
    <message>
        <source>Not measured on the newest answers. Measure does it.</source>
        <translation>Mit den neuesten Antworten noch nicht gemessen. „Messen“ holt es nach.</translation>
    </message>
</context>
<context>
    <name>ModelView</name>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>No version is measured yet. That takes {count} yes and {count} no of one tag.</source>
        <translation>Noch ist keine Version gemessen. Dafür braucht es {count} Ja und {count} Nein zu einem Schlagwort.</translation>
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
        <source>Train on the answers…</source>
        <translation>Mit den Antworten trainieren…</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
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
        <source>Over versions</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
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
</context>
<context>
    <name>PlayerBar</name>
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
        <source>Look again</source>
        <translation>Neu suchen</translation>
    </message>
    <message>
        <source>Open my plugin folder</source>
        <translation>Meinen Plugin-Ordner öffnen</translation>
    </message>
    <message>
        <source>The plugins are being started…</source>
        <translation>Die Plugins werden gestartet…</translation>
    </message>
    <message>
        <source>Cannot be used: {why}</source>
        <translation>Nicht benutzbar: {why}</translation>
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
</context>
<context>
    <name>PutBackDialog</name>
    <message>
        <source>Undo the last writing</source>
        <translation>Letztes Schreiben rückgängig machen</translation>
    </message>
    <message>
        <source>A file that nothing else has changed becomes what it was, byte for byte. Where another program has changed it since then, the fields that TagStudio wrote get their values back, and the rest stays as it is.</source>
        <translation>Eine Datei, die sonst nichts geändert hat, wird wieder, was sie war, Byte für Byte. Wo ein anderes Programm sie seither geändert hat, bekommen die Felder, die TagStudio schrieb, ihre Werte zurück, und der Rest bleibt, wie er ist.</translation>
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
        <source>Written on {time}: {count} files.</source>
        <translation>Geschrieben am {time}: {count} Dateien.</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Take over the answers given since, where they can be read</source>
        <translation>Die seither gegebenen Antworten übernehmen, soweit sie lesbar sind</translation>
    </message>
    <message>
        <source>The library is gone</source>
        <translation>Die Bibliothek ist fort</translation>
    </message>
    <message>
        <source>The library is damaged</source>
        <translation>Die Bibliothek ist beschädigt</translation>
    </message>
    <message>
        <source>Put a safety copy in its place. The present file is kept beside it.</source>
        <translation>Setzen Sie eine Sicherheitskopie an ihre Stelle. Die jetzige Datei bleibt daneben erhalten.</translation>
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
        <source>Made</source>
        <translation>Erstellt</translation>
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
        <source>{place} of {total}</source>
        <translation>{place} von {total}</translation>
    </message>
    <message>
        <source>chosen tracks</source>
        <translation>ausgewählte Titel</translation>
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
        <source>Nothing is suggested for this track yet.</source>
        <translation>Für diesen Titel ist noch nichts vorgeschlagen.</translation>
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
        <source>Same for the album</source>
        <translation>Für das Album ebenso</translation>
    </message>
    <message>
        <source>Accept the rest and go on</source>
        <translation>Rest annehmen und weiter</translation>
    </message>
    <message>
        <source>Order of the tracks</source>
        <translation>Reihenfolge der Titel</translation>
    </message>
    <message>
        <source>Most informative, mixed</source>
        <translation>Am aufschlussreichsten, gemischt</translation>
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
    <name>RowPainter</name>
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
        <translation>Unentschieden</translation>
    </message>
</context>
<context>
    <name>RowTitles</name>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Score, with threshold | and base rate ▴</source>
        <translation>Wert, mit Schwelle | und Grundrate ▴</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>Lift</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Herkunft</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search: coltrane tag:jazz year:1960..1970</source>
        <translation>Suchen: coltrane tag:jazz year:1960..1970</translation>
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
        <translation>Unentschieden</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
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
        <source>All: {tags}</source>
        <translation>Alle: {tags}</translation>
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
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Library and tags</source>
        <translation>Bibliothek und Schlagwörter</translation>
    </message>
    <message>
        <source>Forget this search</source>
        <translation>Diese Suche vergessen</translation>
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
    <name>StagedDialog</name>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Keep the files&apos; time of change</source>
        <translation>Änderungszeit der Dateien behalten</translation>
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
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>{job}: stopping</source>
        <translation>{job}: wird angehalten</translation>
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
        <source>There is no tag “{tag}” yet. Press Enter again to make it.</source>
        <translation>Das Schlagwort „{tag}“ gibt es noch nicht. Die Eingabetaste noch einmal legt es an.</translation>
    </message>
</context>
<context>
    <name>TagListModel</name>
    <message>
        <source>you</source>
        <translation>von Ihnen</translation>
    </message>
    <message>
        <source>file tag</source>
        <translation>Datei-Tag</translation>
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
        <source>most informative</source>
        <translation>aufschlussreich</translation>
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
        <translation>unentschieden</translation>
    </message>
    <message>
        <source>{tag}: {state}, {source}</source>
        <translation>{tag}: {state}, {source}</translation>
    </message>
    <message>
        <source>{number}. {tag}, {group}: score {score}, threshold {threshold}, {state}, {source}</source>
        <translation>{number}. {tag}, {group}: Wert {score}, Schwelle {threshold}, {state}, {source}</translation>
    </message>
</context>
<context>
    <name>TagScores</name>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>0.5 to 1</source>
        <translation>0,5 bis 1</translation>
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
        <source>not enough data yet</source>
        <translation>noch zu wenige Daten</translation>
    </message>
    <message>
        <source>{auc}, {low} to {high}</source>
        <translation>{auc}, {low} bis {high}</translation>
    </message>
    <message>
        <source>A tag needs {count} yes and {count} no.</source>
        <translation>Ein Schlagwort braucht {count} Ja und {count} Nein.</translation>
    </message>
    <message>
        <source>The thin line is the {certainty} % interval.</source>
        <translation>Die dünne Linie ist das {certainty}-%-Intervall.</translation>
    </message>
    <message>
        <source>The thin line is the {certainty} % interval; the mark is the active version: {auc}.</source>
        <translation>Die dünne Linie ist das {certainty}-%-Intervall, die Marke die aktive Version: {auc}.</translation>
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
        <source>Base rate</source>
        <translation>Grundrate</translation>
    </message>
    <message>
        <source>Undecided tracks</source>
        <translation>Unentschiedene Titel</translation>
    </message>
    <message>
        <source>A tag is suggested when its score reaches the tag’s own threshold. {model} brings one for each tag. In this library the highest tracks of a tag reach it, too, and from four answers on your answers set it. Your threshold takes its place; to the next version of the model it carries over as a rule: as often as before.</source>
        <translation>Ein Schlagwort wird vorgeschlagen, wenn sein Wert die eigene Schwelle des Schlagworts erreicht. {model} bringt für jedes eine mit. In dieser Bibliothek erreichen sie auch die Titel mit den höchsten Werten, und ab vier Antworten setzen Ihre Antworten sie. Ihre Schwelle tritt an ihre Stelle; auf die nächste Version des Modells geht sie als Regel über: so oft wie zuvor.</translation>
    </message>
    <message>
        <source>not heard</source>
        <translation>nicht zu hören</translation>
    </message>
    <message>
        <source>Thresholds of the tags</source>
        <translation>Schwellen der Schlagwörter</translation>
    </message>
    <message>
        <source>Suggested from this score on</source>
        <translation>Vorgeschlagen ab diesem Wert</translation>
    </message>
    <message>
        <source>Find the threshold from my answers</source>
        <translation>Die Schwelle aus meinen Antworten ermitteln</translation>
    </message>
    <message>
        <source>Take mine back</source>
        <translation>Meine zurücknehmen</translation>
    </message>
    <message>
        <source>Take all of mine back</source>
        <translation>Alle meine zurücknehmen</translation>
    </message>
    <message>
        <source>Model’s</source>
        <translation>Des Modells</translation>
    </message>
    <message>
        <source>Library’s</source>
        <translation>Der Bibliothek</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre</translation>
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
        <source>{score}, highest tracks</source>
        <translation>{score}, höchste Titel</translation>
    </message>
    <message>
        <source>{score}, answers</source>
        <translation>{score}, Antworten</translation>
    </message>
    <message>
        <source>Undecided tracks that reach {threshold}: {count}. Base rate: {rate}.</source>
        <translation>Unentschiedene Titel, die {threshold} erreichen: {count}. Grundrate: {rate}.</translation>
    </message>
    <message>
        <source>Your thresholds that were taken back: {count}.</source>
        <translation>Ihre Schwellen, die zurückgenommen wurden: {count}.</translation>
    </message>
    <message>
        <source>{tag} is suggested from {threshold} on. Undecided tracks that reach it: {count}, before: {before}.</source>
        <translation>{tag} wird ab {threshold} vorgeschlagen. Unentschiedene Titel, die das erreichen: {count}, vorher: {before}.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>{tag}: a tag of your own, which the model does not know</source>
        <translation>{tag}: ein eigenes Schlagwort, das das Modell nicht kennt</translation>
    </message>
    <message>
        <source>{tag}: scoring the track …</source>
        <translation>{tag}: Der Titel wird bewertet …</translation>
    </message>
    <message>
        <source>{tag} over the track: at most {most} near {where}, threshold {threshold}</source>
        <translation>{tag} im Verlauf: höchstens {most} bei {where}, Schwelle {threshold}</translation>
    </message>
</context>
<context>
    <name>TrackTable</name>
    <message>
        <source>Only a part of it can be decoded: the file is damaged or cut off.</source>
        <translation>Nur zum Teil lesbar: Die Datei ist beschädigt oder abgeschnitten.</translation>
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
</context>
<context>
    <name>TrainDialog</name>
    <message>
        <source>Train on the answers</source>
        <translation>Mit den Antworten trainieren</translation>
    </message>
    <message>
        <source>Layers to train</source>
        <translation>Zu trainierende Schichten</translation>
    </message>
    <message>
        <source>Tags that a reviewed track was left without count as weak noes</source>
        <translation>Schlagwörter, die ein geprüfter Titel nicht bekam, zählen als schwaches Nein</translation>
    </message>
    <message>
        <source>Use it on trial as soon as it is probably better, not only once it is proven</source>
        <translation>Auf Probe verwenden, sobald sie wahrscheinlich besser ist, nicht erst mit dem Beweis</translation>
    </message>
    <message>
        <source>Makes a new version of {model} from {count} answers. It is judged by copies that never saw the answers in question: proven better it is used for good, probably better it is used on trial, else it stays a candidate.</source>
        <translation>Macht aus {count} Antworten eine neue Version von {model}. Beurteilt wird sie von Kopien, die die jeweiligen Antworten nie sahen: Nachweislich besser wird sie auf Dauer verwendet, wahrscheinlich besser auf Probe; sonst bleibt sie Kandidatin.</translation>
    </message>
    <message>
        <source>By itself goes as deep as it pays. The output layer is the quickest; all layers need the tracks decoded again and a graphics card.</source>
        <translation>„Von selbst“ geht so tief, wie es sich lohnt. Am schnellsten ist die Ausgabeschicht; für alle Schichten müssen die Titel neu dekodiert werden, und es braucht eine Grafikkarte.</translation>
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
        <source>How long it takes is known once this depth was trained here.</source>
        <translation>Wie lange es dauert, ist bekannt, sobald in dieser Tiefe hier einmal gelernt wurde.</translation>
    </message>
    <message>
        <source>Takes about {time}, by the last training of this depth.</source>
        <translation>Dauert etwa {time}, nach dem letzten Training in dieser Tiefe.</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>Von selbst</translation>
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
    <name>TrainingPanel</name>
    <message>
        <source>Training</source>
        <translation>Training</translation>
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
        <source>Trains on a quarter, a half and all of the answers and measures each version, to estimate the improvement by more answers. Nothing is installed.</source>
        <translation>Trainiert mit einem Viertel, der Hälfte und allen Antworten und misst jede Version, um die Verbesserung durch weitere Antworten zu schätzen. Nichts wird installiert.</translation>
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
        <source>{more} more answers are worth about {improvement}.</source>
        <translation>{more} weitere Antworten bringen etwa {improvement}.</translation>
    </message>
    <message>
        <source>By the last doubling {more} more answers are worth nothing.</source>
        <translation>Nach der letzten Verdopplung bringen {more} weitere Antworten nichts.</translation>
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
        <source>Details</source>
        <translation>Einzelheiten</translation>
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
    <name>VersionHead</name>
    <message>
        <source>Use this version</source>
        <translation>Diese Version einsetzen</translation>
    </message>
    <message>
        <source>Suggest tags with it</source>
        <translation>Damit vorschlagen</translation>
    </message>
    <message>
        <source>{tag} is not learned yet</source>
        <translation>{tag} ist noch nicht gelernt</translation>
    </message>
    <message>
        <source>{tag} is learned (ROC-AUC {auc})</source>
        <translation>{tag} ist gelernt (ROC-AUC {auc})</translation>
    </message>
    <message>
        <source>Your own tags: {tags}.</source>
        <translation>Ihre eigenen Schlagwörter: {tags}.</translation>
    </message>
    <message>
        <source>Its file is missing, so it cannot be used.</source>
        <translation>Ihre Datei fehlt, deshalb lässt sie sich nicht verwenden.</translation>
    </message>
    <message>
        <source>It was not judged yet. Use this version does so first.</source>
        <translation>Sie wurde noch nicht beurteilt. „Diese Version einsetzen“ holt es zuerst nach.</translation>
    </message>
    <message>
        <source>It was not measured yet.</source>
        <translation>Sie wurde noch nicht gemessen.</translation>
    </message>
    <message>
        <source>Macro ROC-AUC {auc} on your answers, with {certainty} % certainty {low} to {high}.</source>
        <translation>Makro-ROC-AUC {auc} an Ihren Antworten, mit {certainty} % Sicherheit {low} bis {high}.</translation>
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
        <source>Macro ROC-AUC over versions</source>
        <translation>Makro-ROC-AUC über die Versionen</translation>
    </message>
    <message>
        <source>Macro ROC-AUC, your answers</source>
        <translation>Makro-ROC-AUC, Ihre Antworten</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>{job} failed: {why}</source>
        <translation>{job}: fehlgeschlagen. {why}</translation>
    </message>
    <message>
        <source>{job}: stopped. What was done is kept.</source>
        <translation>{job}: angehalten. Was fertig ist, bleibt erhalten.</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message>
        <source>Write tags to files</source>
        <translation>Schlagwörter in Dateien schreiben</translation>
    </message>
    <message>
        <source>Genre, mood, instrument and era are written: what you said yes to. Everything else in the files stays, but for what you said no to and what TagStudio wrote there itself. It can be put back.</source>
        <translation>Geschrieben werden Genre, Stimmung, Instrument und Jahrzehnt: wozu Sie Ja gesagt haben. Alles andere in den Dateien bleibt, außer dem, wozu Sie Nein gesagt haben, und dem, was TagStudio selbst dort geschrieben hat. Es lässt sich zurücknehmen.</translation>
    </message>
    <message>
        <source>Write suggested tags too</source>
        <translation>Auch vorgeschlagene Schlagwörter schreiben</translation>
    </message>
    <message>
        <source>Comparing the files…</source>
        <translation>Die Dateien werden verglichen…</translation>
    </message>
    <message>
        <source>The files could not be compared</source>
        <translation>Die Dateien ließen sich nicht vergleichen</translation>
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
        <source>The files already say what you said. Answer some suggestions in Review, or write the suggested tags too.</source>
        <translation>In den Dateien steht schon, was Sie gesagt haben. Beantworten Sie Vorschläge unter Prüfen, oder schreiben Sie auch die vorgeschlagenen Schlagwörter.</translation>
    </message>
    <message>
        <source>Files to change: {files}. Files with nothing to change: {unchanged}. Files that cannot be written: {failed}.</source>
        <translation>Dateien zu ändern: {files}. Dateien ohne Änderung: {unchanged}. Dateien, die sich nicht schreiben lassen: {failed}.</translation>
    </message>
    <message>
        <source>Files have no field for: {tags}.</source>
        <translation>Dateien haben kein Feld für: {tags}.</translation>
    </message>
</context>
<context>
    <name>_LossPlot</name>
    <message>
        <source>training loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>validation loss</source>
        <translation>Validierungsverlust</translation>
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
        <translation>Bibliothek prüfen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Write tags to files…</source>
        <translation>Schlagwörter in Dateien schreiben…</translation>
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
        <source>Filter</source>
        <translation>Filtern</translation>
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
        <source>Accept the rest and go on</source>
        <translation>Rest annehmen und weiter</translation>
    </message>
    <message>
        <source>Same answer for the album</source>
        <translation>Gleiche Antwort für das Album</translation>
    </message>
    <message>
        <source>Add a tag…</source>
        <translation>Schlagwort hinzufügen…</translation>
    </message>
    <message>
        <source>Set the artist…</source>
        <translation>Interpreten angeben…</translation>
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
        <source>Use the new version</source>
        <translation>Neue Version einsetzen</translation>
    </message>
    <message>
        <source>Go back to the version before</source>
        <translation>Zur vorigen Version zurück</translation>
    </message>
    <message>
        <source>Open the demo library</source>
        <translation>Demo-Bibliothek öffnen</translation>
    </message>
    <message>
        <source>Cancel all jobs</source>
        <translation>Alle Aufgaben anhalten</translation>
    </message>
    <message>
        <source>Handbook</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About TagStudio</source>
        <translation>Über TagStudio</translation>
    </message>
    <message>
        <source>Toggle suggestions 1 to 10</source>
        <translation>Vorschlag 1 bis 10 umschalten</translation>
    </message>
</context>
<context>
    <name>app</name>
    <message>
        <source>This is a defect of TagStudio. Your answers are kept.</source>
        <translation>Das ist ein Fehler von TagStudio. Ihre Antworten sind erhalten.</translation>
    </message>
    <message>
        <source>Please report it with the details.</source>
        <translation>Bitte melden Sie ihn mit den Einzelheiten.</translation>
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
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
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
        <source>Checking the library</source>
        <translation>Bibliothek wird geprüft</translation>
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
        <source>Installing a model</source>
        <translation>Modell installieren</translation>
    </message>
    <message>
        <source>Comparing versions</source>
        <translation>Versionen vergleichen</translation>
    </message>
    <message>
        <source>Changing the version</source>
        <translation>Version wechseln</translation>
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
        <source>Listened to more closely: {count}.</source>
        <translation>Genauer gehört: {count}.</translation>
    </message>
    <message>
        <source>Add a folder with music</source>
        <translation>Ordner mit Musik hinzufügen</translation>
    </message>
    <message>
        <source>TagStudio adds whole folders. Add the folder of these files, with all music in it?</source>
        <translation>TagStudio nimmt ganze Ordner auf. Den Ordner dieser Dateien mit aller Musik darin hinzufügen?</translation>
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
        <source>{count} tracks written to {file}.</source>
        <translation>{count} Titel nach {file} geschrieben.</translation>
    </message>
    <message>
        <source>Left out: {reasons}.</source>
        <translation>Ausgelassen: {reasons}.</translation>
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
        <source>Scanned: {new} new, {changed} changed, {missing} missing, {failed} unreadable.</source>
        <translation>Eingelesen: {new} neu, {changed} geändert, {missing} fehlend, {failed} nicht lesbar.</translation>
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
        <source>The library is sound.</source>
        <translation>Die Bibliothek ist in Ordnung.</translation>
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
        <source>Nothing to do: every track has its suggestions from {model}.</source>
        <translation>Nichts zu tun: Jeder Titel hat seine Vorschläge von {model}.</translation>
    </message>
    <message>
        <source>Suggestions from {model} for {count} tracks, {failed} failed.</source>
        <translation>Vorschläge von {model} für {count} Titel, {failed} fehlgeschlagen.</translation>
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
        <source>No sound: the system offers no device to play on ({why}). Connect one or switch one on in the sound settings of the system, then press play again.</source>
        <translation>Kein Ton: Das System bietet kein Wiedergabegerät an ({why}). Schließen Sie eines an oder schalten Sie eines in den Klangeinstellungen des Systems ein und starten Sie die Wiedergabe erneut.</translation>
    </message>
    <message>
        <source>No sound: the package sounddevice is missing. Install it with pip.</source>
        <translation>Kein Ton: Das Paket sounddevice fehlt. Installieren Sie es mit pip.</translation>
    </message>
    <message>
        <source>No sound: the library PortAudio is missing. Install it, on Debian and Ubuntu with: sudo apt install libportaudio2</source>
        <translation>Kein Ton: Die Bibliothek PortAudio fehlt. Installieren Sie sie, unter Debian und Ubuntu mit: sudo apt install libportaudio2</translation>
    </message>
</context>
<context>
    <name>promotion</name>
    <message>
        <source>Use {name} all the same? You can go back at any time.</source>
        <translation>{name} trotzdem einsetzen? Sie können jederzeit zurück.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Einsetzen</translation>
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
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
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
        <source>{date}, as it was published</source>
        <translation>{date}, wie veröffentlicht</translation>
    </message>
</context>
<context>
    <name>work</name>
    <message>
        <source>{model} is installed: {title}.</source>
        <translation>{model} ist installiert: {title}.</translation>
    </message>
    <message>
        <source>{model} learned from {tracks} tracks. {reason}</source>
        <translation>{model} hat aus {tracks} Titeln gelernt. {reason}</translation>
    </message>
    <message>
        <source>{model} was on trial and is taken back.</source>
        <translation>{model} war auf Probe und ist zurückgenommen.</translation>
    </message>
    <message>
        <source>{model} is the active version now. {reason}</source>
        <translation>{model} ist jetzt die aktive Version. {reason}</translation>
    </message>
    <message>
        <source>{left} is no longer active; {active} is.</source>
        <translation>{left} ist nicht mehr aktiv, sondern {active}.</translation>
    </message>
    <message>
        <source>the installed model</source>
        <translation>das installierte Modell</translation>
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
        <source>Tags written to files: {count}, not written: {failed}.</source>
        <translation>In Dateien geschrieben: {count}, nicht geschrieben: {failed}.</translation>
    </message>
    <message>
        <source>Files put back: {count}, left as they are: {failed}.</source>
        <translation>Zurückgesetzte Dateien: {count}, so gelassen: {failed}.</translation>
    </message>
</context>
</TS>
