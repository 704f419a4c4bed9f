using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers.Events;

namespace Rathaus.Registers;

/// <summary>A subject of a register with its events, those of this work included.</summary>
public sealed class RegisterSubject(string register, string id, IReadOnlyList<RegisterEvent> stored)
{
    private readonly List<RegisterEvent> history = [.. stored];

    public string Register => register;

    public string Id => id;

    public IReadOnlyList<RegisterEvent> History => history;

    /// <summary>The fold of an entry's events.</summary>
    public JsonObject State => EntryState.Fold(history);

    internal void Add(RegisterEvent happened) => history.Add(happened);
}

/// <summary>
/// The work of one case in the registers: what was read, what will be written. Later effects of the case see subjects as
/// earlier ones left them.
/// </summary>
public sealed class RegisterWork
{
    private readonly Dictionary<(string Register, string Subject), RegisterSubject> subjects = [];
    private readonly Dictionary<(string Register, string Series), int> serials = [];
    private readonly List<RegisterEvent> recorded = [];
    private readonly List<Sql> besides = [];
    private int step;

    internal RegisterWork(SqlScope town, RegisterOrder order)
    {
        Town = town;
        Order = order;
        DeedId = order.Deeds.Count > 0 ? order.Deeds[0].Id : "";
    }

    public SqlScope Town { get; }

    public RegisterOrder Order { get; }

    /// <summary>Id of the effect that is being planned.</summary>
    public string DeedId { get; private set; }

    public DateOnly Today => GermanClock.DayOf(Order.At);

    /// <summary>A subject, empty when nothing is stored about it.</summary>
    public async Task<RegisterSubject> OpenAsync(string register, string subject, CancellationToken ct)
    {
        if (subjects.TryGetValue((register, subject), out var open))
            return open;
        return subjects[(register, subject)] = new RegisterSubject(register, subject, await EventStore.OfAsync(Town, register, subject, ct));
    }

    /// <summary>A subject that does not exist yet.</summary>
    public RegisterSubject New(string register, string subject) =>
        subjects[(register, subject)] = new RegisterSubject(register, subject, []);

    /// <summary>Subjects that this work changed, for what must be found before it is written.</summary>
    public IEnumerable<RegisterSubject> Changed(string register) =>
        subjects.Values.Where(subject => subject.Register == register && recorded.Exists(e => e.Register == register && e.Subject == subject.Id));

    public void Record(RegisterSubject subject, string kind, JsonObject body)
    {
        // As it will be read again: numbers of one kind, dates as texts.
        var stored = (JsonObject)JsonNode.Parse(body.ToJsonString(EventStore.Json))!;
        var happened = new RegisterEvent(subject.Register, subject.Id, subject.History.Count + 1, kind, Order.At, stored)
        {
            ActorKind = Order.Actor.Kind,
            ActorId = Order.Actor.Id,
            Purpose = Order.Purpose,
            Reference = Order.Reference,
            Deed = DeedId,
            Step = ++step,
        };
        subject.Add(happened);
        recorded.Add(happened);
    }

    /// <summary>A statement of the same transaction.</summary>
    public void Also(Sql command) => besides.Add(command);

    /// <summary>The next number of a series, for example the entries of a year; a lost race fails on the entry's index.</summary>
    public async Task<int> NextAsync(string register, string series, CancellationToken ct)
    {
        if (!serials.TryGetValue((register, series), out var last))
        {
            last = await Town.QuerySingleAsync<int>(
                "select coalesce(max(serial), 0) from registers.entry where municipality = @Town and register = @register and series = @series",
                new { register, series }, ct);
        }

        return serials[(register, series)] = last + 1;
    }

    /// <summary>A new entry with its number in the series; the subject is <c>series/number</c>.</summary>
    public async Task<(RegisterSubject Entry, int Serial)> EnterAsync(string register, string series, string kind, JsonObject body, CancellationToken ct)
    {
        var serial = await NextAsync(register, series, ct);
        var entry = New(register, $"{series}/{serial.ToString(CultureInfo.InvariantCulture)}");
        body["series"] = series;
        body["serial"] = serial;
        body["open"] ??= true;
        Record(entry, kind, body);
        return (entry, serial);
    }

    internal void Begin(RegisterDeed deed)
    {
        DeedId = deed.Id;
        step = 0;
    }

    /// <summary>Events first: their keys decide a race before anything else is written.</summary>
    internal IReadOnlyList<Sql> Commands(IReadOnlyDictionary<string, IProjection> projections) => recorded.Count == 0 ? besides :
    [
        EventStore.Insert(recorded),
        .. recorded.Select(e => (e.Register, e.Subject)).Distinct()
            .SelectMany(key => projections[key.Register].Write(key.Register, key.Subject, subjects[key].History)),
        .. besides,
    ];
}
