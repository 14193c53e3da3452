using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>A line of a contract's file.</summary>
/// <param name="Path">The file, as the compiler was given it.</param>
/// <param name="File">The file from the project's folder, for people: <c>Products/Orders/data-product.yaml</c>.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record Place(string Path, string File, int Line)
{
    public Location ToLocation()
    {
        var at = new LinePosition(Line - 1, 0);
        return Location.Create(Path, default, new LinePositionSpan(at, at));
    }

    public override string ToString() => $"{File}:{Line}";
}
