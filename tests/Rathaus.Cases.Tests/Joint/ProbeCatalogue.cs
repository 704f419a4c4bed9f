using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Joint;

/// <summary>
/// A small catalogue with two towns and one service that needs everything: other people's confirmation, a fee, further
/// documents and appointments.
/// </summary>
internal sealed class ProbeCatalogue : IDisposable
{
    public ProbeCatalogue(string process = Process)
    {
        Folder = Directory.CreateTempSubdirectory("rathaus-probe-").FullName;
        foreach (var town in (string[])["wuppertal", "remscheid"])
        {
            Copy($"municipalities/{town}/municipality.yaml");
            Write($"municipalities/{town}/services/probe.yaml", "adopts: wuppertal/probe@1\noffice: buergerbuero\nfees: { all: { demo: true } }\n");
        }

        Write("services/wuppertal/probe/service.yaml", Service);
        Write("services/wuppertal/probe/form.yaml", Form);
        Write("services/wuppertal/probe/fees.yaml", "fees:\n  - { id: gebuehr, label: Gebühr, amount: \"decimal('12.00')\", when: kostet, booking: PROBE, source: tenant }\n");
        Write("services/wuppertal/probe/process.yaml", process);
        foreach (var language in (string[])["", ".de-einfach"])
            Write($"services/wuppertal/probe/documents/urkunde{language}.md", "---\ntitle: Urkunde\nkind: certificate\n---\n# Urkunde\n\nNummer {{ issued.number }}, Stück {{ issued.copies }}.\n");
    }

    public const string Process =
        """
        automatic: { grant_when: "sofort" }
        payment: before_decision
        issues:
          - { id: urkunde, document: urkunde, copies: anzahl }
        appointments:
          - { id: vorsprache, label: Vorsprechen, say: Kommen Sie vorbei., office: buergerbuero, minutes: 15, when: termin, at: submitted }
          - { id: abholung, label: Abholen, say: Holen Sie die Urkunde., office: buergerbuero, minutes: 30, when: termin, at: granted }
        """;

    private const string Service =
        """
        id: probe
        version: 1.0.0
        name: Probe
        summary: Eine Probe.
        authority: { kind: meldebehoerde, where: main_residence }
        applicants: [person]
        trust: { level: none }
        retention: { months: 1 }
        signers:
          - { id: partner, label: Partner, why: Beide stellen den Antrag., who: partner, trust: high }
          - { id: leitung, label: Leitung, why: Alle., who: "leitung.map(l, {'family_name': l.nachname, 'given_names': l.vorname})", trust: substantial }
        """;

    private const string Form =
        """
        pages:
          - id: angaben
            title: Ihre Angaben
            questions:
              - { id: zweck, type: text, label: Zweck, required: true }
              - { id: kostet, type: yesno, label: Kostet es etwas?, required: true }
              - { id: sofort, type: yesno, label: Sofort?, required: true }
              - { id: termin, type: yesno, label: Termin?, required: true }
              - { id: anzahl, type: integer, label: Anzahl, required: true }
          - id: personen
            title: Wer noch?
            questions:
              - { id: partner, type: person, label: Partner }
              - id: leitung
                type: repeating_group
                label: Leitung
                questions:
                  - { id: nachname, type: text, label: Nachname, required: true }
                  - { id: vorname, type: text, label: Vorname, required: true }
        """;

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Copy(string file) => Write(file, File.ReadAllText(Path.Combine(Checkout.Folder, "catalogue", file))
        .Replace("district:", "# district:", StringComparison.Ordinal));

    private void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
