using Rathaus.Kernel.Money;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Kernel.Ui.Parts;

/// <summary>How far a step is.</summary>
public enum StepState
{
    Done,
    Now,
    Open,
}

/// <summary>One line of the error summary: the sentence of the field, and the element it leads to.</summary>
public sealed record SummaryFault(string Message, string TargetId)
{
    /// <summary>The faults of a page's questions in order, those of groups at their questions.</summary>
    public static IReadOnlyList<SummaryFault> Of(IEnumerable<FieldModel> fields)
    {
        var faults = new List<SummaryFault>();
        foreach (var field in fields)
        {
            var inner = Of(field.Children.Concat(field.Entries.Where(entry => entry.Open).SelectMany(entry => entry.Fields)));
            if (inner.Count > 0)
                faults.AddRange(inner);
            else if (field.Fault is not null)
                faults.Add(new SummaryFault(field.Fault, field.FirstInputId));
        }

        return faults;
    }
}

/// <summary>A step of <c>Track</c>, four words at most.</summary>
public sealed record TrackStep(string Label, StepState State);

/// <summary>An entry of <c>Timeline</c>.</summary>
public sealed record TimelineItem(string Title, string? Detail, StepState State, DateTimeOffset? At = null);

/// <summary>An answer to check. <paramref name="Verbatim"/>: numbers, plates, IBAN, kept together and left to right.</summary>
public sealed record AnswerItem(string Label, string Value, string? Source = null, string? EditAddress = null, bool Verbatim = false);

/// <summary>A line of <c>SumTable</c>.</summary>
public sealed record SumLine(string Label, Euro Amount, string? Basis = null);

/// <summary>A step of <c>ChainTable</c>: what, with which numbers, result, paragraph.</summary>
public sealed record ChainStep(string Name, string Computation, string Result, string? Basis = null, bool IsResult = false);

/// <summary>A tab: a link with an address of its own.</summary>
public sealed record TabItem(string Text, string Address, bool IsCurrent, int? Count = null);

/// <summary>A step of the way to this page.</summary>
public sealed record Crumb(string Text, string Address);

/// <summary>State of a task of a long application.</summary>
public enum TaskState
{
    Done,
    Begun,
    Open,
    Missing,
    NotYet,
}

/// <summary>A task; <paramref name="Missing"/> counts answers that are missing.</summary>
public sealed record TaskItem(string Title, string? Address, TaskState State, int Missing = 0, string? Hint = null);

/// <summary>Tasks under one heading.</summary>
public sealed record TaskGroup(string Title, IReadOnlyList<TaskItem> Tasks);

/// <summary>A fact of a service at a glance: icon, term, value, and a smaller line.</summary>
public sealed record Fact(string Icon, string Term, string Value, string? Detail = null);

/// <summary>A step of the way through an application, in the side column.</summary>
public sealed record NavStep(string Title, string? Address, StepState State);

/// <summary>State of a step of a proof.</summary>
public enum CheckState
{
    Ok,
    Warn,
    Bad,
    Skipped,
}

/// <summary>A step of a proof, in words.</summary>
public sealed record CheckStep(string Title, string Text, CheckState State);
