namespace Rathaus.Rescue.Simulation;

internal enum EventKind : byte
{
    CallReady,
    Departed,
    OnScene,
    SceneEnds,
    AtHospital,
    Cleared,
    AtStation,
    BreakEnds,
    Breaks,
    Repaired,
    DoctorLeaves,
    TeleEnds,
    NeighbourArrives,
}

/// <param name="Subject">Vehicle, or call.</param>
/// <param name="Version">Of the vehicle when this was planned; another one now means that it is off.</param>
internal readonly record struct PlannedEvent(double At, long Order, EventKind Kind, int Subject, int Version);

/// <summary>What is going to happen, the next first; what is planned for the same moment comes in the order of planning.</summary>
internal sealed class EventHeap
{
    private PlannedEvent[] heap = new PlannedEvent[256];
    private int count;
    private long planned;

    public double Next => count == 0 ? double.PositiveInfinity : heap[0].At;

    public void Clear() => (count, planned) = (0, 0);

    public void Plan(double at, EventKind kind, int subject, int version = 0)
    {
        if (count == heap.Length)
            Array.Resize(ref heap, count * 2);
        var added = new PlannedEvent(at, planned++, kind, subject, version);
        var place = count++;
        while (place > 0)
        {
            var parent = (place - 1) >> 1;
            if (!Before(added, heap[parent]))
                break;
            heap[place] = heap[parent];
            place = parent;
        }

        heap[place] = added;
    }

    public PlannedEvent Take()
    {
        var first = heap[0];
        var last = heap[--count];
        var place = 0;
        while (true)
        {
            var child = (place << 1) + 1;
            if (child >= count)
                break;
            if (child + 1 < count && Before(heap[child + 1], heap[child]))
                child++;
            if (!Before(heap[child], last))
                break;
            heap[place] = heap[child];
            place = child;
        }

        heap[place] = last;
        return first;
    }

    private static bool Before(in PlannedEvent left, in PlannedEvent right) =>
        left.At.CompareTo(right.At) is var order && (order < 0 || (order == 0 && left.Order < right.Order));
}
