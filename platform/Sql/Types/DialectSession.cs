using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Times;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>A query's session, as far as meanings depend on it.</summary>
/// <param name="TimeZone">The zone in the client's words.</param>
/// <param name="ShowsZones">Whether rows are written in a form that has zones.</param>
internal sealed record DialectSession(string TimeZone, bool ShowsZones)
{
    /// <summary>The zone as values show it.</summary>
    public string Zone { get; } = TimestampText.Shown(TimeZone);

    public bool IsUtc => Zone == ExpressionType.Utc;

    /// <summary>The columns of the products that the query names, by the place of the name in the text.</summary>
    public IReadOnlyDictionary<ulong, IReadOnlyList<QueryColumn<ExpressionType>>> Tables { get; init; } = new Dictionary<ulong, IReadOnlyList<QueryColumn<ExpressionType>>>();

    /// <summary>Whether the query reads products and no tables about the mesh.</summary>
    public bool HasProductsOnly { get; init; }
}
