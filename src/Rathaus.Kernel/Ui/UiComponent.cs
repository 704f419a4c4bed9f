using Microsoft.AspNetCore.Components;
using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Ui;

/// <summary>Base of pages and parts: the context of the page, and its texts as <c>T["room.key"]</c>.</summary>
public abstract class UiComponent : ComponentBase
{
    [CascadingParameter]
    public required PageContext Context { get; set; }

    protected Texts T => Context.Texts;

    protected TownTheme Town => Context.Town;
}
