using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace MeshStarter.Portal.Home;

/// <summary>The element <c>text</c> of SVG. In a Razor file that word is a tag of Razor's own.</summary>
public sealed class MapText : ComponentBase
{
    /// <summary>The left end.</summary>
    [Parameter, EditorRequired]
    public required int X { get; set; }

    /// <summary>The base line.</summary>
    [Parameter, EditorRequired]
    public required int Y { get; set; }

    /// <summary>The class of the style sheet.</summary>
    [Parameter, EditorRequired]
    public required string Class { get; set; }

    /// <summary>The text.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X);
        builder.AddAttribute(2, "y", Y);
        builder.AddAttribute(3, "class", Class);
        builder.AddContent(4, Text);
        builder.CloseElement();
    }
}
