namespace Rathaus.Services;

/// <summary>A life event (Lebenslage): services that belong together in somebody's life, such as moving home.</summary>
/// <param name="Icon">Id of a symbol of <c>icons.svg</c>.</param>
/// <param name="Words">Everyday words that find its services.</param>
/// <param name="Services">Ids of services, in the order people need them.</param>
public sealed record LifeEvent(
    string Id, LocalText Name, LocalText Summary, string Icon, IReadOnlyList<string> Words, IReadOnlyList<string> Services);

/// <summary>How the start pages are arranged: what is needed most, and the life events.</summary>
public sealed record LifeEvents(IReadOnlyList<string> Popular, IReadOnlyList<LifeEvent> All)
{
    public static LifeEvents None { get; } = new([], []);

    public LifeEvent? Find(string id) => All.FirstOrDefault(one => one.Id == id);
}
