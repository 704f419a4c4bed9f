using Microsoft.AspNetCore.Components;

namespace Rathaus.Kernel.Ui.Questions;

/// <summary>Base of the question components.</summary>
public abstract class QuestionComponent : UiComponent
{
    [Parameter, EditorRequired]
    public required FieldModel Model { get; set; }

    protected static string? Invalid(bool faulty) => faulty ? "true" : null;

    protected static string InputClass(bool faulty, string? width = null) =>
        string.Join(' ', new[] { "kern-form-input__input", faulty ? "kern-form-input__input--error" : null, width }
            .Where(name => name is not null));
}
