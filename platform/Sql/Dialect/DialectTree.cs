using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>A query as the engine runs it.</summary>
/// <param name="Tree">The tree; null where the query means the same as it is.</param>
/// <param name="IsText">Whether the text means the same, except for the names of its columns.</param>
/// <param name="Macros">Its macros.</param>
/// <param name="Zones">The zones of columns of the result that have another one than UTC, by their place from 0.</param>
/// <param name="Names">Names of columns of the result, by their place from 0, or before the end of the list where negative.</param>
internal sealed record DialectTree(string? Tree, bool IsText, IReadOnlyList<Definition> Macros, IReadOnlyDictionary<int, string> Zones, IReadOnlyDictionary<int, string> Names)
{
    /// <summary>The <see cref="ColumnShapes"/> of columns of the result, by their place from 0, or before the end of the list where negative.</summary>
    public IReadOnlyDictionary<int, string> Shapes { get; init; } = new Dictionary<int, string>();

    public static DialectTree Unchanged { get; } = new(null, IsText: true, [], new Dictionary<int, string>(), new Dictionary<int, string>());
}
